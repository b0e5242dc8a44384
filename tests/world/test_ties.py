"""Ties: the arrays say what networkx says, and what cannot be is refused."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from sim.world import rows
from sim.world.ties import Ties


@given(st.integers(1, 12), st.integers(0, 999), st.booleans())
@settings(max_examples=80, deadline=None)
def test_there_and_back(people, seed, directed):
    """From networkx to ties and back is the same graph; audiences are its predecessors."""
    graph = nx.gnp_random_graph(people, 0.4, seed=seed, directed=directed)
    for u, v in graph.edges:
        graph.edges[u, v]["weight"] = float(u + 2 * v + 1)
    ties = Ties.from_networkx(graph)
    listening = nx.DiGraph(graph)
    assert nx.utils.graphs_equal(ties.to_networkx(), nx.DiGraph(listening))
    starts, listeners, weights = ties.audience
    for person in range(people):
        row = slice(starts[person], starts[person + 1])
        assert listeners[row].tolist() == sorted(listening.predecessors(person))
        assert weights[row].tolist() == [listening.edges[i, person]["weight"] for i in listeners[row]]
    assert ties.audience_sizes.tolist() == [listening.in_degree(i) for i in range(people)]
    assert ties.peer_counts.tolist() == [listening.out_degree(i) for i in range(people)]


@given(st.integers(1, 9), st.integers(0, 40), st.integers(0, 999), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_pairs_become_rows(people, count, seed, both_ways, weighted):
    """Rows, audience and sums are those of a sparse matrix, with pairs in any order and pairs that come again."""
    rng = np.random.default_rng(seed)
    pairs = rng.integers(people, size=(2, count))
    listeners, peers = pairs[:, pairs[0] != pairs[1]]
    weights = rng.integers(1, 5, len(listeners)) / 2 if weighted else None
    ties = Ties.from_pairs(people, listeners, peers, weights, both_ways=both_ways)
    matrix = np.zeros((people, people))
    np.add.at(matrix, (listeners, peers), 1 if weights is None else weights)
    matrix = matrix + matrix.T if both_ways else matrix
    rows, columns = np.nonzero(matrix)
    np.testing.assert_array_equal(ties.listeners, rows)
    np.testing.assert_array_equal(ties.peers, columns)
    np.testing.assert_array_equal(ties.weights, matrix[rows, columns])
    starts, audience, heard = ties.audience
    columns, rows = np.nonzero(matrix.T)
    np.testing.assert_array_equal(np.repeat(np.arange(people), np.diff(starts)), columns)
    np.testing.assert_array_equal(audience, rows)
    np.testing.assert_array_equal(heard, matrix.T[columns, rows])
    np.testing.assert_array_equal(ties.total_weights, matrix.sum(axis=1))
    assert ties.even == (matrix[matrix > 0] == 1).all()
    assert ties.whole == (matrix == np.floor(matrix)).all()
    assert ties.directed == (matrix != matrix.T).any()


@pytest.mark.parametrize("both_ways", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_pairs_of_many_people(both_ways, weighted):
    """Where memory is asked for ahead, rows and audience are those of a sparse matrix too."""
    people = rows.LARGE
    rng = np.random.default_rng(7)
    pairs = rng.integers(people, size=(2, 5 * people))
    pairs[:, 0] = pairs[:, 1] = 3, 4
    listeners, peers = pairs[:, pairs[0] != pairs[1]]
    weights = rng.integers(1, 9, len(listeners)) / 2 if weighted else None
    ties = Ties.from_pairs(people, listeners, peers, weights, both_ways=both_ways)
    given = np.ones(len(listeners)) if weights is None else weights
    matrix = csr_array((given, (listeners, peers)), shape=(people, people))
    matrix = (matrix + matrix.T if both_ways else matrix).tocsr()
    matrix.sort_indices()
    for found, expected in ((ties, matrix), (Ties(*ties.audience), matrix.T.tocsr())):
        expected.sort_indices()
        np.testing.assert_array_equal(found.starts, expected.indptr)
        np.testing.assert_array_equal(found.peers, expected.indices)
        np.testing.assert_array_equal(found.weights, expected.data)
    np.testing.assert_array_equal(Ties(ties.starts, ties.peers, ties.weights).audience_sizes, ties.audience_sizes)


def test_ties_given_from_both_ends_weigh_the_same_on_both():
    """However a tie is turned each time that it is given, its two directions weigh the same, to the last bit."""
    listeners, peers = np.array([0, 1, 0, 1]), np.array([1, 0, 1, 0])
    ties = Ties.from_pairs(2, listeners, peers, np.array([0.1, 0.7, 1e16, 0.3]), both_ways=True)
    assert ties.weights[0] == ties.weights[1]
    assert not ties.directed


def test_strangers_in_pairs_are_refused():
    """A pair with somebody who is not there is refused before anything is written."""
    for stranger in (3, -1):
        with pytest.raises(ValueError, match="peers must be people"):
            Ties.from_pairs(3, np.array([0, stranger]), np.array([1, 0]))


@pytest.mark.parametrize(
    ("people", "listeners", "peers", "weights", "message"),
    [
        (0, [], [], None, "at least one person"),
        (3, [0, 1], [1], None, "each tie has one weight"),
        (3, [0, 1], [1, 2], [1.0], "each tie has one weight"),
        (3, [0, 1], [1, 1], None, "nobody is tied to themselves"),
        (3, [0, 1], [1, 2], [1.0, 0.0], "weights must be finite and above 0"),
        (3, [0, 1], [1, 2], [np.nan, 1.0], "weights must be finite and above 0"),
        (3, [0, 1], [1, 2], [1.0, np.inf], "weights must be finite and above 0"),
        (3, [0, 0], [1, 1], [1.7e308, 1.7e308], "weights must be finite and above 0"),
        (2, [0], [1], [1.0], "attributes must have one value a person"),
    ],
)
@pytest.mark.parametrize("both_ways", [False, True])
def test_pairs_that_make_no_ties_are_refused(people, listeners, peers, weights, message, both_ways):
    """Ties made of pairs hold what ties hold that are given as rows, and say what does not."""
    ends = np.array(listeners, np.int32), np.array(peers, np.int32)
    heavy = None if weights is None else np.array(weights)
    with pytest.raises(ValueError, match=message):
        Ties.from_pairs(people, *ends, heavy, both_ways=both_ways, attributes={"a": np.zeros(9)})


def test_what_networkx_has_and_ties_do_not():
    """Self-ties are dropped and parallel edges added up, in words."""
    graph = nx.MultiGraph([("a", "b"), ("a", "b"), ("b", "c"), ("c", "c")])
    ties = Ties.from_networkx(graph)
    assert ties.weights.tolist() == [2, 2, 1, 1]
    assert ties.notes == ("1 self-ties were dropped", "1 repeated ties had their weights added")
    assert set(Ties.from_networkx(graph, weight=None).weights) == {1.0}
    with pytest.raises(ValueError, match="weights are numbers from 0 up"):
        Ties.from_networkx(nx.Graph([("a", "b", {"weight": -1})]))


def arrays(starts, peers, weights, **more) -> Ties:
    """Ties from lists."""
    return Ties(np.array(starts, np.int64), np.array(peers, np.int32), np.array(weights, np.float64), **more)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: arrays([0], [], []), "at least one person"),
        (lambda: arrays([0, 2], [0], [1]), "starts must ascend"),
        (lambda: arrays([0, 1, 1], [1], []), "each tie has one weight"),
        (lambda: arrays([0, 1, 1], [2], [1]), "peers must be people"),
        (lambda: arrays([0, 1, 1], [0], [1]), "nobody is tied to themselves"),
        (lambda: arrays([0, 2, 2, 2], [2, 1], [1, 1]), "peers must ascend"),
        (lambda: arrays([0, 2, 2, 2], [1, 1], [1, 1]), "peers must ascend"),
        (lambda: arrays([0, 1, 1], [1], [0]), "weights must be finite and above 0"),
        (lambda: arrays([0, 1, 1], [1], [np.inf]), "weights must be finite and above 0"),
        (lambda: arrays([0, 0, 0], [], [], ids=("a", "a")), "ids must be one a person, each once"),
        (lambda: arrays([0, 0, 0], [], [], attributes={"age": np.ones(3)}), "attributes must have one value a person"),
    ],
)
def test_impossible_ties_are_refused(make, message):
    """Ties check themselves at birth, and name what is broken."""
    with pytest.raises(ValueError, match=message):
        make()


def test_ties_are_frozen_and_leave_the_arrays_of_others_alone():
    """The arrays of ties cannot be changed; those that they were made from still can."""
    weights = np.ones(2)
    ties = Ties(np.array([0, 1, 2]), np.array([1, 0], np.int32), weights)
    with pytest.raises(ValueError, match="read-only"):
        ties.weights[0] = 3
    weights[0] = 2
