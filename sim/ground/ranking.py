"""Values ranked."""

import numpy as np


def ranks(values: np.ndarray) -> np.ndarray:
    """The rank of each value, float64, 1 for the lowest; equal values share their mean rank."""
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    begins = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
    rank = np.empty(len(values))
    if len(begins) == len(values):
        rank[order] = np.arange(1, len(values) + 1)
        return rank
    counts = np.diff(begins, append=len(values))
    rank[order] = np.repeat(begins + (counts + 1) / 2, counts)
    return rank
