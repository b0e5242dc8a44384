from collections.abc import Mapping

import numpy as np

from sim.ground.texts import names_of
from sim.world.ties import Ties


def draw(
    ties: Ties, rng: np.random.Generator, *, scale: float | Mapping[str, float] = 1.0, tribe: str | None = None
) -> dict[str, np.ndarray]:
    """R_i: how much pushing it takes before a person changes, unit exponential (MODEL.md section 1), times a scale.

    `scale`: above 0, for all or for some tribes (1 for the others); `tribe`: the column of the tribes.
    """
    # A draw of exactly 0 would let a person adopt without a push.
    draws = np.maximum(rng.standard_exponential(ties.people), np.finfo(np.float64).tiny)
    if isinstance(scale, Mapping):
        factors = np.array([float(scale.get(name, 1.0)) for name in names_of(ties.attributes[str(tribe)])])
    else:
        factors = np.full(ties.people, float(scale))
    return {"resistance": draws * factors, "scale": factors}
