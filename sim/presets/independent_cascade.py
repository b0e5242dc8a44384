from typing import Annotated, Any

from pydantic import Field

from sim.evidence.known import TRIES

EVIDENCE = TRIES


def influence(
    *,
    p: Annotated[
        float, Field(ge=0, le=1, description="chance that the one attempt over a tie of weight 1 succeeds")
    ] = 0.1,
) -> dict[str, Any]:
    """Each new adopter tries once to persuade each listener (Kempe et al. 2003); k parallel ties: 1-(1-p)^k."""
    return {"contacts": {"p": p}}
