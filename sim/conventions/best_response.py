from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.conventions._changes import committed, cumulative, watch
from sim.evidence.known import REMEMBERED
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory

EVIDENCE = REMEMBERED
RULE = (
    "Everyone's memory is full of the old convention at first, that of the seeds of the new. In each interaction "
    "a tie is drawn (by its weight); the peer plays what is more frequent in their memory (a toss if both are), "
    "and the listener remembers it in place of the oldest play. The memory of seeds, and of people who never "
    "adopt, stays as it is. A step is as many interactions as there are people. Counted are, after each step, "
    "those in whose memory the new convention is the more frequent. (Science 360:1116; there 1,000 people who all "
    "know each other, memory 12, 1,000 steps.)"
)


def play(
    ties: Ties,
    people: People,
    seeds: Sequence[int] | np.ndarray,
    steps: int,
    rng: np.random.Generator,
    *,
    memory: Annotated[int, Field(ge=1, le=1000, description="how many of the last plays people remember")] = 12,
) -> Trajectory:
    """People play what they remember hearing more often (best response, Centola, Becker, Brackbill & Baronchelli 2018).

    Raises ValueError as the engines do.
    """
    from sim.conventions._kernels import best_response

    keen = committed(ties, people, seeds)
    plays = np.repeat(keen[:, None], memory, axis=1)
    counts = plays.sum(axis=1)
    oldest = np.zeros(len(people), np.int64)
    fixed = keen | people.never
    state = (plays, oldest, counts, fixed, ties.listeners, ties.peers, cumulative(ties.dense_weights), rng)
    return watch(steps, lambda: 2 * counts > memory, lambda: best_response(*state))
