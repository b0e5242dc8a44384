"""The columns of the tables of a folder of results, what may stand in them, and how their rows are told apart.

Tables that are measured declare theirs where they are measured (sim/studies/); those of single runs do so here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any

from sim.families.studies import tables
from sim.families.tables import Column, Columns, Levels, Table, any_number
from sim.ground.kinds import MOST_PEOPLE, Items, Number, Place, Setting, Text
from sim.results.about import ANY, NAME, SHARE, About

PART = Number(0, 1, empty=True)
"""A share that is not always defined."""
CHANGE = Number(-1, 1)
"""A difference of shares."""
END = Number(empty=True)
"""An end of an interval: there is none with a single run, and that of a share can lie beyond 0 and 1."""
MONEY = Number(empty=True, endless=True)
COUNT = Number(0, whole=True)
TIME = Number(0, "steps", empty=True)
WORLDS = Number(0, "runs", whole=True)
PEOPLE = Number(0, "people", whole=True)

MEASURES = ("reach", "takeoff", "auc")
SOURCES = ("seed", "peers", "contacts", "formal", "stories", "spontaneous")

LOW, HIGH = "lower end of its 95 % interval", "upper end of its 95 % interval"
BEYOND = f"{HIGH}; empty beyond the last step"

STRATEGY = Column("strategy", "text", Text(of="strategies"), "whom the change starts with")
BASELINE = Column("baseline", "text", Text(of="strategies"), "the strategy that is compared with")
GROUP = Column("tribe", "text", ANY, "everyone, or a tribe or organisation")
RUN = Column("run", "count", Number(0, "last_run", whole=True), "number of the run, from 0")
RUNS = Column("runs", "count", Number("runs", "runs", whole=True), "simulated organisations")
STEP = Column("step", "count", Number(0, "steps", whole=True), "0 is the start, with the seeds")
PERSON = Column("person", "text", NAME, "a person's id")
MEASURE = Column(
    "measure", "text", Text(of=MEASURES), "reach, takeoff, or auc: the mean share of adopters over all steps"
)
SOURCE = Column("source", "text", Text(of=SOURCES), "what pushed people")
REACH_MEAN = Column(
    "mean reach", "percent", SHARE, "share of all people who are adopters at the last step, mean over runs"
)
REACH_LOW = Column("mean reach, low", "percent", END, "lower end of the 95 % interval of the mean reach")
REACH_HIGH = Column("mean reach, high", "percent", END, "upper end of the 95 % interval of the mean reach")
BEST_SHARE = Column("comes first", "percent", SHARE, "share of worlds in which the strategy reaches most (ties split)")
RANDOM_EQUIVALENT = Column(
    "random seeds worth as much",
    "number",
    Number(0, empty=True),
    "how many random seeds reach as much on average; empty where that was not tried or none suffices",
)
INTERVAL = {"low": Column("low", "points", END, LOW), "high": Column("high", "points", END, HIGH)}
COUNTED = {
    "wins": Column("above", "count", WORLDS, "worlds in which it is above the baseline (or above zero)"),
    "ties": Column("equal", "count", WORLDS, "worlds in which both are equal"),
    "losses": Column("below", "count", WORLDS, "worlds in which it is below"),
    "runs": RUNS,
}

PUSHED = {
    "share_peers": Column(
        "by peers", "percent", PART, "share of the push that came from peers who had adopted; shares of a row sum to 1"
    ),
    "share_formal": Column("by the line", "percent", PART, "share of the push that came from the formal line"),
    "share_stories": Column("by stories", "percent", PART, "share of the push that came from stories"),
    "share_spontaneous": Column("of their own", "percent", PART, "share of the push that needs no peer"),
    "share_contacts": Column("by contacts", "percent", PART, "share of the push that came from single contacts"),
}
RANK = Column(
    "rank", "count", Number(1, "people", whole=True), "place in the strategy's order, 1 for whom it puts first"
)
PERSUADERS = "the peers whom the person listens to and who pushed, with semicolons between them"
ADOPTED = Column("step", "count", Number(0, "steps", whole=True), "the step in which the person adopts")

RECORDS: Mapping[str, Table] = {
    "runs": Table(
        "Runs",
        "The course of every run",
        {
            "strategy": STRATEGY,
            "run": RUN,
            "step": STEP,
            "adopters": Column("adopters", "count", PEOPLE, "people who are adopters after the step"),
            "new": Column("new", "count", PEOPLE, "people who adopt in the step"),
            "quits": Column("give up", "count", PEOPLE, "adopters who give up in the step"),
        },
        attrgetter("runs"),
        lambda about, groups: [by_strategy(about), {"run": range(about.runs)}, by_step(about)],
    ),
    "seeds": Table(
        "Seeds",
        "Whom every run starts with",
        {"strategy": STRATEGY, "run": RUN, "rank": RANK, "person": PERSON},
        attrgetter("seeds"),
        any_number,
        may_be_empty=True,
    ),
    "all_people": Table("People", "What people are called", {"person": PERSON}, attrgetter("names"), any_number),
    "adoptions": Table(
        "Adoptions",
        "Why people adopted in every run",
        {
            "strategy": STRATEGY,
            "run": RUN,
            "person": PERSON,
            "step": ADOPTED,
            "main_source": Column("main source", "text", Text(of=SOURCES), "what pushed the person most"),
            **PUSHED,
            "persuaded_by": Column("persuaded by", "text", ANY, PERSUADERS),
        },
        attrgetter("adoptions"),
        any_number,
        filled=[("main_source", SOURCES[1:], tuple(PUSHED))],
        may_be_empty=True,
    ),
}
"""The tables of single runs, by the names of their files; older results lack some columns."""


def table(name: str) -> Table:
    """The table of a name. Raises KeyError."""
    return RECORDS[name] if name in RECORDS else tables()[name]


def columns(name: str, about: About) -> Columns:
    """The columns of a table, including those that depend on `about`, the manifest of its folder. Raises KeyError."""
    return {**table(name).columns, **table(name).further(about)}


def every_column(name: str) -> Columns:
    """All columns that a table can have, but for settings that are varied. Raises KeyError."""
    return {**table(name).columns, **table(name).further(None)}


def varied(factors: Sequence[str]) -> Columns:
    """The columns of settings that are varied, by their places in the scenario."""
    meaning = "the value of a setting that is varied, by its place in the scenario"
    return {str(name): Column(str(name), "number", Setting(), meaning) for name in factors}


@dataclass(frozen=True)
class Ladder:
    """What is known of other numbers of seeds.

    `counts`: these numbers, ascending; `reach`: from which share of all people on a run has tipped; `strategies`: the
    labels of those that start with them.
    """

    counts: Annotated[tuple[int, ...], Items(Number(0, MOST_PEOPLE, whole=True), least=1, apart=True)]
    reach: Annotated[float, SHARE]
    strategies: Annotated[tuple[str, ...], Items(Text(of="strategies"), least=1, apart=True)]


def ascending(entry: Ladder) -> Iterator[tuple[Place, str]]:
    """What is wrong with the numbers of a ladder."""
    if entry.counts != tuple(sorted(entry.counts)):
        yield ("counts",), "are not in ascending order"


def by_strategy(about: About) -> Mapping[str, Sequence[Any]]:
    """The level of strategies."""
    return {"strategy": about.strategies}


def by_step(about: About) -> Mapping[str, Sequence[Any]]:
    """The level of steps."""
    return {"step": range(about.steps + 1)}


def each_strategy(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy."""
    return [by_strategy(about)]
