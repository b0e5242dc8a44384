"""The importance of everyone, by sweeps over the ties; imported when it is needed."""

import math

import numpy as np

from sim.ground.kernels import kernel
from sim.ground.prefetch import LARGE, prefetch

AHEAD = 32
"""How many ties ahead memory is asked for."""

CLOSE = 1e-13
"""How near to the fixed point sweeps go, as a share of the highest score."""

ROUNDING = 1e-15
"""Nearer than this, from one sweep to the next, floating-point numbers do not come."""


@kernel
def pagerank(
    starts: np.ndarray, listeners: np.ndarray, weights: np.ndarray, total_weights: np.ndarray, damping: float
) -> np.ndarray:
    """PageRank of everyone, float64, shape (people), adding up to 1; those who listen to nobody hand it to everyone.

    `starts`, `listeners`, `weights`: the audience of each person in compressed rows, no weights where all are 1;
    `total_weights`: what the ties of each listener weigh. What people without peers hand on is the same for all, so
    that it changes the scale only, and is left out. Everyone begins with what they have on average: sweeps keep the sum
    of each part of the network, which would be the slowest to come right.
    """
    people = len(starts) - 1
    score = np.full(people, 1 / (1 - damping))
    # What each hands on over a tie of weight 1, now and in the next sweep.
    share = np.zeros(people)
    for i in range(people):
        if total_weights[i] > 0:
            share[i] = damping / total_weights[i]
    handed = score * share
    after = np.empty(people)
    ahead = people >= LARGE
    # The error falls by `damping` a sweep, or faster.
    sweeps = 2 if damping == 0 else 10 + int(math.log(1e-18) / math.log(damping))
    for _ in range(sweeps):
        change, highest = 0.0, 0.0
        for j in range(people):
            gathered = 1.0
            for k in range(starts[j], starts[j + 1]):
                if ahead and k + AHEAD < len(listeners):
                    prefetch(handed, listeners[k + AHEAD])
                part = handed[listeners[k]]
                gathered += part * weights[k] if len(weights) > 0 else part
            change = max(change, abs(gathered - score[j]))
            highest = max(highest, gathered)
            score[j] = gathered
            after[j] = gathered * share[j]
        handed, after = after, handed
        if change <= max(CLOSE * (1 - damping), ROUNDING) * highest:
            break
    return score / score.sum()
