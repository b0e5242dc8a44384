"""Compiled loops that make, turn and check compressed rows; `sim.world.ties` is where they are used.

People are numbers from 0 up here, except in checks; `np.uint32` says so to the compiler, which then skips negative
indices.
"""

import numpy as np

from sim.ground.kernels import kernel
from sim.ground.prefetch import prefetch

LARGE = 300_000
"""From so many people on prefetching pays; with fewer, the data fit into the cache (measured)."""

NEAR, FAR = 12, 32
"""How many entries ahead to prefetch: the place to write to, and the index that leads there."""


def starts(people: int, ends: np.ndarray, others: np.ndarray, both_ways: bool) -> np.ndarray:
    """Where each person's row begins, int64, shape (people + 1): rows by `ends`, and by `others` too if `both_ways`."""
    # Zeros are made by numpy: numba compiles `np.zeros` for a tenth of a second, and the first run waits for it.
    counts = np.zeros(people + 1, np.int64)
    _count(counts, ends)
    if both_ways:
        _count(counts, others)
    return np.cumsum(counts, out=counts)


@kernel
def _count(counts: np.ndarray, ends: np.ndarray) -> None:
    for k in range(len(ends)):
        counts[np.uint32(ends[k]) + np.uint32(1)] += 1


def places(starts: np.ndarray) -> np.ndarray:
    """Where the first entry of each row goes, in few bytes: arrays visited in random order should be small."""
    return starts[:-1].astype(np.uint32 if starts[-1] < 2**32 else np.int64)


