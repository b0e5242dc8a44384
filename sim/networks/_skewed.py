"""Skewed numbers with a given mean and spread in every draw."""

import numpy as np


def lognormal(rng: np.random.Generator, count: int, mean: float, spread: float) -> np.ndarray:
    """`count` positive numbers with a given mean and standard deviation, lognormal; float64.

    One is drawn from each of `count` equally likely strata, so that a few large ones do not decide mean and spread.
    """
    if spread == 0:
        return np.full(count, float(mean))
    scores = _scores(rng, count)
    low, high = 0.0, 8.0
    for _ in range(50):
        middle = (low + high) / 2
        values = _scaled(scores, middle, mean, np.inf)
        low, high = (middle, high) if values.std() < spread else (low, middle)
    return _scaled(scores, low, mean, np.inf)


def whole(
    rng: np.random.Generator, count: int, total: int, spread: float, *, least: int = 0, most: int
) -> tuple[np.ndarray, float]:
    """`count` whole numbers from `least` to `most` that add up to `total`, and their standard deviation.

    Above `least` they are a lognormal, rounded. The standard deviation is as near to `spread` as possible: whole
    numbers around a fractional mean cannot all be equal, and numbers up to `most` cannot lie far apart.
    """
    scores, luck = _scores(rng, count), rng.random(count)
    mean, room = total / count - least, most - least
    low, high = 0.0, 8.0
    for _ in range(40):
        middle = (low + high) / 2
        values = np.floor(_scaled(scores, middle, mean, room) + luck)
        low, high = (middle, high) if values.std() < spread else (low, middle)
    exact = _scaled(scores, low, mean, room)
    values = np.minimum(np.floor(exact + luck), room).astype(np.int64)
    while left := total - least * count - int(values.sum()):
        # Rounding left the sum a little off: the numbers that were rounded most are rounded the other way.
        step = 1 if left > 0 else -1
        open_ = np.flatnonzero(values < room if left > 0 else values > 0)
        moved = open_[np.argsort(-step * (exact - values)[open_], kind="stable")][: abs(left)]
        values[moved] += step
    return values + least, float(values.std())


def _scores(rng: np.random.Generator, count: int) -> np.ndarray:
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.elementary import each
    from sim.ground.quantiles import normal_quantile

    return each(normal_quantile, (rng.permutation(count) + rng.uniform(1e-9, 1, count)) / (count + 1e-9))


def _scaled(scores: np.ndarray, sigma: float, mean: float, most: float) -> np.ndarray:
    # A lognormal cut off at `most`, whose mean after the cut is as asked.
    from sim.ground.elementary import each, exp

    values = each(exp, sigma * (scores - scores.max()))
    values *= mean / values.mean()
    for _ in range(20 if values.max() > most else 0):
        np.minimum(values, most, out=values)
        below = values < most
        missing = mean * len(values) - values.sum()
        if missing <= 0 or not below.any():
            break
        values[below] *= 1 + missing / values[below].sum()
    # The last digits of exp depend on the machine, and people are counted by these.
    return np.asarray(np.minimum(values, most).round(12))
