from typing import Annotated, Any

from pydantic import Field

from sim.evidence.known import TRIES

EVIDENCE = TRIES


def influence(
    *,
    p: Annotated[float, Field(ge=0, le=1, description="chance a step to catch it over a tie of weight 1")] = 0.1,
    rate: Annotated[float, Field(gt=0, description="hazard a step to give it up, and be open to it again")] = 0.1,
) -> dict[str, Any]:
    """Simple contagion that people give up and can catch again (susceptible-infected-susceptible)."""
    return {"contacts": {"p": p, "persistence": 1.0}}


def movement(*, p: float, rate: float) -> dict[str, Any]:
    """The mechanisms that come with it: giving up, with return."""
    return {"giving_up": {"rate": rate}}
