"""Strategies: whom to start with. One file each in `sim/strategies/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.ground.parts import Family, OptionFault, Part, no_words, nothing
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties


class Inner(Protocol):
    """A strategy as an option of another one: in a scenario a name, or a mapping with a name and options."""

    def __call__(self, ties: Ties, people: People, count: int, rng: np.random.Generator, **known: Any) -> np.ndarray:
        """The people it chooses, best first; `known`: what the outer strategy got from the experiment."""


@dataclass(frozen=True)
class Circumstances:
    """What a scenario says besides the strategies; a field is None if the scenario has faults there.

    `columns`: the columns of the people; `tribe`: which of them says who belongs together; `line`: whether a reporting
    line is known; `movement`: what pushes; `threshold`: the options of the thresholds in the scenario's words, None
    where nobody has one; `besides`: names of all else that acts (mechanisms, waves of seeds, a convention).
    """

    columns: Mapping[str, np.ndarray] | None
    tribe: str | None
    line: bool
    movement: Movement | None
    threshold: Mapping[str, Any] | None
    besides: tuple[str, ...] = ()


class Sight(Enum):
    """What the choice of a strategy hangs on, besides which people never adopt.

    CHANCE is what draws people who are not equal to the strategy; a draw among equals is none.
    """

    TIES = "ties"
    COLUMNS = "columns of people, their tribes and their reporting line"
    TRAITS = "traits of people that can be drawn, such as passion"
    MOVEMENT = "how the change spreads"
    CHANCE = "chance"


EVERYTHING = frozenset(Sight)


def everything(**_: Any) -> frozenset[Sight]:
    """The default of `sees`: all there is."""
    return EVERYTHING


def seeing(*sights: Sight) -> Callable[..., frozenset[Sight]]:
    """The `sees` of a strategy that sees the same with any options."""

    def sees(**_: Any) -> frozenset[Sight]:
        return frozenset(sights)

    return sees


class Work(NamedTuple):
    """A rough estimate of what a strategy takes to choose in one world.

    `seconds`; peak `bytes`; `once`: whether it looks only once at a network that is the same in every run; `alone`:
    whether it blocks other threads.
    """

    seconds: float
    bytes: float = 0.0
    once: bool = False
    alone: bool = False


def usual(*, people: int, ties: float, **_: Any) -> Work:
    """The default of `work`: looking at everybody once and sorting them."""
    return Work(1e-4 + 1e-7 * people + 1e-8 * ties, 50.0 * people)


@dataclass(frozen=True)
class Strategy(Part):
    """What the file of a strategy has.

    Required: `choose(ties, people, count, rng, *, options)` gives the numbers of the people to start with, int, best
    first, no more than `count`, each once, nobody of whom is in `people.never`. It draws from `rng` alone. If its
    arguments before the options name them, it also gets `simulate` (`simulate(ids, sample)`: how many are adopters in
    the end), the `movement`, the number of `steps`, or all of these as `known`. Its keyword-only arguments are its
    options.
    """

    FIXED: bool = False
    """Whether it starts with the same people whatever the number of seeds. Optional: no."""

    NESTED: bool = True
    """Whether those whom it chooses among fewer come first among more. Optional: yes."""

    sees: Callable[..., frozenset[Sight]] = everything
    """`sees(*, options)`: what its choice hangs on, besides what strategies in its options see; it chooses once for all
    runs where none of that is drawn anew in each. Optional: everything."""

    score: Callable[..., np.ndarray] | None = None
    """`score(ties, people, *, options)`: the score of each person, by which alone it ranks them, highest first, and
    equals by a draw. Optional: there is more to it."""

    lacks: Callable[..., Iterable[OptionFault]] = nothing
    """`lacks(columns, tribe, line, *, options)`: what it needs but the people lack, as pairs of option and message;
    arguments as in `Circumstances`. Optional."""

    misfits: Callable[..., Iterable[OptionFault]] = nothing
    """`misfits(circumstances, *, options)`: what it cannot work with, as such pairs. Optional: nothing."""

    named: Callable[..., tuple[str, ...]] = nothing
    """`named(*, options)`: the ids of the people that it names itself. Optional: none. Raises InputError."""

    settled: Callable[..., Mapping[str, Any]] = no_words
    """`settled(*, options)`: the options with files replaced by their contents, since files may be missing where it
    chooses, such as on a worker. Optional."""

    notes: Callable[..., Iterable[str]] = nothing
    """`notes(*, options)`: what the author of a scenario should know, a clause each. Optional."""

    account: Callable[..., str] | None = None
    """`account(...)`, with the arguments of `choose`: what its choice in the first world rests on. Optional."""

    work: Callable[..., Work] = usual
    """`work(*, people, ties, seeds, spread, simulation, movement, steps, options)`: what it takes to choose. It gets
    the numbers of `people`, of `ties` (one without a direction counts twice) and of `seeds`, the `spread` of ties as
    `sim.world.outline.Drawing` has it and the seconds of one `simulation`; an option comes first where it has the name
    of something else. Optional: as one that looks at everybody once."""


STRATEGIES = Family(
    "sim.strategies",
    "choose",
    Strategy,
    noun="strategy",
    asks=("ties", "people", "count", "rng"),
    offers=("simulate", "movement", "steps", "known"),
)
