from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.evidence.known import DRAWN
from sim.networks import ring
from sim.world.outline import Drawing
from sim.world.ties import Ties

EVIDENCE = DRAWN


def build(
    rng: np.random.Generator,
    *,
    people: Annotated[int, Field(ge=3, description="number of people", examples=[300])],
    ties: Annotated[int, Field(ge=2, description="mean number of ties of a person; even")] = 10,
    rewire: Annotated[float, Field(ge=0, le=1, description="share of ties that lead to anyone instead")] = 0.1,
) -> Ties:
    """People in a circle tied to the nearest, some ties rewired to anyone (Watts & Strogatz 1998).

    Each rewired tie keeps one end and gets a new one at random among those to whom the person is not tied yet; a
    person tied to everyone keeps the tie, as in the original.
    """
    near = np.repeat(np.arange(people), ties // 2)
    far = (near + np.tile(np.arange(1, ties // 2 + 1), people)) % people
    moved = np.flatnonzero(rng.random(len(near)) < rewire)
    taken = set((np.minimum(near, far) * people + np.maximum(near, far)).tolist())
    count = np.full(people, ties)
    for tie in moved.tolist():
        person, peer = int(near[tie]), int(far[tie])
        if count[person] >= people - 1:
            continue
        new = peer
        while new == person or min(person, new) * people + max(person, new) in taken:
            new = int(rng.integers(people))
        taken.remove(min(person, peer) * people + max(person, peer))
        taken.add(min(person, new) * people + max(person, new))
        far[tie] = new
        count[peer] -= 1
        count[new] += 1
    return Ties.from_pairs(people, near, far, both_ways=True)


def size(*, people: int, ties: int, rewire: float) -> int:
    """The number of people."""
    return people


def faults(*, people: int, ties: int, rewire: float) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    yield from ring.faults(people=people, ties=ties)


def drawing(*, people: int, ties: int, rewire: float) -> Drawing:
    """What a draw takes, roughly."""
    return Drawing(people * ties, nanoseconds=40 + 4_500 * rewire, bytes=25 + 500 * min(0.1, rewire), spread=0.0)
