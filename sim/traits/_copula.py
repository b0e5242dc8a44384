"""Uniform draws that correlate with the sizes of audiences: a Gaussian copula."""

import math

import numpy as np
from scipy.special import ndtr, ndtri

from sim.world.ties import Ties


def even_draws(ties: Ties, rng: np.random.Generator, correlation: float) -> np.ndarray:
    """A uniform draw in 0..1 for each person, with a given rank correlation (Spearman, -1..1) to audience sizes.

    The normal scores of the audience ranks (equal audiences in random order) and of the draws are correlated by
    2 sin(pi rho / 6), which gives the rank correlation rho where no audiences are equal, and a little less where they
    are (Kruskal 1958, "Ordinal measures of association", section 5).
    """
    noise = rng.standard_normal(ties.people)
    if correlation == 0:
        return ndtr(noise)
    order = np.lexsort((rng.random(ties.people), ties.audience_sizes))
    ranks = np.empty(ties.people)
    ranks[order] = np.arange(ties.people)
    scores = ndtri((ranks + 0.5) / ties.people)
    r = 2 * math.sin(math.pi * correlation / 6)
    return ndtr(r * scores + math.sqrt(max(0.0, 1 - r * r)) * noise)
