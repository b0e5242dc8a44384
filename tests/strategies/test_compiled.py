"""The compiled loops over ties come to what igraph, networkx, a linear system and plain loops come to."""

from dataclasses import replace

import igraph
import networkx as nx
import numpy as np
import pytest
from engines.worlds import ties as random_ties
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.families.datasets import DATASETS
from sim.families.networks import NETWORKS
from sim.families.strategies import STRATEGIES
from sim.ground import prefetch
from sim.ground.draws import stream
from sim.strategies import _cores, linking_pins
from sim.strategies._cores import coreness
from sim.strategies._graph import communities
from sim.strategies._greedy import greedy
from sim.strategies._paths import betweenness, closeness, near
from sim.strategies._ranking import first_drawn, highest, levels
from sim.strategies._spectrum import radius
from sim.strategies._walk import pagerank
from sim.world.people import People
from sim.world.ties import Ties


def listening(ties: Ties) -> igraph.Graph:
    """The listening graph: an edge from each listener to each peer, in the order of the ties."""
    edges = list(zip(ties.listeners.tolist(), ties.peers.tolist(), strict=True))
    return igraph.Graph(n=ties.people, edges=edges, directed=True)


def walked(ties: Ties, damping: float) -> np.ndarray:
    """PageRank of everyone."""
    starts, listeners, weights = ties.audience
    heard = np.empty(0) if ties.even else np.ascontiguousarray(weights)
    return pagerank(starts, listeners, heard, ties.total_weights, damping)


@given(random_ties(), st.sampled_from([0.0, 0.3, 0.85, 0.99]))
@settings(max_examples=100, deadline=None)
def test_pagerank_solves_its_equations(ties, damping):
    """The scores are those of the linear system that defines PageRank, within 1e-12."""
    share = np.zeros((ties.people, ties.people))
    share[ties.peers, ties.listeners] = ties.weights / ties.total_weights[ties.listeners]
    share[:, ties.total_weights == 0] = 1 / ties.people
    exact = np.linalg.solve(np.eye(ties.people) - damping * share, np.full(ties.people, (1 - damping) / ties.people))
    np.testing.assert_allclose(walked(ties, damping), exact, rtol=0, atol=1e-12)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_pagerank_is_that_of_igraph(directed, weighted):
    """On two thousand people, with and without directions and weights, it is igraph's PageRank."""
    graph = nx.gnp_random_graph(2000, 0.002, seed=5, directed=directed)
    rng = np.random.default_rng(5)
    for u, v in graph.edges:
        graph[u][v]["weight"] = rng.choice([0.5, 1.0, 3.0]) if weighted else 1.0
    ties = Ties.from_networkx(graph)
    oracle = np.array(listening(ties).pagerank(damping=0.85, weights=ties.weights.tolist()))
    found = walked(ties, 0.85)
    np.testing.assert_allclose(found, oracle, rtol=0, atol=1e-12)
    assert np.ptp(found) > 1e-5


def test_pagerank_of_many_people():
    """Where memory is asked for ahead, the scores solve their equations too."""
    ties = NETWORKS.part("random").function(stream(1, 0, "network"), people=40_000, ties=3.0)
    assert ties.people >= prefetch.LARGE
    found = walked(ties, 0.85)
    none = ties.peer_counts == 0
    told = np.bincount(ties.peers, found[ties.listeners] / ties.peer_counts[ties.listeners], minlength=ties.people)
    expected = 0.85 * (told + found[none].sum() / ties.people) + 0.15 / ties.people
    assert none.any()
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12 * found.max())


@given(random_ties())
@settings(max_examples=100, deadline=None)
def test_coreness_is_that_of_igraph(ties):
    """Coreness by audiences, directions included, is igraph's."""
    found = coreness(ties.starts, ties.peers, ties.audience_sizes)
    assert found.tolist() == listening(ties).coreness(mode="in")


@pytest.mark.parametrize("name", ["random", "scale-free", "one way"])
def test_coreness_of_large_networks(name, monkeypatch):
    """Where memory is asked for ahead, coreness is igraph's too."""
    people = 40_000
    assert people >= prefetch.LARGE == _cores.LARGE
    if name == "one way":
        pairs = np.random.default_rng(1).integers(people, size=(2, 8 * people))
        ties = Ties.from_pairs(people, *pairs[:, pairs[0] != pairs[1]])
    else:
        options = {"people": people} | ({"ties": 9.0} if name == "random" else {"links": 4})
        ties = NETWORKS.part(name).function(stream(1, 0, "network"), **options)
    oracle = listening(ties).coreness(mode="in")
    assert coreness(ties.starts, ties.peers, ties.audience_sizes).tolist() == oracle
    assert max(oracle) > 2


