"""Resampling of whole runs, the same ones for every strategy and measure, and the interval that rests on it."""

import numpy as np
from scipy.special import ndtr, ndtri

from sim.draws import ONCE, stream

RESAMPLES = 2000
AT_ONCE = 50_000
"""How many draws of a run are held in memory together."""


def resampled(values: np.ndarray, seed: int) -> np.ndarray:
    """Sums over runs of whole numbers, shape (runs, columns), in each resample: float64, shape (RESAMPLES, columns).

    Every call with as many runs meets the same resamples, and columns do not depend on each other. Sums are exact while
    they are below 2^53.
    """
    runs, rng = len(values), stream(seed, ONCE, "bootstrap")
    sums = np.empty((RESAMPLES, values.shape[1]))
    numbers, batch = values.astype(float), max(1, AT_ONCE // runs)
    for start in range(0, RESAMPLES, batch):
        part = sums[start : start + batch]
        drawn = rng.integers(runs, size=(len(part), runs)) + runs * np.arange(len(part))[:, None]
        part[:] = np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape).astype(float) @ numbers
    return sums


def bca(found: float, again: np.ndarray, left_out: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of a statistic, bias-corrected and accelerated (Efron 1987, JASA 82:171, section 6).

    `found`: the statistic; `again`: the same of each resample, not all equal; `left_out`: of all runs but one, for each
    of them, likewise.
    """
    below = (np.count_nonzero(again < found) + np.count_nonzero(again <= found)) / (2 * len(again))
    bias = ndtri(below)
    away = left_out.mean() - left_out
    acceleration = (away**3).sum() / (6 * (away**2).sum() ** 1.5)
    ends = bias + np.array([ndtri(0.025), ndtri(0.975)])
    low, high = np.percentile(again, 100 * ndtr(bias + ends / (1 - acceleration * ends)))
    return float(low), float(high)
