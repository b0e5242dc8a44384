from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.world.ties import Ties


def values(
    draws: np.ndarray,
    ties: Ties,
    *,
    low: Annotated[float, Field(description="the lowest value", examples=[0.1])],
    high: Annotated[float, Field(description="the highest value", examples=[0.9])],
) -> np.ndarray:
    """One value a person, evenly spaced from low to high and dealt at random: Granovetter's riot has 0, 1, ..., 99."""
    places = np.argsort(np.argsort(draws, kind="stable"), kind="stable")
    return np.linspace(low, high, len(draws))[places]


def faults(*, low: float, high: float) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if high < low:
        yield "high", f"high ({high:g}) is below low ({low:g})"
