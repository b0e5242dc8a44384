"""Runs are not all in memory at once, and files are to the byte what tables of all runs together give."""

import gc
import tracemalloc
from functools import partial
from itertools import count
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.experiment import run as experiment
from sim.experiment.run import one_run
from sim.movement.sources import SOURCES
from sim.reports.figures.painter import Painter
from sim.results import ledger, record, results
from sim.results.ledger import Ledger, Run, Shelf
from sim.results.record import Record
from sim.results.results import ADOPTIONS, joined
from sim.statistics import curves

GROUPS_THAT_DIFFER = """\
network: {organisation: {people: 40}}
people: {tribe: team, passion: {distribution: normal}}
influence:
  contacts: {p: 0.05}
  contagion: {rate: 0.1}
  threshold: {distribution: normal, mean: 0.5, sd: 0.2}
movement:
  storytelling: {level: 1, recruits: 0.1, from: 3}
  giving_up: {rate: 0.05}
seeds: {count: 4}
strategies: [most-connected, random, none]
baseline: random
steps: 9
runs: 23
seed: 3
output: {adoptions: true, runs: both}
claim: {says: Stories recruit, evidence: A, without: {movement: {storytelling: null}}}
"""

NAMED = """\
network: {file: ties.csv}
influence: {threshold: {distribution: uniform, low: 0, high: 0.6}}
seeds: {count: 2, declining: 0.3}
strategies: [most-connected, {name: random, label: "any; one"}]
steps: 4
runs: 32
seed: 8
"""

KARATE = """\
network: {dataset: karate}
people: {tribe: club}
influence: {contagion: {rate: 0.1}}
seeds: {count: 2}
strategies: [most-connected, least-connected, random]
steps: 20
seed: 3
"""

SWEEP = "sweep: {factors: {influence.contagion.rate: {from: 0.05, to: 0.4, count: 8}}}\n"
"""Eight cells, of whose runs only the ends are kept."""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder with the scenarios and the network of one of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "differ.yaml").write_text(GROUPS_THAT_DIFFER, encoding="utf-8")
    (tmp_path / "named.yaml").write_text(NAMED, encoding="utf-8")
    (tmp_path / "karate.yaml").write_text(KARATE, encoding="utf-8")
    rng = np.random.Generator(np.random.PCG64(5))
    ties = pd.DataFrame(rng.integers(30, size=(90, 2)), columns=["source", "target"])
    ties.replace({1: "a; b", 2: 'say "x"', 3: "Zoë", 4: "NA"}).to_csv(tmp_path / "ties.csv", index=False)
    return tmp_path


@pytest.fixture
def in_small_pieces(monkeypatch):
    """A few runs at a time, everywhere."""
    monkeypatch.setattr(experiment, "SECONDS_BETWEEN_WRITES", 0)
    monkeypatch.setattr(ledger, "BUNCH", 5_000)
    monkeypatch.setattr(curves, "AT_ONCE", 300)
    monkeypatch.setattr(results, "ROW_GROUP", 100)


