from typing import Annotated

import numpy as np
from pydantic import Field

from sim.world.ties import Ties


def values(
    draws: np.ndarray,
    ties: Ties,
    *,
    a: Annotated[float, Field(gt=0, description="the first shape; the mean is a / (a + b)")] = 2.0,
    b: Annotated[float, Field(gt=0, description="the second shape")] = 5.0,
) -> np.ndarray:
    """Values between 0 and 1 from a beta distribution."""
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.quantiles import beta_quantiles

    return beta_quantiles(draws, a, b)
