import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._ranking import first_drawn
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.CHANCE)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """People drawn at random, anew in every run."""
    return first_drawn(people, count, rng)
