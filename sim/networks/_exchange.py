"""Ties that exchange ends, compiled; `sim.networks._homophily` is where that is used."""

import numpy as np

from sim.ground.elementary import exp
from sim.ground.kernels import kernel


@kernel
def exchange(
    pairs: np.ndarray,
    luck: np.ndarray,
    slack: float,
    mend: bool,
    owner: np.ndarray,
    starts: np.ndarray,
    twin: np.ndarray,
    peer: np.ndarray,
    manager: np.ndarray,
    codes: np.ndarray,
    missing: np.ndarray,
) -> None:
    # Replaces pairs of ties a - b and c - d by a - d and c - b, if both are allowed and that does not lead away from
    # the goal (or, by luck, not far); a tie that is not allowed where it is goes in any case.
    change = np.zeros(len(missing), np.int64)
    for turn in range(len(pairs)):
        first, second = pairs[turn]
        a, b, c, d = owner[first], peer[first], owner[second], peer[second]
        further = 0.0
        for k in range(len(missing)):
            after = (codes[a, k] == codes[d, k]) + (codes[c, k] == codes[b, k])
            change[k] = after - ((codes[a, k] == codes[b, k]) + (codes[c, k] == codes[d, k]))
            further += change[k] * (change[k] - 2 * missing[k])
        before = 0
        if mend:
            before = _misplaced(a, b, 1, manager, starts, peer) + _misplaced(c, d, 1, manager, starts, peer)
        if before == 0 and further > 0 and not (slack > 0 and luck[turn] < exp(-further / slack)):
            continue
        after = _misplaced(a, d, 0, manager, starts, peer) + _misplaced(c, b, 0, manager, starts, peer)
        # A tie that is not allowed may wander until it is.
        if after > before or (a == c and b == d) or (a == b and c == d) or (a == d and c == b):
            continue
        first_twin, second_twin = twin[first], twin[second]
        twin[first], twin[second_twin], twin[second], twin[first_twin] = second_twin, first, first_twin, second
        peer[first], peer[second_twin], peer[second], peer[first_twin] = d, a, b, c
        for k in range(len(missing)):
            missing[k] -= change[k]


@kernel
def _misplaced(a: int, b: int, count: int, manager: np.ndarray, starts: np.ndarray, peer: np.ndarray) -> bool:
    # Whether a tie is not allowed; `count`: how often these two may be tied (1 once the tie is made, 0 before).
    near = a == b or manager[a] == manager[b] or manager[a] == b or manager[b] == a
    return near or _times(a, b, starts, peer) > count


@kernel
def _times(a: int, b: int, starts: np.ndarray, peer: np.ndarray) -> int:
    if starts[b + 1] - starts[b] < starts[a + 1] - starts[a]:
        a, b = b, a
    times = 0
    for half in range(starts[a], starts[a + 1]):
        if peer[half] == b:
            times += 1
    return times
