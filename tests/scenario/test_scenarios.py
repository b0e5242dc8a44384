"""Scenarios: the shipped ones say what they expect, the schema accepts and refuses what the reader does."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

import sim
from sim.cli import main
from sim.engines import agents, compiled
from sim.experiment.choices import seeds
from sim.experiment.run import one_run, run
from sim.experiment.worlds import draw_world
from sim.families.conventions import CONVENTIONS
from sim.families.presets import PRESETS
from sim.families.strategies import STRATEGIES
from sim.results.ledger import Ledger
from sim.scenario.language.schema import text
from sim.scenario.read import read
from sim.statistics.verdict import verdict

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
BROKEN = Path(__file__).parents[1] / "cli" / "broken"


def load(file: Path) -> object:
    """A YAML file as plain data."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(file)))


@pytest.fixture(scope="module")
def finished() -> dict[str, sim.Results]:
    """Every shipped scenario, run as it stands."""
    return {file.stem: sim.run(sim.read(file)) for file in SHIPPED}


def test_these_are_shipped():
    """The shipped scenarios are those that are looked at here."""
    assert {file.stem for file in SHIPPED} == {
        "connectors",
        "word-of-mouth",
        "karate",
        "bass",
        "watts",
        "committed-minority",
        "backing",
        "flip-map",
        "broadcast",
    }


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_say_what_they_ask_expect_and_lean_on(file):
    """Each has a question, an expected answer and a source, and the line by which editors find the schema."""
    page = file.read_text(encoding="utf-8")
    assert page.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    assert "# Expected:" in page
    assert "# Source:" in page
    assert sim.read(file).question.endswith("?")


def test_connectors_win_where_people_need_several_peers(finished):
    """connectors.yaml: the best connected reach nearly everyone, the others next to nobody."""
    found = finished["connectors"]
    assert verdict(found).winner == "most-connected"
    summary = found.tables["summary"].set_index("strategy")
    assert summary.loc["most-connected", "reach_mean"] > 0.95
    assert (summary.loc[["most-passionate", "random"], "reach_mean"] < 0.15).all()
    row = found.tables["comparison"].query("strategy == 'most-passionate' and measure == 'reach'").iloc[0]
    assert row["low"] < 0 < row["high"]


def test_connectors_do_not_win_where_one_talk_is_enough(finished):
    """word-of-mouth.yaml: the passionate win; the connectors beat random, but are told that they do not win."""
    found = finished["word-of-mouth"]
    assert verdict(found).winner == "most-passionate"
    assert any(line.startswith("most-connected does not win here") for line in verdict(found).lines)
    row = found.tables["comparison"].query("strategy == 'most-connected' and measure == 'reach'").iloc[0]
    assert row["low"] > 0


def test_without_persuasive_passion_the_connectors_win_again(tmp_path):
    """What word-of-mouth.yaml says of its assumption: with sending 0 the connectors win."""
    page = (ROOT / "scenarios" / "word-of-mouth.yaml").read_text(encoding="utf-8")
    (tmp_path / "without.yaml").write_text(
        page.replace("sending: {passion: 0.8}", "sending: {passion: 0}"), encoding="utf-8"
    )
    assert verdict(sim.run(sim.read(tmp_path / "without.yaml"))).winner == "most-connected"


def test_karate(finished):
    """karate.yaml: two well-connected members reach over half of the club, random ones far fewer; by club too."""
    found = finished["karate"]
    summary = found.tables["summary"].set_index("strategy")
    assert verdict(found).winner == "most-connected"
    assert 0.5 < summary.loc["most-connected", "reach_median"] < 0.75
    assert summary.loc["random", "reach_median"] < 0.25
    assert set(found.tables["curves"]["group"]) == {"everyone", "Mr. Hi", "Officer"}


def test_bass_has_no_network_effect(finished):
    """bass.yaml: whoever is seeded, the curves coincide; without seeds it runs a little behind."""
    found = finished["bass"]
    assert verdict(found).winner is None
    curves = found.tables["curves"].pivot(index="step", columns="strategy", values="mean")
    assert np.abs(curves["most-connected"] - curves["random"]).max() == 0
    assert np.abs(curves["most-passionate"] - curves["random"]).max() < 0.02
    times = found.tables["summary"].set_index("strategy")["t50"]
    assert times["none"] - times["random"] in (1, 2)


