"""Ties between people who are alike, more often than between others.

Homophily in a trait is an odds ratio: the odds that two people who are alike in it are tied, over the odds of two who
are not (as in Smith, McPherson & Smith-Lovin 2014). It is taken among pairs with the same opportunity to meet, so that
it is what McPherson, Smith-Lovin & Cook (2001) call inbreeding homophily: beyond what the sizes of groups bring.
"""

import numpy as np

NEAR = 0.05
"""The largest relative difference between a measured value and the one asked for."""
SWEEPS = 20
"""Exchanges of ends for each tie while ties find their places; more made no visible difference."""
PATIENCE = 10
"""Exchanges for each tie without progress towards the goal, after which the numbers are left as they are."""


def odds_ratio(tied_alike: float, tied: float, alike: float, pairs: float) -> float:
    """The homophily where `tied` of `pairs` pairs are tied, `alike` are alike, and `tied_alike` are both."""
    across = (alike - tied_alike) * (tied - tied_alike)
    return tied_alike * (pairs - alike - tied + tied_alike) / across if across > 0 else np.inf


def alike_ties(ratio: float, tied: float, alike: float, pairs: float) -> float:
    """How many ties are between people who are alike where the odds ratio is `ratio` (Cornfield 1956)."""
    tied, alike, pairs = float(tied), float(alike), float(pairs)
    b = ratio * (alike + tied) + pairs - alike - tied
    return float(2 * ratio * alike * tied / (b + np.sqrt(b * b - 4 * (ratio - 1) * ratio * alike * tied)))


