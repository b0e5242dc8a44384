from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import once
from sim.strategies._ranking import highest, levels
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(tie=1e-7, once=True)
sees = seeing(Sight.TIES)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    damping: Annotated[
        float, Field(ge=0, lt=1, description="share of importance that is handed on; the rest is equal for all")
    ] = 0.85,
) -> np.ndarray:
    """The people to whom important people listen who do not listen to many others.

    PageRank (Brin & Page 1998): everyone hands their importance on to those they listen to, split by the weights of the
    ties; people who listen to nobody hand it on to everyone.
    """
    return highest(score(ties, people, damping=damping), people, count, rng)


def score(ties: Ties, people: People, *, damping: float) -> np.ndarray:
    """How important each person is, in levels."""
    return _pagerank(ties, damping)


@once
def _pagerank(ties: Ties, damping: float) -> np.ndarray:
    from sim.strategies._walk import pagerank

    starts, listeners, weights = ties.audience
    heard = np.empty(0) if ties.even else np.ascontiguousarray(weights)
    return levels(pagerank(starts, listeners, heard, ties.total_weights, damping))