def test_watts_is_all_or_nothing(finished):
    """watts.yaml: what takes off reaches nearly everyone; the hub does it more often, by no more than half."""
    found = finished["watts"]
    summary = found.tables["summary"].set_index("strategy")
    assert (summary["reach_given_takeoff"] > 0.9).all()
    ratio = summary.loc["most-connected", "takeoff"] / summary.loc["random", "takeoff"]
    assert 1.05 < ratio < 1.5


def test_a_small_committed_minority_needs_connections(finished):
    """committed-minority.yaml: the best connected bring everyone over, the others hardly anyone for good."""
    found = finished["committed-minority"]
    assert verdict(found).winner == "most-connected"
    summary = found.tables["summary"].set_index("strategy")
    assert summary["takeoff"].to_dict() == {"most-connected": 1, "random": 0, "least-connected": 0}
    assert summary.loc["most-connected", "reach_mean"] > 0.99
    assert 0.15 < summary.loc["least-connected", "reach_mean"] < summary.loc["random", "reach_mean"] < 0.25
    runs = found.runs
    assert (runs.groupby("strategy")["quits"].sum() > 0).all()
    flow = (runs["new"] - runs["quits"]).groupby([runs["strategy"], runs["run"]]).cumsum()
    np.testing.assert_array_equal(flow, runs["adopters"])


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("{convention: best-response, memory: 12}", "{convention: naming-game}"), ("{share: 0.15}", "{share: 0.28}")],
)
def test_beyond_the_tipping_point_any_minority_is_enough(tmp_path, was, becomes):
    """What committed-minority.yaml says of its limits: in a naming game, or with more of them, random ones suffice."""
    page = (ROOT / "scenarios" / "committed-minority.yaml").read_text(encoding="utf-8")
    assert page.count(was) == 1
    (tmp_path / "other.yaml").write_text(page.replace(was, becomes), encoding="utf-8")
    summary = sim.run(sim.read(tmp_path / "other.yaml", only=("random",), runs=20)).tables["summary"]
    assert summary["takeoff"].tolist() == [1]


def test_the_schema_is_a_schema():
    """`sim schema` prints a valid JSON Schema, the one in the root."""
    printed = CliRunner().invoke(main, ["schema"]).stdout
    assert printed == text()
    jsonschema.Draft202012Validator.check_schema(json.loads(printed))


def test_backing_from_above_leaves_little_to_the_seeds(finished):
    """backing.yaml: all reach nearly the same, the connectors sooner; some give up; the line and stories push too."""
    found = finished["backing"]
    summary = found.tables["summary"].set_index("strategy")
    assert (summary["reach_mean"].between(0.85, 0.96)).all()
    assert np.ptp(summary["reach_mean"]) < 0.04
    assert 3 <= summary.loc["random", "t50"] - summary.loc["most-connected", "t50"] <= 7
    assert found.runs["quits"].sum() > 0
    last = found.tables["sources"].query("step == 40").groupby("source")["mean"].mean()
    assert (last[["peers", "formal", "stories"]] > 0.02).all()


