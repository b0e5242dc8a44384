from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.ground.elementary import rounded
from sim.results.results import Results
from sim.statistics.comparison import differences

AT_ONCE = 2_000_000
"""About how many shares are held in memory at a time."""

FINE = 1_000_000
"""Shares are compared as whole millionths, so that equal ones are equal."""


def measure(results: Results) -> pd.DataFrame:
    """What each tribe reaches, a row a strategy and tribe, over the runs that have it.

    `reach_mean`, `reach_low`, `reach_high`: the mean share of adopters among its people at the last step, and its 95 %
    interval as for the mean reach; `behind`: the reach of all people in the same runs, less that of the tribe.
    """
    record, everyone = results.record, results.record.ends[0].T / results.about["people"]
    many = max(1, AT_ONCE // everyone.size)
    tables = []
    for start in range(0, len(record.groups), many):
        names = record.groups[start : start + many]
        # Copied, since views of the last step would keep all steps in memory.
        last, end = np.empty((*everyone.T.shape, len(names))), 0
        for shares in record.shares(names):
            start, end = end, end + shares.shape[1]
            last[:, start:end] = shares[..., -1]
        for strategy, reach, own in zip(results.strategies, everyone.T, last, strict=True):
            tables.append(_rows(names, own, reach, results.about["seed"]).assign(strategy=strategy))
    table = pd.concat(tables, ignore_index=True)
    order = {strategy: number for number, strategy in enumerate(results.strategies)}
    table = table.sort_values("strategy", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return table[["strategy", "group", "reach_mean", "reach_low", "reach_high", "behind"]]


def _rows(names: Sequence[str], own: np.ndarray, everyone: np.ndarray, seed: int) -> pd.DataFrame:
    # `own`: shape (runs, groups), nan where a run has no such group. Groups of the same runs are resampled together.
    table = pd.DataFrame({"group": names, "reach_mean": np.nan, "reach_low": np.nan, "reach_high": np.nan})
    # Rounded, because it decides who is furthest behind.
    table["behind"] = rounded(np.nanmean(everyone[:, None] - own, axis=0), 12)
    alike: dict[bytes, list[int]] = {}
    for column, present in enumerate(~np.isnan(own.T)):
        alike.setdefault(np.packbits(present).tobytes(), []).append(column)
    for columns in alike.values():
        present = ~np.isnan(own[:, columns[0]])
        counts = pd.DataFrame(np.rint(own[np.ix_(present, columns)] * FINE).astype(np.int64))
        intervals = differences(counts, pd.Series(0, index=counts.index), FINE, seed)
        table.loc[columns, ["reach_low", "reach_high"]] = [(interval.low, interval.high) for interval in intervals]
    table["reach_mean"] = np.nanmean(own, axis=0)
    return table
