"""Whom to start with: the outcomes of each strategy, and each against the baseline in the same worlds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.families.outcomes import outcomes
from sim.families.studies import Study
from sim.families.tables import Column, Columns, Levels, Table
from sim.ground.kinds import Number
from sim.results.about import About
from sim.results.columns import (
    GROUP,
    MEASURES,
    RUNS,
    SHARE,
    STEP,
    STRATEGY,
    by_step,
    by_strategy,
    each_strategy,
)
from sim.results.results import Results
from sim.statistics import comparison, curves


def summary(results: Results) -> pd.DataFrame:
    """One row a strategy with every outcome that there is; `seeds` is the mean number over runs."""
    count = dict.fromkeys(results.strategies, 0)
    for seeds in results.record.pieces("seeds"):
        for strategy, number in seeds["strategy"].value_counts().items():
            count[str(strategy)] += number
    table = pd.DataFrame({"strategy": results.strategies})
    table["seeds"] = np.array(list(count.values())) / results.about.runs
    table["runs"] = results.about.runs
    for part in outcomes(results.about.outcomes):
        table = part.added(table, results)
    return table


def _of_outcomes(about: About | None) -> Columns:
    parts = outcomes(None if about is None else about.outcomes)
    return {name: column for part in parts for name, column in part.outcome.columns.items()}


def ranks(results: Results) -> pd.DataFrame:
    """In which share of worlds each strategy comes first, second, and so on, by reach: a row a strategy and rank.

    Strategies that tie in a world share the ranks that they take up evenly, so that the shares of a strategy sum to 1,
    and so do those of a rank.
    """
    last = results.record.ends[0]
    count = len(last)
    shares = np.zeros((count, count))
    for strategy, own in enumerate(last):
        first, ties = (last > own).sum(axis=0), (last == own).sum(axis=0)
        for rank in range(count):
            shares[strategy, rank] = np.where((first <= rank) & (rank < first + ties), 1 / ties, 0).mean()
    keys = {"strategy": np.repeat(results.strategies, count), "rank": np.tile(np.arange(1, count + 1), count)}
    # Thirds add up to 1 only nearly.
    return pd.DataFrame({**keys, "share": shares.ravel().round(12)})


def against_the_baseline(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy that is not the baseline, and measure."""
    baseline = about.baseline
    others = [label for label in about.strategies if baseline not in (None, label)]
    return [{"strategy": others, "baseline": [baseline] * len(others)}, {"measure": MEASURES}]


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
            summary,
            each_strategy,
            further=_of_outcomes,
            rests_on=("tribes", "equivalents"),
        ),
        "comparison": Table(
            "Comparison",
            "Each strategy against the baseline in the same worlds, with 95 % intervals",
            comparison.COLUMNS,
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
            ranks,
            lambda about, groups: [by_strategy(about), {"rank": range(1, len(about.strategies) + 1)}],
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
            lambda about, groups: [by_strategy(about), {"group": groups}, by_step(about)],
        ),
    },
)
