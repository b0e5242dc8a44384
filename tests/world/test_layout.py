"""People who are tied stand near each other, in the same places whenever and wherever they are drawn."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from sim.world.layout import positions


def stress(graph: nx.Graph, places: np.ndarray) -> float:
    """How far distances are from numbers of ties, as a mean of squared shares, at the scale that suits them best."""
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    pairs = [pair for pair in combinations(graph, 2) if pair[1] in lengths[pair[0]]]
    length = np.array([lengths[one][other] for one, other in pairs], float)
    distance = np.array([np.hypot(*(places[one] - places[other])) for one, other in pairs]) / length
    scale = distance.sum() / (distance**2).sum()
    return float(((scale * distance - 1) ** 2).mean())


@pytest.mark.parametrize(
    "graph",
    [nx.karate_club_graph(), nx.cycle_graph(30), nx.balanced_tree(3, 3), nx.grid_2d_graph(8, 9)],
    ids=["karate", "ring", "tree", "grid"],
)
def test_distances_are_as_good_as_those_of_networkx(graph):
    """Distances are as near the numbers of ties as Kamada's & Kawai's by networkx, but for squaring and 15 %."""
    graph = nx.convert_node_labels_to_integers(graph)
    oracle = nx.kamada_kawai_layout(graph, weight=None)
    places = positions(len(graph), list(graph.edges))
    # What lies far out is brought nearer, and both sides of the picture are as long: 0.05 in mean squares.
    assert stress(graph, places) <= 1.15 * stress(graph, np.array([oracle[i] for i in graph])) + 0.05


@pytest.mark.parametrize("people", [300, 1500])
def test_teams_stand_together(people):
    """Members of a team in which most ties are inside stand nearer each other than others, with and without tribes."""
    graph = nx.random_partition_graph([people // 6] * 6, 48 / people, 1 / people, seed=1)
    team = np.arange(people) // (people // 6)
    for tribe in (None, [str(number) for number in team]):
        places = positions(people, list(graph.edges), tribe)
        centres = np.array([places[team == number].mean(axis=0) for number in range(6)])
        distance = np.hypot(*(places[:, None] - centres[None]).transpose(2, 0, 1))
        assert np.mean(distance.argmin(axis=1) == team) > 0.75


def test_places_are_in_the_square_and_the_same_again():
    """Places are between 0 and 1, no two alike, and neither the order nor the direction of ties changes them."""
    graph = nx.gnp_random_graph(60, 0.03, seed=2)
    pairs = list(graph.edges)
    places = positions(60, pairs)
    assert places.min() >= 0
    assert places.max() <= 1
    assert len(np.unique(places.round(3), axis=0)) == 60
    for same in (pairs[::-1], [(other, one) for one, other in pairs], [(*pair, 0.5) for pair in pairs]):
        np.testing.assert_array_equal(positions(60, same), places)


@pytest.mark.parametrize("people", [1, 2, 5, 1200])
def test_people_without_ties_have_places(people):
    """Where nobody is tied, everybody has a place of their own."""
    places = positions(people, [])
    assert places.shape == (people, 2)
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == people
