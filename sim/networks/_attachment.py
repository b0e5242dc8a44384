"""Preferential attachment, compiled; `sim.networks.scale_free` is where it is used."""

import numpy as np

from sim.ground.kernels import kernel


@kernel
def attached(people: int, links: int, draws: np.ndarray) -> np.ndarray:
    # Both ends of each tie, one after the other, newcomers first; empty if there were too few draws. The end of a tie
    # taken at random is a person in proportion to their ties.
    ends = np.empty(2 * links * (people - links), np.int32)
    for tie in range(links):
        ends[2 * tie], ends[2 * tie + 1] = tie + 1, 0
    used = 0
    for newcomer in range(links + 1, people):
        first = links * (newcomer - links)
        tie = first
        while tie < first + links:
            if used == len(draws):
                return ends[:0]
            peer = ends[np.uint64(draws[used] * 2 * first)]
            used += 1
            taken = False
            for other in range(first, tie):
                taken |= ends[np.uint64(2 * other + 1)] == peer
            ends[np.uint64(2 * tie)], ends[np.uint64(2 * tie + 1)] = newcomer, peer
            tie += 0 if taken else 1
    return ends
