"""Where people stand on the page."""

from functools import lru_cache

import numpy as np

from sim.ground.texts import names_of
from sim.world.layout import positions
from sim.world.people import People
from sim.world.ties import Ties


def places(ties: Ties, people: People) -> list[list[float]]:
    """A place in the unit square for each person, [x, y]; computed once for the same ties and tribes."""
    tribe = None if people.tribe is None else tuple(names_of(people.attributes[people.tribe]).tolist())
    return _places(ties.people, ties.peers.astype(np.int32).tobytes(), ties.listeners.astype(np.int32).tobytes(), tribe)


@lru_cache(maxsize=16)
def _places(people: int, peers: bytes, listeners: bytes, tribe: tuple[str, ...] | None) -> list[list[float]]:
    pairs = np.column_stack([np.frombuffer(peers, np.int32), np.frombuffer(listeners, np.int32)])
    layout: list[list[float]] = positions(people, pairs.tolist(), tribe).round(4).tolist()
    return layout
