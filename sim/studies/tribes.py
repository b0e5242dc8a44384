"""What each tribe reaches, and how far it is behind all people."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.families.studies import Study
from sim.families.tables import Column, Table
from sim.ground.rounding import rounded
from sim.ground.wording import Share, ShareInterval
from sim.results.columns import CHANGE, GROUP, REACH_HIGH, REACH_LOW, REACH_MEAN, STRATEGY, by_strategy
from sim.results.results import Results
from sim.statistics.comparison import differences

AT_ONCE = 2_000_000
"""How many shares are held in memory together, about."""

FINE = 1_000_000
"""Shares are compared as whole millionths, so that equal ones are equal."""


def measure(results: Results) -> pd.DataFrame:
    """What each tribe reaches, a row a strategy and tribe, over the runs that have it.

    `reach_mean`, `reach_low`, `reach_high`: the mean share of adopters among its people at the last step, and its 95 %
    interval as for the mean reach; `behind`: the reach of all people in the same runs, less that of the tribe.
    """
    record, everyone = results.record, results.record.ends[0].T / results.about.people
    many = max(1, AT_ONCE // everyone.size)
    tables = []
    for start in range(0, len(record.groups), many):
        names = record.groups[start : start + many]
        # Filled, since views of the last step would keep all steps in memory.
        last, end = np.empty((*everyone.T.shape, len(names))), 0
        for shares in record.shares(names):
            start, end = end, end + shares.shape[1]
            last[:, start:end] = shares[..., -1]
        for strategy, reach, own in zip(results.strategies, everyone.T, last, strict=True):
            tables.append(_rows(names, own, reach, results.about.seed).assign(strategy=strategy))
    table = pd.concat(tables, ignore_index=True)
    order = {strategy: number for number, strategy in enumerate(results.strategies)}
    table = table.sort_values("strategy", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return table[["strategy", "group", "reach_mean", "reach_low", "reach_high", "behind"]]


def _rows(names: Sequence[str], own: np.ndarray, everyone: np.ndarray, seed: int) -> pd.DataFrame:
    # `own`: shape (runs, groups), nan where a run has no such group. Groups of the same runs are resampled together.
    table = pd.DataFrame({"group": names, "reach_mean": np.nan, "reach_low": np.nan, "reach_high": np.nan})
    # Rounded, because who is furthest behind goes by it.
    table["behind"] = rounded(np.nanmean(everyone[:, None] - own, axis=0), 12)
    alike: dict[bytes, list[int]] = {}
    for column, present in enumerate(~np.isnan(own.T)):
        alike.setdefault(np.packbits(present).tobytes(), []).append(column)
    for columns in alike.values():
        present = ~np.isnan(own[:, columns[0]])
        counts = pd.DataFrame(np.rint(own[np.ix_(present, columns)] * FINE).astype(np.int64))
        intervals = differences(counts, 0, FINE, seed)
        table.loc[columns, ["reach_low", "reach_high"]] = [(interval.low, interval.high) for interval in intervals]
    table["reach_mean"] = np.nanmean(own, axis=0)
    return table


def sentences(results: Results) -> list[str]:
    """The tribe furthest behind with each strategy, if it is so for certain and by more than matters."""
    means = results.tables["summary"].set_index("strategy")["reach_mean"]
    lines = []
    for strategy, rows in results.tables["tribes"].groupby("strategy", sort=False):
        last = max(rows.to_dict("records"), key=lambda row: float(row["behind"]))
        everyone = float(means[str(strategy)])
        if last["behind"] >= results.about.smallest_difference and last["reach_high"] < everyone:
            reach = f"{Share(last['reach_mean'])} of it ({ShareInterval(last['reach_low'], last['reach_high'])})"
            lines.append(
                f"With {strategy}, {last['group']} stays furthest behind: {reach}, {Share(everyone)} of all people."
            )
    whom = "any strategy" if not lines else "the others"
    more = [f"With {whom}, no tribe is known to be behind all people by as much as matters."]
    return lines + (more if len(lines) < len(results.strategies) else [])


STUDY = Study(
    question="Which tribes stay behind?",
    tables={
        "tribes": Table(
            "Tribes table",
            "What each tribe reaches, and how far it is behind all people",
            {
                "strategy": STRATEGY,
                "group": GROUP,
                "reach_mean": REACH_MEAN,
                "reach_low": REACH_LOW,
                "reach_high": REACH_HIGH,
                "behind": Column(
                    "behind", "points", CHANGE, "reach of all people less that of the tribe, in points of 100"
                ),
            },
            measure,
            lambda about, groups: [by_strategy(about), {"group": groups}],
            when=lambda record: bool(record.groups),
        )
    },
    heading="Tribe by tribe",
    sentences=sentences,
    place="people.tribe",
    after=("equivalents",),
)
