"""Labels at the right end of curves: they never collide, and never leave the panel."""

from collections.abc import Sequence

import numpy as np


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> np.ndarray:
    """Where labels go: as near as can be to where they are wanted, none over another, all between two ends.

    `wanted`: the middles, in any order; `heights`: of each label, in the same unit. The answer is in the order given;
    labels keep their order from bottom to top. Where they do not fit, they are squeezed evenly.
    """
    order = np.argsort(wanted, kind="stable")
    size = np.asarray(heights, float)[order]
    size *= min(1.0, (high - low) / size.sum())
    # Take the labels below away from everyone's place: what is left only has to rise (isotonic regression).
    below = np.concatenate([[0.0], np.cumsum(size)[:-1]]) + size / 2
    blocks: list[list[float]] = []
    for value in np.asarray(wanted, float)[order] - below:
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1] = [
                (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count),
                blocks[-1][1] + count,
            ]
    risen = np.concatenate([np.full(int(count), mean) for mean, count in blocks])
    placed = np.empty(len(order))
    placed[order] = np.clip(risen, low, high - size.sum()) + below
    return placed
