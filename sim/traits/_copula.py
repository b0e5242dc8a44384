"""Uniform draws that correlate with the sizes of audiences: a Gaussian copula."""

import math

import numpy as np

from sim.ground.elementary import each
from sim.ground.quantiles import normal_quantile, normal_share
from sim.world.ties import Ties


def even_draws(ties: Ties, rng: np.random.Generator, correlation: float) -> np.ndarray:
    """A uniform draw in 0..1 for each person, with a given rank correlation (Spearman, -1..1) to audience sizes.

    The normal scores of the audience ranks (equal audiences in random order) and of the draws are correlated by
    2 sin(pi rho / 6), which gives the rank correlation rho where no audiences are equal, and a little less where they
    are (Kruskal 1958, "Ordinal measures of association", section 5).
    """
    noise = rng.standard_normal(ties.people)
    if correlation == 0:
        return each(normal_share, noise)
    order = np.lexsort((rng.random(ties.people), ties.audience_sizes))
    ranks = np.empty(ties.people)
    ranks[order] = np.arange(ties.people)
    scores = each(normal_quantile, (ranks + 0.5) / ties.people)
    # Rounded: the last digit of a sine depends on the machine.
    r = 2 * round(math.sin(math.pi * correlation / 6), 12)
    return each(normal_share, r * scores + math.sqrt(max(0.0, 1 - r * r)) * noise)
