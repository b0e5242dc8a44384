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
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.elementary import each
    from sim.ground.quantiles import normal_quantile

    return mean + sd * each(normal_quantile, draws)
