"""The first world in a folder of results: its people, ties and changes are those of run 0 in all other files."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.experiment.worlds import draw_world
from sim.results.results import apart, read

TEXT = """\
network: {{organisation: {{people: {people}}}}}
people: {{tribe: function, passion: {{distribution: normal}}}}
influence: {{contagion: {{rate: 0.2}}, threshold: {{distribution: normal, mean: 0.5, sd: 0.2}}}}
movement: {{giving_up: {{rate: 0.05}}}}
seeds: {seeds}
strategies: [most-connected, random]
steps: 15
runs: 4
seed: 6
{more}
"""


def made(folder, monkeypatch, *arguments: str, people: int = 60, seeds: str = "{count: 5}", more: str = ""):
    """What world.json says after a run, or None if there is none; and the results."""
    monkeypatch.chdir(folder)
    (folder / "mine.yaml").write_text(TEXT.format(people=people, seeds=seeds, more=more), encoding="utf-8")
    ran = CliRunner().invoke(main, ["run", "mine.yaml", "--quiet", *arguments])
    assert ran.exit_code == 0, ran.stderr
    file = folder / "results/mine/world.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None, read(folder / "results/mine")


@pytest.mark.parametrize(
    "seeds",
    ["{count: 5}", "{waves: [{count: 3}, {count: 4, from: 5}], declining: 0.4, replaced: false, committed: true}"],
)
def test_changes_are_those_of_the_first_run(tmp_path, monkeypatch, seeds):
    """Who is an adopter when adds up to runs.csv; steps, shares and peers are those of adoptions.csv."""
    told, results = made(tmp_path, monkeypatch, seeds=seeds, more="output: {adoptions: true}")
    assert told is not None
    runs, why = results.runs.query("run == 0"), results.adoptions.query("run == 0")
    gave_up = 0
    for label, found in told["strategies"].items():
        counts = np.zeros(16, int)
        for step, _, adopts, *_ in found["changes"]:
            counts[step] += 1 if adopts else -1
        np.testing.assert_array_equal(counts.cumsum(), runs.loc[runs["strategy"] == label, "adopters"])
        gave_up += sum(not change[2] for change in found["changes"])
        rows = why[why["strategy"] == label]
        adopted = {(change[0], told["people"][change[1]]): change[3:] for change in found["changes"] if change[2]}
        assert set(adopted) == set(zip(rows["step"], rows["person"], strict=True))
        for row in rows.to_dict("records"):
            shares, peers = adopted[row["step"], row["person"]]
            assert [told["people"][peer] for peer in peers] == apart(row["persuaded_by"])
            assert (shares is None) == (row["main_source"] == "seed")
            if shares is not None:
                theirs = [row[f"share_{name}"] for name in told["sources"]]
                np.testing.assert_allclose(shares, theirs, atol=0.0005)
        seeded = results.seeds.query("run == 0").groupby("strategy")["person"].get_group(label)
        assert [told["people"][number] for number in found["seeds"]] == list(seeded)
    assert gave_up > 0


def test_the_world_is_that_of_the_first_run(tmp_path, monkeypatch):
    """People, their tribes and passion, and ties both ways, as the scenario draws them."""
    told, _ = made(tmp_path, monkeypatch)
    world = draw_world(sim.read(tmp_path / "mine.yaml"), 0)
    ties, people = world.ties, world.people
    assert told is not None
    assert told["people"] == list(ties.names)
    assert told["tribe"] == people.attributes["function"].tolist()
    np.testing.assert_allclose(told["passion"], people.passion, atol=1e-4)
    heard = [{one for one, other, _ in told["ties"] if other == k} for k in range(60)]
    if told["both_ways"]:
        heard = [there | {other for one, other, _ in told["ties"] if one == k} for k, there in enumerate(heard)]
    assert heard == [set(ties.peers[ties.starts[k] : ties.starts[k + 1]].tolist()) for k in range(60)]


def test_large_worlds_are_shown_on_request_only(tmp_path, monkeypatch):
    """Above 1,000 people, or with too many ties, there is no world.json unless asked for; nor if not wanted."""
    assert made(tmp_path, monkeypatch, people=1001)[0] is None
    assert made(tmp_path, monkeypatch, "--force", people=1001, more="output: {world: true}")[0] is not None
    assert made(tmp_path, monkeypatch, "--force", more="output: {world: false}")[0] is None
    (tmp_path / "dense.yaml").write_text(
        "network: {generate: complete, people: 202}\ninfluence: {contagion: {rate: 0.1}}\nseeds: {count: 1}\n"
        "strategies: [random]\nruns: 2\nsteps: 3\n",
        encoding="utf-8",
    )
    assert CliRunner().invoke(main, ["run", "dense.yaml", "--quiet"]).exit_code == 0
    assert not (tmp_path / "results/dense/world.json").exists()


def test_engines_show_the_same(tmp_path, monkeypatch):
    """The first world is the same to the byte whichever engine makes the runs."""
    told, _ = made(tmp_path, monkeypatch)
    again, _ = made(tmp_path, monkeypatch, "--engine", "agents")
    assert again == told


def test_a_convention_has_changes_without_reasons(tmp_path, monkeypatch):
    """Where a convention is played, who takes it up when is known, not why."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(
        "network: {generate: complete, people: 40}\ninfluence: {convention: naming-game}\nseeds: {count: 8}\n"
        "strategies: [random]\nruns: 2\nsteps: 30\n",
        encoding="utf-8",
    )
    ran = CliRunner().invoke(main, ["run", "mine.yaml", "--quiet"])
    assert ran.exit_code == 0, ran.stderr
    told = json.loads((tmp_path / "results/mine/world.json").read_text(encoding="utf-8"))
    changes = told["strategies"]["random"]["changes"]
    assert sum(1 if change[2] else -1 for change in changes) == read(tmp_path / "results/mine").record.ends[0][0, 0]
    assert all(change[3:] == [None, []] for change in changes if change[2])


def test_a_claim_has_a_world_on_both_sides(tmp_path, monkeypatch):
    """What comes without the claim has its own first world, with the same people."""
    claim = "claim: {says: It falls back, evidence: C, without: {movement: {giving_up: null}}}"
    told, _ = made(tmp_path, monkeypatch, more=claim)
    without = json.loads((tmp_path / "results/mine/without/world.json").read_text(encoding="utf-8"))
    assert told is not None
    assert without["ties"] == told["ties"]
    assert all(change[2] for found in without["strategies"].values() for change in found["changes"])
