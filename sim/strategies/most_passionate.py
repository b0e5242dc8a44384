import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._ranking import highest
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.TRAITS)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The keenest people."""
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """How keen each person is."""
    return people.passion
