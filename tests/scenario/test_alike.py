"""What settings have in common in a world is drawn once, and what they have not is never shared."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.experiment.choices import seeded
from sim.experiment.sides import sides
from sim.experiment.worlds import Recalling, courses, draw_world
from sim.networks import small_world
from sim.results.record import ended
from sim.scenario.choosing import asked
from sim.scenario.network import Generated

BASE = """\
network: {generate: small-world, people: 60, ties: 6}
influence: {contagion: {rate: 0.4}}
seeds: {count: 4}
steps: 6
runs: 2
seed: 3
"""


def alone(scenario: sim.Scenario, number: int) -> np.ndarray:
    """How each arm of each side experiment ends that is drawn by itself, and has no mistake."""
    ends = []
    for cell in scenario.beside:
        world = draw_world(cell, number)
        course = courses(cell, world, "compiled")
        curves = [course(*chosen).adopters for chosen in seeded(cell, world)]
        ends.append(ended(np.array(curves), cell.people))
    return np.concatenate(ends)


def read(folder: Path, text: str) -> sim.Scenario:
    """The scenario of a text."""
    (folder / "mine.yaml").write_text(text)
    return sim.read(folder / "mine.yaml")


def test_random_equivalents_are_random_whatever_strategies_are_called(tmp_path):
    """Where a strategy is called "random" that is not, the ladder of random people does not start with its seeds."""
    text = BASE + "strategies: [{name: most-connected, label: random}]\nrandom_equivalents: true\n"
    text += "tipping: {counts: [2, 4]}\n"
    scenario = read(tmp_path, text)
    for number in range(3):
        np.testing.assert_array_equal(sides(scenario, number, "compiled", Recalling()), alone(scenario, number))


@pytest.mark.parametrize(
    "factors",
    [
        "{network.ties: [4, 6, 8], seeds.count: [2, 4]}",
        "{people.passion.sd: [1, 2], influence.contagion.rate: [0.2, 0.4]}",
        "{movement.homophily.same: [1, 3, 9], seeds.declining: [0, 0.5]}",
        "{people.never.share: [0, 0.3], 'strategies[3].steps': [1, 3]}",
    ],
)
def test_cells_are_as_if_each_were_drawn_alone(factors, tmp_path):
    """Sweeps over networks, traits, homophily and strategies come to the same with and without what is remembered."""
    (tmp_path / "ties.csv").write_text("source,target\n" + "".join(f"{i},{(i * 7 + 1) % 40}\n" for i in range(40)))
    (tmp_path / "people.csv").write_text("id,team\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(40)))
    text = BASE + "strategies: [most-connected, most-passionate, {name: diffusion-centrality, steps: 2}]\n"
    if "homophily" in factors:
        text = text.replace(text.splitlines()[0], "network: {file: ties.csv}\nmovement: {homophily: {same: 2}}")
        text += "people: {file: people.csv, tribe: team, never: {share: 0}, passion: {distribution: normal, sd: 1}}\n"
    else:
        text += "people: {never: {share: 0}, passion: {distribution: normal, sd: 1}}\n"
    scenario = read(tmp_path, text + f"sweep: {{factors: {factors}}}\n")
    for number in range(2):
        np.testing.assert_array_equal(sides(scenario, number, "compiled", Recalling()), alone(scenario, number))


def test_networks_that_come_and_go_are_not_taken_for_each_other(tmp_path):
    """One memory for fifty scenarios, each gone before the next is there, gives each its own network and people."""
    recall, scenario = Recalling(), read(tmp_path, BASE + "strategies: [random]\n")

    def sizes(people: int) -> tuple[int, int]:
        build = partial(small_world.build, people=people, ties=6, rewire=0.1)
        world = draw_world(replace(scenario, build=build), 0, recall)
        return world.ties.people, len(world.people)

    assert [sizes(people) for people in range(60, 110)] == [(people, people) for people in range(60, 110)]


def test_other_seeds_and_runs_are_other_worlds(tmp_path):
    """One memory for two seeds and two runs gives four networks."""
    recall, scenario = Recalling(), read(tmp_path, BASE + "strategies: [random]\n")
    worlds = [draw_world(replace(scenario, seed=seed), number, recall).ties for seed in (1, 2) for number in (0, 1)]
    assert len({ties.peers.tobytes() for ties in worlds}) == 4


def test_a_network_that_cells_share_is_drawn_once(tmp_path, monkeypatch):
    """Cells whose networks are the same in other words share one: it is built once for each run and each kind."""
    drawn: Counter[str] = Counter()
    build = Generated.__call__

    def counted(self: Generated, rng: np.random.Generator) -> sim.Ties:
        drawn[str(sorted(self.options.items()))] += 1
        return build(self, rng)

    text = BASE + "strategies: [random, most-connected]\nsweep:\n  factors:\n    influence.contagion.rate: [0.2, 0.4]\n"
    text += "    network.rewire: [0, 0.0, 0.1]\n"
    scenario = read(tmp_path, text)
    monkeypatch.setattr(Generated, "__call__", counted)
    sides(scenario, 0, "compiled", Recalling())
    assert list(drawn.values()) == [1, 1]


def test_another_file_at_the_same_place_is_another_network(tmp_path):
    """A file that is written anew counts by what is in it."""
    recall, found = Recalling(), []
    for tie in ("a,b", "a,d", "a,b"):
        (tmp_path / "ties.csv").write_text(f"source,target\nb,c\n{tie}\n")
        text = BASE.replace(BASE.splitlines()[0], "network: {file: ties.csv}").replace("count: 4", "count: 1")
        found.append(draw_world(read(tmp_path, text + "strategies: [random]\n"), 0, recall).ties)
    tied = [sorted(zip(ties.listeners.tolist(), ties.peers.tolist(), strict=True)) for ties in found]
    assert tied[0] == tied[2] != tied[1]


def by_threshold(ties: sim.Ties, people: sim.People, count: int, rng: np.random.Generator) -> np.ndarray:
    """A user's own strategy, which looks at what nobody can see."""
    return np.argsort(people.threshold, kind="stable")[:count]