def chosen(rng: np.random.Generator, alike: np.ndarray, count: int, goal: np.ndarray) -> np.ndarray:
    """`count` of the pairs, with `goal[k]` of them alike in trait k, to the nearest tie; int64, ascending.

    `alike`: bool, shape (traits, pairs). Pairs that are alike in the same traits are equally likely; the odds of others
    differ by a factor for each trait.
    """
    kind = (1 << np.arange(len(alike))) @ alike if len(alike) else np.zeros(alike.shape[1], np.int64)
    present, kind, sizes = np.unique(kind, return_inverse=True, return_counts=True)
    traits = (present[:, None] >> np.arange(len(alike))) & 1
    counts = _whole(rng, sizes * _chances(traits, sizes, count, goal), sizes, count, traits, goal)
    order = np.lexsort((rng.random(len(kind)), kind))
    place = np.arange(len(kind)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.sort(order[place < np.repeat(counts, sizes)])


def _chances(traits: np.ndarray, sizes: np.ndarray, count: int, goal: np.ndarray) -> np.ndarray:
    # The chance of each kind of pair: a logistic model with the required sums, by Newton's method. The ridge and the
    # bounds keep it finite where the sums are impossible.
    design = np.column_stack([np.ones(len(traits)), traits])
    sums = np.array([count, *goal])
    weights = np.zeros(len(sums))
    for _ in range(100):
        chance = _logistic(design, weights)
        spread = (sizes * chance * (1 - chance))[:, None, None]
        slope = (design[:, :, None] * design[:, None, :] * spread).sum(axis=0) + 1e-6 * np.eye(len(sums))
        missing = sums - (design * (sizes * chance)[:, None]).sum(axis=0)
        step = np.clip(_solved(slope, missing), -1, 1)
        weights = np.clip(weights + step, -30, 30)
        if np.abs(step).max() < 1e-9:
            break
    # The last digits of exp depend on the machine, and whole numbers of ties are made of these.
    return _logistic(design, weights).round(12)


def _logistic(design: np.ndarray, weights: np.ndarray) -> np.ndarray:
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.elementary import each, expit

    # Sums in the same order on every machine, unlike those of a matrix product.
    return each(expit, (design * weights).sum(axis=1))


def _solved(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    # Linear equations with a symmetric, positive definite matrix (Gauss & Jordan), without LAPACK for the same reason.
    rows = np.column_stack([matrix, right])
    for k in range(len(rows)):
        rows[k] /= rows[k, k]
        others = np.arange(len(rows)) != k
        rows[others] -= rows[others, k, None] * rows[k]
    return rows[:, -1]


def _whole(
    rng: np.random.Generator, ties: np.ndarray, sizes: np.ndarray, count: int, traits: np.ndarray, goal: np.ndarray
) -> np.ndarray:
    # Whole numbers of ties of each kind that add up to `count`, rounded up as often as down; single ties are moved
    # between kinds as long as that brings the numbers of ties alike nearer to the goal.
    order = rng.permutation(len(ties))
    whole = np.empty(len(ties), np.int64)
    whole[order] = np.diff(np.floor(np.cumsum(ties[order]) + rng.random()), prepend=0)
    whole = np.minimum(whole, sizes)
    while left := count - int(whole.sum()):
        open_ = np.flatnonzero(whole < sizes if left > 0 else whole > 0)
        nearest = open_[np.argsort(np.sign(left) * (whole - ties)[open_], kind="stable")[: abs(left)]]
        whole[nearest] += np.sign(left)
    move = traits[None] - traits[:, None]
    while True:
        missing = goal - whole @ traits
        gain = (missing**2).sum() - ((missing - move) ** 2).sum(axis=2)
        gain[whole == 0] = 0
        gain[:, whole == sizes] = 0
        worst, best = np.unravel_index(gain.argmax(), gain.shape)
        if gain[worst, best] < 1e-9:
            return whole
        whole[worst] -= 1
        whole[best] += 1


def wired(
    rng: np.random.Generator, degrees: np.ndarray, manager: np.ndarray, codes: np.ndarray, goal: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int]:
    """Ties across teams: each person has `degrees` of them, `goal[k]` are between people alike in trait k.

    `codes`: int, shape (traits, people), the same for people who are alike. Nobody is tied to themselves, to the same
    person twice, to who has the same manager, or to who is their manager. Every network like this is meant to be as
    likely as any other: half-ties are joined at random and ties exchange ends while that keeps near the goal. Returns
    the ends and how many ties found no place. The numbers for the goal are as near as the exchanges came.
    """
    from sim.networks._exchange import exchange

    owner = np.repeat(np.arange(len(degrees)), degrees)
    starts = np.concatenate([[0], np.cumsum(degrees)])
    twin = np.empty(len(owner), np.int64)
    halves = rng.permutation(len(owner))
    twin[halves[::2]], twin[halves[1::2]] = halves[1::2], halves[::2]
    peer = owner[twin]
    missing = goal - (codes[:, owner] == codes[:, peer]).sum(axis=1) / 2
    codes = np.ascontiguousarray(codes.T)
    # In a trait of two groups the ties within them change by two at a time: their number may have to stay one off.
    lost, sweep, nearest, since = _lost(owner, peer, manager), 0, np.inf, 0
    while sweep < SWEEPS or (since < PATIENCE and (lost or np.abs(missing).max(initial=0) > 1)):
        # While ties find their places the numbers may stray by about a thousandth, so that all places can be reached.
        slack = 1 + len(owner) / 2000 if sweep < SWEEPS else 0.0
        pairs = rng.integers(len(owner), size=(len(owner) // 2, 2))
        luck = rng.random(len(pairs))
        exchange(pairs, luck, slack, lost > 0, owner, starts, twin, peer, manager, codes, missing)
        lost = _lost(owner, peer, manager) if lost else 0
        far = len(owner) ** 2 * lost + float((missing**2).sum())
        since = 0 if far < nearest else since + 1
        nearest = min(far, nearest) if sweep >= SWEEPS else np.inf
        sweep += 1
    once = twin > np.arange(len(twin))
    return owner[once], peer[once], lost


def _lost(owner: np.ndarray, peer: np.ndarray, manager: np.ndarray) -> int:
    # The number of half-ties that are not allowed where they are.
    keys = owner * len(manager) + peer
    order = np.argsort(keys, kind="stable")
    again = np.zeros(len(keys), np.bool_)
    again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    near = (manager[owner] == manager[peer]) | (manager[owner] == peer) | (manager[peer] == owner)
    return int((again | near).sum())