def tables_of(scenario: sim.Scenario) -> dict[str, pd.DataFrame]:
    """The tables of a scenario made of all its runs together, as plainly as can be."""
    runs = [one_run(scenario, number, "compiled") for number in range(scenario.runs)]
    labels, people, steps = [one.label for one in scenario.strategies], scenario.people, range(scenario.steps + 1)
    name = list(scenario.names) if scenario.names else [str(person) for person in range(people)]
    new = np.array([run.new for run in runs]).swapaxes(0, 1)
    quits = np.array([run.quits for run in runs]).swapaxes(0, 1)
    adopters = np.cumsum(new - quits, axis=2)
    keys = pd.MultiIndex.from_product([labels, range(scenario.runs), steps], names=["strategy", "run", "step"])
    course = keys.to_frame(index=False).assign(adopters=adopters.ravel(), new=new.ravel(), quits=quits.ravel())
    seeds = [
        (label, run.number, rank, name[person])
        for k, label in enumerate(labels)
        for run in runs
        for rank, person in enumerate(run.seeds[k], 1)
    ]
    found = {"runs": course, "seeds": pd.DataFrame(seeds, columns=["strategy", "run", "rank", "person"])}
    groups = sorted({group for run in runs for group in run.groups})
    shares = np.full((len(labels), len(groups), scenario.runs, len(steps)), np.nan)
    for number, run in enumerate(runs):
        for place, group in enumerate(run.groups):
            shares[:, groups.index(group), number] = run.shares[:, place]
    keys = pd.MultiIndex.from_product([labels, range(scenario.runs), groups, steps])
    keys.names = ["strategy", "run", "group", "step"]
    found["groups"] = keys.to_frame(index=False).assign(share=shares.swapaxes(1, 2).ravel())
    lines = []
    for k, label in enumerate(labels):
        for group, share in zip(["everyone", *groups], [adopters[k] / people, *shares[k]], strict=True):
            there = share[~np.isnan(share[:, 0])]
            low, middle, high = np.percentile(there, [10, 50, 90], axis=0)
            lines.append(
                pd.DataFrame(
                    {"strategy": label, "group": group, "step": steps, "mean": there.mean(axis=0)}
                    | {"p10": low, "p50": middle, "p90": high}
                )
            )
    found["curves"] = pd.concat(lines, ignore_index=True)
    if scenario.explained:
        found["adoptions"], found["sources"] = why(scenario, runs, labels, name)
    return found


def why(scenario: sim.Scenario, runs: list[Run], labels: list[str], name: list[str]) -> list[pd.DataFrame]:
    """The tables adoptions and sources."""
    rows = []
    for run in runs:
        told = run.adoptions
        ends = np.cumsum(told.counts)
        for k, strategy in enumerate(told.strategy):
            shares = told.sources[k]
            cause = "seed" if np.isnan(shares).any() else SOURCES[int(np.argmax(shares))]
            peers = joined(name[peer] for peer in told.persuaders[ends[k] - told.counts[k] : ends[k]])
            rows.append((strategy, run.number, name[told.person[k]], told.step[k], cause, *shares, peers))
    rows.sort(key=lambda row: (row[0], row[1], row[3]))
    columns = [*ADOPTIONS[:5], *(f"share_{source}" for source in SOURCES), ADOPTIONS[-1]]
    adoptions = pd.DataFrame([(labels[row[0]], *row[1:]) for row in rows], columns=columns)[ADOPTIONS]
    first = adoptions.drop_duplicates(["strategy", "run", "person"])
    lines = []
    for label in labels:
        mine = first[first["strategy"] == label]
        for source in ("seed", "peers", "contacts", "formal", "stories", "spontaneous"):
            seeded = (mine["main_source"] == "seed").astype(float)
            parts = seeded if source == "seed" else mine[f"share_{source}"].fillna(0.0)
            mean = np.cumsum(np.bincount(mine["step"], weights=parts, minlength=scenario.steps + 1))
            mean = mean / (scenario.people * scenario.runs)
            lines.append(
                pd.DataFrame({"strategy": label, "step": range(scenario.steps + 1), "source": source, "mean": mean})
            )
    return [adoptions, pd.concat(lines, ignore_index=True)]


def test_files_are_those_of_whole_tables(here, in_small_pieces):
    """Every file of rows is to the byte what pandas writes of one table, with a claim and without it."""
    for name in ("differ", "named"):
        result = CliRunner(catch_exceptions=False).invoke(main, ["run", f"{name}.yaml", "--quiet", "--workers", "3"])
        assert result.exit_code == 0, result.stderr
        scenario = sim.read(here / f"{name}.yaml")
        written = here / "results" / name
        sides = [(scenario, written)]
        if scenario.claim is not None:
            sides.append((scenario.claim.without, written / "without"))
        for side, there in sides:
            expected = tables_of(side)
            groups = expected.pop("groups")
            assert groups["share"].isna().any() == (name == "differ")
            for table, rows in expected.items():
                text = rows.to_csv(index=False, float_format="%.10g", lineterminator="\n")
                assert (there / f"{table}.csv").read_bytes() == text.encode(), (name, table)
            if name == "differ":
                pd.testing.assert_frame_equal(pd.read_parquet(there / "runs.parquet"), expected["runs"])


