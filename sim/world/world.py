"""A world: who is tied to whom, what they are like, and the luck of one run."""

from dataclasses import dataclass

import numpy as np

from sim.ground.draws import stream
from sim.world.people import People
from sim.world.ties import Ties


@dataclass(frozen=True)
class Luck:
    """Where the draws of a run come from: its `seed` in the scenario (0 or more) and its number `run` (0 or more).

    `other` sets it apart from the luck of the run itself: that of a sample in which a strategy tries seeds.
    """

    seed: int
    run: int
    other: str = ""

    def stream(self, name: str) -> np.random.Generator:
        """The generator of the draws of a name, from its beginning."""
        return stream(self.seed, self.run, self.other + name)


@dataclass(frozen=True)
class World:
    """`ties` and `people`, who speak of the same people, and the `luck` of a run. Raises ValueError if they do not."""

    ties: Ties
    people: People
    luck: Luck

    def __post_init__(self) -> None:
        if len(self.people) != self.ties.people:
            raise ValueError("people and ties must speak of the same people")
