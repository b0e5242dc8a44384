from typing import Annotated, Any

from pydantic import Field

from sim.evidence.known import ENOUGH

EVIDENCE = ENOUGH


def influence(
    *, count: Annotated[float, Field(ge=0, description="how many peers are enough, the same for all")] = 2
) -> dict[str, Any]:
    """People follow when a number of their peers did: complex contagion (Centola & Macy 2007)."""
    return {"threshold": {"distribution": "constant", "value": count, "in": "counts"}}
