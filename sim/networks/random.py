from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.evidence.known import DRAWN
from sim.networks._pairs import distinct, unrank
from sim.world.outline import Drawing
from sim.world.ties import Ties

EVIDENCE = DRAWN


def build(
    rng: np.random.Generator,
    *,
    people: Annotated[int, Field(ge=1, description="number of people", examples=[300])],
    ties: Annotated[float, Field(ge=0, description="mean number of ties of a person")],
) -> Ties:
    """Every two people are tied with the same chance (Erdos & Renyi 1959; Gilbert 1959)."""
    possible = people * (people - 1) // 2
    count = rng.binomial(possible, ties / (people - 1)) if possible else 0
    return Ties.from_pairs(people, *unrank(distinct(rng, count, possible)), both_ways=True)


def size(*, people: int, ties: float) -> int:
    """The number of people."""
    return people


def faults(*, people: int, ties: float) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if ties > people - 1:
        yield "ties", f"found {ties:g}, but {people} people have at most {people - 1} ties each"


def drawing(*, people: int, ties: float) -> Drawing:
    """What a draw takes, roughly."""
    return Drawing(people * ties, nanoseconds=90, bytes=26)
