"""Strategies that weigh people against those already chosen, ask around, or go by line, team, tribe and passion."""

from dataclasses import replace
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from engines.worlds import ties as random_ties
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.families.datasets import DATASETS
from sim.families.networks import NETWORKS
from sim.families.strategies import STRATEGIES
from sim.ground.draws import stream
from sim.strategies._graph import communities
from sim.world.people import People
from sim.world.ties import Ties


def chosen(name: str, ties: Ties, count: int | None = None, seed: int = 1, people: People | None = None, **options):
    """Whom a strategy chooses; everyone unless a count is given, out of people who are alike unless they are given."""
    crowd = People.alike(ties.people) if people is None else people
    wanted = ties.people if count is None else count
    return STRATEGIES.part(name).function(ties, crowd, wanted, stream(seed, 0, "strategy"), **options)


def with_columns(tribe: str | None = None, manager: list[int] | None = None, **columns) -> People:
    """People who are alike but for columns, a tribe and a reporting line."""
    count = len(manager) if manager is not None else len(next(iter(columns.values())))
    line = None if manager is None else np.array(manager, np.int32)
    attributes = {name: np.array(column) for name, column in columns.items()}
    return replace(People.alike(count), attributes=attributes, tribe=tribe, manager=line)


def discounted(graph: nx.Graph, p: float, count: int, first: list[int]) -> list[int]:
    """Degree discount as the paper has it, following `first` wherever equals have to be told apart."""
    degree, taken = dict(graph.degree()), []
    score, seeds_near = dict(degree), dict.fromkeys(graph, 0)
    for number in range(count):
        best = max(score[v] for v in graph if v not in taken)
        equals = [v for v in graph if v not in taken and abs(score[v] - best) < 1e-9]
        taken.append(first[number] if first[number] in equals else equals[0])
        for v in graph.neighbors(taken[-1]):
            seeds_near[v] += 1
            t = seeds_near[v]
            score[v] = degree[v] - 2 * t - (degree[v] - t) * t * p
    return taken


@pytest.mark.parametrize("p", [0.0, 0.01, 0.1])
@pytest.mark.parametrize("seed", range(3))
def test_degree_discount_is_that_of_the_paper(p, seed):
    """Without directions and weights each pick is the one of the published algorithm."""
    graph = nx.barabasi_albert_graph(60, 3, seed=seed)
    ids = chosen("degree-discount", Ties.from_networkx(graph), 20, p=p).tolist()
    assert ids == discounted(graph, p, 20, ids)
    assert ids != chosen("most-connected", Ties.from_networkx(graph), 20).tolist()


@given(ties=random_ties(12), p=st.floats(0, 1), seed=st.integers(0, 9))
@settings(max_examples=80, deadline=None)
def test_degree_discount_with_directions(ties, p, seed):
    """With directions and weights each pick has the highest (d - u)(1 - vp) - v of those left, by brute force."""
    heard = np.zeros((ties.people, ties.people))  # who influences (rows) whom (columns), by how much
    heard[ties.peers, ties.listeners] = ties.weights
    ids = chosen("degree-discount", ties, seed=seed, p=p)
    for number, person in enumerate(ids):
        u, v = heard[:, ids[:number]].sum(axis=1), heard[ids[:number]].sum(axis=0)
        score = (heard.sum(axis=1) - u) * np.maximum(0, 1 - v * p) - v
        left = np.setdiff1d(np.arange(ties.people), ids[:number])
        assert score[person] >= score[left].max() - 1e-6


@given(ties=random_ties(10), steps=st.integers(1, 3), seed=st.integers(0, 9))
@settings(max_examples=80, deadline=None)
def test_coverage_takes_whoever_brings_most_people_near(ties, steps, seed):
    """Each pick brings most people near who were not, by networkx; once all are, it begins again with those left."""
    influence = ties.to_networkx().reverse()
    near = [set(nx.single_source_shortest_path_length(influence, i, cutoff=steps)) for i in range(ties.people)]
    covered, left = set(), set(range(ties.people))
    for person in chosen("coverage", ties, seed=seed, within_steps=steps):
        most = max(len(near[i] - covered) for i in left)
        if most == 0:
            covered = set()
            most = max(len(near[i]) for i in left)
        assert len(near[person] - covered) == most
        covered |= near[person]
        left.remove(person)
    assert not left


