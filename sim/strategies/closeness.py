import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import once
from sim.strategies._ranking import highest, levels
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(both=5e-9, once=True)
sees = seeing(Sight.TIES)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The people from whom influence has the shortest ways to everyone else.

    Harmonic closeness (Boldi & Vigna 2014), the sum of 1/distance over everyone whom a person's influence can reach,
    which is right in networks that fall into parts, too; the weights of ties do not count. The cost grows with people
    times ties: seconds at 10,000 people.
    """
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """How close each person is to the others, in levels."""
    return _closeness(ties)


@once
def _closeness(ties: Ties) -> np.ndarray:
    from sim.strategies._paths import closeness

    starts, listeners, _ = ties.audience
    return levels(closeness(starts, listeners))
