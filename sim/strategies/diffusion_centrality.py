from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.ground.declared import Symbol
from sim.strategies._graph import audience_matrix, once
from sim.strategies._ranking import highest, levels
from sim.strategies._spectrum import radius
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(tie=9e-7, bytes_a_tie=200, once=True)
sees = seeing(Sight.TIES)

LARGEST = 1e75
"""Numbers are kept below this, so that another step, over ties and with a chance of up to 1e100, stays finite."""


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    q: Annotated[
        float | None,
        Field(gt=0, description="chance that word is passed on over a tie of weight 1; 1/lambda_1 unless given"),
    ] = None,
    steps: Annotated[int, Field(ge=1, le=1_000, description="how many times word is passed on"), Symbol("T")] = 4,
) -> np.ndarray:
    """The people whose word is heard most often when it is passed on a few times.

    Diffusion centrality (Banerjee, Chandrasekhar, Duflo & Jackson 2013): the sum of (qA)^t over t = 1 to T, summed over
    the listeners, A holding the weights of ties. lambda_1 is the largest eigenvalue of A; where no influence comes
    back in a circle it is 0, and q is 1.
    """
    return highest(score(ties, people, q=q, steps=steps), people, count, rng)


def score(ties: Ties, people: People, *, q: float | None, steps: int) -> np.ndarray:
    """How often the word of each person is heard, in levels."""
    return levels(diffusion(ties, q, steps))


@once
def diffusion(ties: Ties, q: float | None, steps: int) -> np.ndarray:
    """How often others are expected to hear of what each person starts, float64, shape (people).

    If that is beyond float64, all numbers are divided by the same one.
    """
    matrix = audience_matrix(ties)
    if q is None:
        largest = radius(ties)
        q = 1 / largest if largest > 0 else 1.0
    heard = np.ones(ties.people)
    total = np.zeros(ties.people)
    for _ in range(steps):
        heard = q * (matrix @ heard)
        total += heard
        if total.max() > LARGEST:
            heard, total = heard / total.max(), total / total.max()
    return total