def test_coverage_is_near_the_fewest():
    """On small graphs greedy takes few more than the fewest that cover everyone, found by trying all."""
    more = 0
    for seed in range(20):
        graph = nx.gnp_random_graph(12, 0.2, seed=seed)
        ids = chosen("coverage", Ties.from_networkx(graph)).tolist()
        sets = [{i, *graph[i]} for i in graph]
        greedy = next(k for k in range(1, 13) if len(set().union(*(sets[i] for i in ids[:k]))) == 12)
        fewest = next(
            k
            for k in range(1, 13)
            if any(len(set().union(*(sets[i] for i in pick))) == 12 for pick in combinations(range(12), k))
        )
        assert fewest <= greedy <= fewest + 1
        more += greedy - fewest
    assert more <= 10


def test_coverage_passes_over_those_who_never_adopt():
    """The hub of a star that never adopts is nobody's seed, and its leaves go on without it."""
    ties = Ties.from_networkx(nx.star_graph(5))
    people = replace(People.alike(6), never=np.arange(6) == 0)
    assert sorted(chosen("coverage", ties, people=people)) == [1, 2, 3, 4, 5]


def asked_once(ties: Ties, seeds: int, **options) -> np.ndarray:
    """How often each person is the first who is named, by many draws."""
    counts = np.zeros(ties.people)
    for seed in range(seeds):
        counts[chosen("nominated", ties, 1, seed, **options)[0]] += 1
    return counts


@pytest.mark.parametrize("weights", [True, False])
def test_a_nominated_person_is_one_whom_a_random_person_listens_to(weights):
    """Anyone is asked as often, and names a peer in proportion to the tie, or any alike: the exact chances."""
    graph = nx.gnp_random_graph(8, 0.4, seed=4, directed=True)
    for number, (u, v) in enumerate(graph.edges):
        graph[u][v]["weight"] = [1.0, 4.0, 0.5][number % 3]
    assert min(dict(graph.out_degree()).values()) > 0
    chance = np.zeros(8)
    for u, v in graph.edges:
        weight = graph[u][v]["weight"] if weights else 1.0
        whole = sum(graph[u][x]["weight"] if weights else 1.0 for x in graph[u])
        chance[v] += weight / whole / 8
    counts = asked_once(Ties.from_networkx(graph), 6000, weights=weights)
    spread = np.sqrt(6000 * chance * (1 - chance))
    assert (np.abs(counts - 6000 * chance) < 4 * spread + 1e-9).all()
    other = np.zeros(8)
    for u, _ in graph.edges:
        other[u] += 1 / len(graph.edges)  # what asking for listeners would look like
    assert (np.abs(counts - 6000 * other) > 4 * spread).any()


def test_friends_have_more_friends():
    """A friend in the karate club has more friends than a member: the reason for asking (A22)."""
    ties = DATASETS.part("karate").function(weights=False)
    assert round(ties.audience_sizes.mean(), 3) == 4.588
    assert round(ties.audience_sizes[ties.peers].mean(), 3) == 7.769
    # A friend of a random member has the mean over members of the mean over their friends.
    of_friends = np.bincount(ties.listeners, ties.audience_sizes[ties.peers]) / ties.peer_counts
    counts = asked_once(ties, 4000)
    named = (counts * ties.audience_sizes).sum() / 4000
    error = np.sqrt((counts * (ties.audience_sizes - named) ** 2).sum() / 4000 / 4000)
    assert abs(named - of_friends.mean()) < 4 * error
    assert named > 1.5 * 4.588


