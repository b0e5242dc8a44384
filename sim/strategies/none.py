import numpy as np

from sim.families.strategies import seeing
from sim.world.people import People
from sim.world.ties import Ties

FIXED = True
sees = seeing()


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """Nobody: what happens without a start."""
    return np.empty(0, np.int64)
