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
    people: Annotated[int, Field(ge=3, description="number of people", examples=[300])],
    ties: Annotated[
        int, Field(ge=2, description="number of ties of each person: the nearest, half on each side; even")
    ] = 4,
) -> Ties:
    """People in a circle, each tied to the nearest on both sides."""
    near = np.repeat(np.arange(people), ties // 2)
    far = (near + np.tile(np.arange(1, ties // 2 + 1), people)) % people
    return Ties.from_pairs(people, near, far, both_ways=True)


def size(*, people: int, ties: int) -> int:
    """The number of people."""
    return people


def faults(*, people: int, ties: int) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if ties % 2:
        yield "ties", f"found {ties}, expected an even number: half of the ties go to each side"
    if ties >= people:
        yield "ties", f"found {ties}, but a circle of {people} people has room for at most {people - 1} ties each"


def drawing(*, people: int, ties: int) -> Drawing:
    """What a draw takes, roughly."""
    return Drawing(people * ties, nanoseconds=40, bytes=21, spread=0.0)
