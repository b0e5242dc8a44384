from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numba import njit
from pydantic import Field

from sim.ties import Ties


def build(
    rng: np.random.Generator,
    *,
    people: Annotated[int, Field(ge=2, description="number of people")],
    links: Annotated[
        int, Field(ge=1, description="ties that each newcomer makes; people have twice as many on average")
    ],
) -> Ties:
    """Newcomers tie themselves to the well-connected: preferential attachment (Barabasi & Albert 1999).

    It begins with a star of `links` + 1 people; each newcomer picks `links` different people, with chances in
    proportion to their ties.
    """
    newcomers, peers = np.empty((2, links * (people - links)), np.int32)
    newcomers[:links] = np.arange(1, links + 1)
    peers[:links] = 0
    newcomers[links:] = np.repeat(np.arange(links + 1, people), links)
    # One draw a tie would do if none were taken already; more are drawn for those.
    draws = rng.random(len(peers) + len(peers) // 16 + 100)
    while not _attach(newcomers, peers, links, draws):
        draws = np.concatenate([draws, rng.random(len(draws))])
    return Ties.from_pairs(people, newcomers, peers, both_ways=True)


@njit(cache=True, nogil=True)
def _attach(newcomers: np.ndarray, peers: np.ndarray, links: int, draws: np.ndarray) -> bool:
    # Fills in `peers`. The end of a tie taken at random is a person in proportion to their ties: end 2k is the
    # newcomer of tie k, end 2k + 1 its peer. False if there were too few draws.
    used = 0
    for first in range(links, len(peers), links):
        tie = first
        while tie < first + links:
            if used == len(draws):
                return False
            end = int(draws[used] * 2 * first)
            used += 1
            peer = peers[end // 2] if end % 2 else newcomers[end // 2]
            taken = False
            for other in range(first, tie):
                taken = taken or peers[other] == peer
            if not taken:
                peers[tie] = peer
                tie += 1
    return True


def size(*, people: int, links: int) -> int:
    """The number of people."""
    return people


def faults(*, people: int, links: int) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if links >= people:
        yield "links", f"found {links}, but {people} people have at most {people - 1} ties each"
