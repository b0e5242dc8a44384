from collections.abc import Callable

import numpy as np

from sim.traits._copula import even_draws
from sim.world.ties import Ties


def draw(
    ties: Ties,
    rng: np.random.Generator,
    *,
    values: Callable[[np.ndarray, Ties], np.ndarray] | None = None,
    correlation_with_degree: float = 0.0,
) -> dict[str, np.ndarray]:
    """theta_i: how many of their peers must have adopted for people to follow; inf where nobody has a threshold."""
    if values is None:
        return {"threshold": np.full(ties.people, np.inf)}
    return {"threshold": values(even_draws(ties, rng, correlation_with_degree), ties)}
