"""One row a person: columns of traits."""

import math
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.ground.faults import UnfitError
from sim.ground.frozen import freeze
from sim.ground.texts import names_of

LUCK = ("threshold", "resistance")
"""The columns of people that no strategy sees: nobody knows beforehand what it takes for others to change."""

SEED_FAULTS = {
    1: "seeds must be people of the network",
    2: "each seed is named once",
    3: "people who never adopt cannot be seeds",
}


@dataclass(frozen=True, eq=False)
class People:
    """The traits of everyone in one world, all drawn before anything happens (MODEL.md section 1).

    Each array has the shape (people):
    `passion`: float64, in the units it was drawn in; `threshold`: float64, theta_i, in shares or in counts as the
    movement says, inf for people who follow nobody's example; `resistance`: float64, R_i > 0; `never`: bool, people
    who never adopt. `attributes`: further columns, one value a person. `tribe`: the name of the column that says who
    belongs to which tribe, or None. `manager`: int32, the number of the person to whom each reports, -1 for whoever
    reports to nobody, or None where no reporting line is known. `scale`: float64 > 0, the factor of each person's
    resistance, now and after each time of giving up; by default 1. `aside`: bool, who can adopt but may not be chosen;
    for strategies they are in `never` too (see `only`). People as a strategy sees them have no `threshold` and no
    `resistance` (see `seen`).

    Raises ValueError, which says which of these does not hold.
    """

    passion: np.ndarray
    # Not in the repr: strategies see people without these (`seen`), and may print them.
    threshold: np.ndarray = field(repr=False)
    resistance: np.ndarray = field(repr=False)
    never: np.ndarray
    attributes: Mapping[str, np.ndarray] = field(default_factory=dict)
    tribe: str | None = None
    manager: np.ndarray | None = None
    scale: np.ndarray = None  # type: ignore[assignment]  # by default ones, for all people
    aside: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.scale is None:
            object.__setattr__(self, "scale", np.ones(len(self.passion)))
        columns = {
            "passion": self.passion,
            "threshold": self.threshold,
            "resistance": self.resistance,
            "never": self.never,
            "scale": self.scale,
        }
        for name, column in (columns | dict(self.attributes)).items():
            if len(column) != len(self.passion):
                raise ValueError(f"{name} must have one value a person")
        for name in ("passion", "threshold", "resistance", "scale"):
            if columns[name].dtype != np.float64:
                raise ValueError(f"{name} must be float64")
        if not np.isfinite(self.passion).all():
            raise ValueError("passion must be finite")
        if np.isnan(self.threshold).any():
            raise ValueError("threshold must be a number, or inf for people without one")
        if not ((self.resistance > 0).all() and (self.scale > 0).all()):
            raise ValueError("resistance must be above 0")
        if self.never.dtype != np.bool_:
            raise ValueError("never must be yes or no")
        if self.tribe is not None and self.tribe not in self.attributes:
            raise ValueError("tribe must be an attribute")
        freeze(self, *columns)
        if self.manager is not None:
            self._check_line(self.manager)
            freeze(self, "manager")
        if self.aside is not None:
            if self.aside.dtype != np.bool_ or len(self.aside) != len(self) or (self.aside & ~self.never).any():
                raise ValueError("who is set aside must be among those who are never chosen")
            freeze(self, "aside")

    def _check_line(self, manager: np.ndarray) -> None:
        if len(manager) != len(self) or manager.dtype != np.int32:
            raise ValueError("manager must be int32, one a person")
        if len(manager) and (manager.min() < -1 or manager.max() >= len(self)):
            raise ValueError("managers must be people, or -1")
        if (self.depth < 0).any():
            raise UnfitError("nobody may report to themselves, over however many levels")

    @classmethod
    def alike(cls, count: int) -> "People":
        """`count` people without passion and threshold, of unit resistance, to be changed with
        `dataclasses.replace`."""
        return cls(np.zeros(count), np.full(count, np.inf), np.ones(count), np.zeros(count, np.bool_))

    def __len__(self) -> int:
        return len(self.passion)

    def check_seeds(self, seeds: Sequence[int] | np.ndarray) -> None:
        """Raise ValueError unless the seeds are people, each once, who can adopt."""
        from sim.world import rows

        fault = rows.seed_fault(np.asarray(seeds, dtype=np.int64), self.never, np.zeros(len(self), np.bool_))
        if fault:
            raise ValueError(SEED_FAULTS[fault])

    @property
    def can_adopt(self) -> np.ndarray:
        """Who can adopt, whether or not they may be chosen; bool."""
        return ~self.never if self.aside is None else ~self.never | self.aside

    def only(self, asked: np.ndarray) -> "People":
        """The same people as a strategy sees them that may choose nobody but `asked` (bool).

        The others are in `never`, whom every strategy passes over, and those of them who can adopt also in `aside`. For
        choosing only, not for runs.
        """
        others = copy(self)
        object.__setattr__(others, "never", ~(~self.never & asked))
        object.__setattr__(others, "aside", self.can_adopt & others.never)
        freeze(others, "never", "aside")
        return others

    def seen(self) -> "People":
        """The same people as a strategy sees them: without LUCK, which raises AttributeError when read."""
        others = copy(self)
        for name in (*LUCK, "follow_nobody"):
            vars(others).pop(name, None)
        return others

    if not TYPE_CHECKING:  # or a type checker would accept any attribute

        def __getattr__(self, name: str) -> Any:
            """Raise AttributeError, which says why people as a strategy sees them have no luck."""
            why = ""
            if name in (*LUCK, "follow_nobody"):
                why = " that a strategy sees: what it takes for each to change is luck, which nobody knows beforehand"
            raise AttributeError(f"people have no `{name}`{why}", name=name, obj=self)

    def within(self, eligible: Mapping[str, Collection[str]]) -> "People":
        """The same people, of whom only those may be chosen who have one of the given values in each column."""
        asked = np.ones(len(self), np.bool_)
        for column, values in eligible.items():
            asked &= np.isin(names_of(self.attributes[column]), list(values))
        return self.only(asked)

    @cached_property
    def follow_nobody(self) -> bool:
        """Whether nobody has a threshold."""
        return bool(self.threshold.min(initial=np.inf) == np.inf)

    @cached_property
    def depth(self) -> np.ndarray:
        """The number of levels above each person in the reporting line, int32; 0 if no line is known.

        -1 for people whose line leads back to themselves, which the constructor refuses.
        """
        depth = np.zeros(len(self), np.int32)
        if self.manager is not None:
            depth[self.manager >= 0] = -1
            waiting = np.flatnonzero(depth < 0)
            while len(waiting):
                above = depth[self.manager[waiting]]
                depth[waiting[above >= 0]] = above[above >= 0] + 1
                if (above < 0).all():
                    break
                waiting = waiting[above < 0]
        return depth

    @cached_property
    def standard_passion(self) -> np.ndarray:
        """b_i: passion standardised over the population (mean 0, sd 1), all zero if everyone is alike."""
        return _standardised(self.passion)

    @cached_property
    def standard_rank(self) -> np.ndarray:
        """rank_j: height in the reporting line, standardised over the population; all zero where no line is known."""
        return _standardised(-self.depth.astype(np.float64))

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], np.ndarray]:
        """The names of the tribes, sorted, and the number of each person's tribe (int64); none if no tribe is named."""
        if self.tribe is None:
            return (), np.zeros(len(self), np.int64)
        names, membership = np.unique(names_of(self.attributes[self.tribe]), return_inverse=True)
        return tuple(map(str, names)), membership


def reporting_line(names: Sequence[str], managers: Sequence[str] | np.ndarray) -> np.ndarray:
    """The number of each person's manager, int32, from a column of names; -1 if the cell is empty.

    Raises UnfitError with the first names that no person has.
    """
    number = {name: i for i, name in enumerate(names)} | {"": -1}
    # A column of only numbers was read as numbers.
    cells = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in managers]
    strangers = [name for name in dict.fromkeys(cells) if name not in number]
    if strangers:
        raise UnfitError(f"nobody is called {', '.join(strangers[:5])}")
    return np.array([number[cell] for cell in cells], np.int32)


def _standardised(values: np.ndarray) -> np.ndarray:
    # Sums are exact (math.fsum), so that the result does not depend on the machine.
    spread = values - math.fsum(values) / len(values)
    sd = math.sqrt(math.fsum(spread * spread) / len(values))
    if np.ptp(values) == 0 or sd == 0:
        return np.zeros(len(values))
    return spread / sd
