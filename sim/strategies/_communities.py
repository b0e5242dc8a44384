"""Communities of a network by moving people, compiled; imported when it is needed."""

import numpy as np

from sim.ground.kernels import kernel

LEAST = 1e-10
"""The least gain for which somebody moves, as a share of the weight of their ties: no error of rounding is a gain."""


@kernel
def moved(starts: np.ndarray, others: np.ndarray, weights: np.ndarray, step: int) -> np.ndarray:
    """The community of each node after each has moved to the best one until nobody gains, int64, shape (nodes).

    `starts`, `others`, `weights`: ties both ways in compressed rows. Who moves gains modularity (Blondel et al. 2008):
    weight of ties into a community, less what chance would put there. Nodes come in the order of `step`, their
    `stride`, since neighbours in turn would follow each other, and take the first of equally good ones in their row.
    """
    nodes = len(starts) - 1
    strength = np.zeros(nodes)
    for i in range(nodes):
        for k in range(starts[i], starts[i + 1]):
            strength[i] += weights[k]
    total = strength.sum()
    community = np.arange(nodes)
    held = strength.copy()
    into = np.zeros(nodes)
    moving = True
    while moving:
        moving = False
        i = 0
        for _ in range(nodes):
            i += step
            if i >= nodes:
                i -= nodes
            if strength[i] == 0:
                continue
            for k in range(starts[i], starts[i + 1]):
                if others[k] != i:
                    into[community[others[k]]] += weights[k]
            own = community[i]
            held[own] -= strength[i]
            best = own
            most = into[own] - strength[i] * held[own] / total + LEAST * strength[i]
            for k in range(starts[i], starts[i + 1]):
                group = community[others[k]]
                gain = into[group] - strength[i] * held[group] / total
                if gain > most:
                    best, most = group, gain
            for k in range(starts[i], starts[i + 1]):
                into[community[others[k]]] = 0
            held[best] += strength[i]
            community[i] = best
            moving = moving or best != own
    return community
