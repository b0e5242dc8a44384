from typing import Annotated

from pydantic import Field

from sim.evidence.known import PUBLISHED
from sim.world.ties import Ties

EVIDENCE = PUBLISHED


def load(*, weights: Annotated[bool, Field(description="false: ties weigh 1")] = True) -> Ties:
    """77 characters of the novel and in how many chapters they met (Knuth 1993)."""
    import networkx as nx

    return Ties.from_networkx(nx.les_miserables_graph(), weight="weight" if weights else None)
