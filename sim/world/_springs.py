"""Distances in a network, and a drawing that has them, compiled; imported when it is needed."""

import math

import numpy as np

from sim.ground.kernels import kernel


@kernel
def distances(starts: np.ndarray, others: np.ndarray, pivots: np.ndarray) -> np.ndarray:
    """How many ties lie between each pivot and everyone, int32, shape (pivots, people).

    `starts`, `others`: ties both ways in compressed rows. Where no way leads, it is one more than the most.
    """
    people = len(starts) - 1
    lengths = np.full((len(pivots), people), -1, np.int32)
    queue = np.empty(people, np.int32)
    longest = 0
    for number in range(len(pivots)):
        length = lengths[number]
        length[pivots[number]] = 0
        queue[0] = pivots[number]
        head, end = 0, 1
        while head < end:
            person = queue[head]
            head += 1
            for k in range(starts[person], starts[person + 1]):
                other = others[k]
                if length[other] < 0:
                    length[other] = length[person] + 1
                    queue[end] = other
                    end += 1
        longest = max(longest, length[queue[end - 1]])
    for length in lengths:
        for person in range(people):
            if length[person] < 0:
                length[person] = longest + 1
    return lengths


@kernel
def pull(places: np.ndarray, one: int, other: int, share: float, length: float, both: bool) -> None:
    """Move `one` person towards the `other`, or `both`, by a share of what their distance is longer than `length`."""
    across, up = places[other, 0] - places[one, 0], places[other, 1] - places[one, 1]
    distance = math.sqrt(across * across + up * up)
    if distance == 0:
        return
    step = share * (distance - length) / distance
    if both:
        step /= 2
        places[other, 0] -= step * across
        places[other, 1] -= step * up
    places[one, 0] += step * across
    places[one, 1] += step * up


@kernel
def settle(
    places: np.ndarray,
    starts: np.ndarray,
    others: np.ndarray,
    pivots: np.ndarray,
    lengths: np.ndarray,
    step: int,
    rates: np.ndarray,
) -> None:
    """Bring distances between `places`, shape (people, 2), near those in the network, short ones most of all.

    Stress by single pairs (Zheng, Pawar & Goodman 2019), which close in on their distance by the falling `rates`. If
    everybody is a pivot, both move; else pivots stay (Ortmann, Klimenta & Brandes 2017), and ties count besides.
    `step`: the `stride` of the cells of `lengths`, shape (pivots, people).
    """
    people = len(places)
    whole = len(pivots) == people
    cell = 0
    for rate in rates:
        for _ in range(lengths.size):
            cell += step
            if cell >= lengths.size:
                cell -= lengths.size
            number = cell // people
            person = cell - number * people
            length = float(lengths[number, person])
            if length > 0:
                pull(places, person, pivots[number], min(1.0, rate / (length * length)), length, whole)
        if whole:
            continue
        for person in range(people):
            for k in range(starts[person], starts[person + 1]):
                pull(places, person, others[k], min(1.0, rate), 1.0, False)
