from typing import Annotated

import numpy as np
from pydantic import Field

from sim.evidence.known import DRAWN
from sim.world.outline import Drawing
from sim.world.ties import Ties

EVIDENCE = DRAWN


def build(
    rng: np.random.Generator, *, people: Annotated[int, Field(ge=1, description="number of people", examples=[300])]
) -> Ties:
    """Everyone listens to everyone else."""
    everyone = np.arange(people, dtype=np.int32)
    # Row i is 0, 1, ... without i: from i on, each number is one higher.
    peers = np.broadcast_to(everyone[:-1], (people, people - 1)) + (everyone[:-1] >= everyone[:, None])
    starts = np.arange(people + 1, dtype=np.int64) * (people - 1)
    return Ties(starts, peers.ravel().astype(np.int32), np.ones(people * (people - 1)))


def size(*, people: int) -> int:
    """The number of people."""
    return people


def drawing(*, people: int) -> Drawing:
    """What a draw takes, roughly."""
    return Drawing(float(people) * (people - 1), nanoseconds=50, bytes=16, spread=0.0)
