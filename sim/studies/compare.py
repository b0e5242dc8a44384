"""Whom to start with: what each strategy comes to, and each against the baseline in the same worlds."""

from collections.abc import Sequence

from sim.families.outcomes import outcomes
from sim.families.studies import Study
from sim.families.tables import About, Column, Columns, Levels, Table
from sim.ground.kinds import Number, Text
from sim.results.columns import (
    BASELINE,
    CHANGE,
    COUNTED,
    END,
    GROUP,
    INTERVAL,
    MEASURE,
    MEASURES,
    RUNS,
    SHARE,
    STEP,
    STRATEGY,
    by_step,
    by_strategy,
    each_strategy,
)
from sim.statistics import comparison, curves, ranks, summary


def against_the_baseline(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy that is not the baseline, and measure."""
    baseline = about["baseline"]
    others = [label for label in about["strategies"] if baseline not in (None, label)]
    return [{"strategy": others, "baseline": [baseline] * len(others)}, {"measure": MEASURES}]


def each_rank(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy and rank."""
    return [by_strategy(about), {"rank": range(1, len(about["strategies"]) + 1)}]


def each_step(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy, group and step."""
    return [by_strategy(about), {"group": groups}, by_step(about)]


def of_outcomes() -> Columns:
    """The columns of all outcomes."""
    return {name: column for outcome in outcomes().values() for name, column in outcome.columns.items()}


ALL_AT_ONCE = "end of the interval that holds for all strategies at once"
STUDY = Study(
    question="Whom to start with?",
    tables={
        "summary": Table(
            "Summary",
            "What each strategy comes to by itself",
            {
                "strategy": STRATEGY,
                "seeds": Column("seeds", "number", Number(0, "people"), "people to start with, mean over runs"),
                "runs": RUNS,
            },
            summary.measure,
            each_strategy,
            further=lambda about: of_outcomes(),
            may_have=of_outcomes,
            rests_on=("tribes", "equivalents"),
        ),
        "comparison": Table(
            "Comparison",
            "Each strategy against the baseline in the same worlds, with 95 % intervals",
            {
                "strategy": STRATEGY,
                "baseline": BASELINE,
                "measure": MEASURE,
                "difference": Column(
                    "difference", "points", CHANGE, "mean difference in the same worlds, run by run, in points of 100"
                ),
                **INTERVAL,
                **COUNTED,
                "variance_reduction": Column(
                    "gain by pairing",
                    "number",
                    Number(0, empty=True),
                    "how many times as many runs the same precision would take without pairing",
                ),
                "interval": Column(
                    "kind of interval",
                    "text",
                    Text(of=("t", "bca"), empty=True),
                    "t (Student's), or bca (bootstrap)",
                ),
                "low_all": Column("low, all at once", "points", END, f"lower {ALL_AT_ONCE}"),
                "high_all": Column("high, all at once", "points", END, f"upper {ALL_AT_ONCE}"),
            },
            comparison.measure,
            against_the_baseline,
            may_be_empty=True,
        ),
        "ranks": Table(
            "Ranks table",
            "In which share of worlds each strategy comes first, second, and so on",
            {
                "strategy": STRATEGY,
                "rank": Column(
                    "rank",
                    "count",
                    Number(1, "count", whole=True),
                    "1 for the strategy that reaches most in a world",
                ),
                "share": Column("share", "percent", SHARE, "share of worlds"),
            },
            ranks.measure,
            each_rank,
            may_lack=True,
        ),
        "curves": Table(
            "Curves",
            "The share of adopters by step, of all people and of each tribe",
            {
                "strategy": STRATEGY,
                "group": GROUP,
                "step": STEP,
                "mean": Column("mean", "percent", SHARE, "share of adopters, mean over runs"),
                "p10": Column("10 %", "percent", SHARE, "a tenth of the runs has no more"),
                "p50": Column("median", "percent", SHARE, "median over runs"),
                "p90": Column("90 %", "percent", SHARE, "a tenth of the runs has at least as much"),
            },
            curves.measure,
            each_step,
        ),
    },
)
