import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import audience_matrix, once
from sim.strategies._ranking import highest, levels
from sim.strategies._spectrum import leading
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(tie=5e-7, bytes_a_tie=30, once=True)
sees = seeing(Sight.TIES)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The people to whom important people listen, importance being just that, over and over.

    Eigenvector centrality (Bonacich 1972), each listener's importance counting by the weight of the tie. People whose
    influence never gets to the densest part of the network score nothing.
    """
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """How important each person is, in levels."""
    return _eigenvector(ties)


@once
def _eigenvector(ties: Ties) -> np.ndarray:
    return levels(leading(audience_matrix(ties), ties.people))
