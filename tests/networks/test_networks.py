"""Every generated network obeys the laws of its family by being there; each has the statistics that its model has."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from sim.families.networks import NETWORKS
from sim.ground.draws import stream
from sim.networks._pairs import distinct, unrank
from sim.trials import networks as trials
from sim.world.ties import Ties


def complete(name: str, **options) -> dict:
    """Options with the defaults of what is not said."""
    return dict(NETWORKS.part(name).options()(**options))


SAMPLES = {
    "blocks": {"sizes": (30, 20, 10), "within": 5.0, "across": 2.0},
    "complete": {"people": 20},
    "degree-sequence": {"degrees": (1, 2, 2, 3, 4, 4, 5, 3)},
    "organisation": complete("organisation", people=80, homophily={"contract": 2.0, "site": 2.0}),
    "organisations": complete("organisations", sizes=(40, 30, 50), links=3, width=2, each={"span": 4.9}),
    "random": {"people": 100, "ties": 6.0},
    "ring": {"people": 30, "ties": 6},
    "scale-free": {"people": 100, "links": 3},
    "small-world": {"people": 60, "ties": 6, "rewire": 0.3},
    "torus": {"people": 30, "ties": 8, "rows": None},
}
CERTAIN = {"complete", "ring", "torus"}


def built(name: str, run: int = 0, **options) -> Ties:
    """A network of a run."""
    return NETWORKS.part(name).function(stream(1, run, "network"), **options)


@pytest.mark.parametrize("name", NETWORKS.names)
def test_laws_of_every_network(name):
    """Simple, undirected, weights of one, as many people as it says, seeded by the generator alone."""
    options = SAMPLES[name]  # a new network needs a sample here
    part = NETWORKS.part(name)
    ties = built(name, **options)
    assert len(set(trials.obeyed(part, options))) == 6
    assert not ties.directed
    assert set(ties.weights) == {1.0}
    other = built(name, run=1, **options)
    assert np.array_equal(other.peers, ties.peers) == (name in CERTAIN)
    for field in part.options().model_fields.values():
        assert field.description, "every option says what it is"


def graph(ties: Ties) -> nx.Graph:
    """The network as networkx sees it."""
    return ties.to_networkx().to_undirected()


def test_lattices_are_those_of_networkx():
    """Ring, torus and complete are the circulant graph, the periodic grid and the complete graph."""
    assert nx.utils.graphs_equal(graph(built("ring", people=11, ties=4)), weighted(nx.circulant_graph(11, [1, 2])))
    assert nx.utils.graphs_equal(graph(built("complete", people=7)), weighted(nx.complete_graph(7)))
    grid = nx.convert_node_labels_to_integers(nx.grid_2d_graph(5, 6, periodic=True), ordering="sorted")
    assert nx.utils.graphs_equal(graph(built("torus", people=30, ties=4)), weighted(grid))
    corners = graph(built("torus", people=30, ties=8))
    assert set(dict(corners.degree).values()) == {8}


def weighted(ties: nx.Graph) -> nx.Graph:
    """The same graph with weights of one."""
    nx.set_edge_attributes(ties, 1.0, "weight")
    return ties


def test_random_network_has_binomial_ties():
    """The number of ties of G(n, p) has the binomial's mean and variance, and every pair is as likely as any other."""
    people, p, runs = 12, 0.3, 4000
    counts, pairs = np.zeros(runs), np.zeros((people, people))
    for run in range(runs):
        ties = built("random", run, people=people, ties=p * (people - 1))
        counts[run] = len(ties.peers) / 2
        pairs[ties.listeners, ties.peers] += 1
    possible = people * (people - 1) / 2
    assert abs(counts.mean() - possible * p) < 4 * math.sqrt(possible * p * (1 - p) / runs)
    assert abs(counts.var() / (possible * p * (1 - p)) - 1) < 4 * math.sqrt(2 / runs)
    upper = pairs[np.triu_indices(people, 1)]
    statistic = ((upper - runs * p) ** 2 / (runs * p * (1 - p))).sum()
    assert statistic < chi2.ppf(0.9999, possible)


def test_small_world_at_the_ends():
    """Unrewired it is the ring, with the clustering of Watts and Strogatz; wholly rewired that is gone."""
    ring = built("small-world", people=200, ties=10, rewire=0.0)
    assert np.array_equal(ring.peers, built("ring", people=200, ties=10).peers)
    assert math.isclose(nx.average_clustering(graph(ring)), 3 * (10 - 2) / (4 * (10 - 1)))
    rewired = graph(built("small-world", people=200, ties=10, rewire=1.0))
    assert nx.average_clustering(rewired) < 0.12
    assert rewired.number_of_edges() == 1000
    assert min(dict(rewired.degree).values()) >= 5  # each keeps the ends that it owns