def test_parquet_is_what_pandas_writes(here, monkeypatch):
    """runs.parquet is to the byte that of the whole table, also where it takes several groups of rows."""
    monkeypatch.setattr(results, "ROW_GROUP", 150)
    monkeypatch.setattr(ledger, "BUNCH", 5_000)
    CliRunner(catch_exceptions=False).invoke(main, ["run", "differ.yaml", "--quiet"])
    table = tables_of(sim.read(here / "differ.yaml"))["runs"]
    table.to_parquet(here / "whole.parquet", index=False, row_group_size=150)
    assert (here / "results/differ/runs.parquet").read_bytes() == (here / "whole.parquet").read_bytes()


def test_tables_for_python_are_the_same(here, in_small_pieces):
    """Results of Python have the same tables, to the bit, made when they are asked for."""
    scenario = sim.read(here / "differ.yaml")
    found = sim.run(scenario, workers=3)
    expected = tables_of(scenario)
    for name in ("runs", "groups", "seeds", "adoptions"):
        pd.testing.assert_frame_equal(getattr(found, name), expected[name], check_exact=True)
    for name in ("curves", "sources"):
        pd.testing.assert_frame_equal(found.tables[name], expected[name], check_exact=True)
    by_run = expected["runs"]["adopters"].to_numpy().reshape(3, scenario.runs, scenario.steps + 1)
    np.testing.assert_array_equal(found.curves_by_run(), by_run)
    np.testing.assert_array_equal(found.curves_by_run(7), by_run[:, :7])
    summary = found.tables["summary"]
    people_and_steps = 40 * by_run.shape[1] * by_run.shape[2]
    np.testing.assert_array_equal(summary["auc"], by_run.sum(axis=(1, 2)) / people_and_steps)
    np.testing.assert_array_equal(summary["seeds"], [4, 4, 0])
    sizes = expected["seeds"].groupby("strategy").size()
    assert (sizes == 4 * scenario.runs).all()


def test_a_mean_is_the_same_however_much_is_held(here, monkeypatch):
    """curves.csv has the same bits, whatever of the shares is in memory together."""
    scenario = sim.read(here / "karate.yaml", runs=41)
    record = sim.run(scenario)
    expected = curves.measure(record)
    for at_once in (1, 10, 41 * 3 * 5, 41 * 3 * 21, 41 * 3 * 21 * 2, 10**9):
        monkeypatch.setattr(curves, "AT_ONCE", at_once)
        pd.testing.assert_frame_equal(curves.measure(record), expected, check_exact=True)


def test_runs_come_in_order_from_files_in_disorder(here, in_small_pieces, tmp_path):
    """Whatever was kept with what, and in which order, runs are given by their numbers, each once."""
    scenario = sim.read(here / "differ.yaml")
    runs = {number: one_run(scenario, number, "compiled") for number in range(10)}
    for shelf in (Shelf(), Shelf(tmp_path / "shelf")):
        for numbers in ([9, 0], [5, 6, 7], [3], [8, 1], [4, 2], [7, 6]):
            shelf.keep([runs[number] for number in numbers])
        bunches = list(shelf.each("number", "new", "seeds"))
        assert len(bunches) > 1
        given = [run for bunch in bunches for run in bunch]
        assert [number for number, *_ in given] == list(range(10))
        for number, new, seeds in given:
            np.testing.assert_array_equal(new, runs[number].new)
            for mine, its in zip(seeds, runs[number].seeds, strict=True):
                np.testing.assert_array_equal(mine, its)
        assert [number for bunch in shelf.each("number", below=4) for (number,) in bunch] == [0, 1, 2, 3]


