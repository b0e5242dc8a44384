"""A world: who is tied to whom, what they are like, and the luck of one run."""

from dataclasses import dataclass

import numpy as np

from sim.ground.draws import stream
from sim.world.people import People
from sim.world.ties import Ties


@dataclass(frozen=True)
class Luck:
    """The source of random draws: the `seed` of the scenario (0 or more) and the number `run` (0 or more, or `ONCE`).

    `other`: a prefix for the luck of a sample in which a strategy tries seeds, apart from that of the run itself.
    """

    seed: int
    run: int
    other: str = ""

    def stream(self, name: str) -> np.random.Generator:
        """The generator of the stream with a name, at its beginning."""
        return stream(self.seed, self.run, self.other + name)


@dataclass(frozen=True)
class World:
    """`ties`, `people` and the `luck` of a run. Raises ValueError if ties and people differ in number."""

    ties: Ties
    people: People
    luck: Luck

    def __post_init__(self) -> None:
        if len(self.people) != self.ties.people:
            raise ValueError("people and ties must speak of the same people")