def test_each_names_as_many_as_asked_for():
    """With `asks: 3` the first three named are friends of one person, with 1 of three; nobody is named twice."""
    ties = Ties.from_networkx(nx.disjoint_union_all([nx.complete_graph(4)] * 10))
    together = [len({i // 4 for i in chosen("nominated", ties, 3, seed, asks=3)}) for seed in range(200)]
    assert set(together) == {1}
    apart = [len({i // 4 for i in chosen("nominated", ties, 3, seed)}) for seed in range(200)]
    assert np.mean(apart) > 2.5


def test_nominated_goes_on_when_all_have_been_asked():
    """Asked again people name their other friends; whom nobody listens to comes last."""
    ties = Ties.from_networkx(nx.DiGraph([(0, 1), (0, 2), (0, 3), (4, 1)]))
    for seed in range(50):
        ids = chosen("nominated", ties, seed=seed).tolist()
        assert sorted(ids) == [0, 1, 2, 3, 4]
        assert set(ids[:3]) == {1, 2, 3}
        assert set(ids[3:]) == {0, 4}


LINE = [-1, 0, 0, 1, 1, 2, 3, -1, -1, 8]
"""0 leads 1 and 2; 1 leads 3 and 4, 2 leads 5, 3 leads 6; 7 stands outside; 8 leads 9."""


def test_formal_leaders_level_by_level():
    """The top first, larger branches before smaller ones; then those without anybody below them; outsiders last."""
    ties = NETWORKS.part("ring").function(stream(1, 0, "x"), people=10, ties=2)
    ids = chosen("formal-leaders", ties, people=with_columns(manager=LINE)).tolist()
    assert ids[:5] == [0, 8, 1, 2, 3]
    assert set(ids[5:7]) | {ids[7]} == {9, 4, 5}
    assert ids[5] == 9
    assert ids[8:] == [6, 7]
    never = np.arange(10) == 8
    assert chosen("formal-leaders", ties, 3, people=replace(with_columns(manager=LINE), never=never)).tolist() == [
        0,
        1,
        2,
    ]


def test_whole_teams_are_filled_one_after_another():
    """The largest team first, or the best heard, or any; a team is full before the next begins; no team is last."""
    team = ["a"] * 3 + ["b"] * 5 + ["c"] * 4 + [""] * 8
    graph = nx.empty_graph(20, create_using=nx.DiGraph)
    graph.add_edges_from((i, 0) for i in range(1, 7))  # six listen to person 0 of team a
    ties, people = Ties.from_networkx(graph), with_columns(team=team)
    by_size = chosen("whole-teams", ties, people=people)
    assert [team[i] for i in by_size] == ["b"] * 5 + ["c"] * 4 + ["a"] * 3 + [""] * 8
    heard = chosen("whole-teams", ties, people=people, first="most-connected")
    assert heard[0] == 0
    assert [team[i] for i in heard[:3]] == ["a"] * 3
    orders = [[team[i] for i in chosen("whole-teams", ties, 12, seed, people, first="random")] for seed in range(600)]
    for order in orders:
        assert sum(x != y for x, y in zip(order[1:], order[:-1], strict=True)) == 2
    firsts = [order[0] for order in orders]
    assert all(abs(firsts.count(name) - 200) < 50 for name in "abc")
    other = replace(people, attributes={"squad": people.attributes["team"]})
    assert np.array_equal(chosen("whole-teams", ties, people=other, of="squad"), by_size)


def test_teams_without_a_column_are_communities():
    """Where nothing says who belongs together, two cliques joined by a tie are the teams."""
    ties = Ties.from_networkx(nx.barbell_graph(6, 0))
    ids = chosen("whole-teams", ties, people=People.alike(12))
    assert [{i // 6 for i in half} for half in (ids[:6].tolist(), ids[6:].tolist())] in ([{0}, {1}], [{1}, {0}])


def test_communities_follow_weights_and_not_directions():
    """Heavy ties hold a community together, whichever way they point; in the karate club they tell the clubs apart."""
    pairs = np.array([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3), (1, 4), (0, 5)])
    heavy = np.array([9.0] * 6 + [1.0] * 3)
    for ends in ((0, 1), (1, 0)):
        found = communities(Ties.from_pairs(6, pairs[:, ends[0]], pairs[:, ends[1]], heavy))
        assert len(set(found[:3])) == len(set(found[3:])) == 1
        assert found[0] != found[5]
    karate = DATASETS.part("karate").function()
    graph = nx.karate_club_graph()
    found = communities(karate)
    parts = [set(np.flatnonzero(found == number).tolist()) for number in set(found.tolist())]
    assert nx.community.modularity(graph, parts) > 0.4


def test_linking_pins_have_listeners_in_other_tribes():
    """Listeners in other tribes count, not those of one's own, nor people one listens to."""
    graph = nx.empty_graph(6, create_using=nx.DiGraph)
    graph.add_edges_from([(3, 0), (4, 0), (5, 1), (2, 1), (1, 2), (0, 2), (2, 4), (2, 5), (2, 3)])
    people = with_columns(tribe="side", side=["a", "a", "a", "b", "b", "b"])
    ties = Ties.from_networkx(graph)
    ids = chosen("linking-pins", ties, people=people)
    assert ids[0] == 0
    assert set(ids[1:5]) == {1, 3, 4, 5}
    assert ids[5] == 2
    for other in (
        replace(people, tribe=None, attributes={"organisation": people.attributes["side"]}),
        replace(people, tribe=None),
    ):
        options = {} if "organisation" in other.attributes else {"of": "side"}
        assert np.array_equal(chosen("linking-pins", ties, people=other, **options), ids)


def test_the_clubs_of_karate_are_linked_by_few():
    """The E-I index by club is -.71795 (A22): eleven ties in 78 lead across, and the pins hold them."""
    ties = DATASETS.part("karate").function()
    club = ties.attributes["club"]
    crosses = club[ties.listeners] != club[ties.peers]
    assert round((crosses.sum() - (~crosses).sum()) / len(crosses), 5) == -0.71795
    ids = chosen("linking-pins", ties, 5, people=with_columns(tribe="club", club=club))
    found = np.bincount(ties.peers[crosses], minlength=34)
    assert found[ids].tolist() == sorted(found.tolist(), reverse=True)[:5]


@given(ties=random_ties(10), groups=st.lists(st.sampled_from("abc"), min_size=10, max_size=10), seed=st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_brokerage_counts_pairs_that_a_person_links(ties, groups, seed):
    """Brute force over all triads: b listens to a, c listens to b and not to a, a and c are of different groups."""
    group = groups[: ties.people]
    graph = ties.to_networkx()
    score = [
        sum(
            graph.has_edge(b, a) and graph.has_edge(c, b) and not graph.has_edge(c, a) and group[a] != group[c]
            for a, c in product(graph, repeat=2)
            if a != c
        )
        for b in graph
    ]
    people = with_columns(tribe="group", group=group)
    ids = chosen("linking-pins", ties, people=people, by="brokerage", seed=seed)
    assert [score[i] for i in ids] == sorted(score, reverse=True)


@pytest.mark.parametrize("seed", range(4))
def test_constraint_is_that_of_networkx(seed):
    """Among those with listeners in other groups the least constraint of networkx comes first; the others come last."""
    graph = nx.gnp_random_graph(20, 0.1, seed=seed, directed=True)
    for number, (u, v) in enumerate(graph.edges):
        graph[u][v]["weight"] = [1.0, 4.0, 0.5][number % 3]
    group = ["abc"[i % 3] for i in range(20)]
    constraint = nx.constraint(graph, weight="weight")
    pins = [i for i in graph if any(group[j] != group[i] for j in graph.predecessors(i))]
    people = with_columns(tribe="group", group=group)
    ids = chosen("linking-pins", Ties.from_networkx(graph), people=people, by="constraint").tolist()
    assert sorted(ids[: len(pins)]) == pins
    values = [constraint[i] for i in ids[: len(pins)]]
    np.testing.assert_allclose(values, sorted(values), rtol=1e-9)
    assert len(set(np.round(values, 6))) > 3


def test_passionate_connected_goes_from_one_to_the_other():
    """With all weight on either it is that strategy; between, the mean of the ranks, equals sharing theirs."""
    from scipy.stats import rankdata

    rng = stream(4, 0, "test")
    ties = NETWORKS.part("random").function(rng, people=40, ties=5.0)
    people = replace(People.alike(40), passion=rng.integers(0, 9, 40).astype(float))
    for weight, name in ((1.0, "most-passionate"), (0.0, "most-connected")):
        ids = chosen("passionate-connected", ties, people=people, weight=weight)
        assert np.array_equal(ids, chosen(name, ties, people=people))
    score = 0.3 * rankdata(people.passion) + 0.7 * rankdata(ties.audience_sizes)
    ids = chosen("passionate-connected", ties, people=people, weight=0.3)
    np.testing.assert_allclose(score[ids], np.sort(score)[::-1])
