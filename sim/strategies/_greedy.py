"""Greedy choice: one person after the other, each the best addition to those already taken."""

import heapq
from collections.abc import Callable

import numpy as np


def greedy(
    most: np.ndarray,
    gain: Callable[[int], float],
    take: Callable[[int], None],
    able: np.ndarray,
    draw: np.ndarray,
    count: int,
    least: float = -np.inf,
) -> np.ndarray:
    """The `count` people of `able` (ids) whom a greedy choice takes, in its order; equals by draws, lower first.

    `gain(person)`: what a person would add now, which never grows as others are taken; `most`: what each would add at
    first; `take(person)`: note that a person is taken; `least`: stop when nobody adds that much. Gains are evaluated
    lazily (Minoux 1978): the first person by old gains whose gain is still the same is the best.
    """
    queue = [(-float(most[i]), float(draw[i]), int(i)) for i in able]
    heapq.heapify(queue)
    chosen: list[int] = []
    while queue and len(chosen) < count:
        promised, drawn, person = queue[0]
        now = -float(gain(person))
        if now > promised:
            heapq.heapreplace(queue, (now, drawn, person))
            continue
        if -now < least:
            break
        heapq.heappop(queue)
        take(person)
        chosen.append(person)
    return np.array(chosen, np.int64)
