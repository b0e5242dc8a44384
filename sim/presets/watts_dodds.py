from typing import Annotated, Any

from pydantic import Field

from sim.evidence.known import ALIKE

EVIDENCE = ALIKE


def influence(
    *,
    phi: Annotated[float, Field(ge=0, le=1, description="the share of peers that is enough, the same for all")] = 0.18,
) -> dict[str, Any]:
    """People follow when a fixed share of their peers did: who starts it (Watts & Dodds 2007)."""
    return {"threshold": {"distribution": "constant", "value": phi, "in": "shares"}}
