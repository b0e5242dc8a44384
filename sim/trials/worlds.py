"""The small worlds in which laws are tried, and what is said where one is broken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from sim.ground.draws import stream
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.world import Luck, World

SIZES = (1, 2, 3, 4, 5, 6, 8, 10, 13, 20, 40)
"""How many people there are, from the smallest world on."""

DRAWS = 4
"""How many worlds, or networks, of each kind are drawn."""

SHOWN = 12
"""How many ties are shown of a world."""


class BrokenError(Exception):
    """A law that does not hold, and what was seen instead."""

    def __init__(self, law: str, seen: str) -> None:
        super().__init__(f'breaks the law "{law}": {seen}')


def holds(law: str, true: object, seen: str) -> str:
    """The law, if it is true of what was seen. Raises BrokenError if not."""
    if not true:
        raise BrokenError(law, seen)
    return law


def shown(world: World) -> str:
    """A small world in words."""
    pairs = list(zip(world.ties.listeners.tolist(), world.ties.peers.tolist(), strict=True))
    heard = ", ".join(f"{listener} to {peer}" for listener, peer in pairs[:SHOWN])
    more = ", ..." * (len(pairs) > SHOWN)
    never = np.flatnonzero(world.people.never).tolist()
    unable = f"; {never} never adopt" if never else ""
    return f"among {world.ties.people} people (who listens to whom: {heard or 'nobody'}{more}{unable})"


def world(seed: int, size: int) -> World:
    """A random world: whole weights, two tribes `site`, a reporting line, a fifth who never adopt."""
    rng = stream(seed, size, "laws")
    tied = rng.random((size, size)) < min(1.0, 3 / size)
    np.fill_diagonal(tied, False)
    if seed % 2:
        tied |= tied.T
    listeners, peers = np.nonzero(tied)
    sites = np.array(["a", "b"])[rng.integers(2, size=size)]
    line = np.array([rng.integers(person) if person else -1 for person in range(size)], np.int32)
    people = replace(
        People.alike(size),
        passion=rng.normal(size=size),
        resistance=rng.standard_exponential(size),
        threshold=np.where(rng.random(size) < 0.3, rng.random(size), np.inf),
        never=rng.random(size) < 0.2,
        attributes={"site": sites},
        tribe="site",
        manager=line,
    )
    return World(Ties.from_pairs(size, listeners, peers), people, Luck(seed, 0))


def worlds() -> Iterator[World]:
    """The worlds in which laws are tried, the smallest first."""
    for size in SIZES:
        for seed in range(DRAWS):
            yield world(seed, size)


@contextmanager
def noted(where: object) -> Iterator[None]:
    """What a part itself raises inside has a note that says where."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, BrokenError):
            error.add_note(f"This was raised while its laws were tried {where}.")
        raise
