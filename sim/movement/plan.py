"""The plan, from which mechanisms are set up in one world: who belongs to which group, and what begins when."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field

from sim.ground.parts import Options
from sim.ground.spelling import did_you_mean
from sim.ground.texts import names_of
from sim.world.people import People

FOREVER = np.iinfo(np.int64).max
EVERYONE = "everyone"
Draw = Callable[[str], np.random.Generator]

Of = Annotated[
    str,
    Field(min_length=1, description="`everyone`, `tribe`, or the column of the people that says who belongs together"),
]


class Reach(Options):
    """A condition for beginning: the share of adopters among everyone, or in one group."""

    reach: float = Field(ge=0, le=1, description="the share of adopters that must be there")
    of: Any = Field(EVERYONE, description="`everyone`, or a group as {column: value}")


From = Annotated[int, Field(alias="from", ge=1, description="the first step in which it is on")]
Until = Annotated[int | None, Field(ge=1, description="the last step in which it is on")]
When = Annotated[Reach | None, Field(description="it begins once this share is reached, in place of `from`")]


class Scope(NamedTuple):
    """A way to group people: `membership`, int64, shape (people), of each person's group, and their `names`."""

    membership: np.ndarray
    names: tuple[str, ...]

    @property
    def sizes(self) -> np.ndarray:
        """The number of people in each group, int64, shape (groups)."""
        return np.bincount(self.membership, minlength=len(self.names))


class Windows(NamedTuple):
    """Times in which mechanisms are on, with an entry for each window.

    `first`, `last`: int64, the first and the last step; `scope`, `group`: int64, whose share of adopters opens the
    window, -1 if the calendar does; `share`: float64, that share. A window opened by a share stays open until `last`.
    """

    first: np.ndarray
    last: np.ndarray
    scope: np.ndarray
    group: np.ndarray
    share: np.ndarray


class MisfitError(ValueError):
    """The settings of a mechanism do not fit the people; the message says how, for the author of the scenario."""


class Plan:
    """Builds a programme: mechanisms ask it for scopes, windows and random draws, and it remembers these.

    `names`: of the people; `draw(name)` gives the generator of a stream of this world; `strict`: whether an empty group
    is an error. In the world of a run it need not be: a network that is drawn anew may lack a level or a team that the
    network had with which the scenario was checked. Then nobody is meant.
    """

    def __init__(self, people: People, names: Sequence[str], draw: Draw, *, strict: bool = True) -> None:
        self.people = people
        self.names = names
        self.draw = draw
        self.strict = strict
        self.scopes = [Scope(np.zeros(len(people), np.int64), (EVERYONE,))]
        self._known = {EVERYONE: 0}
        self._windows: list[tuple[int, int, int, int, float]] = []

    def scope(self, of: str) -> int:
        """The number of a scope: `everyone`, `tribe`, or a column."""
        if of not in self._known:
            self._check(of)
            names, membership = np.unique(groups(self.people, of), return_inverse=True)
            self.scopes.append(Scope(membership, tuple(map(str, names))))
            self._known[of] = len(self.scopes) - 1
        return self._known[of]

    def window(self, start: int = 1, until: int | None = None, when: Reach | None = None) -> int:
        """The number of a window: from a step, or from when a share is reached, until a step."""
        last = FOREVER if until is None else until
        if when is None:
            return self._add(start, last, -1, -1, 0.0)
        column, value = next(iter(when.of.items())) if isinstance(when.of, Mapping) else (EVERYONE, EVERYONE)
        scope = self.scope(column)
        return self._add(FOREVER, last, scope, self.group(scope, value), when.reach)

    def group(self, scope: int, value: object) -> int:
        """The number of a group in a scope. Raises MisfitError if there is no such group, and the plan is strict."""
        names, name = self.scopes[scope].names, spelled(value)
        if name not in names and self.perhaps(scope, name):
            # An unused number: earlier users of the scope need not know of it, as nobody has that number.
            names = (*names, name)
            self.scopes[scope] = self.scopes[scope]._replace(names=names)
        if name not in names:
            known = did_you_mean(name, names) or f"; there are {', '.join(names[:12])}"
            raise MisfitError(f'nobody belongs to "{name}"{known}')
        return names.index(name)

    def perhaps(self, scope: int, name: str) -> bool:
        """Whether an empty group is allowed."""
        return not self.strict

    def is_all(self, scope: int, names: Collection[str]) -> bool:
        """Whether these are groups of a scope; always if the plan is not strict."""
        return not self.strict or set(self.scopes[scope].names) == set(names)

    def person(self, name: str) -> int | None:
        """The number of the person with a name; None if there is none."""
        return self._numbers.get(name)

    def lead(self, ids: np.ndarray, who: Any) -> bool:
        """Whether somebody reports to the people of `who`; always if the plan is not strict."""
        manager = self.people.manager
        return not self.strict or manager is None or bool(np.isin(ids, manager).any())

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    def latches(self, scope: int, share: float) -> np.ndarray:
        """The numbers of the windows that the share of adopters in each group of a scope opens for good."""
        groups_ = range(len(self.scopes[scope].names))
        return np.array([self._add(FOREVER, FOREVER, scope, group, share) for group in groups_])

    @property
    def windows(self) -> Windows:
        """All windows that were asked for."""
        rows = np.array([window[:4] for window in self._windows], np.int64).reshape(-1, 4)
        first, last, scope, group = rows.T
        return Windows(first, last, scope, group, np.array([window[4] for window in self._windows], np.float64))

    def _check(self, of: str) -> None:
        column, known = column_of(of, self.people.tribe), self.people.attributes
        if of == "tribe" and self.people.tribe is None and "tribe" not in known:
            raise MisfitError("there are no tribes; `people: tribe:` names their column")
        if column not in known:
            near = did_you_mean(of, [*known, EVERYONE]) or ("; they have " + ", ".join(known) if known else "")
            raise MisfitError(f'the people have no column "{of}"{near}')

    def _add(self, *window: Any) -> int:
        self._windows.append(window)
        return len(self._windows) - 1


def groups(people: People, of: str) -> np.ndarray:
    """The group of each person, as text. Raises KeyError if the people have no such column."""
    if of == EVERYONE:
        return np.full(len(people), EVERYONE)
    return names_of(people.attributes[column_of(of, people.tribe)])


def column_of(of: str, tribe: str | None) -> str:
    """The column that a word stands for: `tribe` stands for the column of tribes."""
    return tribe if of == "tribe" and tribe is not None else of


def lasting(start: int, until: int | None, when: Reach | None) -> bool:
    """Whether something is on in every step of a run, from the first to the last."""
    return start == 1 and until is None and when is None


def reach_faults(when: Reach | None, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the group whose share of adopters is waited for."""
    of = EVERYONE if when is None else when.of
    sound = isinstance(of, dict) and len(of) == 1 and all(isinstance(value, str | int | float) for value in of.values())
    if of != EVERYONE and not sound:
        yield (*place, "when", "of"), "expected `everyone`, or one group as {column: value}"


def spelled(value: object) -> str:
    """A value as it is written in a scenario."""
    return str(value).lower() if isinstance(value, bool) else str(value)
