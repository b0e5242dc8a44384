"""Movements as a user writes them: what is told at the door, and what a scenario makes of it."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from sim.experiment.choices import seeds
from sim.experiment.run import one_run
from sim.experiment.worlds import draw_world
from sim.families.mechanisms import MECHANISMS, ordered
from sim.families.turns import in_turn
from sim.ground.faults import InputError
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
        everyone, came = (next(seeds(one, draw_world(one, number))) for one in (asked, kept))
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
        away = nx.single_source_shortest_path_length(draw_world(found, 0).ties.to_networkx(), int(run.seeds[0][0]))
        assert run.new[0].tolist() == np.bincount(list(away.values()), minlength=7).tolist()


ORGANISATION = "network: {organisation: {people: 60}}\npeople: {tribe: function}\nseeds: {count: 2}\n" + REST


def test_what_never_begins_is_told(scenario):
    """What is to begin after the last step is told with its place; what begins in it is not."""
    late = scenario(
        ORGANISATION.replace("{count: 2}", "{waves: [{count: 1}, {count: 1, from: 5}, {count: 1, from: 4}]}")
        + "movement: {results: {from: 5}, formal_support: {push: 1, sponsors: [{who: top}, {who: top, from: 6}]},"
        " messages: {fit: {staff: {x: 1}}, periods: [{message: x, from: 4}, {message: x, from: 7}]}}\n"
    )
    told = [note.split(": ")[0] for note in late.notes]
    assert told == [
        "movement.formal_support.sponsors[2].from",
        "movement.messages.periods[2].from",
        "movement.results.from",
        "seeds.waves[2].from",
    ]
    assert "step 5 comes after the last one, 4, so this never begins" in late.notes[-1]


NOTHING = {
    "formal_support": "{sponsors: [{who: top}]}",
    "storytelling": "{told_of: tribe}",
    "critical_mass": "{reach: 0.2}",
    "results": "{gain: 0}",
    "homophily": "{between: {staff: {operations: 1}}}",
    "messages": "{fit: {staff: {x: 0}}, periods: [{message: x}]}",
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_does_nothing_is_told(scenario, name):
    """A mechanism that is on, but with every strength at 0, is told, and with some strength is not."""
    idle = scenario(ORGANISATION + f"movement: {{{name}: {NOTHING[name]}}}\n")
    assert [note.split(": ")[0] for note in idle.notes] == [f"movement.{name}"]
    strength = {"storytelling": "level: 1", "results": "gain: 0.2", "homophily": "same: 2", "messages": "weight: 1"}
    words = NOTHING[name].replace("x: 0", "x: 1").replace("{gain: 0}", "{}")
    working = words[:-1] + f"{', ' * (len(words) > 2)}{strength.get(name, 'openness: 1')}}}"
    assert scenario(ORGANISATION + f"movement: {{{name}: {working}}}\n").notes == ()


def test_backing_that_only_holds_does_something(scenario):
    """Formal support and results that open nobody are no idle ones where they hold adopters."""
    held = "giving_up: {rate: 0.1, held_by: {support: 1, results: 1}}"
    page = ORGANISATION + "movement: {formal_support: {sponsors: [{who: top}]}, results: {openness: 0}, %s}\n"
    assert scenario(page % held).notes == ()


def test_mechanisms_act_in_their_order(scenario):
    """Mechanisms act in the order of sim/MODEL.md, whatever the order in which a scenario names them."""
    text = "network: {generate: ring, people: 100, ties: 4}\nseeds: {count: 5}\n" + REST
    text += "movement: {giving_up: {rate: 0.1}, divergence: {departure: 0.5}}\n"
    assert list(scenario(text).mechanisms) == ["divergence", "giving-up"]
    assert list(ordered()) == [
        "homophily", "formal-support", "messages", "storytelling", "results", "critical-mass", "divergence",
        "giving-up",
    ]  # fmt: skip


def test_who_says_nothing_of_an_order_comes_last():
    """A mechanism that does not say what it comes after is not left out: it acts after all that do, by name."""
    parts = dict(MECHANISMS.parts)
    for name in ("divergence", "results"):
        parts[name] = replace(parts[name], AFTER=None)
    parts["critical-mass"] = replace(parts["critical-mass"], AFTER=("storytelling",))
    assert list(in_turn(parts, "mechanism"))[-2:] == ["divergence", "results"]


def test_an_order_that_cannot_be_is_told():
    """Mechanisms that come after each other, or after one that is not there, are faults of their files."""
    parts = dict(MECHANISMS.parts)
    parts["homophily"] = replace(parts["homophily"], AFTER=("giving-up",))
    with pytest.raises(InputError, match=r"\.py:1: AFTER: these come after each other in a circle: .*homophily"):
        in_turn(parts, "mechanism")
    parts["homophily"] = replace(parts["homophily"], AFTER=("mesages",))
    with pytest.raises(
        InputError, match=r'homophily\.py:1: AFTER: there is no mechanism "mesages", did you mean "mess'
    ):
        in_turn(parts, "mechanism")
