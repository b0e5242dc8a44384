"""The record of an experiment: what happened in each of its runs, a piece at a time or in whole tables."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

TIMES = {"t10": 0.1, "t50": 0.5, "t90": 0.9}
"""The shares of all people for which the step of reaching them is recorded, by the name of that step."""

AT_ONCE = 2_000_000
"""About how many numbers of side experiments are held in memory at a time: if there are more, runs are read again."""

GROUPS = ["strategy", "run", "group", "step", "share"]

Levels = Sequence[Mapping[str, Sequence[Any]]]
"""What tells the rows of a table apart: for each level, its columns with their values, row by row."""


class Record(ABC):
    """What happened in the runs of an experiment; however many there are, only a few are in memory at a time.

    `groups`: the names of all groups of people, sorted; `explained`: whether reasons of adoptions are recorded.
    """

    groups: Sequence[str]
    explained: bool

    @abstractmethod
    def curves(self) -> Iterator[np.ndarray]:
        """The number of adopters in batches of runs, int64, shape (strategies, runs, steps + 1); together all runs."""

    def shares(self, groups: Sequence[str]) -> Iterator[np.ndarray]:
        """The share of adopters in some groups, in batches: float64, shape (strategies, runs, groups, steps + 1).

        Together they cover all runs, in order; nan in a run without such a group. None where there are no groups.
        """
        yield from ()

    def pieces(self, name: str) -> Iterator[pd.DataFrame]:
        """A table, one of "runs", "groups", "seeds" and "adoptions", in pieces from the top down.

        There is at least one piece, and no run of a strategy is in two. Raises LookupError where there are no tables.
        """
        raise LookupError(f"of these runs there is no table of {name}")

    def whole(self, name: str) -> pd.DataFrame:
        """A whole table, by its name; it is kept in memory from then on."""
        if name not in self._held:
            pieces = list(self.pieces(name))
            # An empty column of words has another type than one with words, so empty pieces are left out.
            filled = [piece for piece in pieces if len(piece)] or pieces[:1]
            self._held[name] = filled[0] if len(filled) == 1 else pd.concat(filled, ignore_index=True)
        return self._held[name]

    @cached_property
    def _held(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def ends(self) -> np.ndarray:
        """The number of adopters after the last step, and the sum of adopters over all steps, by strategy and run.

        int64, shape (2, strategies, runs).
        """
        parts = [np.stack([curves[:, :, -1], curves.sum(axis=2)]) for curves in self.curves()]
        return np.ascontiguousarray(np.concatenate(parts, axis=2))

    def sides(self, arms: range) -> np.ndarray:
        """How given arms of side experiments ended: int64, shape (5, arms, runs), see `ended`.

        Raises LookupError if it is not known.
        """
        raise LookupError("of side experiments only what was measured is known")

    def cells(self, arms: range, width: int, runs: int) -> Iterator[np.ndarray]:
        """How side experiments of `width` arms each ended, one after the other: int64, shape (5, width, runs).

        `arms`: the arms of all of them.
        """
        chunk = max(1, AT_ONCE // (5 * width * runs))
        for start in range(arms.start, arms.stop, chunk * width):
            stop = min(start + chunk * width, arms.stop)
            ends = self.sides(range(start, stop))
            yield from np.split(ends, (stop - start) // width, axis=1)

    @cached_property
    def chosen(self) -> np.ndarray:
        """How many people each strategy chose, int64, shape (strategies, runs). Raises LookupError where not known."""
        raise LookupError("how many were chosen is not known of single runs")

    @cached_property
    def costs(self) -> np.ndarray:
        """What the seeds cost, float64, shape (strategies, runs). Raises LookupError if it is not known."""
        raise LookupError("what seeds cost is not known of single runs")

    @property
    def first_seeds(self) -> list[np.ndarray]:
        """Whom each strategy starts with in run 0, as numbers, best first. Raises LookupError if that is not known."""
        raise LookupError("seeds are not known by their numbers")

    @cached_property
    def gave_up(self) -> bool:
        """Whether anybody gave up in any run."""
        return any(rows["quits"].any() for rows in self.pieces("runs"))


class Tables(Record):
    """A record from whole tables: `found(name)` gives the tables runs, seeds and perhaps adoptions.

    `strategies`, `runs`, `steps`: their numbers; asking for curves raises ValueError if the table of runs does not
    match. There are no groups.
    """

    def __init__(self, make: Mapping[str, Callable[[], pd.DataFrame]], strategies: int, runs: int, steps: int) -> None:
        empty: dict[str, Callable[[], pd.DataFrame]] = {"groups": partial(pd.DataFrame, columns=GROUPS)}
        self._found = empty | dict(make)
        self._made: dict[str, pd.DataFrame] = {}
        self._shape = (strategies, runs, steps + 1)
        self.groups = ()
        self.explained = "adoptions" in make

    def curves(self) -> Iterator[np.ndarray]:
        """All runs together; see Record."""
        (runs,) = self.pieces("runs")
        if len(runs) != math.prod(self._shape):
            raise ValueError(f"the table of runs has {len(runs)} rows, expected {math.prod(self._shape)}")
        yield runs["adopters"].to_numpy().reshape(self._shape)

    def pieces(self, name: str) -> Iterator[pd.DataFrame]:
        """The whole table as one piece."""
        if name not in self._made:
            self._made[name] = self._found[name]()
        yield self._made[name]


class Sketch(Record):
    """The part of a record that charts use: the ends of all runs, and the curves of the first; small enough to be sent.

    It has no tables, and knows of people who gave up only if reasons of adoptions are recorded.
    """

    def __init__(self, record: Record, first: np.ndarray) -> None:
        self.groups, self.explained, self._first = (), record.explained, first
        self.__dict__ |= {"ends": record.ends, "gave_up": record.explained and record.gave_up}

    def curves(self) -> Iterator[np.ndarray]:
        """The first runs; see Record."""
        yield self._first


class Ends(Record):
    """A record of which only the ends of runs are known: int64, shape (2, strategies, runs)."""

    def __init__(self, ends: np.ndarray) -> None:
        self.groups, self.explained = (), False
        self.__dict__ |= {"ends": ends}

    def curves(self) -> Iterator[np.ndarray]:
        """Raises LookupError: there are none."""
        raise LookupError("only the ends of these runs are known")


def ended(curves: np.ndarray, people: np.ndarray | int) -> np.ndarray:
    """How courses of adoption ended: int64, shape (..., 5), for numbers of adopters by step, shape (..., steps + 1).

    In this order: adopters after the last step; the sum of adopters over all steps; the first steps after which 10, 50
    and 90 % of all `people` (a number, or one for each course) are adopters, steps + 1 for never.
    """
    share = np.maximum.accumulate(curves, axis=-1) / np.asarray(people)[..., None]
    steps = [(share < level).sum(axis=-1) for level in TIMES.values()]
    return np.stack([curves[..., -1], curves.sum(axis=-1), *steps], axis=-1)


def keys(levels: Levels, rows: int | None = None) -> dict[str, np.ndarray]:
    """The columns of a table over all combinations of some levels, the last changing fastest; its first rows only."""
    sizes = [len(next(iter(level.values()))) for level in levels]
    place, inner = np.arange(math.prod(sizes) if rows is None else rows), math.prod(sizes)
    columns: dict[str, np.ndarray] = {}
    for level, size in zip(levels, sizes, strict=True):
        inner //= max(1, size)
        columns |= {name: column(values)[place // max(1, inner) % max(1, size)] for name, values in level.items()}
    return columns


def column(values: Sequence[Any]) -> np.ndarray:
    """Values as a column: numbers, or else objects, so that rows hold references to words, not copies."""
    if all(type(value) in (int, float) for value in values):
        return np.array(values)
    cells = np.empty(len(values), object)
    cells[:] = values
    return cells
