"""Why people changed: adoptions.csv, sources.csv, its chart and `sim why` say the same, and it is true."""

import itertools

import matplotlib
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.charts import _style as style
from sim.cli import main
from sim.experiment import adoptions, one_run, world
from sim.ledger import Ledger
from sim.movement.settings import Movement
from sim.reports.pictures import sources_figure
from sim.results import ADOPTIONS, apart, joined, read
from sim.ties import Ties
from sim.trajectory import Changes, Trajectory

SCENARIO = """\
name: Why
question: What pushes whom?
network: {organisation: {people: 80}}
people: {tribe: department, passion: {distribution: normal}}
influence:
  contacts: {p: 0.05}
  contagion: {rate: 0.1}
  spontaneous: 0.002
  threshold: {distribution: normal, mean: 0.5, sd: 0.2}
movement:
  formal_support: {sponsors: [{who: top}], push: 0.03}
  storytelling: {level: 1, recruits: 0.1, from: 3}
  giving_up: {rate: 0.03}
seeds: {count: 4}
strategies: [most-connected, random, none]
steps: 12
runs: 8
seed: 3
output: {adoptions: true}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder with the scenario, run into results/why."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "why.yaml").write_text(SCENARIO, encoding="utf-8")
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "why.yaml", "--quiet"])
    assert result.exit_code == 0, result.stderr
    return tmp_path


def test_adoptions_are_true(here):
    """Shares sum to 1 but for seeds, the main source is the largest, and the peers named listened to had adopted."""
    found = read(here / "results" / "why").adoptions
    assert list(found.columns) == ADOPTIONS
    shares = found[[column for column in ADOPTIONS if column.startswith("share_")]]
    seeds = found["main_source"] == "seed"
    assert shares[seeds].isna().all(axis=None)
    np.testing.assert_allclose(shares[~seeds].sum(axis=1), 1)
    largest = shares[~seeds].idxmax(axis=1).str.removeprefix("share_")
    assert (largest == found.loc[~seeds, "main_source"]).all()
    scenario = sim.read(here / "why.yaml")
    for number in range(scenario.runs):
        graph = world(scenario, number)[0].to_networkx()
        for _, rows in found[found["run"] == number].groupby("strategy"):
            when = dict(zip(rows["person"], rows["step"], strict=True))
            for row in rows[rows["main_source"] != "seed"].to_dict("records"):
                peers = {str(peer) for peer in graph[int(row["person"])]}
                before = {peer for peer in peers if when.get(peer, 99) < row["step"]}
                named = set(row["persuaded_by"].split("; ")) - {""}
                assert named == (before if row["share_peers"] + row["share_contacts"] > 0 else set())


def test_both_engines_say_the_same(here):
    """adoptions.csv is the same with Mesa agents, to the byte."""
    CliRunner(catch_exceptions=False).invoke(
        main, ["run", "why.yaml", "--engine", "agents", "--quiet", "--out", "mesa"]
    )
    for name in ("adoptions.csv", "sources.csv", "runs.csv"):
        assert (here / "mesa" / name).read_bytes() == (here / "results" / "why" / name).read_bytes()


def test_sources_add_up(here):
    """The sources of a step add up to the share of people who ever adopted by then."""
    results = read(here / "results" / "why")
    table = results.tables["sources"]
    for strategy in results.strategies:
        steps = results.adoptions.query("strategy == @strategy")["step"]
        ever = np.cumsum(np.bincount(steps, minlength=13)) / (80 * 8)
        summed = table[table["strategy"] == strategy].groupby("step")["mean"].sum()
        np.testing.assert_allclose(summed, ever, atol=1e-9)


def test_the_chart_of_sources_can_be_read(here):
    """Title, caption, axis labels, panels and legend lie inside the picture and do not overlap."""
    results = read(here / "results" / "why")
    with matplotlib.rc_context(style.SETTINGS):
        figure = sources_figure(results)
        figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    boxes += [figure.legends[0].get_window_extent(renderer), figure.axes[0].yaxis.label.get_window_extent(renderer)]
    boxes += [ax.get_window_extent(renderer) for ax in figure.axes]
    for box in boxes:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    for one, other in itertools.combinations(boxes, 2):
        assert min(min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)) <= 0.5
    areas = {area.get_gid(): area for area in figure.axes[0].collections}
    top = areas["spontaneous of most-connected"].get_paths()[0].vertices[:, 1].max()
    whole = results.tables["sources"].query("strategy == 'most-connected' and step == 12")["mean"].sum()
    assert top == pytest.approx(whole)


def test_why_in_words(here):
    """`sim why` tells of a person over all runs and in one, and names the peers of adoptions.csv."""
    found = pd.read_csv(here / "results/why/adoptions.csv", dtype=str, keep_default_na=False)
    row = next(row for row in found.to_dict("records") if row["persuaded_by"] and row["strategy"] == "random")
    result = CliRunner().invoke(main, ["why", "results/why", row["person"], "--run", row["run"]])
    assert result.exit_code == 0, result.stderr
    line = result.stdout.splitlines()[3]
    assert line.startswith(f"  In run {row['run']}: {row['person']} adopts in step {row['step']}, pushed by ")
    assert line.endswith(f"adopted before: {row['persuaded_by'].replace('; ', ', ')}.")
    assert result.stdout.splitlines()[2].startswith(f"random: {row['person']} adopts in ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["results/why", "nobody"], 'nobody called "nobody" ever adopts'),
        (["results/why", "1", "--run", "8"], "there is no run 8; runs are 0 to 7"),
        (["results/who", "1"], "is not a folder of results"),
    ],
)
def test_what_cannot_be_told(here, arguments, message):
    """A stranger, a run that is not there, a folder that is none: words, and exit code 1."""
    result = CliRunner(catch_exceptions=False).invoke(main, ["why", *arguments])
    assert result.exit_code == 1
    assert message in result.stderr


@pytest.mark.parametrize("contagion", [0.0, 0.1])
def test_who_gave_up_pushed_nobody_over_a_threshold(contagion):
    """Of peers who gave up before a threshold was crossed, and came back or not, only who is an adopter then pushed.

    4 listens to 0, 1, 2 and 3: 1 gave up, 2 gave up and came back, 3 gives up in the very step. With contagion all
    pushed while they were adopters, and that adds up.
    """
    ties = Ties.from_pairs(6, np.array([4, 4, 4, 4, 5]), np.array([0, 1, 2, 3, 1]))
    later = Changes(
        np.array([2, 2, 3, 5, 6], np.int32),
        np.array([1, 2, 2, 3, 1], np.int32),
        np.array([False, False, True, False, True]),
    )
    sources = np.full((6, 5), np.nan)
    sources[4:] = [0, 1, 0, 0, 0]
    found = Trajectory(np.array([0, 0, 1, 1, 5, 2], np.int32), 8, later, sources)
    told = adoptions(ties, [found], Movement(contagion=contagion))
    peers = dict(zip(told.person.tolist(), np.split(told.persuaders, np.cumsum(told.counts)[:-1]), strict=True))
    assert peers[4].tolist() == ([0, 1, 2, 3] if contagion else [0, 2, 3])
    assert peers[5].tolist() == [1]


def test_names_with_semicolons_stay_whole(tmp_path, monkeypatch):
    """A peer called `a; b` is one peer in `sim why`, and can be told from two peers called a and b in adoptions.csv."""
    assert [apart(joined(names)) for names in NAMES] == NAMES
    assert len(set(map(joined, NAMES))) == len(NAMES)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.csv").write_text('source,target\n"a; b",c\n')
    (tmp_path / "odd.yaml").write_text(
        "network: {file: odd.csv}\ninfluence: {contacts: {p: 1}}\nseeds: {count: 1}\n"
        'strategies: [{name: listed, people: ["a; b"]}]\nruns: 1\noutput: {adoptions: true}\n'
    )
    assert CliRunner(catch_exceptions=False).invoke(main, ["run", "odd.yaml", "--quiet"]).exit_code == 0
    said = CliRunner(catch_exceptions=False).invoke(main, ["why", "results/odd", "c"]).stdout
    assert said.endswith("Peer who had adopted before: a; b.\n")


NAMES = [[], ["a", "b"], ["a; b"], ["a;b", "c"], ['"a', "b"], ['say "hi"; go', "7"], ["o'b", "x y"]]


LOST = [
    ("runs.csv", None, "it has no runs.csv"),
    ("summary.csv", None, "it has no summary.csv"),
    ("adoptions.csv", "", "its adoptions.csv cannot be read"),
    ("adoptions.csv", "strategy,run,person,step\nrandom,0,1,0\n", "its adoptions.csv lacks columns"),
    ("manifest.json", "{", "its manifest.json cannot be read"),
    ("manifest.json", "[]", "its manifest.json cannot be read"),
    ("manifest.json", "{}", "its manifest.json cannot be read"),
    ("manifest.json", '{"about": {"runs": 8}}', "its manifest.json cannot be read"),
]


def test_folders_that_are_not_whole(here):
    """A folder of results that lost something is told in words, with the file, whatever is asked of it."""
    for file, text, message in LOST:
        lost = here / "results/why" / file
        kept = lost.read_text(encoding="utf-8")
        lost.unlink() if text is None else lost.write_text(text)
        result = CliRunner(catch_exceptions=False).invoke(main, ["why", "results/why", "1"])
        assert result.exit_code == 1
        assert result.stderr == f"results/why: results/why is not a whole folder of results: {message}\n"
        lost.write_text(kept, encoding="utf-8")


def test_the_ledger_keeps_why(here):
    """What an interrupted experiment goes on from has the reasons of each run, to the bit."""
    scenario = sim.read(here / "why.yaml")
    runs = [one_run(scenario, number, "compiled") for number in (0, 2, 5)]
    ledger = Ledger(here / "ledger", "x" * 64)
    ledger.keep(runs)
    ledger.close(finished=False)
    again = Ledger(here / "ledger", "x" * 64)
    for run in runs:
        kept = again.runs[run.number].adoptions
        for name in ("strategy", "person", "step", "sources", "counts", "persuaders"):
            np.testing.assert_array_equal(getattr(kept, name), getattr(run.adoptions, name))
    again.close(finished=True)