@pytest.mark.parametrize("file", sorted((ROOT / "scenarios").rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_schema_accepts_what_the_reader_does(file):
    """Editors find no fault with the shipped scenarios."""
    jsonschema.Draft202012Validator(json.loads(text())).validate(load(file))


@pytest.mark.parametrize(
    "network",
    [
        {"organisation": {"people": 60, "homophily": {"contract": 2}}},
        {"generate": "organisation", "people": 60, "homophily": {"contract": 2}},
        {"organisations": {"sizes": [60, 80], "each": {"span": 4.9}, "unlike": [{}, {"site": {"main": 1}}]}},
        {"generate": "organisations", "count": 3, "size": 60, "rank": "top"},
    ],
    ids=["organisation", "generate organisation", "organisations", "generate organisations"],
)
def test_the_schema_knows_organisations(network):
    """Editors accept both ways to write organisations, and underline an option that there is not."""
    validator = jsonschema.Draft202012Validator(json.loads(text()))
    page = {"network": network, "influence": {"preset": "si"}, "seeds": {"count": 1}, "strategies": ["random"]}
    validator.validate(page)
    inside = next((value for value in network.values() if isinstance(value, dict) and len(network) == 1), network)
    assert list(validator.iter_errors(page | {"network": {**network, "spam": 1}}))
    inside["spam"] = 1
    assert list(validator.iter_errors(page))


SCHEMA_SEES = [
    "unknown-key",
    "unknown-option",
    "missing-sections",
    "unknown-network",
    "unknown-dataset",
    "unknown-strategy",
    "unknown-preset",
    "unknown-convention",
    "convention-with-threshold",
    "convention-with-preset",
    "convention-out-of-range",
    "convention-option-of-another",
    "unknown-distribution",
    "wrong-types",
    "out-of-range",
    "quoted-number",
    "preset-option-of-another",
    "everything-at-once",
    "correlation-of-a-column",
    "no-strategies",
    "organisation-unknown-options",
    "organisation-with-people-outside",
    "organisation-is-a-number",
    "organisations-unknown-options",
    "runs-zero",
    "runs-text",
    "runs-capless",
    "runs-halves",
    "runs-words",
]


@pytest.mark.parametrize("name", SCHEMA_SEES)
def test_the_schema_refuses_what_the_reader_does(name):
    """Editors underline what `sim check` would refuse, where a schema can tell."""
    validator = jsonschema.Draft202012Validator(json.loads(text()))
    assert list(validator.iter_errors(load(BROKEN / name / "scenario.yaml")))


def test_new_writes_a_scenario_that_runs(tmp_path, monkeypatch):
    """`sim new` writes a commented scenario that has no faults, and the schema beside it; it overwrites nothing."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["new", "mine.yaml"])
    assert result.exit_code == 0, result.output
    page = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert page.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    assert (tmp_path / "scenario.schema.json").read_text(encoding="utf-8") == text()
    checked = CliRunner().invoke(main, ["check", "mine.yaml"])
    assert (checked.exit_code, checked.stdout) == (0, "mine.yaml: no faults (500 people, 25 seeds, 3 strategies)\n")
    again = CliRunner().invoke(main, ["new", "mine.yaml"])
    assert (again.exit_code, again.stderr) == (1, "mine.yaml:1: is there already; nothing was written\n")
    unknown = CliRunner().invoke(main, ["new", "other.yaml", "--from", "karat"])
    assert unknown.stderr == 'other.yaml:1: there is no shipped scenario "karat", did you mean "karate"?\n'
    nowhere = CliRunner().invoke(main, ["new", "no/such/folder.yaml"])
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr


def test_list_names_everything():
    """`sim list` names every part with its options, one line each."""
    lines = CliRunner().invoke(main, ["list"]).stdout.splitlines()
    for family in (STRATEGIES, PRESETS, CONVENTIONS):
        for part in family.parts.values():
            assert lines.count(f"  {part.line}") == 1
    alone = CliRunner().invoke(main, ["list", "strategies"]).stdout.splitlines()
    assert len(alone) == len(STRATEGIES.names)


EVERYTHING = """\
network: {generate: small-world, people: 60, ties: 6, rewire: 0.2}
people:
  passion: {distribution: normal, mean: 0, sd: 1, correlation_with_degree: 0.5}
  never: {share: 0.1}
influence:
  spontaneous: 0.005
  contagion: {rate: 0.1, of: 0.5, reinforcement: 1.4}
  contacts: {p: 0.03, persistence: 0.6}
  threshold: {distribution: beta, a: 4, b: 4, noise: 0.4, correlation_with_degree: -0.3}
  receptivity: {passion: 0.4}
  sending: {passion: 0.3}
seeds: {count: 3}
strategies: [most-connected, least-connected, most-passionate, random, none, {name: listed, people: [4, 2]}]
steps: 15
runs: 10
seed: 77
"""


def test_engines_agree_on_a_whole_scenario(tmp_path):
    """With every mechanism of a scenario on, each strategy's run is the same with both engines."""
    (tmp_path / "all.yaml").write_text(EVERYTHING, encoding="utf-8")
    scenario = read(tmp_path / "all.yaml")
    for number in range(scenario.runs):
        world = draw_world(scenario, number)
        ties, people = world.ties, world.people
        for ids in seeds(scenario, world):
            runs = [engine.run(ties, people, scenario.movement, ids, scenario.steps) for engine in (agents, compiled)]
            np.testing.assert_array_equal(runs[0].adopted_at, runs[1].adopted_at)


@pytest.mark.parametrize("name", PRESETS.names)
def test_presets_are_run_by_both_engines(tmp_path, name):
    """Every preset, with its defaults, is a scenario that both engines run alike and in which something happens."""
    page = f"network: {{generate: random, people: 80, ties: 5}}\ninfluence: {{preset: {name}}}\nseeds: {{share: 0.2}}\n"
    (tmp_path / "p.yaml").write_text(page + "strategies: [most-connected]\nruns: 3\nsteps: 10\n", encoding="utf-8")
    scenario = read(tmp_path / "p.yaml")
    for number in range(3):
        runs = [one_run(scenario, number, engine) for engine in ("agents", "compiled")]
        np.testing.assert_array_equal(runs[0].new, runs[1].new)
    assert runs[0].new[:, 1:].sum() > 0


@pytest.mark.parametrize("name", CONVENTIONS.names)
def test_conventions_are_the_same_with_either_engine(tmp_path, name):
    """Every convention, with its defaults, is a scenario in which people come and go; both engines say the same."""
    page = f"network: {{dataset: karate}}\npeople: {{tribe: club}}\ninfluence: {{convention: {name}}}\n"
    page += "seeds: {count: 4}\nstrategies: [most-connected, random, least-connected]\nruns: 3\nsteps: 60\n"
    (tmp_path / "c.yaml").write_text(page, encoding="utf-8")
    scenario = read(tmp_path / "c.yaml")
    assert any("either engine" in note for note in scenario.notes)
    tables = [sim.run(scenario, engine=engine, workers=w) for engine, w in (("agents", 1), ("compiled", 2))]
    pd.testing.assert_frame_equal(tables[0].runs, tables[1].runs)
    pd.testing.assert_frame_equal(tables[0].groups, tables[1].groups)
    assert tables[0].runs["quits"].sum() > 0
    ends = tables[0].groups.query("step == 60").pivot(index=["strategy", "run"], columns="group", values="share")
    adopters = tables[0].runs.query("step == 60").set_index(["strategy", "run"])["adopters"]
    counts = (ends * np.array([17, 17])).sum(axis=1)
    np.testing.assert_allclose(counts.loc[adopters.index], adopters)


def test_finished_runs_of_a_convention_are_kept_whole(tmp_path):
    """What a ledger has kept of a convention, who dropped it included, gives the same results when it is read again."""
    scenario = read(ROOT / "scenarios" / "committed-minority.yaml", runs=3, steps=20)
    ledger = Ledger(tmp_path / "ledger", "digest")
    first = run(scenario, ledger=ledger)
    ledger.close(finished=False)
    again = Ledger(tmp_path / "ledger", "digest")
    assert again.numbers == {0, 1, 2}
    second = run(scenario, ledger=again)
    pd.testing.assert_frame_equal(first.runs, second.runs)
    assert second.runs["quits"].sum() > 0
    again.close(finished=True)


def test_weights_matter_unless_they_are_ignored(tmp_path):
    """A heavy tie carries more; `weights: false` makes all ties alike."""
    (tmp_path / "ties.csv").write_text("source,target,weight\nseed,heavy,50\nseed,light,0.01\n", encoding="utf-8")
    page = (
        "network: {file: ties.csv%s}\ninfluence: {contacts: {p: 0.1}}\nseeds: {count: 1}\nruns: 200\nsteps: 3\n"
        "strategies: [{name: listed, people: [seed]}]\npeople: {file: people.csv, tribe: id2}\n"
    )
    (tmp_path / "people.csv").write_text("id,id2\nseed,seed\nheavy,heavy\nlight,light\n", encoding="utf-8")

    def ends(extra: str) -> dict[str, float]:
        (tmp_path / "w.yaml").write_text(page % extra, encoding="utf-8")
        curves = sim.run(sim.read(tmp_path / "w.yaml")).tables["curves"]
        return curves[curves["step"] == 3].set_index("group")["mean"].to_dict()

    with_weights, without = ends(""), ends(", weights: false")
    assert with_weights["heavy"] > 0.98
    assert with_weights["light"] < 0.05
    assert abs(without["heavy"] - 0.1) < 0.1
    assert abs(without["light"] - 0.1) < 0.1


def test_the_wheel_carries_the_shipped_scenarios():
    """What `sim new` starts from, and the lessons of `sim app`, are in the package once it is installed."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried == {"scenarios": "sim/scenarios"}


MOVED = """\
network: {organisations: {sizes: [60, 40], links: 3, width: 2}}
people:
  tribe: function
  passion: {distribution: normal}
  never: {share: {staff: 0.1}}
  resistance: {scale: {operations: 1.5}}
influence: {contacts: {p: 0.05}, contagion: {rate: 0.05}, receptivity: {passion: 0.5}, sending: {rank: 0.3}}
movement:
  formal_support:
    sponsors: [{who: top, from: 2}, {who: {level: 2}, walks_the_talk: true}]
    push: 0.02
    openness: 0.3
    keen: -0.2
  storytelling:
    {level: 0.5, trend: 2, expected: 0.05, told_of: tribe, reach: {staff: 0.8, operations: 0.3}, puts_off: 1,
     hearsay: 0.2}
  messages:
    fit: {staff: {a: 0.8, b: -0.2}, operations: {a: -0.5, b: 0.6}}
    periods: [{message: a, until: 10}, {message: b, when: {reach: 0.2, of: {organisation: "2"}}}]
  critical_mass: {reach: 0.3, openness: 0.5, of: organisation}
  results: {of: organisation, win: 0.7, lag: 2}
  divergence: {departure: 0.5}
  homophily: {same: 1.5, other: 0.5}
  giving_up: {rate: 0.05, held_by: {peers: 1, support: 1, results: 0.5, passion: 0.2}, for_good: 0.3, passion_lost: 0.5}
seeds: {waves: [{count: 4}, {count: 3, from: 5}, {share: 0.05, when: {reach: 0.3}}], committed: true, declining: 0.2}
strategies: [most-connected, formal-leaders, linking-pins, {name: spread, strategy: pagerank, over: organisation}]
steps: 20
runs: 6
"""


def test_a_whole_movement_is_the_same_with_both_engines(tmp_path):
    """Two organisations with every mechanism on: adoptions, times of giving up and seeds agree in every world."""
    (tmp_path / "moved.yaml").write_text(MOVED, encoding="utf-8")
    scenario = read(tmp_path / "moved.yaml")
    quits = 0
    for number in range(scenario.runs):
        runs = [one_run(scenario, number, engine) for engine in ("agents", "compiled")]
        np.testing.assert_array_equal(runs[0].new, runs[1].new)
        np.testing.assert_array_equal(runs[0].quits, runs[1].quits)
        np.testing.assert_array_equal(runs[0].shares, runs[1].shares)
        assert all(len(ids) == 12 for ids in runs[0].seeds)
        quits += runs[0].quits.sum()
    assert quits > 0


def test_who_declines_is_replaced_or_not(tmp_path):
    """Those who decline are passed over with every strategy; the next best come in, unless they are not asked."""
    page = (
        "network: {generate: random, people: 100, ties: 6}\ninfluence: {preset: si}\nsteps: 3\nruns: 20\n"
        "strategies: [most-connected, random]\nseeds: {count: 10, declining: 0.4%s}\n"
    )
    chosen = {}
    for name, extra in (("with", ""), ("without", ", replaced: false")):
        (tmp_path / f"{name}.yaml").write_text(page % extra, encoding="utf-8")
        scenario = read(tmp_path / f"{name}.yaml")
        chosen[name] = [list(seeds(scenario, draw_world(scenario, number))) for number in range(20)]
    for full, fewer in zip(chosen["with"], chosen["without"], strict=True):
        for most, some in zip(full, fewer, strict=True):
            assert len(most) == 10
            assert most[: len(some)].tolist() == some.tolist()
    counts = [len(ids) for pair in chosen["without"] for ids in pair]
    assert 4 < np.mean(counts) < 8
