"""Degree discount over the ties, compiled; imported when it is needed."""

import numpy as np

from sim.ground.kernels import kernel

PLACES = 1e9
"""Sums of weights in another order can differ in their last bits, so gains are rounded to nine places."""


@kernel
def discounted(
    audience: tuple[np.ndarray, np.ndarray, np.ndarray],
    peers: tuple[np.ndarray, np.ndarray, np.ndarray],
    strength: np.ndarray,
    able: np.ndarray,
    draw: np.ndarray,
    p: float,
    count: int,
) -> np.ndarray:
    """The `count` people of `able` (ids) that degree discount takes, int64, in its order; equals by draws, lower first.

    `audience` and `peers`: starts, members and weights (none where all are 1) of the rows of each person; `strength`:
    the weight of each audience. A person's gain never grows as others are taken, so that the first person by old gains
    whose gain is still the same is the best (Minoux 1978).
    """
    starts, listeners, heard = audience
    own, members, weights = peers
    chosen_listeners = np.zeros(len(strength))
    chosen_peers = np.zeros(len(strength))
    gain = np.rint(strength * PLACES) / PLACES
    heap = able.copy()
    size = len(heap)
    for place in range(size // 2 - 1, -1, -1):
        _sink(heap, size, place, gain, draw)
    count = min(count, size)
    chosen = np.empty(count, np.int64)
    taken = 0
    while taken < count:
        i = heap[0]
        now = (strength[i] - chosen_listeners[i]) * max(0.0, 1 - chosen_peers[i] * p) - chosen_peers[i]
        now = np.rint(now * PLACES) / PLACES
        if now < gain[i]:
            gain[i] = now
            _sink(heap, size, 0, gain, draw)
            continue
        chosen[taken] = i
        taken += 1
        size -= 1
        heap[0] = heap[size]
        _sink(heap, size, 0, gain, draw)
        for k in range(starts[i], starts[i + 1]):
            chosen_peers[listeners[k]] += heard[k] if len(heard) > 0 else 1.0
        for k in range(own[i], own[i + 1]):
            chosen_listeners[members[k]] += weights[k] if len(weights) > 0 else 1.0
    return chosen


@kernel
def _sink(heap: np.ndarray, size: int, place: int, gain: np.ndarray, draw: np.ndarray) -> None:
    # Move a person down the heap to their place.
    i = heap[place]
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and _before(heap[child + 1], heap[child], gain, draw):
            child += 1
        if not _before(heap[child], i, gain, draw):
            break
        heap[place] = heap[child]
        place = child
    if size > 0:
        heap[place] = i


@kernel
def _before(person: int, other: int, gain: np.ndarray, draw: np.ndarray) -> bool:
    if gain[person] != gain[other]:
        return bool(gain[person] > gain[other])
    if draw[person] != draw[other]:
        return bool(draw[person] < draw[other])
    return person < other