@pytest.mark.parametrize("rewire", [0.05, 0.3])
def test_small_world_agrees_with_networkx(rewire):
    """Mean clustering is that of networkx's small worlds."""
    ours = [
        nx.average_clustering(graph(built("small-world", run, people=200, ties=8, rewire=rewire))) for run in range(40)
    ]
    theirs = [nx.average_clustering(nx.watts_strogatz_graph(200, 8, rewire, seed=run)) for run in range(40)]
    error = math.sqrt((np.var(ours) + np.var(theirs)) / 40)
    assert abs(np.mean(ours) - np.mean(theirs)) < 4 * error


def test_scale_free_agrees_with_networkx():
    """Ties, least degree and the spread of degrees are those of networkx's preferential attachment."""
    people, links = 500, 3
    ours, theirs = [], []
    for run in range(60):
        ties = built("scale-free", run, people=people, links=links)
        assert len(ties.peers) / 2 == links * (people - links - 1) + links
        assert ties.peer_counts.min() >= 1
        ours.append(np.sort(ties.peer_counts)[::-1])
        theirs.append(sorted((d for _, d in nx.barabasi_albert_graph(people, links, seed=run).degree), reverse=True))
    for sample in (np.array(ours)[:, :10].sum(axis=1), np.array(ours)[:, 250]):
        other = np.array(theirs)[:, :10].sum(axis=1) if sample.mean() > 50 else np.array(theirs)[:, 250]
        error = math.sqrt((sample.var() + other.var()) / 60)
        assert abs(sample.mean() - other.mean()) <= 4 * error + 1e-9


@given(st.lists(st.integers(0, 9), min_size=1, max_size=14), st.integers(0, 99))
@settings(max_examples=300, deadline=None)
def test_degree_sequences(degrees, run):
    """What networkx calls graphical is built exactly as asked; what it does not is a fault."""
    faults = list(NETWORKS.part("degree-sequence").faults(degrees=tuple(degrees)))
    assert bool(faults) == (not nx.is_graphical(degrees))
    if not faults:
        assert built("degree-sequence", run, degrees=tuple(degrees)).peer_counts.tolist() == degrees


def test_degree_sequence_reaches_every_network_alike():
    """The three ways to pair six half-ties among four people come up equally often."""
    seen: dict[tuple, int] = {}
    for run in range(3000):
        ties = built("degree-sequence", run, degrees={2: 4})
        key = tuple(ties.peers)
        seen[key] = seen.get(key, 0) + 1
    assert len(seen) == 3
    assert min(seen.values()) > 1000 - 4 * math.sqrt(3000 * 2 / 9)


def test_blocks_have_the_degrees_asked_for():
    """Mean degrees within and across are as asked, and blocks are told by their column."""
    options = {"sizes": (200, 100, 50), "within": 8.0, "across": 3.0}
    within, across = [], []
    for run in range(40):
        ties = built("blocks", run, **options)
        block = ties.attributes["block"]
        same = block[ties.listeners] == block[ties.peers]
        within.append(same.sum() / 350)
        across.append((~same).sum() / 350)
    assert np.bincount(block.astype(int))[1:].tolist() == [200, 100, 50]
    for sample, expected in ((within, 8), (across, 3)):
        assert abs(np.mean(sample) - expected) < 4 * np.std(sample) / math.sqrt(40)


@given(st.integers(0, 60), st.data())
@settings(max_examples=100, deadline=None)
def test_distinct_numbers(possible, data):
    """As many different numbers of the range as asked for, in order."""
    count = data.draw(st.integers(0, possible))
    found = distinct(np.random.Generator(np.random.PCG64(count)), count, possible)
    assert len(found) == count
    assert (np.diff(found) > 0).all()
    assert count == 0 or (found[0] >= 0 and found[-1] < possible)


def test_unrank_lists_every_pair_once():
    """The pairs of the first n people are the first n (n - 1) / 2, also far out, where square roots are rounded."""
    a, b = unrank(np.arange(50 * 49 // 2))
    assert sorted(zip(a.tolist(), b.tolist(), strict=True)) == [(i, j) for i in range(50) for j in range(i)]
    for row in (10**5, 3 * 10**6, 10**8):
        first = row * (row - 1) // 2
        a, b = unrank(np.array([first - 1, first, first + row - 1]))
        assert a.tolist() == [row - 1, row, row]
        assert b.tolist() == [row - 2, 0, row - 1]
