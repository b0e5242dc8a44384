"""Places that cannot be written or read are told as such, before any run is made, never as a fault of the screen."""

import os
import re

import pytest
from click.testing import CliRunner

from sim.cli import job, main

TEXT = """\
network: {generate: ring, people: 20, ties: 2}
influence: {contagion: {rate: 0.3}}
seeds: {count: 2}
strategies: [random]
steps: 3
runs: 3
"""
LONG = "x" * 300


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a scenario, its results, a file and two links."""
    here = tmp_path_factory.mktemp("places")
    (here / "mine.yaml").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(here / "mine.yaml"), "--out", str(here / "done"), "--quiet"])
    assert done.exit_code == 0, done.output
    (here / "file").write_text("mine", encoding="utf-8")
    (here / "loop").symlink_to("loop")
    return here


@pytest.fixture
def here(made, monkeypatch):
    """The same, as the place where one is; no run may be made in it."""
    monkeypatch.chdir(made)
    monkeypatch.setattr(job, "carry_out", lambda *_, **__: pytest.fail("a run was made"))
    return made


def told(*arguments: str) -> str:
    """What a command that fails says, and leaves nothing behind."""
    result = CliRunner(catch_exceptions=False).invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Cannot print" not in result.stderr
    return result.stderr


WRITES = [
    ("run", "mine.yaml", "--out"),
    ("run", "mine.yaml", "mine.yaml", "--out"),
    ("report", "done", "--html", "--out"),
    ("chart", "done", "--out"),
    ("describe", "mine.yaml", "--out"),
    ("new",),
]
PLACES = [
    (LONG, "File name too long"),
    (f"new/{LONG}/deeper", "File name too long|No such file or directory"),
    ("file/inside", "is no folder|Not a directory"),
    ("loop/inside", "Too many levels of symbolic links"),
    ("y" * 250 + "/../" + LONG, "File name too long|No such file"),
]


@pytest.mark.parametrize("command", WRITES, ids=" ".join)
@pytest.mark.parametrize(("place", "reason"), PLACES)
def test_a_place_that_cannot_be_written(here, command, place, reason):
    """The place is named, with why nothing can be written there; nothing is left behind, and no run was made."""
    before = sorted(here.iterdir())
    lines = told(*command, place).splitlines()
    assert all(re.search(rf"cannot be (?:written|made): .*(?:{reason})", line) for line in lines), lines
    assert place in lines[0]
    assert sorted(here.iterdir()) == before


def test_a_name_that_leaves_no_room_for_what_is_made_beside_it(here):
    """Results are made in a folder with a longer name: one of 250 letters is refused before the runs, too."""
    assert "cannot be written: File name too long" in told("run", "mine.yaml", "--out", "x" * 250)


def test_a_folder_in_which_nothing_can_be_written(here, monkeypatch):
    """Without permission, or on a disk that can only be read, the folder is named before any run is made."""
    monkeypatch.setattr(os, "access", lambda place, mode: mode == os.R_OK)
    for command in (("run", "mine.yaml"), ("report", "done", "--html"), ("chart", "done")):
        assert f"cannot be written: the folder {here} cannot be written to" in told(*command, "--out", "new")


def test_a_file_where_unfinished_results_would_lie(here):
    """A plain file that has the name of the folder in which runs are kept is named, before any run is made."""
    (here / ".new.unfinished").write_text("of the user")
    assert f"new cannot be written: {here / '.new.unfinished'} is no folder" in told("run", "mine.yaml", "--out", "new")
    assert (here / ".new.unfinished").read_text() == "of the user"


READS = [("why", "1"), ("report",), ("chart",), ("check",), ("run",), ("describe",), ("app",)]


@pytest.mark.parametrize("command", READS, ids=lambda command: command[0])
def test_a_place_that_cannot_be_read(here, command):
    """A name that is too long, or leads through a file or in a circle, is told as a place that cannot be read."""
    for place in (LONG, "file/inside", "loop/inside"):
        text = told(command[0], place, *command[1:])
        assert place in text
        assert re.search("cannot be read: |there is no such file|is not a folder of results", text), text


def test_a_file_that_fails_is_not_the_screen(here, monkeypatch):
    """Where a file fails that nobody expected to, the file is named."""

    def fails(*_, **__):
        raise PermissionError(13, "Permission denied", "some/file")

    monkeypatch.setattr("sim.cli.list.echo", fails)
    assert told("list") == "some/file: cannot be read or written: Permission denied\n"
