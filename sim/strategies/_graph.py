"""The network as scipy has it, and measures that are computed once for each network."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from weakref import WeakKeyDictionary

import numpy as np

from sim.ground.once import Once
from sim.ground.stride import stride
from sim.world.ties import Ties

if TYPE_CHECKING:
    from scipy.sparse import csr_array

P = ParamSpec("P")


def once(
    measure: Callable[Concatenate[Ties, P], np.ndarray],
) -> Callable[Concatenate[Ties, P], np.ndarray]:
    """Let a measure be computed once for each network, and keep it as long as the network lives.

    A network from a file is the same object in every run, so that two hundred runs cost one computation. Threads that
    need the same measure wait for the first. Further arguments are positional and hashable.
    """
    measured: WeakKeyDictionary[Ties, Once] = WeakKeyDictionary()
    door = Lock()

    @wraps(measure)
    def of(ties: Ties, *args: P.args, **kwargs: P.kwargs) -> np.ndarray:
        def make() -> np.ndarray:
            values = measure(ties, *args, **kwargs)
            values.flags.writeable = False
            return values

        with door:
            memory = measured.setdefault(ties, Once())
        values: np.ndarray = memory(args, make)
        return values

    return of


def heard_weights(ties: Ties) -> np.ndarray:
    """The total weight of the ties of each person's audience, float64, shape (people)."""
    if ties.even:
        return ties.audience_sizes.astype(np.float64)
    return np.bincount(ties.peers, ties.weights, minlength=ties.people)


def audience_matrix(ties: Ties, weights: np.ndarray | None = None) -> csr_array:
    """Who listens to whom as a matrix: row j holds the weights w_ij of the listeners i of person j.

    `weights`: used in place of those of the ties, in the order of `ties.audience`.
    """
    from scipy.sparse import csr_array

    starts, listeners, own = ties.audience
    return csr_array((own if weights is None else weights, listeners, starts), shape=(ties.people, ties.people))


@once
def communities(ties: Ties) -> np.ndarray:
    """The number of each person's community, int64: groups with more weight of ties inside than expected by chance.

    Modularity, without directions, by moving first people and then whole communities (Blondel et al. 2008) for as long
    as it grows; the same for the same network on every machine.
    """
    from scipy.sparse import csr_array

    from sim.strategies._communities import moved

    matrix = audience_matrix(ties)
    between = csr_array(matrix + matrix.T)
    community = np.arange(ties.people)
    while True:
        rows = between.indptr, between.indices, between.data
        numbers, joined = np.unique(moved(*rows, stride(rows[0].size - 1)), return_inverse=True)
        if len(numbers) == len(joined):
            return community
        community = joined[community]
        shape = (len(numbers), len(joined))
        member = csr_array((np.ones(len(joined)), (joined, np.arange(len(joined)))), shape=shape)
        between = csr_array(member @ between @ member.T)
