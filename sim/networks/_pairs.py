"""Random pairs of people, each at most once."""

import numpy as np


def distinct(rng: np.random.Generator, count: int, possible: int) -> np.ndarray:
    """`count` different whole numbers from 0 to `possible` - 1, every set equally likely; int64, ascending.

    Numbers are drawn until there are enough different ones, so the time is that of the count, not of what is possible;
    where more than half of all are wanted, those left out are drawn instead.
    """
    if 2 * count > possible:
        left_out = distinct(rng, possible - count, possible)
        return np.delete(np.arange(possible), left_out)
    numbers = np.empty(0, np.int64)
    while len(numbers) < count:
        # All numbers drawn are kept until then, so that small ones are not favoured.
        drawn = np.sort(np.concatenate([numbers, rng.integers(possible, size=count - len(numbers))]))
        numbers = drawn[np.diff(drawn, prepend=-1) > 0]
    return numbers


def unrank(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pairs (a, b), b < a, at given places in the list (1, 0), (2, 0), (2, 1), (3, 0), ..."""
    a = ((1 + np.sqrt(1 + 8 * ranks.astype(np.float64))) / 2).astype(np.int64)
    # The square root is rounded: corrected by one where it fell on the wrong side.
    a -= a * (a - 1) // 2 > ranks
    a += a * (a + 1) // 2 <= ranks
    return a, ranks - a * (a - 1) // 2
