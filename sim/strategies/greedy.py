from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, Work, seeing
from sim.strategies._greedy import greedy
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.TIES, Sight.COLUMNS, Sight.MOVEMENT)


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
    this equals evaluating all, as long as nobody adds more to a larger choice than to a smaller one; it is an
    approximation if people reinforce each other. Equals come in the order of a keyed draw.
    """
    chosen: list[int] = []

    @cache
    def reach(*ids: int) -> float:
        # A sum, not a mean: whole numbers, so that equal gains are equal.
        return sum(simulate(ids, sample) for sample in range(samples))

    def gain(person: int) -> float:
        return reach(*chosen, person) - reach(*chosen)

    most, able = np.full(len(people), np.inf), np.flatnonzero(~people.never)
    return greedy(most, gain, chosen.append, able, rng.random(len(people)), count)


def work(*, people: int, ties: float, seeds: int, simulation: float, samples: int, **_: Any) -> Work:
    """What a choice takes, roughly, as measured up to some thousand people."""
    return Work(samples * (people + 15 * seeds) * simulation, 200.0 * people, alone=True)
