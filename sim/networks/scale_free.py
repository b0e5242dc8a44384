import math
from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.evidence.known import DRAWN
from sim.world.outline import Drawing
from sim.world.ties import Ties

EVIDENCE = DRAWN


def build(
    rng: np.random.Generator,
    *,
    people: Annotated[int, Field(ge=2, description="number of people", examples=[300])],
    links: Annotated[
        int, Field(ge=1, description="ties that each newcomer makes; people have twice as many on average")
    ],
) -> Ties:
    """Newcomers tie themselves to the well-connected: preferential attachment (Barabasi & Albert 1999).

    It begins with a star of `links` + 1 people; each newcomer picks `links` different people, with chances in
    proportion to their ties.
    """
    return Ties.from_pairs(people, *_pairs(rng, people, links), both_ways=True)


def _pairs(rng: np.random.Generator, people: int, links: int) -> tuple[np.ndarray, np.ndarray]:
    # In a function of its own, so that its memory is free again when ties are made of the pairs.
    from sim.networks._attachment import attached

    count = links * (people - links)
    # One draw a tie would be enough if nobody were picked twice; more are drawn for these cases.
    draws = rng.random(count + count // 16 + 100)
    while not len(ends := attached(people, links, draws)):
        draws = np.concatenate([draws, rng.random(len(draws))])
    return np.ascontiguousarray(ends[0::2]), np.ascontiguousarray(ends[1::2])


def size(*, people: int, links: int) -> int:
    """The number of people."""
    return people


def faults(*, people: int, links: int) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if links >= people:
        yield "links", f"found {links}, but {people} people have at most {people - 1} ties each"


def drawing(*, people: int, links: int) -> Drawing:
    """What a draw takes, roughly."""
    # As measured from 300 to 100,000 people with 3 and 10 links; the spread of an infinite network is infinite.
    spread = max(0.0, math.log(people / links) / 3 - 0.8)
    return Drawing(2.0 * links * (people - links), nanoseconds=50, bytes=13, spread=spread)