def test_going_on_from_files_in_disorder_gives_the_same_files(here, in_small_pieces):
    """Files are the same after an interruption that left runs here and there, one of the files broken."""
    run = ["run", "differ.yaml", "--quiet"]
    CliRunner(catch_exceptions=False).invoke(main, [*run, "--out", "whole"])
    scenario = sim.read(here / "differ.yaml")
    there = Ledger(here / "results" / ".differ.unfinished", scenario.digest)
    for side, shelf in ((scenario, there), (scenario.claim.without, there.inside("without"))):
        for numbers in ([20, 3, 11], [4, 19], [8]):
            shelf.keep([one_run(side, number, "compiled") for number in numbers])
    there.close(finished=False)
    broken = next((here / "results" / ".differ.unfinished").glob("*/runs-4-19-2.npz"))
    broken.write_bytes(broken.read_bytes()[:-300])
    result = CliRunner(catch_exceptions=False).invoke(main, run[:2])
    assert "1 files of unfinished runs could not be read; their runs are made again." in result.stderr
    assert "Going on from 10 finished runs." in result.stderr
    for file in (here / "whole").rglob("*"):
        if file.is_file() and file.name != "manifest.json":
            assert (here / "results/differ" / file.relative_to(here / "whole")).read_bytes() == file.read_bytes(), file


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "few", "many", "most"),
    [("", 500, 2500, 400), ("output: {adoptions: true}\n", 200, 600, 1500), (SWEEP, 500, 1500, 400)],
    ids=["plain", "adoptions", "sweep"],
)
def test_memory_is_flat_in_the_number_of_runs(here, monkeypatch, more, few, many, most):
    """With three strategies a run more takes some hundred bytes of memory at the peak, if that.

    Two whole numbers of 8 bytes stay of each run and strategy, for paired differences, and are copied while they are
    compared; what files of runs leave to the garbage collector comes and goes, and weighs more where runs are few. The
    63 rows of a run in runs.csv would take 3,000 bytes, the 100 rows of its adoptions 9,000, the ends of the runs of
    eight cells 960.
    """
    # A clock that goes on by a second with each look at it: as many runs stand in a file however busy the machine is.
    monkeypatch.setattr(experiment, "time", SimpleNamespace(monotonic=partial(next, count())))
    monkeypatch.setattr(experiment, "SECONDS_BETWEEN_WRITES", 20)
    monkeypatch.setattr(ledger, "BUNCH", 100_000)
    monkeypatch.setattr(curves, "AT_ONCE", 30_000)
    monkeypatch.setattr(record, "AT_ONCE", 30_000)
    # What matplotlib leaves to the collector is megabytes, now and then; the test below this one is about charts.
    monkeypatch.setattr(Painter, "draw", lambda *_: [])
    # Headers of arrays leave some garbage when they are read; `sim` lets it lie until it is a fixed amount.
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    monkeypatch.setattr(gc, "set_threshold", lambda *counts: None)
    (here / "karate.yaml").write_text(KARATE + more, encoding="utf-8")

    def peak(runs: int) -> int:
        # What earlier commands left to the collector is none of this one's.
        gc.collect()
        tracemalloc.start()
        try:
            arguments = ["run", "karate.yaml", "--quiet", "--force", "--workers", "2", "--runs", str(runs)]
            assert CliRunner(catch_exceptions=False).invoke(main, arguments).exit_code == 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(20)  # what is imported and compiled once
    each = (peak(many) - peak(few)) / (many - few)
    monkeypatch.undo()
    gc.set_threshold(*before)
    assert each < most


def test_nothing_asks_for_whole_tables(here, monkeypatch):
    """`sim run` with a claim, reasons and charts, its screen and its JSON do without a table of all runs."""

    def whole(record: Record, name: str) -> pd.DataFrame:
        raise AssertionError(f"all of {name} in memory")

    monkeypatch.setattr(Record, "whole", whole)
    for arguments in ([], ["--json", "--out", "again"]):
        result = CliRunner(catch_exceptions=False).invoke(main, ["run", "differ.yaml", *arguments])
        assert result.exit_code == 0
        assert "Stories recruit" in result.stdout
