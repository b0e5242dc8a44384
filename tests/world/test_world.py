"""A world holds together, and its luck is that of its run."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

import sim
from sim.ground.draws import stream
from sim.world.world import Luck, World


def world(people: int) -> World:
    """A ring of four in the luck of run 3 of a scenario with seed 7, and as many people as asked for."""
    ties = sim.Ties.from_pairs(4, np.arange(4), (np.arange(4) + 1) % 4, both_ways=True)
    return World(ties, sim.People.alike(people), Luck(7, 3))


def test_people_and_ties_must_speak_of_the_same_people():
    """A world of four people with ties among four is one; with five people it is refused."""
    assert len(world(4).people) == 4
    with pytest.raises(ValueError, match="the same people"):
        world(5)


def test_a_world_does_not_change():
    """Nothing of a world can be set; another one is made of it."""
    with pytest.raises(FrozenInstanceError):
        world(4).luck = Luck(7, 4)
    with pytest.raises(ValueError, match="the same people"):
        replace(world(4), people=sim.People.alike(3))


def test_luck_is_that_of_the_run_and_sets_others_apart():
    """The luck of a run draws what its stream draws, again and again; other luck draws otherwise."""
    luck = world(4).luck
    draws = luck.stream("resistance").random(5)
    np.testing.assert_array_equal(draws, stream(7, 3, "resistance").random(5))
    np.testing.assert_array_equal(draws, luck.stream("resistance").random(5))
    other = replace(luck, other="strategy 0 ")
    np.testing.assert_array_equal(other.stream("resistance").random(5), stream(7, 3, "strategy 0 resistance").random(5))
    assert not np.array_equal(draws, other.stream("resistance").random(5))
