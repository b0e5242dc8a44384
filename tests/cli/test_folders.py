"""What lies where results go: a user's own files are never lost, odd places are told of before anything runs."""

import json

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.results.place import OURS

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


def test_what_is_in_the_way_is_told_before_anything_runs(here):
    """A user's folder under a name that results need is a fault, and stays as it is."""
    (here / "claim.yaml").write_text(
        SCENARIO + "claim: {says: Seeds, evidence: B, without: {seeds: {count: 1}}}\n", encoding="utf-8"
    )
    assert sim("run", "small.yaml", "--out", "mine").exit_code == 0
    for name in ("costs.csv", "without"):
        (here / "mine" / name).mkdir()
        (here / "mine" / name / "thesis.txt").write_text("years of work")
    result = sim("run", "claim.yaml", "--out", "mine", "--force")
    said = "which `sim run` did not write, and results need that name; move it"
    assert (result.exit_code, result.stderr) == (
        1, f"claim.yaml:1: mine holds costs.csv, {said}\nclaim.yaml:1: mine holds without, {said}\n"
    )  # fmt: skip
    assert sim("run", "small.yaml", "--out", "mine").exit_code == 1, "costs.csv is a folder there"
    (here / "mine" / "costs.csv").rename(here / "mine" / "costs")
    assert sim("run", "small.yaml", "--out", "mine").exit_code == 0, "no claim, no need of the name"
    for name in ("costs", "without"):
        assert (here / "mine" / name / "thesis.txt").read_text() == "years of work"


def test_results_that_are_just_being_replaced_are_not_forgotten(here):
    """Where a process died in the moment in which no folder was there, another scenario is refused as ever."""
    assert sim("run", "small.yaml").exit_code == 0
    (here / "results" / "small" / "thesis.txt").write_text("years of work")
    (here / "results" / ".small.unfinished").mkdir()
    (here / "results" / "small").rename(here / "results" / ".small.unfinished" / "old")
    result = sim("run", "small.yaml", "--seed", "9")
    assert result.exit_code == 1
    assert "results/small holds results of another scenario (it differs in seed)" in result.stderr
    assert sim("run", "small.yaml", "--seed", "9", "--force").exit_code == 0
    assert (here / "results" / "small" / "thesis.txt").read_text() == "years of work"
    assert [path.name for path in (here / "results").iterdir()] == ["small"]


def test_without_second_names_a_users_files_are_copied(here, monkeypatch):
    """Where the file system knows no second names for a file, a user's files stay all the same, links as links."""

    def link(*paths, **options):
        raise PermissionError(1, "Operation not permitted")

    assert sim("run", "small.yaml", "--out", "mine").exit_code == 0
    (here / "mine" / "slides").mkdir(mode=0o700)
    (here / "mine" / "slides" / "talk.md").write_text("hello")
    (here / "mine" / "link").symlink_to("slides/talk.md")
    monkeypatch.setattr("os.link", link)
    assert sim("run", "small.yaml", "--out", "mine").exit_code == 0
    assert (here / "mine" / "link").is_symlink()
    assert (here / "mine" / "link").read_text() == "hello"
    assert (here / "mine" / "slides").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in here.iterdir()) == ["mine", "small.yaml"]


def test_a_disk_that_fails_is_told_and_nothing_of_a_users_is_copied(here, monkeypatch):
    """A fault of the disk at a user's file ends the command in words: the folder stays as it was, with the file."""

    def link(*paths, **options):
        raise OSError(5, "Input/output error")

    assert sim("run", "small.yaml", "--out", "mine").exit_code == 0
    (here / "mine" / "talk.md").write_text("hello")
    monkeypatch.setattr("os.link", link)
    monkeypatch.setattr("shutil.copy2", lambda *paths, **options: pytest.fail("it was copied"))
    result = sim("run", "small.yaml", "--out", "mine")
    assert result.exit_code == 1
    assert "Input/output error" in result.stderr
    assert (here / "mine" / "talk.md").read_text() == "hello"
    assert (here / "mine" / "summary.csv").is_file()


def test_a_users_file_is_the_same_file_afterwards(here):
    """A user's file is neither copied nor moved away: it is the same file, which an open editor goes on with."""
    assert sim("run", "small.yaml", "--out", "mine").exit_code == 0
    (here / "mine" / "notes.txt").write_text("years of work")
    before = (here / "mine" / "notes.txt").stat()
    assert sim("run", "small.yaml", "--out", "mine").exit_code == 0
    after = (here / "mine" / "notes.txt").stat()
    assert (after.st_ino, after.st_nlink, after.st_mtime_ns) == (before.st_ino, 1, before.st_mtime_ns)


