import numpy as np

from sim.ties import Ties


def draw(ties: Ties, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """R_i: how much pushing it takes before a person changes, unit exponential (MODEL.md section 1)."""
    # A draw of exactly 0 would let a person adopt without a push.
    return {"resistance": np.maximum(rng.standard_exponential(ties.people), np.finfo(np.float64).tiny)}
