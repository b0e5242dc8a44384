import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import listening, once
from sim.strategies._ranking import highest, levels
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(both=1.3e-8, bytes_a_tie=200, once=True)
sees = seeing(Sight.TIES)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The people through whom most of the shortest ways of influence between others lead.

    Betweenness of Freeman (1977) along the direction of ties; their weights do not count. The cost grows with
    people times ties: seconds at 2,000 people, half a minute at 10,000, anew for each network that is generated.
    """
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """How much betweenness each person has, in levels."""
    return _betweenness(ties)


@once
def _betweenness(ties: Ties) -> np.ndarray:
    # The shortest ways are the same ones in the listening graph, walked backwards.
    return levels(np.array(listening(ties).betweenness()))
