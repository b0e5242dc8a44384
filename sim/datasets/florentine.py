from sim.evidence.known import PUBLISHED
from sim.world.ties import Ties

EVIDENCE = PUBLISHED


def load() -> Ties:
    """Marriages between 15 Florentine families of the Renaissance (Padgett & Ansell 1993)."""
    import networkx as nx

    return Ties.from_networkx(nx.florentine_families_graph())
