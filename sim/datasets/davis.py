from typing import Annotated

from pydantic import Field

from sim.evidence.known import PUBLISHED
from sim.world.ties import Ties

EVIDENCE = PUBLISHED


def load(*, weights: Annotated[bool, Field(description="false: ties weigh 1")] = True) -> Ties:
    """18 Southern women, tied by how many of 14 events they attended together (Davis et al. 1941)."""
    import networkx as nx

    women = nx.davis_southern_women_graph()
    graph = nx.bipartite.weighted_projected_graph(women, women.graph["top"])
    return Ties.from_networkx(graph, weight="weight" if weights else None)
