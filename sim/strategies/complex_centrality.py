from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.ground.declared import Symbol
from sim.strategies._graph import once
from sim.strategies._ranking import highest
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(both=9e-9, once=True)
sees = seeing(Sight.TIES)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    threshold: Annotated[int, Field(ge=1, le=1_000, description="how many peers it takes to follow"), Symbol("T")] = 2,
    clustered: Annotated[
        bool, Field(description="each is followed by T - 1 of their audience, without whom nobody follows")
    ] = True,
) -> np.ndarray:
    """The people from whom a change that takes several peers at once gets furthest.

    Complex centrality (Guilbeault & Centola 2021): a person and their audience start, and everyone follows whom at
    least T of their peers preceded; the score is the mean length of the shortest ways from the person to everyone
    reached, over ties between those reached, with 0 for everyone else. Weights do not count. As in the paper the seeds
    stand together: each person is followed by T - 1 of those who listen to them, the most central first. The cost grows
    with people times ties: ten seconds at 10,000 people.
    """
    ranked = highest(_lengths(ties, threshold), people, ties.people, rng)
    if not clustered or threshold == 1:
        return ranked[:count]
    place = np.full(ties.people, ties.people)
    place[ranked] = np.arange(len(ranked))
    starts, listeners, _ = ties.audience
    taken = people.never.copy()
    chosen: list[int] = []
    for person in ranked:
        if len(chosen) >= count:
            break
        if not taken[person]:
            audience = listeners[starts[person] : starts[person + 1]]
            beside = audience[~taken[audience]]
            cluster = [person, *beside[np.argsort(place[beside], kind="stable")][: threshold - 1]]
            taken[cluster] = True
            chosen += cluster
    return np.array(chosen[:count], np.int64)


@once
def _lengths(ties: Ties, threshold: int) -> np.ndarray:
    # The sums of lengths, which are whole numbers, rank people as their means do.
    from sim.strategies._complex import lengths

    starts, listeners, _ = ties.audience
    return lengths(starts, listeners, threshold)
