from typing import Annotated

import numpy as np
from pydantic import Field

from sim.people import People
from sim.strategies._greedy import greedy
from sim.ties import Ties


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
    starts, listeners, weights = ties.audience
    strength = np.bincount(ties.peers, ties.weights, minlength=ties.people)
    chosen_listeners = np.zeros(ties.people)
    chosen_peers = np.zeros(ties.people)

    def gain(person: int) -> float:
        free = strength[person] - chosen_listeners[person]
        # Sums of weights in another order differ in their last bits.
        return round(free * max(0.0, 1 - chosen_peers[person] * p) - chosen_peers[person], 9)

    def take(person: int) -> None:
        audience = slice(starts[person], starts[person + 1])
        chosen_peers[listeners[audience]] += weights[audience]
        row = slice(ties.starts[person], ties.starts[person + 1])
        chosen_listeners[ties.peers[row]] += ties.weights[row]

    return greedy(np.round(strength, 9), gain, take, np.flatnonzero(~people.never), rng.random(ties.people), count)