@pytest.mark.parametrize(
    "manifest",
    [
        *('{"digest": 5}', "[]", '{"digest": 5, "settings": []}', '{"digest": "x"}', "5", "{", '{"groundswell": "1"}'),
        # What readers of results refuse as JSON says nothing about whose folder it is either.
        *(f'{{"groundswell": "1", "digest": "x", {more}}}' for more in ('"digest": "y"', '"seconds": NaN')),
        '{"groundswell": "1", "digest": "x", "more": ' + "[" * 200 + "]" * 200 + "}",
    ],
    ids=range(10),
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


def unfinished(here, runs: int, *changes: tuple[str, object]) -> tuple[object, object]:
    """The scenario and its ledger with some runs in it, as an interrupted `sim run` leaves them."""
    from sim.experiment.run import one_run
    from sim.results.ledger import Ledger
    from sim.scenario.read import read

    scenario = read(here / "small.yaml", **dict(changes))
    ledger = Ledger(here / "results" / ".small.unfinished", scenario.digest)
    for number in range(runs):
        ledger.keep([one_run(scenario, number, "compiled")])
    ledger.close(finished=False)
    return scenario, ledger


def test_unfinished_runs_of_another_scenario_are_kept(here):
    """Another scenario into the same place says so and leaves them; the first goes on from them afterwards."""
    unfinished(here, 3)
    result = sim("run", "small.yaml", "--seed", "9")
    assert result.exit_code == 0
    assert "3 unfinished runs of another scenario are kept, in " in result.stderr
    result = sim("run", "small.yaml", "--force")
    assert "Going on from 3 finished runs." in result.stderr
    assert [path.name for path in (here / "results").iterdir()] == ["small"]


@pytest.mark.parametrize("harm", ["cut", "junk", "empty", "folder"])
def test_a_harmed_file_of_unfinished_runs_is_made_again(here, harm):
    """A file that cannot be read is dropped, with a note, and the results are those of an undisturbed run."""
    assert sim("run", "small.yaml", "--out", "undisturbed").exit_code == 0
    unfinished(here, 3)
    file = sorted((here / "results" / ".small.unfinished").glob("*/runs-*.npz"))[1]
    content = file.read_bytes()
    file.unlink()
    if harm == "folder":
        file.mkdir()
    else:
        file.write_bytes({"cut": content[: len(content) // 2], "junk": b"junk", "empty": b""}[harm])
    result = sim("run", "small.yaml")
    assert result.exit_code == 0
    assert "1 files of unfinished runs could not be read; their runs are made again." in result.stderr
    assert "Going on from 2 finished runs." in result.stderr
    for name in ("runs.csv", "summary.csv"):
        assert (here / "results/small" / name).read_bytes() == (here / "undisturbed" / name).read_bytes()


@pytest.mark.parametrize("place", [".", "..", "/"])
def test_the_place_where_one_is_holds_no_results(here, monkeypatch, place):
    """`--out .` in an empty folder, or above it, is refused before anything runs."""
    (here / "inside").mkdir()
    monkeypatch.chdir(here / "inside")
    result = sim("run", "../small.yaml", "--out", place)
    assert result.exit_code == 1
    assert f"{place} is where you are" in result.stderr or "is no folder of results" in result.stderr
    assert list((here / "inside").iterdir()) == []
    assert sorted(path.name for path in here.iterdir()) == ["inside", "small.yaml"]


def test_a_link_that_leads_nowhere_is_refused(here):
    """A dangling link as the place of results is told of before anything runs."""
    (here / "link").symlink_to(here / "nowhere")
    result = sim("run", "small.yaml", "--out", "link")
    assert (result.exit_code, result.stderr) == (
        1, "small.yaml:1: link is a link that leads nowhere; choose another place with --out\n"
    )  # fmt: skip
    assert sorted(path.name for path in here.iterdir()) == ["link", "small.yaml"]


def test_through_a_link_its_folder_is_written(here):
    """A link to a folder stays a link; the results are in the folder that it leads to, and nothing is left behind."""
    (here / "store").mkdir()
    (here / "link").symlink_to(here / "store")
    for _ in range(2):
        assert sim("run", "small.yaml", "--out", "link").exit_code == 0
    assert (here / "link").is_symlink()
    assert (here / "store" / "manifest.json").is_file()
    assert sorted(path.name for path in here.iterdir()) == ["link", "small.yaml", "store"]


def test_a_place_that_cannot_be_written_is_told(here):
    """A file where a folder should be is told of in words."""
    (here / "file").write_text("")
    result = sim("run", "small.yaml", "--out", "file/inside")
    assert result.exit_code == 1
    assert "small.yaml:1: file/inside cannot be written: " in result.stderr
