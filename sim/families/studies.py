"""The contract of studies: one question asked of runs, one file in sim/studies/.

A file declares `STUDY = Study(...)`. It is found by being there: the scenario's key, the schema, the side experiments,
the tables and what their columns mean, reading back, the screen, the story, slides and sheets follow from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.families.tables import Table
from sim.ground.kinds import Place
from sim.ground.ordering import in_order
from sim.ground.parts import Family

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.about import About
    from sim.results.results import Results
    from sim.scenario.reading import Reading
    from sim.scenario.scenario import Asked, Scenario


@dataclass(frozen=True)
class Option:
    """The key of a scenario that asks for a study.

    `key`: its name; `kind`: the type of its value, as pydantic takes it; `description`: for help and for editors;
    `default`: its value if left out, which asks for nothing; `examples`: of its value.
    """

    key: str
    kind: Any
    description: str
    default: Any = None
    examples: list[Any] | None = None


@dataclass(frozen=True)
class Study:
    """One question, with all that is needed to ask it of runs and to report the answer.

    Every study has these:
    `question`: a sentence; `tables`: what it measures, by the names of the files.

    A study may have these:
    `option`: the key of a scenario that asks for it; without one it is always asked, or `of` decides.
    `arms(scenario, value, reading)`: the scenarios that run in the same worlds as a side experiment, and their entry in
    the manifest; `value`: that of the option, `reading`: the scenario's file as it is read. None if something is wrong,
    with faults added to `reading`. `of(scenario)`: the entry of a study without arms; None where it is not asked for.
    `entry`: the class of entries (see sim.ground.records), of which the manifest and `results.about` have one;
    `unfit(entry)`: what is wrong between values of an entry that are right one by one.
    `records(results)`: tables of single runs by the names of their files, in pieces, which are written and never read.
    `heading`, `sentences(results)`: for the story and the screen, from measured tables; `headline`: a sentence without
    the full stop that stands out. `tells`: the table that must be there for all this, the first by default. `phrase`: a
    noun for the description of a model, such as "a sweep". `place`: the key of a scenario that asks for it, by default
    that of the option. `after`: studies that come before it in reports.
    """

    question: str
    tables: Mapping[str, Table]
    option: Option | None = None
    arms: Callable[[Scenario, Any, Reading], Asked | None] | None = None
    of: Callable[[Scenario], Any] | None = None
    entry: type | None = None
    unfit: Callable[[Any], Iterable[tuple[Place, str]]] = lambda entry: ()
    records: Callable[[Results], Mapping[str, Iterator[pd.DataFrame]]] = lambda results: {}
    heading: str = ""
    sentences: Callable[[Results], Sequence[str]] = lambda results: ()
    headline: Callable[[Results], str] | None = None
    tells: str = ""
    phrase: str = ""
    place: str = ""
    after: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The table that must be there for its sentences."""
        return self.tells or next(iter(self.tables))

    @property
    def asked_at(self) -> str:
        """The key of a scenario that asks for it; nothing where it is always asked."""
        return self.place or (self.option.key if self.option is not None else "")

    @property
    def on_request(self) -> bool:
        """Whether it is asked only where the scenario says so."""
        return self.arms is not None or self.of is not None

    def asked(self, about: About, name: str) -> bool:
        """Whether it was asked for; `name`: what the study is called."""
        return not self.on_request or name in about.studies


STUDIES = Family("sim.studies", "STUDY")


@cache
def studies() -> Mapping[str, Study]:
    """All studies by name, in the order in which reports have them."""
    known: dict[str, Study] = {name: part.function for name, part in STUDIES.parts.items()}  # type: ignore[misc]
    return {name: known[name] for name in in_order({name: study.after for name, study in known.items()})}


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name, each after those that it rests on."""
    known = {name: table for study in studies().values() for name, table in study.tables.items()}
    return {name: known[name] for name in in_order({name: table.rests_on for name, table in known.items()})}


def options() -> Iterator[Option]:
    """The keys of a scenario that ask for studies, in the order of `studies`."""
    return (study.option for study in studies().values() if study.option is not None)
