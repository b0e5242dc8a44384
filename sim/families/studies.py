"""The contract of studies: one question asked of runs, one file in sim/studies/.

A file declares `STUDY = Study(...)`. It is found by being there: the scenario's key, the schema, the side experiments,
the tables and what their columns mean, reading back, the screen, the story, slides and sheets follow from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.families.tables import About, Table
from sim.ground.kinds import Kind, Place
from sim.ground.ordering import in_order
from sim.ground.parts import Family

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sim.results.results import Results
    from sim.scenario.reading import Reading
    from sim.scenario.scenario import Asked, Scenario


@dataclass(frozen=True)
class Option:
    """The key of a scenario that asks for a study.

    `key`: what it is called; `kind`: the type of its value, as pydantic takes it; `description`: what it says, for
    help and for editors; `default`: its value where it is left out, which asks for nothing; `models`: the models of
    values inside it, by the last key of their place, so that faults in them are told in their words; `examples`: of
    its value.
    """

    key: str
    kind: Any
    description: str
    default: Any = None
    models: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    examples: list[Any] | None = None


def nothing_said(results: Results) -> Sequence[str]:
    """No sentences."""
    return ()


def nothing_wrong(about: Any) -> Iterator[tuple[Place, str]]:
    """No faults."""
    yield from ()


def nothing_checked(reading: Reading) -> None:
    """Nothing is checked beforehand."""


@dataclass(frozen=True)
class Study:
    """One question, and all that the house needs to ask it and to tell what comes of it.

    Every study has these:
    `question`: what it asks, a sentence; `tables`: what it measures, by the name of the file.

    A study may have these:
    `option`: the key of a scenario that asks for it; without one it is always asked, or `of` says so.
    `arms(scenario, value, reading)`: the scenarios that run beside the one that was read, in its worlds, and what the
    manifest says of them, where `value` is what the option says; None, with faults kept in the reading, if something
    is wrong. `check(reading)`: what can be said of the option before the scenario is known to be right.
    `of(scenario)`: what the manifest says of a study without arms; None where it is not asked for.
    `entry`: the name under which the manifest has that, the study's own unless given, and `kind`, its kind;
    `unfit(value)`: what does not hold between values in it that are right one by one.
    `heading`, `sentences(results)`: what is told in the story and on the screen, from measured tables; `headline`: a
    sentence, without the full stop, that stands out. `tells`: the table without which nothing is told, the first
    unless given. `chart`: the name of the chart that goes with it. `phrase`: what it is, for the description of a
    model, such as "a sweep". `place`: the key of a scenario that asks for it, that of the option unless given.
    `after`: studies that are told before.
    """

    question: str
    tables: Mapping[str, Table]
    option: Option | None = None
    arms: Callable[[Scenario, Any, Reading], Asked | None] | None = None
    check: Callable[[Reading], None] = nothing_checked
    of: Callable[[Scenario], Any] | None = None
    entry: str = ""
    kind: Kind | None = None
    unfit: Callable[[Any], Iterator[tuple[Place, str]]] = nothing_wrong
    heading: str = ""
    sentences: Callable[[Results], Sequence[str]] = nothing_said
    headline: Callable[[Results], str] | None = None
    tells: str = ""
    chart: str = ""
    phrase: str = ""
    place: str = ""
    after: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The table without which nothing is told."""
        return self.tells or next(iter(self.tables))

    @property
    def asked_at(self) -> str:
        """The key of a scenario that asks for it; nothing where it is always asked."""
        return self.place or (self.option.key if self.option is not None else "")

    def asked(self, about: About, name: str) -> bool:
        """Whether it was asked for, by what the manifest says; `name`: what the study is called."""
        always = self.arms is None and self.of is None
        return always or about.get(self.entry or name) is not None


STUDIES = Family("sim.studies", "STUDY")


@cache
def studies() -> Mapping[str, Study]:
    """All studies by name, in the order in which they are told."""
    known: dict[str, Study] = {name: part.function for name, part in STUDIES.parts.items()}  # type: ignore[misc]
    return {name: known[name] for name in in_order({name: study.after for name, study in known.items()})}


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name, each behind those that it rests on."""
    known = {name: table for study in studies().values() for name, table in study.tables.items()}
    return {name: known[name] for name in in_order({name: table.rests_on for name, table in known.items()})}


def options() -> Iterator[Option]:
    """The keys of a scenario that ask for studies, in the order in which these are told."""
    return (study.option for study in studies().values() if study.option is not None)
