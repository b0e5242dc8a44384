from typing import Annotated, Any

from pydantic import Field

from sim.evidence.known import TRIES

EVIDENCE = TRIES


def influence(
    *,
    p: Annotated[float, Field(ge=0, le=1, description="chance a step to catch it over a tie of weight 1")] = 0.1,
) -> dict[str, Any]:
    """Simple contagion: every adopter tries again in every step (susceptible-infected)."""
    return {"contacts": {"p": p, "persistence": 1.0}}
