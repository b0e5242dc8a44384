from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.ground.ranking import ranks
from sim.strategies._ranking import highest, levels
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.TIES, Sight.TRAITS)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    weight: Annotated[float, Field(ge=0, le=1, description="of passion; the audience has the rest")] = 0.5,
) -> np.ndarray:
    """People who are both keen and listened to: the weighted mean of their ranks by passion and by audience."""
    return highest(score(ties, people, weight=weight), people, count, rng)


def score(ties: Ties, people: People, *, weight: float) -> np.ndarray:
    """The mean of each person's ranks, in levels."""
    return levels(weight * ranks(people.passion) + (1 - weight) * ranks(ties.audience_sizes))
