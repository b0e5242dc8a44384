from typing import Annotated, Any

from pydantic import Field

from sim.evidence.known import TRIES

EVIDENCE = TRIES


def influence(
    *,
    p: Annotated[float, Field(ge=0, le=1, description="chance a step to catch it over a tie of weight 1")] = 0.1,
    rate: Annotated[float, Field(gt=0, description="hazard a step to give it up for good")] = 0.1,
) -> dict[str, Any]:
    """Simple contagion that people give up for good (susceptible-infected-removed; Kermack & McKendrick 1927)."""
    return {"contacts": {"p": p, "persistence": 1.0}}


def movement(*, p: float, rate: float) -> dict[str, Any]:
    """The mechanisms that come with it: giving up, without return."""
    return {"giving_up": {"rate": rate, "for_good": 1.0}}
