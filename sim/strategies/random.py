import numpy as np

from sim.people import People
from sim.strategies._ranking import highest
from sim.ties import Ties


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """People drawn at random, anew in every run."""
    return highest(np.zeros(len(people)), people, count, rng)
