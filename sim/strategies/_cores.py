"""The coreness of people, compiled; imported when it is needed."""

import numpy as np

from sim.ground.kernels import kernel
from sim.ground.prefetch import LARGE, prefetch

NEAR, MIDDLE, FAR = 2, 6, 12
"""How many people ahead to prefetch: the audience sizes of their peers, their peers, and where their rows begin."""


@kernel
def coreness(starts: np.ndarray, peers: np.ndarray, audience_sizes: np.ndarray) -> np.ndarray:
    """The largest k for which each person is in a group in which everyone has k listeners, int64, shape (people).

    People with the smallest audience leave, one after the other, and those they listened to lose a listener (Batagelj &
    Zaversnik 2003). People have left if their audience is no larger than k. Each tie is visited once.
    """
    people = len(audience_sizes)
    heard = audience_sizes.astype(np.int32)
    core = np.empty(people, np.int64)
    left = np.arange(people).astype(np.int32)
    queue = np.empty(people, np.int32)
    ahead = people >= LARGE
    k = -1
    head, end = 0, 0
    while end < people:
        stay = 0
        least = people
        for i in left:
            if heard[i] > k:
                left[stay] = i
                stay += 1
                least = min(least, heard[i])
        left = left[:stay]
        k = least
        for i in left:
            if heard[i] == k:
                queue[end] = i
                end += 1
        while head < end:
            if ahead and head + FAR < end:
                prefetch(starts, queue[head + FAR])
                prefetch(peers, starts[queue[head + MIDDLE]])
                next_ = queue[head + NEAR]
                for m in range(starts[next_], starts[next_ + 1]):
                    prefetch(heard, peers[m])
            i = queue[head]
            head += 1
            core[i] = k
            for m in range(starts[i], starts[i + 1]):
                j = peers[m]
                if heard[j] > k:
                    heard[j] -= 1
                    if heard[j] == k:
                        queue[end] = j
                        end += 1
    return core
