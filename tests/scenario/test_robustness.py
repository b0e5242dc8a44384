"""A wrong map: seeds chosen on it and spread on the true ties by hand give the same; what is lost, and its faults."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.engines import agents
from sim.experiment.choices import seeded
from sim.experiment.run import one_run
from sim.experiment.worlds import draw_world, programme
from sim.ground.draws import stream
from sim.reports.figures.pictures import as_figure
from sim.results.record import ended
from sim.results.results import read
from sim.scenario.scenario import Mistake
from sim.studies import robustness
from sim.studies.robustness import SHARES
from sim.world.mistakes import linking_pin, mistaken, without

TEXT = """\
network: {{generate: blocks, sizes: [30, 40, 20], within: 5, across: 1}}
people: {{tribe: block, passion: {{distribution: normal}}}}
influence: {{threshold: {{distribution: normal, mean: 0.4, sd: 0.15}}, contacts: {{p: 0.05}}}}
{movement}
seeds: {seeds}
strategies: [most-connected, random, {better}]
steps: 12
runs: 10
seed: 4
"""
ALL = """\
robustness:
  missing_ties: [0.2, 0.5]
  added_ties: [0.3]
  rewired_ties: [0.6]
  lost_respondents: [0.4]
  champion: [declines, leaves]
  linking_pin: leaves