@kernel
def grouped(
    place: np.ndarray, ends: np.ndarray, others: np.ndarray, weights: np.ndarray, both_ways: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The members of each row, in some order, and their weights if there are any.

    `place`: where each row begins; used up. Rows are by `ends`, and by `others` too if `both_ways`.
    """
    last = np.uint64(len(ends))
    count = 2 * len(ends) if both_ways else len(ends)
    members = np.empty(count, np.int32)
    weighted = len(weights) > 0
    row_weights = np.empty(count if weighted else 0)
    ahead = len(place) >= LARGE
    for k in range(last):
        if ahead and k + np.uint64(FAR) < last:
            prefetch(place, np.uint32(ends[k + np.uint64(FAR)]))
            prefetch(members, place[np.uint32(ends[k + np.uint64(NEAR)])])
            if both_ways:
                prefetch(place, np.uint32(others[k + np.uint64(FAR)]))
                prefetch(members, place[np.uint32(others[k + np.uint64(NEAR)])])
        i, j = np.uint32(ends[k]), np.uint32(others[k])
        members[place[i]] = j
        if weighted:
            row_weights[place[i]] = weights[k]
        place[i] += 1
        if both_ways:
            members[place[j]] = i
            if weighted:
                row_weights[place[j]] = weights[k]
            place[j] += 1
    return members, row_weights


@kernel
def turned(
    starts: np.ndarray, members: np.ndarray, weights: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The transposed rows, each ascending; `place`: where each begins; used up."""
    last = np.uint64(len(members))
    owners = np.empty(len(members), np.int32)
    weighted = len(weights) > 0
    row_weights = np.empty(len(members) if weighted else 0)
    ahead = len(place) >= LARGE
    for i in range(len(starts) - 1):
        for k in range(np.uint64(starts[i]), np.uint64(starts[i + 1])):
            if ahead and k + np.uint64(FAR) < last:
                prefetch(place, np.uint32(members[k + np.uint64(FAR)]))
                prefetch(owners, place[np.uint32(members[k + np.uint64(NEAR)])])
            j = np.uint32(members[k])
            owners[place[j]] = i
            if weighted:
                row_weights[place[j]] = weights[k]
            place[j] += 1
    return owners, row_weights


def repeated(starts: np.ndarray, members: np.ndarray) -> int:
    """How many entries of ascending rows equal the one before."""
    # At the beginning of a row, the entry before belongs to another row. By numpy, to save compiling.
    begins = starts[1:-1][np.diff(starts[:-1]) > 0]
    begins = begins[begins < len(members)]
    same = int(np.count_nonzero(members[1:] == members[:-1]))
    return same - int(np.count_nonzero(members[begins] == members[begins - 1]))


@kernel
def merged(
    starts: np.ndarray, members: np.ndarray, weights: np.ndarray, repeats: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows with equal entries merged, their weights added (each 1, if there are none)."""
    begins = np.zeros(len(starts), np.int64)
    distinct = np.empty(len(members) - repeats, np.int32)
    sums = np.empty(len(members) - repeats)
    end = 0
    for i in range(len(starts) - 1):
        for k in range(starts[i], starts[i + 1]):
            weight = weights[k] if len(weights) > 0 else 1.0
            if k > starts[i] and members[k] == members[k - 1]:
                sums[end - 1] += weight
            else:
                distinct[end] = members[k]
                sums[end] = weight
                end += 1
        begins[i + 1] = end
    return begins, distinct, sums


@kernel
def fault(starts: np.ndarray, peers: np.ndarray, weights: np.ndarray) -> int:
    """What is wrong: 1 starts, 2 peers who do not exist, 3 self-ties, 4 order, 5 weights (if given); else 0."""
    people = len(starts) - 1
    if starts[0] != 0 or starts[people] != len(peers):
        return 1
    for i in range(people):
        if starts[i + 1] < starts[i]:
            return 1
    for i in range(people):
        before = -1
        ascend, own = True, False
        for k in range(starts[i], starts[i + 1]):
            ascend &= peers[k] > before
            own |= peers[k] == i
            before = peers[k]
        if not ascend or own or before >= people:
            return _fault_of_row(people, i, peers[starts[i] : starts[i + 1]])
    for k in range(len(weights)):
        # nan is not above 0 either.
        if not (weights[k] > 0.0 and weights[k] < np.inf):
            return 5
    return 0


@kernel
def first_alike(place: np.ndarray, ends: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each pair the number of the first equal pair, its own if it is the first; int64, shape (pairs).

    `place`: where each person's row by `ends` begins; used up.
    """
    in_rows = np.empty(len(ends), np.int64)
    for k in range(len(ends)):
        in_rows[place[ends[k]]] = k
        place[ends[k]] += 1
    first = np.arange(len(ends))
    seen = np.full(len(place), -1, np.int64)
    for at in range(len(in_rows)):
        # Row by row, each in the given order: a member seen before in this row is a repetition.
        k = in_rows[at]
        before = seen[others[k]]
        if before >= 0 and ends[before] == ends[k]:
            first[k] = before
        else:
            seen[others[k]] = k
    return first


@kernel
def added(first: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The sum of the weights of equal pairs, at the first of them, with compensated summation.

    `first`: as `first_alike` gives it. Ten times 0.1 is 1 (Kahan 1965, Communications of the ACM 8:40).
    """
    total, dropped = np.zeros(len(first)), np.zeros(len(first))
    for k in range(len(first)):
        i = first[k]
        value = weights[k] - dropped[i]
        both = total[i] + value
        dropped[i] = (both - total[i]) - value
        total[i] = both
    return total


@kernel
def seed_fault(seeds: np.ndarray, never: np.ndarray, named: np.ndarray) -> int:
    """The first thing wrong with seeds: 1 no such person, 2 named twice, 3 never adopts; else 0.

    `named`: False for everyone; used up.
    """
    fault = 0
    for seed in seeds:
        if seed < 0 or seed >= len(never):
            return 1
        if named[seed]:
            fault = 2
        elif never[seed] and fault == 0:
            fault = 3
        named[seed] = True
    return fault


@kernel
def _fault_of_row(people: int, listener: int, peers: np.ndarray) -> int:
    # The first fault of the first row that has one.
    before = -1
    for peer in peers:
        if peer < 0 or peer >= people:
            return 2
        if peer == listener:
            return 3
        if peer <= before:
            return 4
        before = peer
    return 0
