"""Mistakes: what is wrong with a map of ties, and who is missing from a network."""

from collections.abc import Iterator

import numpy as np

from sim.world.ties import Ties

ROUNDS = 60
"""How often a false tie that is not allowed is drawn again; if there is hardly any room, it then stays."""

Units = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Listener, peer and weight of each tie, one without a direction once."""


def mistaken(ties: Ties, kind: str, share: float, rng: np.random.Generator) -> Ties:
    """The ties on a wrong map of the same people, with a share (0 to 1) of mistakes of a kind.

    `missing_ties`: a share of the ties is missing; `added_ties`: false ties, as a share of the true ones, between
    people who are not tied, as far as possible; `rewired_ties`: one end of a share of the ties (the peer, if ties have
    a direction) is another person; `lost_respondents`: a share of the people did not answer, and the ties on which they
    are the listener are missing; a tie without a direction is missing if neither end answered (Kossinets 2006, Social
    Networks 28:247). Numbers are rounded. With a generator in the same state, the mistakes at a share are a subset of
    those at a larger one. Weights stay with their ties; a false tie has the weight of a true one.
    """
    both = _both_ways(ties)
    listeners, peers, weights = units = _units(ties, both)
    if kind == "added_ties":
        changed = _added(units, ties.people, both, share, rng)
    elif kind == "rewired_ties":
        changed = _rewired(units, ties.people, both, share, rng)
    elif kind == "missing_ties":
        present = np.ones(len(peers), np.bool_)
        present[rng.permutation(len(peers))[: round(share * len(peers))]] = False
        changed = listeners[present], peers[present], weights[present]
    else:
        silent = np.zeros(ties.people, np.bool_)
        silent[rng.permutation(ties.people)[: round(share * ties.people)]] = True
        present = ~(silent[listeners] & silent[peers]) if both else ~silent[listeners]
        changed = listeners[present], peers[present], weights[present]
    return _again(ties, changed, both)


def without(ties: Ties, person: int) -> Ties:
    """The ties without those of a person, who stays among the people but listens to nobody and is heard by nobody."""
    both = _both_ways(ties)
    listeners, peers, weights = _units(ties, both)
    present = (listeners != person) & (peers != person)
    return _again(ties, (listeners[present], peers[present], weights[present]), both)


def linking_pin(ties: Ties, tribes: np.ndarray) -> int:
    """The person with the most ties to people of other tribes, in either direction; among equals, the first."""
    listeners, peers = ties.listeners, ties.peers
    across = tribes[listeners] != tribes[peers]
    return int(np.bincount(np.concatenate([listeners[across], peers[across]]), minlength=ties.people).argmax())


def _both_ways(ties: Ties) -> bool:
    return all(np.array_equal(column, other) for column, other in zip(_rows(ties), ties.audience, strict=True))


def _rows(ties: Ties) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return ties.starts, ties.peers, ties.weights


def _units(ties: Ties, both: bool) -> Units:
    once = ties.listeners < ties.peers if both else np.ones(len(ties.peers), np.bool_)
    return ties.listeners[once], ties.peers[once], np.asarray(ties.weights)[once]


def _again(ties: Ties, units: Units, both: bool) -> Ties:
    listeners, peers, weights = units
    loads = None if ties.even else weights
    return Ties.from_pairs(
        ties.people, listeners, peers, loads, both_ways=both, ids=ties.ids, attributes=ties.attributes, notes=ties.notes
    )


def _keys(listeners: np.ndarray, peers: np.ndarray, people: int, both: bool) -> np.ndarray:
    # A number for each pair of people, the same both ways round if ties have no direction.
    listener, peer = listeners.astype(np.int64), peers.astype(np.int64)
    return np.minimum(listener, peer) * people + np.maximum(listener, peer) if both else listener * people + peer


def _added(units: Units, people: int, both: bool, share: float, rng: np.random.Generator) -> Units:
    listeners, peers, weights = units
    taken = _keys(listeners, peers, people, both)
    room = people * (people - 1) // (2 if both else 1) - len(peers)
    count, parts = min(round(share * len(peers)), room), [units]
    for ends in _batches(len(peers), people, rng):
        if count <= 0:
            break
        copied = weights[ends[2]]
        keys = _keys(ends[0], ends[1], people, both)
        new = np.flatnonzero((ends[0] != ends[1]) & _first(keys) & ~np.isin(keys, taken))[:count]
        parts.append((ends[0][new], ends[1][new], copied[new]))
        taken, count = np.concatenate([taken, keys[new]]), count - len(new)
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))  # type: ignore[return-value]


def _batches(ties: int, people: int, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    # The same number at a time whatever the share, so that those at a share are a subset of those at a larger one.
    while True:
        yield rng.integers(people, size=ties), rng.integers(people, size=ties), rng.integers(ties, size=ties)


def _rewired(units: Units, people: int, both: bool, share: float, rng: np.random.Generator) -> Units:
    # Another end is drawn for all ties, and used for the first ones in a random order.
    order = rng.permutation(len(units[0]))
    listeners, peers, weights = (column[order] for column in units)
    turned = rng.random(len(order)) < 0.5 if both else np.zeros(len(order), np.bool_)
    stays, goes = np.where(turned, peers, listeners), np.where(turned, listeners, peers)
    taken, new = _keys(stays, goes, people, both), goes.copy()
    waiting = np.arange(len(order))
    for _ in range(ROUNDS):
        tried = rng.integers(people, size=len(waiting))
        keys = _keys(stays[waiting], tried, people, both)
        right = (tried != stays[waiting]) & _first(keys) & ~np.isin(keys, taken)
        new[waiting[right]] = tried[right]
        taken, waiting = np.concatenate([taken, keys[right]]), waiting[~right]
        if not len(waiting):
            break
    wrong = np.arange(len(order)) < round(share * len(order))
    return stays, np.where(wrong, new, goes), weights


def _first(keys: np.ndarray) -> np.ndarray:
    # Whether a key occurs for the first time.
    first = np.zeros(len(keys), np.bool_)
    first[np.unique(keys, return_index=True)[1]] = True
    return first
