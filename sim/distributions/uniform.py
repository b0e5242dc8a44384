from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.world.ties import Ties


def values(
    draws: np.ndarray,
    ties: Ties,
    *,
    low: Annotated[float, Field(description="the lowest value")] = 0.0,
    high: Annotated[float, Field(description="the highest value")] = 1.0,
) -> np.ndarray:
    """Values spread evenly between two ends, at random."""
    return low + (high - low) * draws


def faults(*, low: float, high: float) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if high < low:
        yield "high", f"high ({high:g}) is below low ({low:g})"
