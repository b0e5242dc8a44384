"""Random worlds for property tests: directed weighted graphs, people of all kinds, every mechanism."""

import numpy as np
from hypothesis import strategies as st

from sim.movement.settings import Movement
from sim.people import People
from sim.ties import Ties

SHARE = st.floats(0, 1)
RATE = st.floats(0, 3)


@st.composite
def ties(draw: st.DrawFn, most: int = 14) -> Ties:
    """A directed graph of 1 to `most` people with weights, isolates and all."""
    people = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    there = rng.random((people, people)) < draw(SHARE)
    np.fill_diagonal(there, False)
    listeners, peers = np.nonzero(there)
    weights = rng.choice([1.0, 1.0, 0.3, 2.5, rng.random() + 0.01], len(listeners))
    return Ties.from_pairs(people, listeners, peers, weights)


@st.composite
def crowds(draw: st.DrawFn, people: int) -> People:
    """People with passion, thresholds (some none, some below 0), resistance, and some who never adopt."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    threshold = rng.normal(0.5, draw(RATE), people)
    threshold[rng.random(people) < draw(SHARE)] = np.inf
    never = rng.random(people) < draw(st.sampled_from([0, 0.2]))
    return People(rng.normal(0, 2, people), threshold, rng.exponential(size=people) + 1e-300, never)


@st.composite
def movements(draw: st.DrawFn) -> Movement:
    """Any mixture of mechanisms, each off in about half of the cases."""

    def maybe(values: st.SearchStrategy[float]) -> st.SearchStrategy[float]:
        return st.one_of(st.just(0.0), values)

    return Movement(
        spontaneous=draw(maybe(st.floats(0, 0.5))),
        contagion=draw(maybe(RATE)),
        divisor=draw(st.sampled_from([0.0, 1.0, 0.5])),
        reinforcement=draw(st.sampled_from([1.0, 0.5, 2.0, 1.7])),
        contacts=draw(maybe(SHARE)),
        divided=draw(st.booleans()),
        persistence=draw(maybe(SHARE)),
        threshold_divisor=draw(st.sampled_from([0.0, 1.0])),
        noise=draw(st.one_of(st.just(1.0), SHARE)),
        readiness=draw(maybe(st.floats(-3, 3))),
        persuasion=draw(maybe(st.floats(-3, 3))),
        linear=draw(st.booleans()),
    )


@st.composite
def runs(draw: st.DrawFn) -> tuple[Ties, People, Movement, list[int], int]:
    """What an engine is asked for: ties, people, movement, seeds, steps."""
    network = draw(ties())
    people = draw(crowds(network.people))
    able = np.flatnonzero(~people.never).tolist()
    seeds = draw(st.lists(st.sampled_from(able), unique=True, max_size=4)) if able else []
    return network, people, draw(movements()), seeds, draw(st.integers(0, 12))
