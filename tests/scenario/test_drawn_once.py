"""A network that is drawn once is given: the same in every run, by a draw that belongs to none."""

import gc
import pickle
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.experiment.estimate import _Work, estimate
from sim.experiment.run import run
from sim.experiment.worlds import draw_world
from sim.ground.draws import ONCE, stream
from sim.networks import small_world
from sim.reports.describe.text import describe
from sim.scenario.network import Generated
from sim.scenario.scenario import GIVEN
from sim.world.ties import Ties

BASE = """\
network: {network}
people: {{passion: {{distribution: normal}}}}
influence: {{contacts: {{p: 0.2}}}}
seeds: {{count: 3}}
strategies: [most-connected, random]
steps: 6
runs: 12
seed: 5
"""
SMALL_WORLD = "{generate: small-world, people: 60, ties: 6, rewire: 0.2, drawn: once}"
GENERATED = (
    SMALL_WORLD,
    "{generate: organisation, people: 40, drawn: once}",
    "{organisation: {people: 40, drawn: once}}",
    "{organisations: {count: 2, size: 30, drawn: once}}",
)


def read(folder: Path, network: str, more: str = "") -> sim.Scenario:
    """The scenario of a network."""
    (folder / "mine.yaml").write_text(BASE.format(network=network) + more, encoding="utf-8")
    return sim.read(folder / "mine.yaml")


def tied(ties: Ties) -> tuple[bytes, bytes]:
    """Who listens to whom."""
    return ties.starts.tobytes(), ties.peers.tobytes()


@pytest.mark.parametrize("network", GENERATED)
def test_it_is_the_same_in_every_run(network, tmp_path):
    """Every generator, under either name: one network and one table of columns in all runs, whoever sends the scenario;
    what people are like is drawn in each run; without `drawn: once` runs differ.
    """
    scenario = read(tmp_path, network)
    sent = replace(scenario, memory=pickle.loads(pickle.dumps(scenario.memory)))
    assert sent.memory is not scenario.memory
    worlds = [draw_world(each, number) for each in (scenario, sent) for number in (0, 1, 2)]
    assert len({tied(world.ties) for world in worlds}) == 1
    assert len({world.people.passion.tobytes() for world in worlds}) == 3
    columns = [{name: list(column) for name, column in world.ties.attributes.items()} for world in worlds]
    assert all(each == columns[0] for each in columns)
    anew = read(tmp_path, network.replace(", drawn: once", ""))
    assert len({tied(draw_world(anew, number).ties) for number in (0, 1, 2)}) == 3


def test_its_draw_belongs_to_no_run(tmp_path):
    """It is what the generator makes of the stream of no run, by hand; another seed draws another one."""
    ties = draw_world(read(tmp_path, SMALL_WORLD), 7).ties
    assert tied(ties) == tied(small_world.build(stream(5, ONCE, "network"), people=60, ties=6, rewire=0.2))
    (tmp_path / "mine.yaml").write_text(BASE.format(network=SMALL_WORLD), encoding="utf-8")
    assert tied(draw_world(sim.read(tmp_path / "mine.yaml", seed=6), 7).ties) != tied(ties)


def test_it_is_drawn_once_however_many_runs_and_settings_there_are(tmp_path, monkeypatch):
    """Runs in two threads, and settings with the same network, have one draw; runs are those of one thread."""
    drawn: Counter[int] = Counter()
    build = Generated.__call__

    def counted(self: Generated, rng: np.random.Generator) -> Ties:
        drawn[self.options["ties"]] += 1
        return build(self, rng)

    monkeypatch.setattr(Generated, "__call__", counted)
    sweep = "sweep: {factors: {influence.contacts.p: [0.1, 0.2], network.ties: [4, 6]}}\n"
    results = run(read(tmp_path, SMALL_WORLD, sweep), workers=2)
    assert drawn == {4: 1, 6: 1}
    again = run(read(tmp_path, SMALL_WORLD, sweep), workers=1)
    assert results.runs.equals(again.runs)
    assert results.tables["sweep"].equals(again.tables["sweep"])


def test_the_first_setting_of_a_sweep_is_the_scenario_by_itself(tmp_path):
    """A sweep over a network that is drawn once has in each setting the network that the scenario would have."""
    sweep = read(tmp_path, SMALL_WORLD, "sweep: {factors: {network.ties: [4, 6]}}\n")
    four, six = (draw_world(cell, 3).ties for cell in sweep.beside)
    assert tied(six) == tied(draw_world(sweep, 0).ties)
    assert tied(four) == tied(draw_world(read(tmp_path, SMALL_WORLD.replace("ties: 6", "ties: 4")), 1).ties)


