from typing import Annotated

import numpy as np
from pydantic import Field

from sim.world.ties import Ties


def values(
    draws: np.ndarray,
    ties: Ties,
    *,
    mean: Annotated[float, Field(description="the mean")] = 0.0,
    sd: Annotated[float, Field(ge=0, description="the standard deviation")] = 1.0,
) -> np.ndarray:
    """Values from a normal distribution; nothing is cut off at 0 or 1."""
    from scipy.special import ndtri

    return mean + sd * ndtri(draws)
