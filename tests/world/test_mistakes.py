"""Wrong maps of ties are wrong in exactly the asked number of places, and sound otherwise, on random networks."""

import networkx as nx
import numpy as np
import pytest

from sim.studies.robustness import SHARES
from sim.world.mistakes import linking_pin, mistaken, without
from sim.world.ties import Ties

LEVELS = (0.0, 0.1, 0.3, 0.55, 1.0)


def rng(number: int) -> np.random.Generator:
    """A generator in a known state."""
    return np.random.Generator(np.random.PCG64(number))


def drawn(number: int, both: bool, weighted: bool) -> Ties:
    """A sparse random network."""
    graph = nx.gnm_random_graph(40, 110, seed=number, directed=not both)
    ends = np.array(graph.edges)
    weights = rng(number).integers(1, 1000, len(ends)) / 7 if weighted else None
    return Ties.from_pairs(40, ends[:, 0], ends[:, 1], weights, both_ways=both)


def told(ties: Ties) -> dict[tuple[int, int], float]:
    """The weight of each (listener, peer)."""
    pairs = zip(ties.listeners.tolist(), ties.peers.tolist(), strict=True)
    return dict(zip(pairs, np.asarray(ties.weights).tolist(), strict=True))


@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("kind", SHARES[:3])
def test_as_many_ties_are_wrong_as_asked(kind, both, weighted):
    """Missing, false and rewired ties are as many as the share, both ways where ties are; no other tie is touched.

    None is there twice or leads to oneself: birth of Ties forbids that, and from_pairs adds weights of repeats.
    """
    for number in range(10):
        ties, per = drawn(number, both, weighted), 2 if both else 1
        true = told(ties)
        for share in LEVELS:
            seen = told(mistaken(ties, kind, share, rng(number)))
            many = per * round(share * 110)
            kept = {pair: weight for pair, weight in true.items() if pair in seen}
            assert all(seen[pair] == weight for pair, weight in kept.items())
            gone, new = len(true) - len(kept), len(seen) - len(kept)
            assert (gone, new) == {"missing_ties": (many, 0), "added_ties": (0, many), "rewired_ties": (many, many)}[
                kind
            ]
            assert all(one != other for one, other in seen)
            assert set(seen.values()) <= set(true.values())
            if both:
                assert all(seen[other, one] == weight for (one, other), weight in seen.items())
            if kind == "rewired_ties":
                assert sorted(seen.values()) == sorted(true.values())
                if not both:
                    assert sorted(one for one, _ in seen) == sorted(one for one, _ in true)


@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize("kind", SHARES)
def test_mistakes_at_a_share_are_among_those_at_a_larger_one(kind, both):
    """What differs from the truth at one share does so at each larger one; at none, nothing does."""
    for number in range(10):
        ties = drawn(number, both, True)
        true, before = set(told(ties).items()), set()
        for share in LEVELS:
            wrong = set(told(mistaken(ties, kind, share, rng(number))).items()) ^ true
            assert before <= wrong
            assert wrong or share == 0 or kind == "lost_respondents"
            before = wrong if share else before
            assert share or not wrong


def test_who_does_not_answer_names_nobody():
    """Rows of silent people are empty where ties have a direction; others only lose ties that neither end named."""
    for number in range(10):
        order = rng(number).permutation(40)
        silent = set(order[:12].tolist())
        ties = drawn(number, False, True)
        seen = told(mistaken(ties, "lost_respondents", 0.3, rng(number)))
        assert seen == {pair: weight for pair, weight in told(ties).items() if pair[0] not in silent}
        ties = drawn(number, True, False)
        seen = told(mistaken(ties, "lost_respondents", 0.3, rng(number)))
        assert seen == {pair: weight for pair, weight in told(ties).items() if not set(pair) <= silent}


@pytest.mark.parametrize("both", [True, False])
def test_where_there_is_no_room_for_false_ties_there_are_fewer(both):
    """Among four people who nearly all know each other, false ties fill up the rest, and rewired ones stay sound."""
    graph = nx.complete_graph(4, nx.Graph if both else nx.DiGraph)
    graph.remove_edge(0, 3)
    ends = np.array(graph.edges)
    ties = Ties.from_pairs(4, ends[:, 0], ends[:, 1], both_ways=both)
    assert len(mistaken(ties, "added_ties", 1, rng(1)).peers) == 12
    assert len(mistaken(ties, "rewired_ties", 1, rng(1)).peers) == len(ties.peers)
    nobody = Ties.from_pairs(4, ends[:0, 0], ends[:0, 1], both_ways=both)
    assert all(len(mistaken(nobody, kind, 1, rng(1)).peers) == 0 for kind in SHARES)


@pytest.mark.parametrize("both", [True, False])
def test_who_leaves_has_no_ties(both):
    """Without a person there are the ties of all others, as networkx removes them; the pin has most ties across."""
    ties = drawn(3, both, True)
    assert told(without(ties, 5)) == {pair: weight for pair, weight in told(ties).items() if 5 not in pair}
    tribes = rng(3).integers(3, size=40)
    across = [sum((i in pair) and tribes[pair[0]] != tribes[pair[1]] for pair in told(ties)) for i in range(40)]
    assert linking_pin(ties, tribes) == across.index(max(across))
