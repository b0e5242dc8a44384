"""What brought people in."""

from collections.abc import Sequence

from sim.families.studies import Study
from sim.families.tables import About, Column, Levels, Table
from sim.results.columns import SHARE, SOURCE, SOURCES, STEP, STRATEGY, by_step, by_strategy
from sim.statistics import sources

BROUGHT = "share of all people who first adopted by the step from this source, mean over runs"


def rows(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy, source and step."""
    return [by_strategy(about), {"source": SOURCES}, by_step(about)]


STUDY = Study(
    question="What brought people in?",
    tables={
        "sources": Table(
            "Sources table",
            "What brought people in, step by step",
            {
                "strategy": STRATEGY,
                "step": STEP,
                "source": SOURCE,
                "mean": Column("brought in", "percent", SHARE, BROUGHT),
            },
            sources.measure,
            rows,
            when=lambda record: record.explained,
        )
    },
    chart="sources",
    place="output.adoptions",
    after=("compare",),
)
