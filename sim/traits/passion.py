from collections.abc import Callable

import numpy as np

from sim.traits._copula import even_draws
from sim.world.ties import Ties


def draw(
    ties: Ties,
    rng: np.random.Generator,
    *,
    values: Callable[[np.ndarray, Ties], np.ndarray],
    correlation_with_degree: float = 0.0,
) -> dict[str, np.ndarray]:
    """How keen each person is: `values` of uniform draws with a rank correlation (-1..1) to audience sizes."""
    return {"passion": values(even_draws(ties, rng, correlation_with_degree), ties)}
