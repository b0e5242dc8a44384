import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._ranking import highest
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.TIES)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The people to whom fewest others listen."""
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """How few listen to each person."""
    return -ties.audience_sizes
