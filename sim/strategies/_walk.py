"""The importance of everyone, by sweeps over the ties; imported when it is needed."""

import numpy as np
from numba import njit

CLOSE = 1e-14
"""How near to the fixed point, as a share of the highest score, sweeps go on until they are."""

ROUNDING = 1e-15
"""Nearer than this, from one sweep to the next, floating-point numbers do not come."""


@njit(cache=True, nogil=True)
def pagerank(
    starts: np.ndarray, listeners: np.ndarray, weights: np.ndarray, total_weights: np.ndarray, damping: float
) -> np.ndarray:
    """PageRank of everyone, float64, shape (people), adding up to 1; those who listen to nobody hand it to everyone.

    `starts`, `listeners`, `weights`: the audience of each person in compressed rows, no weights where all are 1;
    `total_weights`: what the ties of each listener weigh. What people without peers hand on is the same for all, so that
    it changes the scale only; the rest is solved by Gauss and Seidel's method (Arasu et al. 2002).
    """
    people = len(starts) - 1
    score = np.ones(people)
    handed = np.zeros(people)
    for i in range(people):
        if total_weights[i] > 0:
            handed[i] = damping / total_weights[i]
    # Each sweep of Jacobi's method multiplies the error by at most `damping`; this one is no slower.
    sweeps = 2 if damping == 0 else 10 + int(np.log(1e-18) / np.log(damping))
    for _ in range(sweeps):
        change, highest = 0.0, 0.0
        for j in range(people):
            told = 1.0
            for k in range(starts[j], starts[j + 1]):
                i = listeners[k]
                part = score[i] * handed[i]
                told += part * weights[k] if len(weights) > 0 else part
            change = max(change, abs(told - score[j]))
            highest = max(highest, told)
            score[j] = told
        if change <= max(CLOSE * (1 - damping), ROUNDING) * highest:
            break
    return score / score.sum()