def test_estimates_know_that_it_is_drawn_once(tmp_path):
    """It takes less time and less memory than a network that is drawn in each of many runs."""
    large = SMALL_WORLD.replace("people: 60", "people: 500000")
    once, anew = (estimate(read(tmp_path, text), workers=4) for text in (large, large.replace(", drawn: once", "")))
    assert once.seconds < anew.seconds
    assert once.bytes < anew.bytes


def test_estimates_know_what_chooses_once(tmp_path):
    """Greedy takes as long for a thousand runs as for ten where the network is given, and each run's time elsewhere."""

    def seconds(network: str, runs: int) -> float:
        text = BASE.format(network=network).replace("[most-connected, random]", "[greedy]")
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return estimate(sim.read(tmp_path / "mine.yaml", runs=runs), workers=1).seconds

    large = SMALL_WORLD.replace("people: 60", "people: 2000")
    assert seconds(large, 1000) < 2 * seconds(large, 10)
    anew = large.replace(", drawn: once", "")
    assert seconds(anew, 1000) > 50 * seconds(anew, 10)
    assert seconds(anew, 10) > 5 * seconds(large, 10)


def test_what_only_its_draw_can_show_is_checked_on_it(tmp_path):
    """What a name stands for is looked up in the very network of the runs, not in that of run 0."""
    network = "{organisation: {people: 30, drawn: once}}"
    sponsors = "movement: {formal_support: {sponsors: [{who: {team: TEAM}}]}}\n"
    once, anew = (read(tmp_path, text) for text in (network, network.replace(", drawn: once", "")))
    teams = [set(draw_world(each, 0).ties.attributes["team"]) for each in (once, anew)]
    fits = read(tmp_path, network, sponsors.replace("TEAM", min(teams[0] - teams[1])))
    assert fits.unsure
    run(fits, workers=1)
    with pytest.raises(sim.InputError, match="nobody belongs to"):
        run(read(tmp_path, network, sponsors.replace("TEAM", "team 99")), workers=1)


@pytest.mark.parametrize(
    ("network", "told"),
    [
        ("{generate: ring, people: 20, drawn: twice}", "network.drawn: found"),
        ("{organisation: {people: 30, drawn: always}}", "network.organisation.drawn: found"),
        ("{dataset: karate, drawn: once}", 'unknown key "drawn" in network'),
    ],
)
def test_faults_of_drawn(network, told, tmp_path):
    """Another word, and a network that is no draw, are told at their place."""
    with pytest.raises(sim.InputError) as fault:
        read(tmp_path, network)
    assert told in str(fault.value)
    assert str(fault.value).startswith(f"{tmp_path / 'mine.yaml'}:1:")


def test_descriptions_say_whether_it_is_drawn_once(tmp_path):
    """`sim describe` says of each network whether it is the same in every run."""
    text = {}
    for name, network in (
        ("once", SMALL_WORLD),
        ("anew", "{generate: ring, people: 20}"),
        ("data", "{dataset: karate}"),
    ):
        scenario = read(tmp_path, network)
        text[name] = describe(scenario, "mine.yaml")
    assert "(network: small-world, the same in every run)" in text["once"]
    assert "(network: ring, drawn anew in each run)" in text["anew"]
    assert "(network: karate, the same in every run)" in text["data"]
    assert [name for name in text if "Chosen once for all runs." in text[name]] == ["once", "data"]


def test_a_sweep_over_networks_does_not_hold_them_all(tmp_path):
    """Of 40 networks that are drawn once, no more are in memory after a sweep than there is room for."""
    sweep = "sweep: {factors: {network.people: {from: 20, to: 59, count: 40}}}\n"
    scenario = read(tmp_path, SMALL_WORLD, sweep)
    gc.collect()
    before = sum(type(thing) is Ties for thing in gc.get_objects())
    run(scenario, workers=1)
    gc.collect()
    assert sum(type(thing) is Ties for thing in gc.get_objects()) - before <= GIVEN + 1


@pytest.mark.parametrize("count", [GIVEN - 1, 40])
def test_estimates_know_how_many_networks_are_remembered(count, tmp_path):
    """A few given networks are drawn once for all runs; more than there is room for are drawn anew in each."""
    sweep = f"sweep: {{factors: {{network.people: {{from: 20, to: 59, count: {count}}}}}}}\n"
    work = _Work(read(tmp_path, SMALL_WORLD.replace("rewire: 0.2", "rewire: 1.0"), sweep), "compiled")
    assert (work.once > work.chosen["most-connected"]) == (count < GIVEN)
