from typing import Annotated

from pydantic import Field

from sim.evidence.known import PUBLISHED
from sim.world.ties import Ties

EVIDENCE = PUBLISHED


def load(*, weights: Annotated[bool, Field(description="false: ties weigh 1")] = True) -> Ties:
    """Zachary's karate club: 34 members, how much they met, and which club they went with (Zachary 1977)."""
    import networkx as nx

    return Ties.from_networkx(nx.karate_club_graph(), weight="weight" if weights else None)
