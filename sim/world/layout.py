"""Where people stand when their network is shown."""

import math
from collections.abc import Sequence

import numpy as np

from sim.ground.stride import stride

TRIBE = 0.35
"""The width of a tribe where the layout begins; the centres of tribes stand on a circle of radius 1."""

PIVOTS = 1_000, 200
"""Up to so many people distances to everybody are considered; if there are more, those to so many of them, and ties."""

SWEEPS = 30
"""How often each distance is considered."""

LAST = 0.1
"""By which part of what is missing people who are tied move in the last sweep; in the first it is the whole way."""


def positions(people: int, pairs: Sequence[Sequence[float]], tribe: Sequence[str] | None = None) -> np.ndarray:
    """A place for each person, float64, shape (people, 2), from 0 to 1 both ways; the same for the same ties.

    Distances are as near as can be to the numbers of ties between people (Kamada & Kawai 1989, Information Processing
    Letters 31:7). `pairs`: (one, other, ...), numbers of people; `tribe`: the tribe of each, from which the drawing
    begins, and which it keeps together as far as ties allow.
    """
    from scipy.sparse import csr_array

    from sim.ground.elementary import power
    from sim.world._springs import distances, settle

    # A sunflower pattern: no two places are the same, and nothing is random.
    numbers = np.arange(people)
    turn, radius = numbers * np.pi * (3 - np.sqrt(5)), np.sqrt((numbers + 0.5) / people)
    begin = _circle(turn) * radius[:, None]
    if tribe is not None:
        _, member = np.unique(np.asarray(tribe, dtype=str), return_inverse=True)
        angle = 2 * np.pi * member / (member.max() + 1)
        begin = TRIBE * begin + _circle(angle)
    ends = np.array([(person, other) for person, other, *_ in pairs], np.int64).reshape(-1, 2)
    matrix = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(people, people))
    both = csr_array(matrix + matrix.T)
    most, pivots = PIVOTS
    chosen = numbers if people <= most else np.arange(pivots) * people // pivots
    lengths = distances(both.indptr, both.indices, chosen)
    longest = int(lengths.max(initial=1))
    first = float(longest**2) if tribe is None else 1.0
    fall = power(LAST / first, 1 / (SWEEPS - 1))
    rates = first * np.multiply.accumulate(np.r_[1.0, np.full(SWEEPS - 1, fall)])
    places = begin * longest / 2
    settle(places, both.indptr, both.indices, chosen, lengths, stride(lengths.size), rates)
    return _squared(places)


def _circle(angles: np.ndarray) -> np.ndarray:
    # Points on a circle, to 12 digits: where a layout ends can depend on the last digit of where it began.
    return np.array([[math.cos(angle), math.sin(angle)] for angle in angles.tolist()]).reshape(-1, 2).round(12)


def _squared(places: np.ndarray) -> np.ndarray:
    # People far out are brought nearer, so that the others have room.
    low, high = np.percentile(places, [1, 99], axis=0)
    within = np.clip(places, low - 0.1 * (high - low), high + 0.1 * (high - low))
    span = np.ptp(within, axis=0)
    return (within - within.min(axis=0)) / np.where(span > 0, span, 1) * 0.94 + 0.03
