import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import once
from sim.strategies._ranking import highest, levels
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(both=1.3e-8, once=True)
sees = seeing(Sight.TIES)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The people through whom most of the shortest ways of influence between others lead.

    Betweenness of Freeman (1977) along the direction of ties; their weights do not count. The cost grows with
    people times ties: half a second at 2,000 people, 15 seconds at 10,000, anew for each network that is generated.
    """
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """How much betweenness each person has, in levels."""
    return _betweenness(ties)


@once
def _betweenness(ties: Ties) -> np.ndarray:
    from sim.strategies._paths import betweenness

    starts, listeners, _ = ties.audience
    return levels(betweenness(starts, listeners))
