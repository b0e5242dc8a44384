from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(person=5e-6)
sees = seeing(Sight.TIES, Sight.CHANCE)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    asks: Annotated[
        int, Field(ge=1, le=1_000, description="how many friends each person who is asked names", examples=[2])
    ] = 1,
    weights: Annotated[bool, Field(description="false: weak ties are named as often as strong ones")] = True,
) -> np.ndarray:
    """Friends whom people name who are asked at random, anew in every run.

    Kim et al. (2015): nobody needs to know the network. A friend is somebody the person listens to, and is named with
    a chance in proportion to the weight of the tie. People who were named before, or never adopt, are passed over. Once
    all have been asked they are asked again, in the same order, for friends they have not named yet; people to whom
    nobody listens come last, at random.
    """
    turn = rng.permutation(ties.people)[ties.listeners]
    # Sorting exponential draws divided by weights is the same as drawing without replacement.
    key = rng.standard_exponential(len(ties.peers)) / (ties.weights if weights else 1.0)
    order = np.lexsort((key, ties.listeners))
    friend = np.empty(len(order), np.int64)
    friend[order] = np.arange(len(order)) - ties.starts[ties.listeners]
    named = ties.peers[np.lexsort((friend, turn, friend // asks))]
    everyone = np.concatenate([named, rng.permutation(ties.people)])
    _, first = np.unique(everyone, return_index=True)
    chosen = everyone[np.sort(first)].astype(np.int64)
    return chosen[~people.never[chosen]][:count]
