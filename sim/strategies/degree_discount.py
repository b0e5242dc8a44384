from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import heard_weights
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.TIES)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    p: Annotated[float, Field(ge=0, le=1, description="chance that one talk over a tie of weight 1 persuades")] = 0.01,
) -> np.ndarray:
    """The best connected, less what those already chosen take from them.

    Degree discount (Chen, Wang & Yang 2009, algorithm 4), with directions: who has an audience of d, of whom u are
    chosen, and listens to v who are chosen, scores (d - u)(1 - vp) - v; without directions that is
    d - 2t - (d - t)tp. All count by the weights of ties. A vp above 1 is taken as 1: they are persuaded anyway.
    """
    from sim.strategies._discount import discounted

    starts, listeners, heard = ties.audience
    none = np.empty(0)
    audience = (starts, listeners, none if ties.even else np.ascontiguousarray(heard))
    peers = (ties.starts, ties.peers, none if ties.even else ties.dense_weights)
    draw = rng.random(ties.people)
    return discounted(audience, peers, heard_weights(ties), np.flatnonzero(~people.never), draw, p, count)
