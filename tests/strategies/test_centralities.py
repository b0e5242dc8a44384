"""Each strategy by a measure of the network ranks people by that measure, along the flow of influence."""

import gc
import threading
from collections import deque
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from engines.worlds import ties as random_ties
from hypothesis import given, settings

from sim.families.datasets import DATASETS
from sim.families.networks import NETWORKS
from sim.families.strategies import STRATEGIES
from sim.ground.draws import stream
from sim.strategies import _graph, _paths
from sim.strategies._ranking import levels
from sim.strategies.diffusion_centrality import diffusion
from sim.world.people import People
from sim.world.ties import Ties

MEASURES = (
    "betweenness",
    "closeness",
    "eigenvector",
    "pagerank",
    "k-core",
    "diffusion-centrality",
    "complex-centrality",
)


def chosen(name: str, ties: Ties, count: int | None = None, seed: int = 1, **options) -> np.ndarray:
    """Whom a strategy chooses, out of people who are all alike; everyone unless a count is given."""
    choose = STRATEGIES.part(name).function
    wanted = ties.people if count is None else count
    return choose(ties, People.alike(ties.people), wanted, stream(seed, 0, "strategy"), **options)


def check_order(found: np.ndarray, score: object) -> None:
    """People come by a score from the highest down, which tells at least two of them apart."""
    values = np.array([score[i] for i in range(len(found))], dtype=float)
    np.testing.assert_allclose(values[found], np.sort(values)[::-1], rtol=1e-7, atol=1e-9 * np.abs(values).max())
    assert np.ptp(values) > 0


def listening_graph(seed: int = 3, people: int = 25, chance: float = 0.12) -> nx.DiGraph:
    """A directed graph with weights, in parts that do not all reach each other: an edge u -> v: u listens to v."""
    graph = nx.gnp_random_graph(people, chance, seed=seed, directed=True)
    rng = np.random.default_rng(seed)
    for u, v in graph.edges:
        graph[u][v]["weight"] = rng.choice([0.5, 1.0, 3.0])
    return graph


def unweighted(graph: nx.DiGraph) -> nx.DiGraph:
    """The same ties with weights that do not matter."""
    bare = graph.copy()
    nx.set_edge_attributes(bare, 1.0, "weight")
    return bare


CHAIN = Ties.from_pairs(5, np.array([1, 2, 3, 4]), np.array([0, 1, 2, 3]))
"""Person 1 listens to 0, 2 to 1, 3 to 2, 4 to 3: influence flows from 0 to 4."""


@pytest.mark.parametrize("name", ["closeness", "pagerank", "diffusion-centrality"])
def test_importance_follows_the_flow_of_influence(name):
    """In a chain the person whom everyone hears, over others, comes first and the one nobody hears last."""
    ids = chosen(name, CHAIN)
    assert (ids[0], ids[-1]) == (0, 4)


def test_betweenness_of_a_chain():
    """Between the ends of a one-way chain stands its middle; the ends stand between nobody."""
    ids = chosen("betweenness", CHAIN)
    assert ids[0] == 2
    assert set(ids[-2:]) == {0, 4}


@pytest.mark.parametrize("seed", range(4))
def test_betweenness_is_that_of_networkx(seed):
    """Betweenness along the flow of influence, by networkx; weights do not count."""
    graph = listening_graph(seed)
    check_order(chosen("betweenness", Ties.from_networkx(graph)), nx.betweenness_centrality(graph.reverse()))


@pytest.mark.parametrize("seed", range(4))
def test_closeness_is_the_harmonic_one_of_networkx(seed):
    """Harmonic closeness from a person to those who hear them, by networkx; weights do not count."""
    graph = listening_graph(seed)
    # networkx sums over the ways that lead to a person, so influence is turned round: the listening graph it is.
    check_order(chosen("closeness", Ties.from_networkx(graph)), nx.harmonic_centrality(graph))


@pytest.mark.parametrize("seed", range(4))
def test_pagerank_is_that_of_networkx(seed):
    """PageRank over edges from listeners to peers, by networkx; weights count, and those who listen to nobody."""
    graph = listening_graph(seed, chance=0.08)
    assert 0 in dict(graph.out_degree()).values()
    for damping in (0.85, 0.5):
        oracle = nx.pagerank(graph, alpha=damping, tol=1e-13, max_iter=1000)
        check_order(chosen("pagerank", Ties.from_networkx(graph), damping=damping), oracle)


