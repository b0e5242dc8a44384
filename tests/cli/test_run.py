"""`sim run` from the outside: the folder of results, determinism, interruption, and what scripts rely on."""

import json
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from signals import interruptible

from sim.cli import main
from sim.ground.faults import InputError

SCENARIO = """\
name: A small one
question: Does it work?
network: {generate: blocks, sizes: [30, 20], within: 6, across: 1}
people:
  passion: {distribution: beta, a: 2, b: 5, correlation_with_degree: 0.4}
  tribe: block
influence:
  threshold: {distribution: normal, mean: 0.3, sd: 0.15}
  contacts: {p: 0.05}
seeds: {share: 0.1}
strategies: [most-connected, most-passionate, random]
steps: 10
runs: 12
seed: 5
"""
FILES = {
    "adoption.png", "adoption.svg", "summary.csv", "summary.json", "comparison.csv", "curves.csv", "runs.csv",
    "seeds.csv", "scenario.yaml", "manifest.json", "ranks.csv", "tribes.csv", "world.json",
}  # fmt: skip
MOMENT = ("start", "seconds", "command")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with a small scenario."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def sim(*arguments: object) -> object:
    """Run a command that must succeed."""
    result = CliRunner(catch_exceptions=False).invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.stderr
    return result


def content(folder: Path) -> dict[str, bytes]:
    """The files of a folder of results, the manifest without what differs from moment to moment."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    manifest = json.loads(files["manifest.json"])
    files["manifest.json"] = json.dumps({k: v for k, v in manifest.items() if k not in MOMENT}).encode()
    return files


def test_a_folder_of_results_is_complete(here):
    """`sim run` writes every file of the interface, with its columns, and leaves nothing else behind."""
    result = sim("run", "small.yaml")
    folder = here / "results" / "small"
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in (here / "results").iterdir()] == ["small"]
    columns = {
        "summary": "strategy seeds runs reach_mean reach_median reach_p10 reach_p90 worst10 takeoff takeoff_low "
        "takeoff_high reach_given_takeoff t10 t50 t90 reached_t50 t10_low t10_high t50_low t50_high "
        "t90_low t90_high auc best_share random_equivalent_seeds lumps antimode regret relapse sustained "
        "peak_new peak_step reach_low reach_high furthest_behind furthest_behind_reach",
        "comparison": "strategy baseline measure difference low high wins ties losses runs variance_reduction "
        "interval low_all high_all",
        "ranks": "strategy rank share",
        "tribes": "strategy group reach_mean reach_low reach_high behind",
        "curves": "strategy group step mean p10 p50 p90",
        "runs": "strategy run step adopters new quits",
        "seeds": "strategy run rank person",
    }
    for name, expected in columns.items():
        assert list(pd.read_csv(folder / f"{name}.csv").columns) == expected.split(), name
    runs = pd.read_csv(folder / "runs.csv")
    assert len(runs) == 3 * 12 * 11
    assert set(pd.read_csv(folder / "curves.csv", dtype=str)["group"]) == {"everyone", "1", "2"}
    assert "A small one" in result.stdout
    assert "small" in result.stdout.splitlines()[-2]


def test_runs_add_up(here):
    """In runs.csv the adopters of a step are those of the step before and the new ones; step 0 holds the seeds."""
    sim("run", "small.yaml")
    runs = pd.read_csv("results/small/runs.csv")
    assert (runs.groupby(["strategy", "run"])["new"].cumsum() == runs["adopters"]).all()
    seeds = pd.read_csv("results/small/seeds.csv").groupby(["strategy", "run"]).size()
    started = runs[runs["step"] == 0].set_index(["strategy", "run"])["adopters"]
    assert (seeds == started.reindex(seeds.index)).all()
    assert (seeds == 5).all()


@pytest.mark.parametrize("options", [[], ["--workers", "1"], ["--workers", "2"], ["--engine", "agents"]])
def test_the_same_bits_again(here, options):
    """Run twice, with one thread or two, with either engine: identical files."""
    sim("run", "small.yaml", "--out", "one")
    sim("run", "small.yaml", "--out", "two", *options)
    one, two = content(here / "one"), content(here / "two")
    if "agents" in options:
        one.pop("manifest.json"), two.pop("manifest.json")  # it says which engine ran
    assert one == two


OF_ALL = {"best_share", "regret", "low_all", "high_all"}
"""What a strategy has only beside all others."""


def test_the_order_of_strategies_changes_nothing(here):
    """With the strategies in another order, and with one more, each strategy has the same rows."""
    sim("run", "small.yaml", "--out", "one")
    other = SCENARIO.replace(
        "[most-connected, most-passionate, random]", "[random, least-connected, most-passionate, most-connected]"
    )
    (here / "other.yaml").write_text(other, encoding="utf-8")
    sim("run", "other.yaml", "--out", "two")
    for name in ("summary", "comparison", "curves", "runs", "seeds"):
        one, two = (pd.read_csv(here / folder / f"{name}.csv", dtype=str) for folder in ("one", "two"))
        columns = [column for column in one.columns if column not in OF_ALL]
        for strategy in ("most-connected", "most-passionate", "random"):
            rows = [table.loc[table["strategy"] == strategy, columns].reset_index(drop=True) for table in (one, two)]
            pd.testing.assert_frame_equal(*rows)


def test_best_share_does_not_depend_on_the_order(here):
    """The share of worlds that a strategy wins is the same in another order of the same strategies."""
    (here / "other.yaml").write_text(
        SCENARIO.replace("[most-connected, most-passionate, random]", "[random, most-passionate, most-connected]"),
        "utf-8",
    )
    sim("run", "small.yaml", "--out", "one")
    sim("run", "other.yaml", "--out", "two")
    one, two = (
        pd.read_csv(here / folder / "summary.csv").set_index("strategy")["best_share"] for folder in ("one", "two")
    )
    pd.testing.assert_series_equal(one.sort_index(), two.sort_index())


def test_json_prints_the_summary_and_nothing_else(here):
    """With --json, stdout is one JSON document that holds what summary.json holds."""
    printed = json.loads(sim("run", "small.yaml", "--json").stdout)
    written = json.loads((here / "results/small/summary.json").read_text(encoding="utf-8"))
    assert printed == {"scenarios": [written]}
    assert [row["strategy"] for row in written["summary"]] == ["most-connected", "most-passionate", "random"]


def test_quiet_says_nothing(here):
    """With --quiet there is nothing on either stream."""
    result = sim("run", "small.yaml", "--quiet")
    assert (result.stdout, result.stderr) == ("", "")


def test_options_replace_the_scenario(here):
    """--runs, --steps, --seed and --strategy stand in for what the scenario says, and the results say so."""
    sim("run", "small.yaml", "--runs", 3, "--steps", 4, "--seed", 9, "--strategy", "random", "--strategy", "none")
    about = json.loads((here / "results/small/manifest.json").read_text(encoding="utf-8"))["about"]
    assert (about["runs"], about["steps"], about["seed"], about["strategies"]) == (3, 4, 9, ["random", "none"])


def test_people_changes_generated_networks_only(here):
    """--people resizes a network that says `people:`; for another it is a fault."""
    plain = SCENARIO.replace(
        "{generate: blocks, sizes: [30, 20], within: 6, across: 1}", "{generate: random, people: 50, ties: 4}"
    )
    (here / "plain.yaml").write_text(plain.replace("  tribe: block\n", ""), encoding="utf-8")
    sim("run", "plain.yaml", "--people", 70)
    assert json.loads((here / "results/plain/manifest.json").read_text(encoding="utf-8"))["about"]["people"] == 70
    result = CliRunner().invoke(main, ["run", "small.yaml", "--people", "70"])
    assert result.exit_code == 1
    assert "small.yaml:3: --people is for generated networks" in result.stderr


def test_scenarios_are_compared(here):
    """Several scenarios get a folder each and a table of all; two of one name are refused."""
    (here / "other.yaml").write_text(SCENARIO.replace("A small one", "Another one"), encoding="utf-8")
    result = sim("run", "small.yaml", "other.yaml", "--out", "both")
    assert {path.name for path in (here / "both").iterdir()} == {"small", "other"}
    assert "All scenarios" in result.stdout
    refused = CliRunner().invoke(main, ["run", "small.yaml", "./small.yaml"])
    assert refused.exit_code == 1
    assert "two scenarios" in refused.stderr


def test_results_of_another_scenario_are_kept(here):
    """Other results are replaced only with --force, the same ones at any time, and what is no results never."""
    sim("run", "small.yaml")
    sim("run", "small.yaml")
    before = content(here / "results" / "small")
    refused = CliRunner().invoke(main, ["run", "small.yaml", "--runs", "4"])
    assert refused.exit_code == 1
    assert "holds results of another scenario (it differs in runs)" in refused.stderr
    assert content(here / "results" / "small") == before
    sim("run", "small.yaml", "--runs", 4, "--force")
    assert content(here / "results" / "small") != before
    (here / "mine").mkdir()
    (here / "mine" / "thesis.txt").write_text("years of work")
    refused = CliRunner().invoke(main, ["run", "small.yaml", "--out", "mine", "--force"])
    assert refused.exit_code == 1
    assert "no folder of results" in refused.stderr
    assert [path.name for path in (here / "mine").iterdir()] == ["thesis.txt"]


def test_results_can_be_read_and_drawn_again(here):
    """Every chart is drawn from the files alone: read back, they give the same picture."""
    from sim.reports.figures.painter import Painter
    from sim.results import results

    sim("run", "small.yaml")
    again = here / "again"
    again.mkdir()
    Painter().draw(results.read(here / "results" / "small"), again)
    for name in ("adoption.png", "adoption.svg"):
        assert (again / name).read_bytes() == (here / "results" / "small" / name).read_bytes()


def test_results_read_back_can_be_pickled_and_must_be_whole(here):
    """What is read from a folder travels; a table of runs that was cut short is a fault, and not other numbers."""
    from sim.results import results

    sim("run", "small.yaml")
    folder = here / "results" / "small"
    found = pickle.loads(pickle.dumps(results.read(folder)))
    assert found.reach().shape == results.read(folder).reach().shape
    lines = (folder / "runs.csv").read_text().splitlines(keepends=True)
    steps, strategies = found.about.steps + 1, len(found.strategies)
    (folder / "runs.csv").write_text("".join(lines[: -steps * strategies]))
    short = len(lines) - 1 - steps * strategies
    with pytest.raises(InputError, match=rf"runs\.csv:{short + 1}: has {short} of the {len(lines) - 1} rows"):
        results.read(folder).reach()


def test_labels_and_ids_that_look_like_nothing_come_back(here):
    """A strategy called NA, one called nan and a person called null are read back as they were written."""
    from sim.results import results

    (here / "ties.csv").write_text("source,target\nnull,NA\nNA,nan\n", encoding="utf-8")
    (here / "na.yaml").write_text(
        "network: {file: ties.csv}\ninfluence: {preset: watts}\nseeds: {count: 1}\nruns: 2\nsteps: 2\n"
        'strategies: [{name: random, label: "NA"}, {name: listed, people: ["null"], label: nan}]\nbaseline: "NA"\n',
        encoding="utf-8",
    )
    sim("run", "na.yaml")
    found = results.read(here / "results" / "na")
    assert set(found.runs["strategy"]) == {"NA", "nan"}
    assert set(found.seeds.loc[found.seeds["strategy"] == "nan", "person"]) == {"null"}
    assert found.tables["comparison"][["strategy", "baseline"]].drop_duplicates().values.tolist() == [["nan", "NA"]]
    assert set(found.tables["curves"]["strategy"]) == {"NA", "nan"}


def test_parquet_on_request(here):
    """`output: {runs: both}` writes the runs as Parquet too, with the same rows."""
    (here / "small.yaml").write_text(SCENARIO + "output: {runs: both}\n", encoding="utf-8")
    sim("run", "small.yaml")
    folder = here / "results" / "small"
    pd.testing.assert_frame_equal(
        pd.read_csv(folder / "runs.csv"), pd.read_parquet(folder / "runs.parquet"), check_dtype=False
    )


def test_the_scenario_as_run_runs_again_to_the_same_numbers(here):
    """scenario.yaml in the results is a scenario: run again, it gives the same tables."""
    sim("run", "small.yaml")
    shutil.copy(here / "results/small/scenario.yaml", here / "again.yaml")
    sim("run", "again.yaml")
    for name in ("summary.csv", "runs.csv", "comparison.csv", "curves.csv", "adoption.svg"):
        assert (here / "results/again" / name).read_bytes() == (here / "results/small" / name).read_bytes(), name


def test_wrong_usage_exits_with_2(here):
    """What click can tell is wrong usage: exit code 2."""
    for arguments in (["run"], ["run", "small.yaml", "--runs", "0"], ["walk"], ["run", "small.yaml", "--engine", "x"]):
        assert CliRunner().invoke(main, arguments).exit_code == 2


LONG = SCENARIO.replace("runs: 12", "runs: 2500")


def start(*arguments: str) -> subprocess.Popen:
    """The command as a process of its own."""
    code = "import sys; from sim.cli import main; main()"
    with interruptible():
        return subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, text=True)


@pytest.mark.once
@pytest.mark.slow
def test_killed_ten_times_it_still_gives_the_same_results(here):
    """SIGKILL at random moments, ten times in a row, never leaves half a folder, and the end is as if undisturbed."""
    (here / "long.yaml").write_text(LONG, encoding="utf-8")
    sim("run", "long.yaml", "--quiet", "--out", "undisturbed")
    expected = content(here / "undisturbed")
    moments = random.Random(11)
    struck = 0
    for _ in range(10):
        process = start("run", "long.yaml", "--quiet", "--out", "killed")
        time.sleep(moments.uniform(0.3, 3.0))
        struck += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if (here / "killed").exists():
            assert content(here / "killed") == expected
    assert struck >= 5, "most kills came after the end: they prove nothing"
    sim("run", "long.yaml", "--quiet", "--out", "killed")
    assert content(here / "killed") == expected
    assert {path.name for path in here.iterdir()} == {"small.yaml", "long.yaml", "undisturbed", "killed"}


@pytest.mark.slow
def test_interrupted_it_keeps_what_is_finished(here):
    """Ctrl-C leaves with 130, keeps the finished runs, and the same command goes on from them to the same numbers."""
    (here / "long.yaml").write_text(LONG, encoding="utf-8")
    process = start("run", "long.yaml", "--out", "stopped")
    ledger = here / ".stopped.unfinished"
    deadline = time.monotonic() + 60
    while not list(ledger.glob("*/runs-*.npz")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    stderr = process.communicate()[1]
    assert process.returncode == 130, stderr
    assert "finished runs are kept" in stderr
    assert not (here / "stopped").exists()
    result = sim("run", "long.yaml", "--out", "stopped")
    assert "Going on from" in result.stderr
    sim("run", "long.yaml", "--out", "undisturbed")
    assert content(here / "stopped") == content(here / "undisturbed")


def test_a_second_run_into_the_same_folder_is_refused(here):
    """While one `sim run` writes a folder, another is told so and changes nothing."""
    from sim.results.ledger import Ledger

    held = Ledger(here / "results" / ".small.unfinished", "somebody else's")
    result = CliRunner().invoke(main, ["run", "small.yaml"])
    assert result.exit_code == 1
    assert "another `sim run` is writing" in result.stderr
    held.close(finished=True)
