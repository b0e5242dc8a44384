"""What runs leave behind: models are freed, and 200 runs hold no more than 20."""

import gc
import tempfile
import weakref

import networkx as nx
import numpy as np
import pytest
from engines.worlds import ties
from hypothesis import given, settings
from hypothesis import strategies as st
from leftovers import SCENARIO, assert_steady, growth
from mesa import Agent

import sim
from sim.engines.agents import MovementModel, Person
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties


class Looker(Person):
    """Somebody who looks around with Mesa's own means."""

    def decide(self) -> None:
        """Count who is near, by all ways there are."""
        near = self.cell.get_neighborhood(radius=2, include_center=True)
        self.seen = len(list(near.agents)) + len(self.cell.neighborhood)
        super().decide()


class Bystander(Agent):
    """Somebody who is no person of the movement, and does nothing."""

    def decide(self) -> None:
        """Nothing."""

    def commit(self) -> None:
        """Nothing."""


class Crowded(MovementModel):
    """A movement with a bystander more in each step."""

    def step(self) -> None:
        """Somebody turns up, then everyone decides."""
        Bystander(self)
        super().step()


def ring(people: int = 12) -> Ties:
    """Everyone listens to the next."""
    return Ties.from_pairs(people, np.arange(people), (np.arange(people) + 1) % people)


def stepped(model: type[MovementModel], person: type[Person]) -> MovementModel:
    """A model after three steps."""
    movement = Movement(contagion=0.5, divisor=1.0)
    made = model(ring(), People.alike(12), movement, [0], person=person)
    for _ in range(3):
        made.step()
    return made


@pytest.mark.parametrize("person", [Person, Looker])
@pytest.mark.parametrize("model", [MovementModel, Crowded])
def test_a_model_that_nobody_refers_to_is_freed(model, person):
    """A model and all of its agents are gone once nothing refers to them, also those of subclasses."""
    made = stepped(model, person)
    left = [weakref.ref(one) for one in (made, *made.agents)]
    del made
    gc.collect()
    assert [one() for one in left if one() is not None] == []


def test_agents_are_numbered_from_1_in_each_model():
    """Person i is agent i + 1, whoever comes later goes on counting, and another model begins anew."""
    for _ in range(2):
        model = stepped(Crowded, Person)
        assert [person.unique_id for person in model.persons] == list(range(1, 13))
        assert sorted(agent.unique_id for agent in model.agents) == list(range(1, 16))


@given(ties(), st.integers(1, 5), st.booleans())
@settings(max_examples=50, deadline=None)
def test_neighbourhoods_are_those_of_the_graph(graph, radius, center):
    """Who is within a radius of a person is what networkx counts along the listening graph."""
    model = MovementModel(graph, People.alike(graph.people), Movement(), [0])
    listening = graph.to_networkx()
    for person in model.persons:
        near = set(nx.single_source_shortest_path_length(listening, person.number, cutoff=radius))
        cells = person.cell.get_neighborhood(radius, include_center=center)
        assert {cell.coordinate for cell in cells} == (near if center else near - {person.number})
        assert {agent.number for agent in cells.agents} == {cell.coordinate for cell in cells}
        assert set(person.cell.neighborhood) == {peer.cell for peer in person.peers}
    with pytest.raises(ValueError, match="radius"):
        model.persons[0].cell.get_neighborhood(0)


@pytest.mark.parametrize("engine", ["agents", "compiled"])
def test_200_runs_hold_no_more_than_20(engine, tmp_path, monkeypatch):
    """Memory, descriptors, threads and temporary files stay as they are, however often a scenario is read and run."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "mine.yaml").write_text(SCENARIO)
    assert_steady(growth(lambda: sim.run(sim.read(tmp_path / "mine.yaml"), engine=engine)))