@pytest.mark.parametrize("seed", range(4))
def test_eigenvector_is_that_of_networkx(seed):
    """The leading eigenvector of who listens to whom, by networkx, on a strongly connected graph; weights count."""
    graph = listening_graph(seed, chance=0.3)
    assert nx.is_strongly_connected(graph)
    oracle = nx.eigenvector_centrality_numpy(graph, weight="weight")
    check_order(chosen("eigenvector", Ties.from_networkx(graph)), oracle)


def test_eigenvector_beyond_the_core():
    """Whom the core listens to is important, who only listens to it is not; with no core the first of a chain.

    Persons 0, 1, 2 listen round a circle; 0 listens to 3, too, and 4 to 0.
    """
    ties = Ties.from_pairs(5, np.array([0, 1, 2, 0, 4]), np.array([1, 2, 0, 3, 0]))
    ids = chosen("eigenvector", ties)
    assert ids[-1] == 4
    assert chosen("eigenvector", CHAIN)[0] == 0


def test_eigenvector_of_two_camps():
    """A star has two eigenvalues of the same size: the hub still comes first and its leaves are alike."""
    ties = Ties.from_networkx(nx.star_graph(6))
    firsts = {tuple(chosen("eigenvector", ties, 2, seed)) for seed in range(100)}
    assert {ids[0] for ids in firsts} == {0}
    assert {ids[1] for ids in firsts} == set(range(1, 7))


@pytest.mark.parametrize("seed", range(4))
def test_k_core_is_what_is_left_by_peeling(seed):
    """The core that is left when whoever has too few listeners left goes, again and again; then the audience."""
    graph = listening_graph(seed, chance=0.2)
    ties = Ties.from_networkx(graph)
    coreness = np.zeros(25)
    for k in range(1, 25):
        left = graph.copy()
        while weak := [i for i in left if left.in_degree(i) < k]:
            left.remove_nodes_from(weak)
        coreness[list(left)] = k
    check_order(chosen("k-core", ties), coreness * 100 + ties.audience_sizes)


def test_k_core_without_directions_is_that_of_networkx():
    """The karate club's cores, by networkx."""
    ties = DATASETS.part("karate").function()
    core = nx.core_number(nx.karate_club_graph())
    check_order(chosen("k-core", ties), [core[i] * 100 + ties.audience_sizes[i] for i in range(34)])


def test_diffusion_centrality_of_the_karate_club():
    """tests/validation/README.md A22: with q = 1/lambda1 and T = 4 persons 33 and 0 have 7.7841 and 7.5397."""
    ties = DATASETS.part("karate").function(weights=False)
    score = diffusion(ties, None, 4)
    assert score[[33, 0]].round(4).tolist() == [7.7841, 7.5397]
    assert chosen("diffusion-centrality", ties, 2).tolist() == [33, 0]


@pytest.mark.parametrize("seed", range(4))
def test_diffusion_centrality_is_the_sum_of_powers(seed):
    """The sum of (qA)^t with numpy, row sums over those who hear a person, weights counting; also with a given q."""
    graph = listening_graph(seed)
    matrix = nx.to_numpy_array(graph, nodelist=range(25)).T
    for q in (None, 0.3):
        factor = 1 / np.abs(np.linalg.eigvals(matrix)).max() if q is None else q
        oracle = sum(np.linalg.matrix_power(factor * matrix, t) for t in range(1, 6)).sum(axis=1)
        np.testing.assert_allclose(diffusion(Ties.from_networkx(graph), q, 5), oracle, rtol=1e-6)
        check_order(chosen("diffusion-centrality", Ties.from_networkx(graph), q=q, steps=5), oracle)


def test_diffusion_where_nothing_comes_back():
    """Without a circle lambda1 is 0, and what is passed on is simply counted."""
    assert diffusion(CHAIN, None, 3).tolist() == [3, 3, 2, 1, 0]


