"""PageRank by sweeps over the ties, compiled; imported when it is needed."""

import numpy as np

from sim.ground.elementary import log
from sim.ground.kernels import kernel
from sim.ground.prefetch import LARGE, prefetch

AHEAD = 32
"""How many ties ahead to prefetch."""

CLOSE = 1e-13
"""The error at which sweeps stop, as a share of the highest score."""

ROUNDING = 1e-15
"""The smallest change between sweeps that floating-point numbers allow."""


@kernel
def pagerank(
    starts: np.ndarray, listeners: np.ndarray, weights: np.ndarray, total_weights: np.ndarray, damping: float
) -> np.ndarray:
    """PageRank of everyone, float64, shape (people), adding up to 1; those who listen to nobody hand it to everyone.

    `starts`, `listeners`, `weights`: the audience of each person in compressed rows, no weights where all are 1;
    `total_weights`: of the ties of each listener. What people without peers hand on is the same for all, so that it
    only changes the scale, and is left out. Everyone begins with the average score: sweeps keep the sum of each part of
    the network, which would otherwise converge most slowly.
    """
    people = len(starts) - 1
    score = np.full(people, 1 / (1 - damping))
    # What each person hands on over a tie of weight 1, in this sweep and the next.
    share = np.zeros(people)
    for i in range(people):
        if total_weights[i] > 0:
            share[i] = damping / total_weights[i]
    handed = score * share
    after = np.empty(people)
    ahead = people >= LARGE
    # The error falls by a factor of `damping` with each sweep, or faster.
    sweeps = 2 if damping == 0 else 10 + int(log(1e-18) / log(damping))
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
