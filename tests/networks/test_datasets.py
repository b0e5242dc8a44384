"""The shipped real networks are those of the literature."""

import numpy as np
import pytest

from sim.families.datasets import DATASETS

COUNTS = {"karate": (34, 78), "les-miserables": (77, 254), "florentine": (15, 20), "davis": (18, 139)}


@pytest.mark.parametrize("name", DATASETS.names)
def test_people_and_ties(name):
    """Each has the published number of people and ties, and names for everyone."""
    ties = DATASETS.part(name).function()
    people, pairs = COUNTS[name]
    assert (ties.people, len(ties.peers) / 2) == (people, pairs)
    assert len(set(ties.names)) == people
    assert not ties.directed


def test_karate_has_weights_and_clubs():
    """The karate club keeps the strength of ties (231 in all) and who went with whom; weights can be left out."""
    ties = DATASETS.part("karate").function()
    assert ties.weights.sum() / 2 == 231
    assert sorted(set(ties.attributes["club"])) == ["Mr. Hi", "Officer"]
    assert set(DATASETS.part("karate").function(weights=False).weights) == {1.0}
    assert np.isclose(ties.peer_counts.mean(), 4.588, atol=5e-4)  # tests/validation/README.md A22