"""


def said(
    folder, more: str = "", seeds: str = "{count: 6}", movement: str = "", better: str = "closeness"
) -> sim.Scenario:
    """A scenario from its text."""
    (folder / "mine.yaml").write_text(
        TEXT.format(seeds=seeds, movement=movement, better=better) + more, encoding="utf-8"
    )
    return sim.read(folder / "mine.yaml")


def by_hand(scenario, mistake, number):
    """How the movement ends with each strategy if a mistake is made, step by step, with the other engine."""
    world = draw_world(scenario, number)
    ties, people = world.ties, world.people
    seen = ties
    if mistake.kind in SHARES:
        seen = mistaken(ties, mistake.kind, mistake.share, stream(4, number, f"wrong map {mistake.kind}"))
    ends = []
    for ids, starts in seeded(scenario, replace(world, ties=seen)):
        there, everyone, waves = ties, people, [ids[: (*starts, len(ids))[0]], *np.split(ids, starts)[1:]]
        gone = {"champion declines": ids[0], "champion leaves": ids[0]}.get(mistake.kind)
        if mistake.kind == "linking pin leaves":
            gone = linking_pin(ties, people.attributes["block"])
        waves = [wave[wave != gone] for wave in waves] if gone is not None else waves
        if mistake.kind.endswith("leaves"):
            never = people.never.copy()
            never[gone] = True
            there, everyone = without(ties, gone), replace(people, never=never)
        plan = programme(scenario, replace(world, ties=there, people=everyone))
        later = tuple(np.cumsum([len(wave) for wave in waves])[:-1].tolist())
        movement = scenario.movement if plan is None else replace(scenario.movement, programme=plan.in_waves(later))
        course = agents.run(there, everyone, movement, np.concatenate(waves), scenario.steps)
        ends.append(ended(np.array(course.adopters), scenario.people))
    return ends


@pytest.mark.parametrize(
    ("seeds", "movement"),
    [("{count: 3}", ""), ("{waves: [{count: 1}, {count: 3, from: 3}]}", "movement: {giving_up: {rate: 0.1}}")],
)
def test_each_mistake_is_what_it_is_by_hand(tmp_path, seeds, movement):
    """The ends of every side experiment are to the bit those of seeds chosen and spread by hand with Mesa agents."""
    # Greedy tries the change out on the map; once is enough, for it takes long.
    better = "closeness" if movement else "greedy"
    scenario = said(tmp_path, ALL, seeds, movement, better)
    run = one_run(scenario, 3, "compiled")
    mistakes = [Mistake(*pair) for pair in scenario.asked["robustness"].entry.mistakes]
    expected = [end for mistake in mistakes for end in by_hand(scenario, mistake, 3)]
    np.testing.assert_array_equal(run.sides, expected)
    alone = one_run(said(tmp_path, "", seeds, movement, better), 3, "compiled")
    np.testing.assert_array_equal(run.new, alone.new)


def test_a_map_without_mistakes_costs_nothing(tmp_path):
    """With shares of 0 nothing is lost, exactly; random seeds lose nothing whatever the map; rows are in order."""
    shares = "".join(f"  {kind}: [0, 0.5]\n" for kind in SHARES)
    table = sim.run(said(tmp_path, f"tipping: {{counts: [1, 5], reach: 0.5}}\nrobustness:\n{shares}")).tables[
        "robustness"
    ]
    assert list(table) == ["kind", "share", "strategy", "reach_mean", "loss", "low", "high"]
    assert (table.loc[table["share"] == 0, ["loss", "low", "high"]] == 0).all(axis=None)
    assert (table.loc[table["strategy"] == "random", ["loss", "low", "high"]] == 0).all(axis=None)
    assert (table.loc[(table["strategy"] == "closeness") & (table["share"] == 0.5), "loss"] != 0).any()


def test_the_loss_is_the_difference_of_reach(tmp_path, monkeypatch):
    """The loss is mean reach on the true map less that on the wrong one; results are read back, drawn and said."""
    monkeypatch.chdir(tmp_path)
    said(tmp_path, ALL)
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "mine.yaml"])
    assert result.exit_code == 0
    assert "If the best seed leaves, reach changes by" in " ".join(result.stdout.split())
    results = read(tmp_path / "results/mine")
    table, reach = results.tables["robustness"], results.reach().mean()
    for row in table.to_dict("records"):
        assert row["loss"] == pytest.approx(reach[row["strategy"]] - row["reach_mean"], abs=1e-9)
        assert row["low"] <= row["loss"] <= row["high"]
    assert len(table) == 8 * 3
    left = table[table["kind"] == "champion leaves"].set_index("strategy")
    (line,) = (line for line in robustness.sentences(results) if "best seed leaves" in line)
    for name, row in left.iterrows():
        change, low, high = (robustness.points(row[end]) for end in ("loss", "high", "low"))
        assert f"{name} {change} ({low} to {high})" in line
    assert as_figure("robustness", results).axes[0].get_ylabel() == "loss of reach, in points of 100"
    assert {"robustness.png", "robustness.svg"} <= {file.name for file in (tmp_path / "results/mine").iterdir()}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("robustness: {}\n", "10: robustness: says nothing that goes wrong"),
        ("robustness: {missing_ties: [0.1, 0.1]}\n", "10: robustness.missing_ties[2]: 0.1 is there twice"),
        ("robustness: {missing_ties: [1.5]}\n", "10: robustness.missing_ties[1]: found 1.5, expected at most 1"),
        ("robustness: {missing: [0.5]}\n", '10: unknown key "missing" in robustness'),
        ("robustness: {champion: [dies]}\n", "10: robustness.champion[1]:"),
    ],
)
def test_faults_of_wrong_maps(tmp_path, more, told):
    """What is wrong with what shall go wrong is said with its line."""
    with pytest.raises(sim.InputError) as error:
        said(tmp_path, more)
    assert told in str(error.value)


def test_a_linking_pin_needs_tribes(tmp_path):
    """Without tribes nobody links them, and the fault says what to name."""
    (tmp_path / "mine.yaml").write_text(
        "network: {generate: ring, people: 30}\ninfluence: {threshold: {distribution: constant, value: 0.3}}\n"
        "seeds: {count: 2}\n"
        "strategies: [random]\n"
        "robustness: {linking_pin: leaves}\n",
        encoding="utf-8",
    )
    with pytest.raises(sim.InputError) as error:
        sim.read(tmp_path / "mine.yaml")
    assert "robustness.linking_pin: needs to know who belongs together" in str(error.value)
