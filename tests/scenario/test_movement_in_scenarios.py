"""Movements as a user writes them: what is told at the door, and what a scenario makes of it."""

import networkx as nx
import numpy as np
import pytest

from sim.experiment import one_run, seeds, world
from sim.scenario.read import read
from sim.scenario.scenario import Scenario

REST = "influence: {spontaneous: 0}\nstrategies: [random]\nsteps: 4\nruns: 5\n"


@pytest.fixture
def scenario(tmp_path):
    """A scenario from a page."""

    def reader(page: str) -> Scenario:
        (tmp_path / "a.yaml").write_text(page, encoding="utf-8")
        return read(tmp_path / "a.yaml")

    return reader


@pytest.mark.parametrize("engine", ["agents", "compiled"])
def test_who_declines_is_missing_in_their_own_wave(scenario, engine):
    """Where nobody comes in for those who decline, each wave is as much smaller as people in it declined."""
    page = "network: {generate: ring, people: 100, ties: 4}\n" + REST
    page += "seeds: {waves: [{count: 20}, {count: 20, from: 3}]%s}\n"
    asked, kept = scenario(page % ""), scenario(page % ", declining: 0.5, replaced: false")
    assert kept.seeding.count == 40
    for number in range(5):
        everyone, came = (next(seeds(one, number, *world(one, number))) for one in (asked, kept))
        new = one_run(kept, number, engine).new[0]
        waves = [np.isin(part, came).sum() for part in (everyone[:20], everyone[20:])]
        assert new.tolist() == [waves[0], 0, 0, waves[1], 0]
        assert 0 < min(waves) < 20


def test_yes_and_no_are_names_of_groups(scenario):
    """A group that YAML reads as true is found under the name that it is written with."""
    found = scenario(
        "network: {organisation: {people: 60, function: {true: 0.5, false: 0.5}}}\nseeds: {count: 2}\n"
        + REST
        + "movement: {results: {when: {reach: 0.1, of: {function: true}}},"
        " formal_support: {sponsors: [{who: {function: true}}], push: 1}}\n"
    )
    assert one_run(found, 0, "compiled").new[0, 1:].sum() > 0


BEYOND = {
    "open": ("{contacts: {p: 0.1}}", 1),
    "certain": ("{contacts: {p: 1, persistence: 1}}", -1),
    "of themselves": ("{threshold: {distribution: constant, value: 0}}", -1),
}


@pytest.mark.parametrize("engine", ["agents", "compiled"])
@pytest.mark.parametrize("case", BEYOND)
def test_receptivity_beyond_floating_point_is_a_limit(scenario, engine, case):
    """Where exp(x) is infinite any push is enough, but not none; where it is 0, what is certain stays so."""
    influence, fit = BEYOND[case]
    found = scenario(
        f"network: {{organisation: {{people: 60}}}}\ninfluence: {influence}\nseeds: {{count: 1}}\nsteps: 6\nruns: 1\n"
        "strategies: [random]\nmovement: {messages: {of: function, weight: 1000, periods: [{message: x}],"
        f" fit: {{staff: {{x: {fit}}}, operations: {{x: {fit}}}}}}}}}\n"
    )
    run = one_run(found, 0, engine)
    if case == "of themselves":
        assert run.new[0].tolist() == [1, 59, 0, 0, 0, 0, 0]
    else:
        away = nx.single_source_shortest_path_length(world(found, 0)[0].to_networkx(), int(run.seeds[0][0]))
        assert run.new[0].tolist() == np.bincount(list(away.values()), minlength=7).tolist()
