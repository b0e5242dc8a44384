"""What lies where results go: a user's own files are never lost, odd places are told of before anything runs."""

import json

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.reports.folder import OURS

SCENARIO = """\
network: {generate: random, people: 50, ties: 4}
influence: {preset: watts}
seeds: {count: 3}
strategies: [random, most-connected]
steps: 5
runs: 5
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with a small scenario."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def sim(*arguments: object) -> object:
    """Run a command; a traceback would be raised here."""
    return CliRunner(catch_exceptions=False).invoke(main, [str(argument) for argument in arguments])


def test_a_users_own_files_stay(here):
    """Run again, with other numbers or the same, files and folders that `sim run` did not write are untouched."""
    assert sim("run", "small.yaml").exit_code == 0
    folder = here / "results" / "small"
    assert {path.name for path in folder.iterdir()} <= OURS
    (folder / "thesis.txt").write_text("years of work")
    (folder / "slides").mkdir()
    (folder / "slides" / "talk.md").write_text("hello")
    for extra in ([], ["--runs", "4", "--force"]):
        assert sim("run", "small.yaml", *extra).exit_code == 0
        assert (folder / "thesis.txt").read_text() == "years of work"
        assert (folder / "slides" / "talk.md").read_text() == "hello"
    assert json.loads((folder / "manifest.json").read_text())["about"]["runs"] == 4
    assert [path.name for path in (here / "results").iterdir()] == ["small"]


def test_a_users_own_files_stay_though_the_process_died(here):
    """A process that died between taking the old folder away and putting the new one there has lost no file."""
    assert sim("run", "small.yaml").exit_code == 0
    folder, workshop = here / "results" / "small", here / "results" / ".small.unfinished"
    (folder / "thesis.txt").write_text("years of work")
    workshop.mkdir()
    folder.rename(workshop / "old")
    assert sim("run", "small.yaml").exit_code == 0
    assert (folder / "thesis.txt").read_text() == "years of work"
    workshop.mkdir()
    (workshop / "old").mkdir()
    (folder / "thesis.txt").rename(workshop / "old" / "thesis.txt")
    assert sim("run", "small.yaml").exit_code == 0
    assert (folder / "thesis.txt").read_text() == "years of work"
    assert [path.name for path in (here / "results").iterdir()] == ["small"]


@pytest.mark.parametrize(
    "manifest",
    ['{"digest": 5}', "[]", '{"digest": 5, "settings": []}', '{"digest": "x"}', "5", "{", '{"groundswell": "1"}'],
)
def test_a_folder_with_another_manifest_is_never_replaced(here, manifest):
    """Only a manifest that `sim run` wrote makes a folder one of results; any other folder stays, even with --force."""
    (here / "mine").mkdir()
    (here / "mine" / "manifest.json").write_text(manifest)
    for extra in ([], ["--force"]):
        result = sim("run", "small.yaml", "--out", "mine", *extra)
        assert (result.exit_code, result.stderr) == (
            1, "small.yaml:1: mine is there and is no folder of results; choose another place with --out\n"
        )  # fmt: skip
    assert [path.name for path in (here / "mine").iterdir()] == ["manifest.json"]


def test_a_manifest_of_ours_with_odd_settings(here):
    """Where the settings of the earlier results cannot be told, the fault says no more than that they are others."""
    (here / "mine").mkdir()
    (here / "mine" / "manifest.json").write_text('{"groundswell": "0", "digest": "x", "settings": []}')
    result = sim("run", "small.yaml", "--out", "mine")
    assert "mine holds results of another scenario; choose another place" in result.stderr
    assert sim("run", "small.yaml", "--out", "mine", "--force").exit_code == 0
