from typing import Annotated, Any, Literal

from pydantic import Field

from sim.evidence.known import SELDOM

EVIDENCE = SELDOM


def influence(
    *,
    count: Annotated[float, Field(ge=0, description="how many peers are enough, the same for all")] = 2,
    rate: Annotated[float, Field(ge=0, description="hazard a step to adopt below the threshold")] = 0.01,
    source: Annotated[
        Literal["contagion", "spontaneous"],
        Field(description="what the rate below the threshold is: for each peer who adopted, or without any peer"),
    ] = "contagion",
) -> dict[str, Any]:
    """Complex contagion in which people now and then adopt below their threshold (Eckles et al. 2024)."""
    threshold = {"distribution": "constant", "value": count, "in": "counts"}
    below = {"rate": rate, "of": "count"} if source == "contagion" else rate
    return {"threshold": threshold, source: below}
