"""Shipped scenarios by name, wherever a scenario is taken, and `sim new`, which says what to type next."""

import json
import os
import shlex
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from sim import read
from sim.cli import main
from sim.ground.faults import InputError
from sim.scenario.templates import choice, located, shipped

SMALL = """\
network: {generate: random, people: 40, ties: 4}
influence: {preset: watts}
seeds: {count: 3}
strategies: [random, most-connected]
steps: 5
runs: 5
"""


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sim(*arguments: str) -> Result:
    """Run a command; a traceback would be raised here."""
    return CliRunner(catch_exceptions=False).invoke(main, arguments)


def test_every_shipped_scenario_is_read_by_its_name(here):
    """Each name stands for the scenario of its file, in Python and for commands, in a folder that has nothing."""
    for name, file in shipped().items():
        assert located(Path(name)) == file
    assert read("claims/d-stories").digest == read(shipped()["claims/d-stories"]).digest
    checked = sim("check", "connectors", "claims/d-stories")
    assert checked.stdout.splitlines() == [
        "connectors: no faults (500 people, 25 seeds, 3 strategies)",
        "claims/d-stories: no faults (300 people, 15 seeds, 2 strategies)",
    ]
    assert checked.stderr == ""


def test_a_run_by_name_is_that_of_the_file(here):
    """Results lie where those of the file would, are the same to the bit, and have no path of the installation."""
    assert sim("run", "claims/d-stories", "--runs", "3", "--people", "60", "--steps", "4").exit_code == 0
    file = str(shipped()["claims/d-stories"])
    assert sim("run", file, "--runs", "3", "--people", "60", "--steps", "4", "--out", "own").exit_code == 0
    results = here / "results" / "d-stories"
    for name in ("runs.csv", "seeds.csv", "summary.csv", "comparison.csv", "curves.csv", "scenario.yaml"):
        assert (results / name).read_bytes() == (here / "own" / name).read_bytes(), name
    home = str(shipped()["connectors"].parent)
    for written in results.rglob("*"):
        if written.is_file():
            assert os.fsencode(home) not in written.read_bytes(), written.name


def test_other_commands_take_names_too(here):
    """`sim describe`, and what the live page opens, take a name; what they say has the name."""
    from sim.app.serve import shelf

    own, file = sim("describe", "connectors").stdout, sim("describe", str(shipped()["connectors"])).stdout
    assert own.startswith("# Connectors first: a description of the model\n")
    assert own == file.replace("connectors.yaml", "connectors")
    assert next(iter(shelf(Path("word-of-mouth")))) == "word-of-mouth"


def test_a_fault_of_a_shipped_scenario_has_its_name(here):
    """What an option makes wrong is told at the name that was typed."""
    answer = sim("run", "karate", "--people", "5")
    assert answer.exit_code == 1
    assert answer.stderr.startswith("karate:")
    assert str(shipped()["karate"]) not in answer.stderr


def test_a_file_wins_and_it_is_told_which_is_taken(here):
    """A file of the name is taken, not the shipped one; a file of the name with an ending is not; both are told."""
    Path("connectors").write_text(SMALL, encoding="utf-8")
    checked = sim("check", "connectors")
    assert checked.stdout == "connectors: no faults (40 people, 3 seeds, 2 strategies)\n"
    assert checked.stderr == "connectors: note: the file is taken; a shipped scenario is called so, too\n"
    Path("watts.yaml").write_text(SMALL, encoding="utf-8")
    checked = sim("check", "watts")
    assert "1,000 people" in checked.stdout
    assert checked.stderr == "watts: note: the shipped scenario is taken, not the file watts.yaml\n"
    assert sim("check", "watts.yaml").stderr == ""
    quiet = sim("run", "connectors", "--quiet", "--out", "quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")
    run = sim("run", "connectors", "--json", "--out", "shown")
    assert json.loads(run.stdout)["scenarios"][0]["name"] == "connectors"
    assert "the file is taken" in run.stderr


def test_a_folder_of_the_name_is_no_scenario(here):
    """A folder that is called like a shipped scenario hides it from nobody."""
    Path("connectors").mkdir()
    assert sim("check", "connectors").stdout.startswith("connectors: no faults (500 people")
    assert choice(Path("connectors")) is None


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("connetors", 'there is no such file, did you mean "connectors"?'),
        ("connectors.yml", 'there is no such file, did you mean "connectors"?'),
        ("d-stories", 'there is no such file, did you mean "claims/d-stories"?'),
        ("mine.yam", 'there is no such file, did you mean "mine.yaml"?'),
        ("xyzzy", "there is no such file, and no shipped scenario is called so (`sim list scenarios`)"),
        ("gone/xyzzy.yaml", "there is no such file"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check", "describe", "app"])
def test_a_wrong_name_is_a_fault_with_the_nearest(here, command, asked, hint):
    """What is neither a file nor a shipped scenario is told with what was probably meant, by every command."""
    Path("mine.yaml").write_text(SMALL, encoding="utf-8")
    answer = sim(command, asked)
    assert answer.exit_code == 1
    assert answer.stderr.replace(os.sep, "/").removesuffix("\n") in (f"{asked}:1: {hint}", f"{asked}:1: {hint}\n")


def test_all_wrong_names_are_told_at_once(here):
    """Two names of nothing are two faults, beside those of a file."""
    answer = sim("check", "connetors", "karte", "connectors")
    assert len(answer.stderr.splitlines()) == 2
    with pytest.raises(InputError, match="connectors"):
        read("connetors")


def test_new_says_what_to_type_next(here, monkeypatch):
    """After the files come the commands to go on with, which work as they are printed, in lines of 40 letters."""
    monkeypatch.setenv("COLUMNS", "40")
    for file in ("mine.yaml", "my own.yaml", "-odd.yaml"):
        arguments = ["--", file] if file.startswith("-") else [file]
        answer = sim("new", "--from", "karate", *arguments).stdout.splitlines()
        assert answer[0] == f"wrote {file}"
        assert all(len(line) <= 40 for line in answer)
        commands = [shlex.split(line) for line in answer if line.startswith("  sim ")]
        assert [command[1] for command in commands] == ["check", "run", "explain"]
        assert commands[1][-1] == file
        for command in (commands[0], commands[2]):
            assert sim(*command[1:]).exit_code == 0, command


def test_new_lists_and_helps(here):
    """`sim new --list` prints what `sim list scenarios` does; without a file, or with a wrong name, it says so."""
    assert sim("new", "--list").stdout == sim("list", "scenarios").stdout
    bare = sim("new")
    assert bare.exit_code == 2
    assert "--list" in bare.stderr
    wrong = sim("new", "mine.yaml", "--from", "connetors")
    assert wrong.exit_code == 1
    assert 'did you mean "connectors"?' in wrong.stderr
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "start", "expected"),
    [
        (["run"], "conn", "connectors"),
        (["check"], "claims/d", "claims/d-stories"),
        (["new", "mine.yaml", "--from"], "kar", "karate"),
        (["explain"], "most-c", "most-connected"),
        (["list"], "scen", "scenarios"),
    ],
)
def test_shells_complete_names(words, start, expected):
    """A shell that asks for words is given the names that begin as what was typed."""
    complete = ShellComplete(main, {}, "sim", "_SIM_COMPLETE")
    assert expected in [item.value for item in complete.get_completions(words, start)]
