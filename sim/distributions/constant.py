from typing import Annotated

import numpy as np
from pydantic import Field

from sim.world.ties import Ties

DRAWN = False


def values(
    draws: np.ndarray,
    ties: Ties,
    *,
    value: Annotated[float, Field(description="the value that everyone has")],
) -> np.ndarray:
    """The same value for everyone."""
    return np.full(len(draws), value)
