"""Charts are drawn beside the runs, by a process of its own, and come out the same whoever draws them."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.reports.figures import painter
from sim.reports.figures.painter import Painter

ROOT = Path(__file__).parents[2]
SCENARIO = """\
name: Žluťoučký kůň 马
network: {dataset: karate}
people: {tribe: club}
influence: {contagion: {rate: 0.1}}
movement: {giving_up: {rate: 0.05}, storytelling: {level: 1, recruits: 0.1}}
seeds: {count: 2}
strategies: [most-connected, random]
steps: 12
runs: 20
seed: 3
output: {adoptions: true}
claim: {says: Stories recruit, evidence: B, without: {movement: {storytelling: null}}}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a scenario that has every chart."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "all.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


@pytest.fixture
def two_processors(monkeypatch):
    """Two processors and nothing loaded, as far as a painter can see."""
    monkeypatch.setattr(painter, "_processors", lambda: 2)
    monkeypatch.setattr(painter, "_loaded", lambda: False)


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """A whole `sim`, as from a shell."""
    code = "from sim.cli import main; main()"
    where = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run([sys.executable, "-c", code, *arguments], env=where, capture_output=True, text=True)


def pictures(folder: Path) -> dict[str, bytes]:
    """All pictures in a folder, inner folders included."""
    found = (path for path in folder.rglob("*") if path.suffix in (".png", ".svg"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_whoever_draws_the_pictures_are_the_same(here):
    """Drawn by another process or by this one, with reasons and a claim: to the byte, and fonts lack the same."""
    beside = command("run", "all.yaml", "--out", "beside")
    assert (here / "beside" / "manifest.json").is_file(), beside.stderr
    alone = CliRunner(catch_exceptions=False).invoke(main, ["run", "all.yaml", "--out", "alone"])
    expected = pictures(here / "alone")
    assert {"adoption.png", "sources.svg", "claim.png", "without/adoption.svg"} <= expected.keys()
    assert pictures(here / "beside") == expected
    lacking = [line for line in alone.stderr.splitlines() if "font lacks" in line]
    assert [line for line in beside.stderr.splitlines() if "font lacks" in line] == lacking


def test_what_draws_is_loaded_by_the_other_process_only(here, two_processors):
    """The process that makes the runs need not load what draws; the other one ends with it."""
    results = sim.run(sim.read(here / "all.yaml"))
    with Painter() as other:
        process = other._process
        assert process is not None
        (here / "one").mkdir()
        (here / "two").mkdir()
        assert other.draw(results, here / "one") == other.draw(results, here / "two") == Painter().draw(results, here)
        assert other._process is process
        assert pictures(here / "one") == pictures(here / "two")
        assert "adoption.png" in pictures(here / "one")
    assert other._process is None
    assert not psutil.pid_exists(process.pid)


@pytest.mark.parametrize("when", ["before", "while"])
def test_when_the_other_process_dies_this_one_draws(here, two_processors, monkeypatch, when):
    """Nothing is lost with a process that dies, and nobody is told."""
    results = sim.run(sim.read(here / "all.yaml"))
    with Painter() as other:
        if when == "before":
            other._process.kill()
            other._process.wait()
        else:
            # It cannot write there, so that it comes to grief.
            monkeypatch.setattr(sim.results.results.Results, "sketch", lambda self: None)
        other.draw(results, here)
        assert other._process is None
    assert "claim.svg" in pictures(here)


def test_with_one_processor_or_all_loaded_there_is_no_other_process(monkeypatch):
    """A process more would only be in the way."""
    monkeypatch.setattr(painter, "_processors", lambda: 1)
    monkeypatch.setattr(painter, "_loaded", lambda: False)
    with Painter() as alone:
        assert alone._process is None
    monkeypatch.setattr(painter, "_processors", lambda: 2)
    monkeypatch.setattr(painter, "_loaded", lambda: True)
    with Painter() as alone:
        assert alone._process is None


def test_a_folder_that_cannot_be_written_is_told_as_ever(here, two_processors):
    """What goes wrong in the other process goes wrong here too, in the same words."""
    results = sim.run(sim.read(here / "all.yaml"))
    with Painter() as other, pytest.raises(FileNotFoundError):
        other.draw(results, here / "nowhere")


def test_nothing_is_left_where_there_is_no_home(here):
    """Where matplotlib has no place for its files it makes one, and it is cleared away with the process that draws."""
    (here / "tmp").mkdir()
    found = command("run", "all.yaml", "--runs", "2", HOME="/proc/nowhere", TMPDIR=str(here / "tmp"))
    assert found.returncode == 0, found.stderr
    assert list((here / "tmp").iterdir()) == []


def test_what_others_print_at_the_start_is_no_answer(here):
    """A Python that greets everybody at its start neither stops the command nor changes a picture."""
    (here / "greets").mkdir()
    (here / "greets" / "sitecustomize.py").write_text("print('coverage on', flush=True)\n")
    found = command("run", "all.yaml", "--runs", "2", "--out", "greeted", PYTHONPATH=f"{here / 'greets'}:{ROOT}")
    assert found.returncode == 0, found.stderr
    CliRunner(catch_exceptions=False).invoke(main, ["run", "all.yaml", "--runs", "2", "--out", "alone"])
    assert pictures(here / "greeted") == pictures(here / "alone")


def test_the_process_that_draws_ends_when_its_parent_is_killed(here):
    """Killed without a word, `sim` leaves nobody who draws on."""
    code = "import time; from sim.reports.figures.painter import Painter; p = Painter().__enter__(); "
    code += "print(p._process.pid); "
    code += "import sys; sys.stdout.flush(); time.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=-1)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert psutil.wait_procs([child], timeout=20)[1] == []
