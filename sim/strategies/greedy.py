import heapq
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.strategies import Work
from sim.world.people import People
from sim.world.ties import Ties


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    simulate: Callable[[Sequence[int], int], float],
    *,
    samples: Annotated[int, Field(ge=1, le=10_000, description="draws of luck over which the reach is averaged")] = 50,
) -> np.ndarray:
    """One after the other, whoever adds most to the reach in simulations with luck of their own (Kempe et al. 2003).

    `simulate(ids, sample)` gives how many adopt in the end. Gains are evaluated lazily (CELF, Leskovec et al. 2007):
    this is the same as evaluating all, as long as nobody adds more to a larger choice than to a smaller one, and an
    approximation where people reinforce each other. Equals come in the order of a keyed draw.
    """

    def reach(ids: list[int]) -> float:
        # A sum, not a mean: whole numbers, so that equal gains are equal.
        return sum(simulate(ids, sample) for sample in range(samples))

    draws = rng.random(len(people))
    chosen: list[int] = []
    reached = reach([]) if count else 0.0
    # Rows of minus gain, draw, person, and the number of people chosen when the gain was found.
    queue = [(-float("inf"), draws[i], int(i), -1) for i in np.flatnonzero(~people.never)]
    heapq.heapify(queue)
    while queue and len(chosen) < count:
        gain, draw, person, known_at = heapq.heappop(queue)
        if known_at == len(chosen):
            chosen.append(person)
            reached -= gain
        else:
            gain = reached - reach([*chosen, person])
            heapq.heappush(queue, (gain, draw, person, len(chosen)))
    return np.array(chosen, np.int64)


def work(*, people: int, ties: float, seeds: int, simulation: float, samples: int, **_: Any) -> Work:
    """What a choice takes, roughly, as measured up to some thousand people."""
    return Work(samples * (people + 15 * seeds) * simulation, 200.0 * people, alone=True)
