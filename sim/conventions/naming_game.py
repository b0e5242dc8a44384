from collections.abc import Sequence

import numpy as np

from sim.conventions._changes import committed, cumulative, watch
from sim.evidence.known import TALKS
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory

EVIDENCE = TALKS
RULE = (
    "Everyone remembers the old name; seeds remember the new one only and never change, people who never adopt "
    "keep to the old. In each talk a speaker, anyone with equal chance, says a name that they remember (a toss "
    "where there are two) to one of those who listen to them (by the weight of the tie). If the listener "
    "remembers it too, both keep only it; if not, the listener adds it. A step is as many talks as there are "
    "people. Counted are, after each step, those who remember the new name only: the n_A and p of Xie et al. "
    "(Physical Review E 84:011130, table I and equation 1)."
)


def play(
    ties: Ties, people: People, seeds: Sequence[int] | np.ndarray, steps: int, rng: np.random.Generator
) -> Trajectory:
    """People agree on one of two names, a talk at a time (binary naming game with committed people, Xie et al. 2011).

    Raises ValueError as the engines do.
    """
    from sim.conventions._kernels import NEW, naming_game

    keen = committed(ties, people, seeds)
    states = np.where(keen, NEW, 0).astype(np.int8)
    starts, audience, weights = ties.audience
    state = (states, keen | people.never, starts, audience, cumulative(weights), rng)
    return watch(steps, lambda: states == NEW, lambda: naming_game(*state))
