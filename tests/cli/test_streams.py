"""Where output goes: closed, full, broken off or short of letters, the runs happen and nobody sees a traceback."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from signals import interruptible

from sim.cli.told import interruptions_told

ROOT = Path(__file__).parents[2]
SCENARIO = """\
name: Žluťoučký kůň
question: Does it pay?
network: {generate: random, people: 50, ties: 4}
influence: {preset: watts}
seeds: {count: 3}
strategies: [random, most-connected]
steps: 5
runs: 5
"""


@pytest.fixture
def here(tmp_path):
    """A folder with two scenarios."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def shell(here: Path, rest: str, command: str = "run one.yaml two.yaml", **environment: str):
    """A command in a shell; `rest` says where its output goes."""
    sim = f"'{sys.executable}' -c 'from sim.cli import main; main()' {command} {rest}"
    set_up = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(here)} | environment
    return subprocess.run(["bash", "-o", "pipefail", "-c", sim], cwd=here, env=set_up, capture_output=True, text=True)


def are_there(here: Path) -> bool:
    """Whether both scenarios have their results."""
    return all((here / "results" / name / "manifest.json").is_file() for name in ("one", "two"))


def test_a_closed_output(here):
    """`>&-`: both scenarios are run."""
    done = shell(here, ">&-")
    assert (done.returncode, "Traceback" in done.stderr, are_there(here)) == (0, False, True)


def test_a_full_output(here):
    """`> /dev/full`: both scenarios are run, it is said that nothing could be printed, and the exit code is 1."""
    done = shell(here, "> /dev/full")
    assert (done.returncode, "Traceback" in done.stderr, are_there(here)) == (1, False, True)
    assert "Cannot print: No space left on device." in done.stderr
    listed = shell(here, "> /dev/full", "list")
    assert (listed.returncode, listed.stderr) == (1, "Cannot print: No space left on device.\n")


@pytest.mark.parametrize("rest", ["2> /dev/full", "2> >(exec true)", "2>&-"])
def test_notes_that_go_nowhere(here, rest):
    """Where stderr is full, broken off or closed, notes are lost and nothing else: runs are made, told and right."""
    done = shell(here, rest)
    assert (done.returncode, are_there(here)) == (0, True)
    assert "Results are in results/two." in done.stdout


def test_faults_that_go_nowhere(here):
    """Where stderr is full, a fault still has its exit code, and what is checked well before one is told."""
    (here / "one.yaml").write_text(SCENARIO.replace("runs: 5", "runs: 5\nrnus: 5"), encoding="utf-8")
    assert shell(here, "2> /dev/full").returncode == 1
    assert shell(here, "> /dev/full 2> /dev/full", "list").returncode == 1


def test_a_note_beside_a_check_goes_nowhere(here):
    """Where a scenario is checked that has a note, and stderr is full, that it has no faults is told all the same."""
    large = SCENARIO.replace("runs: 5", "runs: 1000000").replace("people: 50", "people: 1000000")
    (here / "one.yaml").write_text(large, encoding="utf-8")
    assert "note: this will take" in shell(here, "", "check one.yaml").stderr
    done = shell(here, "2> /dev/full", "check one.yaml")
    assert (done.returncode, "no faults" in done.stdout) == (0, True)


def test_a_reader_who_has_seen_enough(here):
    """`| head -1`: both scenarios are run, in silence."""
    done = shell(here, "| head -1")
    assert (done.returncode, "rror" in done.stderr, are_there(here)) == (0, False, True)
    assert len(done.stdout.splitlines()) == 1


def test_a_reader_who_has_seen_enough_of_a_list(here):
    """`sim list | true`: more than a pipe takes breaks off inside the command; nobody sees a traceback."""
    done = shell(here, "| true", "schema")
    assert (done.returncode, done.stderr) == (0, "")


def test_letters_that_are_lacking(here):
    """Where the output has no such letters, they are replaced."""
    done = shell(here, "", PYTHONIOENCODING="ascii", COLUMNS="100")
    assert (done.returncode, "Traceback" in done.stderr, are_there(here)) == (0, False, True)
    assert "?lu?ou?k" in done.stdout


def test_an_interruption_that_python_loses_is_no_less_one(capsys):
    """Ctrl-C at the moment when an object's life ends, where Python only tells of it, still leaves with 130."""

    class Mortal:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    def interrupted():
        with interruptions_told():
            Mortal()
            time.sleep(20)

    began = time.monotonic()
    with interruptible(), pytest.raises(SystemExit) as left:
        interrupted()
    # It ends what is waited for, and not after it.
    assert time.monotonic() - began < 15
    assert left.value.code == 130
    assert capsys.readouterr().err.startswith("Interrupted; ")
