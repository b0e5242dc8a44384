"""What brought people in."""

import numpy as np
import pandas as pd

from sim.families.studies import Study
from sim.families.tables import Column, Table
from sim.results.columns import SHARE, SOURCE, SOURCES, STEP, STRATEGY, by_step, by_strategy
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """What brought people in: the share of all people who first adopted up to each step, by source, mean over runs.

    Only first adoptions count: who gives up stays in, and who adopts again does not count again. An adoption with
    several sources counts for each by its share, so that the sources of a step add up to the share of people who ever
    adopted by then. Needs results that know why people adopted.
    """
    if not results.record.explained:
        return pd.DataFrame(columns=["strategy", "step", "source", "mean"])
    steps = results.about.steps
    new = {strategy: np.zeros((len(SOURCES), steps + 1)) for strategy in results.strategies}
    for adoptions in results.record.pieces("adoptions"):
        # Of a person's rows in a run, the first is the first adoption: steps ascend.
        first = adoptions.drop_duplicates(["strategy", "run", "person"])
        for strategy, rows in first.groupby("strategy", sort=False):
            _add(new[str(strategy)], rows)
    whole = results.about.people * results.about.runs
    tables = [
        pd.DataFrame(
            {"strategy": strategy, "step": np.arange(steps + 1), "source": source, "mean": np.cumsum(added) / whole}
        )
        for strategy, by_source in new.items()
        for source, added in zip(SOURCES, by_source, strict=True)
    ]
    return pd.concat(tables, ignore_index=True)


def _add(new: np.ndarray, rows: pd.DataFrame) -> None:
    # Counts first adoptions by source and step, one after the other, so that it matters not how many come together.
    places = np.concatenate([np.arange(new.shape[1]), rows["step"]])
    for source, before in zip(SOURCES, new, strict=True):
        parts = (rows["main_source"] == "seed").astype(float) if source == "seed" else rows[f"share_{source}"].fillna(0)
        before[:] = np.bincount(places, weights=np.concatenate([before, parts]))


BROUGHT = "share of all people who first adopted by the step from this source, mean over runs"


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
            measure,
            lambda about, groups: [by_strategy(about), {"source": SOURCES}, by_step(about)],
            when=lambda record: record.explained,
        )
    },
    place="output.adoptions",
    after=("compare",),
)
