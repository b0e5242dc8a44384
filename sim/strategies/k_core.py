import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import once
from sim.strategies._ranking import highest
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.TIES)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The people in the innermost core, where everyone is listened to by many others of the core.

    A person's coreness is the largest k for which they belong to a group that is each listened to by at least k of the
    group (Seidman 1983; Kitsak et al. 2010). Inside a core the larger audience comes first. Weights do not count.
    """
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """The coreness of each person, and inside a core the size of the audience."""
    return _coreness(ties) * (ties.audience_sizes.max() + 1) + ties.audience_sizes


@once
def _coreness(ties: Ties) -> np.ndarray:
    from sim.strategies._cores import coreness

    return coreness(ties.starts, ties.peers, ties.audience_sizes)