@pytest.mark.parametrize(("q", "steps", "weight"), [(1.0, 1_000, 1.0), (1e100, 5, 1.0), (2.0, 401, 1e100)])
def test_diffusion_beyond_what_a_number_holds(q, steps, weight):
    """A star is ranked right however loud word gets: who heads it first, then its leaves, then a pair apart."""
    graph = nx.disjoint_union(nx.star_graph(5), nx.path_graph(2))
    nx.set_edge_attributes(graph, weight, "weight")
    ids = chosen("diffusion-centrality", Ties.from_networkx(graph), q=q, steps=steps).tolist()
    assert ids[0] == 0
    assert set(ids[1:6]) == set(range(1, 6))


def complex_lengths(graph: nx.DiGraph, threshold: int) -> list[float]:
    """Brute force: person and audience start, sets grow in rounds, ways are counted among those who are in the end."""
    totals = []
    for start in graph:
        reached = {start, *graph.predecessors(start)}
        while more := {i for i in set(graph) - reached if len(reached & set(graph.successors(i))) >= threshold}:
            reached |= more
        influence = graph.subgraph(reached).reverse()
        totals.append(sum(nx.single_source_shortest_path_length(influence, start).values()))
    return totals


@pytest.mark.parametrize("threshold", [1, 2, 3])
@given(ties=random_ties(12))
@settings(max_examples=60, deadline=None)
def test_complex_centrality_is_the_mean_length_of_complex_paths(threshold, ties):
    """Brute force over sets gives the same lengths, on random directed graphs; at threshold 1 they are distances."""
    from sim.strategies.complex_centrality import _lengths

    graph = ties.to_networkx()
    oracle = complex_lengths(graph, threshold)
    assert _lengths(ties, threshold).tolist() == oracle
    if threshold == 1:
        ways = nx.all_pairs_shortest_path_length(graph.reverse())
        assert oracle == [sum(lengths.values()) for _, lengths in ways]
    ids = chosen("complex-centrality", ties, threshold=threshold, clustered=False)
    assert [oracle[i] for i in ids] == sorted(oracle, reverse=True)


def test_complex_centrality_finds_wide_bridges():
    """A change that takes two crosses a wide ladder and not a long chain: people of the ladder come first."""
    ladder = nx.circulant_graph(12, [1, 2])
    both = nx.disjoint_union(ladder, nx.path_graph(30))
    ids = chosen("complex-centrality", Ties.from_networkx(both), 12, clustered=False)
    assert set(ids) == set(range(12))


def test_complex_seeds_stand_together():
    """Each of the chosen is followed by one of their own audience, the best that is left; all are different."""
    graph = listening_graph(8, chance=0.25)
    ties = Ties.from_networkx(graph)
    score = complex_lengths(graph, 2)
    ids = chosen("complex-centrality", ties, 12).tolist()
    assert score[ids[0]] == max(score)
    for first, second in list(zip(ids[::2], ids[1::2], strict=True))[:3]:
        free = set(graph.predecessors(first)) - set(ids[: ids.index(second)])
        assert second in free
        assert score[second] == max(score[i] for i in free)


def orbit_counts(name: str, ties: Ties, count: int) -> np.ndarray:
    """How often each person is chosen by 2,000 draws."""
    counts = np.zeros(ties.people)
    for seed in range(2000):
        counts[chosen(name, ties, count, seed)] += 1
    return counts


@pytest.mark.parametrize("name", MEASURES)
def test_people_alike_are_chosen_equally_often(name):
    """On a ring of unequal but symmetric weights, whose scores differ in their last bits, the draw decides."""
    size, around = 11, np.arange(11)
    near, far = (around + 1) % size, (around + 3) % size
    ties = Ties.from_pairs(
        size,
        np.concatenate([around, around]),
        np.concatenate([near, far]),
        np.repeat([0.1, 0.7], size),
        both_ways=True,
    )
    counts = orbit_counts(name, ties, 3)
    expected = 2000 * 3 / size
    spread = ((counts - expected) ** 2 / (expected * (1 - 3 / size))).sum() * (size - 1) / size
    assert spread < 35.6  # 99.99 % of chi-square with 10 degrees of freedom


