"""The leading eigenvalue and eigenvector of who listens to whom, by power iteration from everyone alike.

Libraries' own fail if no influence comes back in a circle, or start at random if several parts of a network lead
equally; this one always gives the same answer, and equal scores to people who are alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.ground.rounding import rounded
from sim.strategies._graph import audience_matrix
from sim.world.ties import Ties

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ITERATIONS = 5_000
SETTLED = 1e-14


def leading(matrix: csr_array, people: int) -> np.ndarray:
    """The vector that repeated multiplication by a matrix (entries >= 0) leads to, largest entry 1, shape (people).

    Each step adds a share of the old vector; otherwise two camps that only listen to each other would swap for ever.
    """
    vector = np.ones(people)
    shift = max(matrix.sum() / people, np.finfo(float).tiny)
    for _ in range(ITERATIONS):
        new = matrix @ vector + shift * vector
        new /= new.max()
        change = np.abs(new - vector).max()
        vector = new
        if change < SETTLED:
            break
    return vector


def radius(ties: Ties) -> float:
    """lambda_1, the largest eigenvalue of the weights of ties, to 12 digits; 0 where no influence comes back.

    Only ties inside strongly connected parts (in which everyone influences everyone) matter; without the others power
    iteration converges fast.
    """
    from scipy.sparse.csgraph import connected_components

    _, group = connected_components(audience_matrix(ties), connection="strong")
    starts, listeners, weights = ties.audience
    person = np.repeat(np.arange(ties.people), np.diff(starts))
    matrix = audience_matrix(ties, np.where(group[person] == group[listeners], weights, 0.0))
    vector = leading(matrix, ties.people)
    # Added up in the same order on every machine, unlike a dot product.
    return float(rounded((vector * (matrix @ vector)).sum() / (vector * vector).sum(), 12))
