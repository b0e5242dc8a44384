import math
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pandas as pd

from sim.results.results import Results

AT_ONCE = 2_000_000
"""About how many shares are held in memory at a time: if there are more, runs are read again."""


def measure(results: Results) -> pd.DataFrame:
    """The share of adopters by step in each group: mean, and 10th, 50th and 90th percentile of the runs at that step.

    The group `everyone` comes first, then each tribe, over the runs that have it.
    """
    record, runs, people = results.record, results.about.runs, results.about.people
    width, together = results.about.steps + 1, max(1, AT_ONCE // (len(results.strategies) * runs))
    # Percentiles need all runs at once: so a few groups, or a few steps of one group, at a time.
    steps, many = _slices(width, together), max(1, together // width)
    spreads = [_spreads(((curves / people)[:, :, None] for curves in record.curves()), part, runs) for part in steps]
    blocks = [np.concatenate(spreads, axis=3)]
    for start in range(0, len(record.groups), many):
        names = record.groups[start : start + many]
        blocks.append(np.concatenate([_spreads(record.shares(names), part, runs) for part in steps], axis=3))
    whole = np.concatenate(blocks, axis=2)
    tables = []
    for number, strategy in enumerate(results.strategies):
        for group, spread in zip(["everyone", *record.groups], whole[:, number].swapaxes(0, 1), strict=True):
            columns = dict(zip(("mean", "p10", "p50", "p90"), spread, strict=True))
            tables.append(pd.DataFrame({"strategy": strategy, "group": group, "step": np.arange(width), **columns}))
    return pd.concat(tables, ignore_index=True)


def _slices(length: int, most: int) -> list[slice]:
    # Even parts of a range, of about `most` items, and at least two if there are two: numpy adds up a single column in
    # another order than several.
    count = max(1, min(math.ceil(length / most), length // 2))
    ends = [length * number // count for number in range(count + 1)]
    return [slice(*pair) for pair in pairwise(ends)]


def _spreads(shares: Iterable[np.ndarray], steps: slice, runs: int) -> np.ndarray:
    # Mean and percentiles over runs, shape (4, strategies, groups, steps). `shares`: batches of runs, shape
    # (strategies, runs, groups, steps), nan in a run without such a group.
    whole, end = np.empty((0, 0, 0, 0)), 0
    for block in shares:
        start, end = end, end + block.shape[1]
        if not start:
            whole = np.empty((block.shape[0], block.shape[2], runs, len(range(*steps.indices(block.shape[3])))))
        whole[:, :, start:end] = block[..., steps].swapaxes(1, 2)
    spreads = [_spread(runs) for groups in whole for runs in list(groups)]
    return np.stack(spreads, axis=1).reshape(4, *whole.shape[:2], -1)


def _spread(shares: np.ndarray) -> np.ndarray:
    # shape (4, steps)
    shares = shares[~np.isnan(shares[:, 0])]
    return np.stack([shares.mean(axis=0), *np.percentile(shares, [10, 50, 90], axis=0)])