@pytest.mark.parametrize("name", [name for name in MEASURES if name != "complex-centrality"])
def test_leaves_of_stars_are_alike(name):
    """Two stars side by side: the hubs come first, each as often; then the leaves, each as often."""
    ties = Ties.from_networkx(nx.disjoint_union(nx.star_graph(4), nx.star_graph(4)))
    counts = orbit_counts(name, ties, 1)
    assert counts[[0, 5]].sum() == 2000
    assert abs(counts[0] - 1000) < 90  # four standard deviations
    leaves = np.zeros(10)
    for seed in range(2000):
        ids = chosen(name, ties, 3, seed)
        assert set(ids[:2]) == {0, 5}
        leaves[ids[2]] += 1
    assert (np.abs(leaves[[1, 2, 3, 4, 6, 7, 8, 9]] - 250) < 60).all()


def test_levels_keep_differences_and_drop_last_bits():
    """Scores that differ in earnest keep their order; those that differ by rounding are one."""
    score = np.array([0.3, 0.1 + 0.2, 1.0, -2.0, 0.3 + 1e-6, 0.0])
    assert levels(score).tolist() == [2, 2, 4, 0, 3, 1]
    assert levels(np.zeros(3)).tolist() == [0, 0, 0]


WEIGHTED = {"eigenvector", "pagerank", "diffusion-centrality"}


@pytest.mark.parametrize("name", MEASURES)
def test_weights_count_where_they_are_said_to(name):
    """The ranking changes with the weights of ties by eigenvector, PageRank and diffusion centrality, and no other."""
    differ = []
    for seed in range(5):
        graph = listening_graph(seed, chance=0.25)
        weighted, bare = (Ties.from_networkx(g) for g in (graph, unweighted(graph)))
        differ.append(not np.array_equal(chosen(name, weighted), chosen(name, bare)))
    assert all(differ) if name in WEIGHTED else not any(differ)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(
    "ties",
    [
        Ties.from_pairs(6, np.empty(0, int), np.empty(0, int)),
        Ties.from_pairs(1, np.empty(0, int), np.empty(0, int)),
        Ties.from_pairs(6, np.array([1, 2]), np.array([0, 1])),
        Ties.from_networkx(nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3))),
    ],
    ids=["no ties", "one person", "two ties", "two parts"],
)
def test_scattered_networks(name, ties):
    """Without ties, with few, or in parts, everyone is still ranked, and nothing warns."""
    assert sorted(chosen(name, ties)) == list(range(ties.people))


def test_a_measure_is_computed_once_for_each_network():
    """The same network costs one computation whatever the runs and threads; another, or another option, its own."""
    asked = []

    @_graph.once
    def measure(ties: Ties, power: int) -> np.ndarray:
        asked.append(power)
        return np.arange(ties.people) ** power

    networks = [NETWORKS.part("ring").function(stream(1, 0, "x"), people=n, ties=2) for n in (5, 6)]
    threads = [threading.Thread(target=measure, args=(networks[0], 2)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [2]
    assert measure(networks[0], 3)[2] == 8
    assert len(measure(networks[1], 2)) == 6
    assert asked == [2, 3, 2]
    with pytest.raises(ValueError, match="read-only"):
        measure(networks[0], 2)[0] = 1


def test_measures_go_with_their_network():
    """What was computed for a network is let go with it."""
    ties = NETWORKS.part("ring").function(stream(1, 0, "x"), people=500, ties=2)
    kept = deque(maxlen=1)

    @_graph.once
    def measure(ties: Ties) -> np.ndarray:
        import weakref

        values = np.zeros(ties.people)
        kept.append(weakref.ref(values))
        return values

    measure(ties)
    assert kept[0]() is not None
    del ties
    gc.collect()
    assert kept[0]() is None


def test_measures_of_the_same_network_do_not_depend_on_the_run():
    """Betweenness of a network from a file is computed once in many runs."""
    ties = DATASETS.part("karate").function()
    asked = []
    original = _paths.betweenness

    def counted(starts: np.ndarray, listeners: np.ndarray):
        asked.append(starts)
        return original(starts, listeners)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_paths, "betweenness", counted)
        runs = [chosen("betweenness", ties, 5, seed).tolist() for seed in range(20)]
    assert len(asked) == 1
    assert all(a == b for a, b in pairwise(runs))
