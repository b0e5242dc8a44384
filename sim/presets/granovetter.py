from typing import Annotated, Any, Literal

from pydantic import Field

from sim.evidence.known import FOLLOWS

EVIDENCE = FOLLOWS


def influence(
    *,
    distribution: Annotated[
        Literal["normal", "uniform", "evenly-spaced"],
        Field(description="how thresholds are spread over people"),
    ] = "normal",
    mean: Annotated[float, Field(description="the mean of a normal distribution")] = 0.25,
    sd: Annotated[float, Field(ge=0, description="the standard deviation of a normal distribution")] = 0.122,
    low: Annotated[float, Field(description="the lowest threshold of the other distributions")] = 0.0,
    high: Annotated[float, Field(description="the highest threshold of the other distributions")] = 1.0,
    counted: Annotated[
        Literal["shares", "counts"], Field(alias="in", description="what thresholds are measured in")
    ] = "shares",
) -> dict[str, Any]:
    """A crowd in which everyone has a threshold (Granovetter 1978); meant for the complete network."""
    ends = {"mean": mean, "sd": sd} if distribution == "normal" else {"low": low, "high": high}
    return {"threshold": {"distribution": distribution, **ends, "in": counted}}