@given(random_ties(), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_ways_of_influence_are_those_of_igraph(ties, steps):
    """Betweenness, harmonic closeness and whom influence reaches within some steps are igraph's, also in parts."""
    graph = listening(ties)
    starts, listeners, _ = ties.audience
    # The shortest ways are the same ones in the listening graph, walked backwards.
    np.testing.assert_allclose(betweenness(starts, listeners), graph.betweenness(), rtol=1e-12, atol=1e-12)
    harmonic = np.array(graph.harmonic_centrality(mode="in")) * max(1, ties.people - 1)
    np.testing.assert_allclose(closeness(starts, listeners), np.nan_to_num(harmonic), rtol=1e-12, atol=1e-12)
    seen, queue = np.zeros(ties.people, np.bool_), np.empty(ties.people, np.int64)
    for person, expected in enumerate(graph.neighborhood(order=steps, mode="in")):
        assert sorted(near(starts, listeners, person, steps, seen, queue)) == sorted(expected)
        assert not seen.any()


@pytest.mark.parametrize("name", ["small-world", "scale-free"])
def test_ways_of_influence_among_many(name):
    """Among two thousand people, where there are very many shortest ways, the ranks are igraph's, equals included."""
    options = {"ties": 8} if name == "small-world" else {"links": 4}
    ties = NETWORKS.part(name).function(stream(1, 0, "network"), people=2000, **options)
    graph, (starts, listeners, _) = listening(ties), ties.audience
    assert levels(betweenness(starts, listeners)).tolist() == levels(np.array(graph.betweenness())).tolist()
    harmonic = np.array(graph.harmonic_centrality(mode="in"))
    assert levels(closeness(starts, listeners)).tolist() == levels(harmonic).tolist()


@given(random_ties())
@settings(max_examples=150, deadline=None)
def test_constraint_and_circles_are_those_of_igraph(ties):
    """Burt's constraint, and the largest eigenvalue by the parts in which everybody hears of everybody, agree."""
    graph = listening(ties)
    constraint = np.nan_to_num(np.array(graph.constraint(weights=ties.weights.tolist() or None)))
    np.testing.assert_array_equal(linking_pins._freedom(ties), levels(-constraint))
    whole = np.zeros((ties.people, ties.people))
    whole[ties.peers, ties.listeners] = ties.weights
    assert radius(ties) == pytest.approx(np.abs(np.linalg.eigvals(whole)).max(), rel=1e-3, abs=1e-3)


@given(random_ties())
@settings(max_examples=150, deadline=None)
def test_communities_have_more_ties_inside_than_by_chance(ties):
    """Modularity, with weights, is at least that of everyone alone or together, and parts stay apart."""
    community = communities(ties)
    both = np.zeros((ties.people, ties.people))
    np.add.at(both, (ties.listeners, ties.peers), ties.weights)
    both += both.T
    graph = nx.from_numpy_array(both)
    for part in nx.connected_components(graph):
        assert set(community[list(part)]).isdisjoint(community[[i for i in graph if i not in part]])
    if len(ties.peers):
        found = [set(np.flatnonzero(community == number).tolist()) for number in np.unique(community)]
        alone = nx.community.modularity(graph, [{i} for i in graph])
        assert nx.community.modularity(graph, found) >= max(alone, 0.0) - 1e-9


@pytest.mark.parametrize("name", ["small-world", "scale-free", "random", "karate"])
def test_communities_are_as_good_as_those_of_igraph(name):
    """Modularity is at least 97 % of the better of igraph's greedy and multilevel ones, and near the best known."""
    if name == "karate":
        ties = DATASETS.part(name).function()
    else:
        options = {"small-world": {"ties": 8}, "scale-free": {"links": 4}, "random": {"ties": 9.0}}[name]
        ties = NETWORKS.part(name).function(stream(1, 0, "network"), people=2000, **options)
    graph = listening(ties).as_undirected()
    own = graph.modularity(communities(ties).tolist())
    fast = graph.community_fastgreedy().as_clustering().modularity
    assert own >= 0.97 * max(fast, graph.community_multilevel().modularity)
    if name == "karate":
        assert own == pytest.approx(0.4198, abs=0.01)


def plain_discount(ties: Ties, people: People, count: int, rng: np.random.Generator, p: float) -> np.ndarray:
    """Degree discount person by person, as its docstring says."""
    starts, listeners, weights = ties.audience
    strength = np.bincount(ties.peers, ties.weights, minlength=ties.people)
    chosen_listeners, chosen_peers = np.zeros(ties.people), np.zeros(ties.people)

    def gain(person: int) -> float:
        free = strength[person] - chosen_listeners[person]
        return round(free * max(0.0, 1 - chosen_peers[person] * p) - chosen_peers[person], 9)

    def take(person: int) -> None:
        audience = slice(starts[person], starts[person + 1])
        chosen_peers[listeners[audience]] += weights[audience]
        row = slice(ties.starts[person], ties.starts[person + 1])
        chosen_listeners[ties.peers[row]] += ties.weights[row]

    return greedy(np.round(strength, 9), gain, take, np.flatnonzero(~people.never), rng.random(ties.people), count)


@given(random_ties(), st.sampled_from([0.0, 0.01, 0.1, 1 / 3, 1.0]), st.integers(0, 40), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_degree_discount_is_the_plain_one(ties, p, count, seed):
    """Compiled, degree discount takes the same people in the same order, weights, directions and never-adopters too."""
    never = np.random.default_rng(seed).random(ties.people) < 0.2
    people = replace(People.alike(ties.people), never=never)
    found = STRATEGIES.part("degree-discount").function(ties, people, count, stream(seed, 0, "strategy"), p=p)
    assert found.tolist() == plain_discount(ties, people, count, stream(seed, 0, "strategy"), p).tolist()


@given(st.integers(1, 60), st.integers(0, 70), st.integers(1, 6), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_the_highest_are_those_of_a_whole_order(size, count, levels, seed):
    """Only a part is put in order, and it is the beginning of the order of all."""
    rng = np.random.default_rng(seed)
    score = rng.integers(levels, size=size) * 1.5
    people = replace(People.alike(size), never=rng.random(size) < 0.3)
    order = np.lexsort((stream(seed, 0, "strategy").random(size), -score))
    expected = order[~people.never[order]][:count]
    assert highest(score, people, count, stream(seed, 0, "strategy")).tolist() == expected.tolist()
    alike = highest(np.zeros(size), people, count, stream(seed, 0, "strategy"))
    assert first_drawn(people, count, stream(seed, 0, "strategy")).tolist() == alike.tolist()
