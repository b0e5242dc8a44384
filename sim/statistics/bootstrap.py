"""Resamples of whole runs, the same for every strategy and measure, and the interval that rests on them."""

import math
from decimal import Decimal

import numpy as np

from sim.ground.draws import ONCE, stream
from sim.statistics.takeoff import NORMAL_975

RESAMPLES = 2000
AT_ONCE = 50_000
"""How many draws of runs are held in memory at a time."""

EXACT = 2**53
"""Whole numbers below this are exact in floating point, and so are their sums."""

DIGITS = 15
"""The digits of a whole number that is surely below EXACT."""


def resampled(values: np.ndarray, seed: int) -> np.ndarray:
    """Sums over runs of whole numbers, shape (runs, columns), in each resample: float64, shape (RESAMPLES, columns).

    Every call with the same number of runs uses the same resamples, and columns do not depend on each other. Sums are
    exact, so that the order of adding does not matter; other numbers are made whole by `whole_parts`.
    """
    runs, rng = len(values), stream(seed, ONCE, "bootstrap")
    sums = np.empty((RESAMPLES, values.shape[1]))
    # A matrix product is much faster with floating-point numbers.
    kind = np.float64 if runs * float(np.abs(values).max(initial=0)) < EXACT else np.int64
    numbers, batch = values.astype(kind), max(1, AT_ONCE // runs)
    for start in range(0, RESAMPLES, batch):
        part = sums[start : start + batch]
        drawn = rng.integers(runs, size=(len(part), runs)) + runs * np.arange(len(part))[:, None]
        part[:] = np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape).astype(kind) @ numbers
    return sums


def whole_parts(values: np.ndarray) -> tuple[np.ndarray, float]:
    """Numbers, shape (..., runs), as whole multiples of a unit, float64, and the number of units in 1, a power of ten.

    Whole numbers stay as they are. Otherwise the unit is the finest with which the sum of as many of the largest has no
    more than 15 digits: numbers with few decimals, such as prices, are multiples of it, and 0.1 + 0.2 is 0.3.
    """
    highest, runs = float(np.abs(values).max(initial=0)), values.shape[-1]
    if runs * highest < EXACT and (values == np.rint(values)).all():
        return values.astype(np.float64), 1.0
    places = min(DIGITS - 1 - Decimal(highest).adjusted() - len(str(runs)), 300)
    scale = float(f"1e{places}")
    return np.rint(values * scale), scale


def bca(statistic: float, again: np.ndarray, left_out: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of a statistic, bias-corrected and accelerated (Efron 1987, JASA 82:171, section 6).

    `statistic`: of all runs; `again`: the same of each resample, not all equal; `left_out`: the same with each run left
    out once, not all equal.
    """
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.elementary import each
    from sim.ground.quantiles import normal_quantile, normal_share

    below = (np.count_nonzero(again < statistic) + np.count_nonzero(again <= statistic)) / (2 * len(again))
    bias = normal_quantile(below)
    away = left_out.mean() - left_out
    squares = away * away
    size = float(squares.sum())
    acceleration = (squares * away).sum() / (6 * size * math.sqrt(size))
    ends = bias + np.array([-NORMAL_975, NORMAL_975])
    low, high = np.percentile(again, 100 * each(normal_share, bias + ends / (1 - acceleration * ends)))
    return float(low), float(high)