def by_resistance(ties: sim.Ties, people: sim.People, count: int, rng: np.random.Generator, steps: int) -> np.ndarray:
    """Another one, which knows the mechanism, but not the luck either."""
    return np.argsort(people.resistance, kind="stable")[:count]


def by_scale(ties: sim.Ties, people: sim.People, count: int, rng: np.random.Generator) -> np.ndarray:
    """One that goes by which tribe is hard to move, which can be seen."""
    return np.argsort(-people.scale, kind="stable")[:count]


@pytest.mark.parametrize("strategy", [by_threshold, by_resistance])
@pytest.mark.parametrize("wanted", [{}, {"site": ["a"]}])
def test_no_strategy_sees_the_luck_of_people(strategy, wanted, tmp_path):
    """A strategy that asks for thresholds or resistances is told why it has none; the people of the run keep theirs."""
    scenario = read(tmp_path, BASE + "strategies: [random]\n")
    world = draw_world(scenario, 0)
    people = replace(world.people, attributes={"site": np.repeat(["a", "b"], 30)})
    world = replace(world, people=people)
    own = replace(scenario.strategies[0], choose=partial(asked, strategy, {}, wanted))
    lucky = replace(scenario, strategies=(own,))
    with pytest.raises(AttributeError, match=r"no `(threshold|resistance)` that a strategy sees: .* is luck"):
        list(seeded(lucky, world))
    assert people.threshold.shape == people.resistance.shape == (60,)
    assert repr(people.seen()).startswith("People(passion=array(")


def test_seeds_that_go_by_the_scale_of_resistance_are_chosen_anew(tmp_path):
    """In a sweep over how hard a tribe is to move, a strategy that goes by this chooses in each setting as if alone."""
    (tmp_path / "ties.csv").write_text("source,target\n" + "".join(f"{i},{(i * 7 + 1) % 40}\n" for i in range(40)))
    (tmp_path / "people.csv").write_text("id,team\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(40)))
    text = BASE.replace(BASE.splitlines()[0], "network: {file: ties.csv}") + "strategies: [random]\n"
    text += "people: {file: people.csv, tribe: team, resistance: {scale: {a: 2, b: 1}}}\n"
    scenario = read(tmp_path, text + "sweep: {factors: {people.resistance.scale.a: [0.5, 4]}}\n")
    own = (replace(scenario.strategies[0], choose=partial(asked, by_scale, {}, {})),)
    sweep = scenario.asked["sweep"]
    cells = tuple(replace(cell, strategies=own) for cell in sweep.scenarios)
    scenario = replace(scenario, strategies=own, asked={"sweep": replace(sweep, scenarios=cells)})
    np.testing.assert_array_equal(sides(scenario, 0, "compiled", Recalling()), alone(scenario, 0))
