"""What a reader must know of runs to read their tables: a record that stands in the manifest of their folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple, TypeVar

from sim.ground.kinds import MOST_PEOPLE, MOST_RUNS, MOST_STEPS, Items, Number, Perhaps, Row, Text

E = TypeVar("E")

ANY = Text(empty=True)
NAME = Text()
SHARE = Number(0, 1)


LISTED = 100
"""How many people of a list are named here at most; the tables have all."""

MANY = 1_000_000
"""If more lists than this are equal, their number is not told."""


class Roster(NamedTuple):
    """The list of a strategy that chose once for all runs.

    `strategy`: its label; `people`: the first `LISTED` who were asked, best first; `equal`: how many lists are equal to
    the strategy, `MANY` + 1 if there are more than that, None if there are several and they cannot be counted; 1 also
    for a choice by simulation.
    """

    strategy: str
    people: tuple[str, ...]
    equal: int | None


ROSTER = Row((Text(of="strategies"), Items(NAME, apart=True), Perhaps(Number(1, MANY + 1, whole=True))))


@dataclass(frozen=True, kw_only=True)
class About:
    """What must be known of runs.

    `name`, `question`: of the scenario; `people`, `runs`, `steps`: how many there are; `precision`: the half-width that
    was asked for, a share, or None; `seed`: of all draws; `strategies`: their labels, in order; `baseline`: the label
    of one, or None; `takeoff`, `smallest_difference`: shares of all people; `accounts`: what choices rest on, in
    sentences; `rosters`: the lists of strategies that chose once for all runs, see `roster`;
    `passion_degree_correlation`: mean over runs, None where there is none; `version`: of groundswell.
    `studies`: what is known of each study that was asked for, by its name, in the record that the study declares;
    `arms`: the first of its side experiments and the one behind the last, where it has some. `outcomes`: the names of
    those that are somebody's own and have columns in the summary; a manifest has them among its `parts`.
    """

    name: Annotated[str, ANY]
    question: Annotated[str, ANY]
    people: Annotated[int, Number(1, MOST_PEOPLE, whole=True)]
    runs: Annotated[int, Number(1, MOST_RUNS, whole=True)]
    precision: Annotated[float | None, SHARE] = None
    steps: Annotated[int, Number(1, MOST_STEPS, whole=True)]
    seed: Annotated[int, Number(0, whole=True)]
    strategies: Annotated[tuple[str, ...], Items(NAME, least=1, apart=True)]
    baseline: Annotated[str | None, Perhaps(Text(of="strategies"))]
    takeoff: Annotated[float, SHARE]
    smallest_difference: Annotated[float, SHARE]
    studies: Mapping[str, Any] = field(default_factory=dict)
    arms: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    accounts: Annotated[tuple[str, ...], Items(NAME)] = ()
    rosters: Annotated[tuple[tuple[Any, ...], ...], Items(ROSTER)] = ()
    passion_degree_correlation: Annotated[float | None, Number(-1, 1)] = None
    version: Annotated[str, NAME]

    def study(self, record: type[E]) -> E:
        """What is known of a study, by the record that it declares. Raises LookupError where it was not asked for."""
        return self._at(record)[1]

    def arms_of(self, record: type) -> range:
        """The side experiments of a study, by the record that it declares. Raises LookupError where it has none."""
        return range(*self.arms[self._at(record)[0]])

    def roster(self, strategy: str) -> Roster | None:
        """The list of a strategy, by its label; None if it chose anew in each run."""
        return next((Roster(*row) for row in self.rosters if row[0] == strategy), None)

    def _at(self, record: type[E]) -> tuple[str, E]:
        for name, entry in self.studies.items():
            if type(entry) is record:
                return name, entry
        raise LookupError(f"no study of {record.__name__} was asked for")

    @property
    def limits(self) -> dict[str, Any]:
        """What kinds of values are limited by; see `limits`."""
        return limits(self.people, self.runs, self.steps, self.strategies)


def limits(people: int, runs: int, steps: int, strategies: Sequence[str]) -> dict[str, Any]:
    """What kinds of values in tables and documents are limited by, by the names that these use."""
    return {
        "people": people,
        "last_person": people - 1,
        "runs": runs,
        "last_run": runs - 1,
        "steps": steps,
        "strategies": strategies,
        "count": len(strategies),
    }
