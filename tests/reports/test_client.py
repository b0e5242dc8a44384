"""`sim report` where something is not installed: what can be made is made, the rest is told of once, in one way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.ground.extras import installing
from sim.reports.kind import kinds
from sim.results.table import read_table

PAGE = """\
network: {dataset: karate}
influence: {preset: watts}
seeds: {count: 2}
strategies: [most-connected, random]
steps: 5
runs: 3
"""
INSTALL = installing("report")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder of results."""
    (tmp_path / "s.yaml").write_text(PAGE, encoding="utf-8")
    assert invoke("run", str(tmp_path / "s.yaml"), "--out", str(tmp_path / "found"), "--quiet").exit_code == 0
    return tmp_path / "found"


def invoke(*arguments: str) -> Result:
    """A command."""
    return CliRunner(catch_exceptions=False).invoke(main, arguments)


def without(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Let modules be away, as where the extra is not installed."""
    for name in [name for name in sys.modules if name.split(".")[0] in modules]:
        monkeypatch.delitem(sys.modules, name)
    for name in modules:
        monkeypatch.setitem(sys.modules, name, None)


def test_what_can_be_made_without_the_extra_is_made(results, monkeypatch):
    """Without options the page and the replay are written; one line names the rest, and how to get it."""
    without(monkeypatch, "reportlab", "xlsxwriter", "pptx")
    told = invoke("report", str(results))
    assert told.exit_code == 0
    assert told.stdout == f"wrote {results / 'report.html'}\nwrote {results / 'replay.html'}\n"
    names = "reportlab, xlsxwriter, python-pptx"
    assert told.stderr == f"Not made: report.pdf, report.xlsx, report.pptx; this takes {names}: {INSTALL}\n"


def test_nothing_lacks_where_all_is_installed(results):
    """With the extra, all kinds but films are written, and nothing else is said."""
    told = invoke("report", str(results))
    assert told.stderr == ""
    made = ("report.html", "report.pdf", "report.xlsx", "report.pptx", "replay.html")
    assert told.stdout.splitlines() == [f"wrote {results / name}" for name in made]


def test_each_table_is_read_once_however_many_files_are_made(results, monkeypatch):
    """A page, a paper, a workbook, slides and a replay come from one reading of the folder, not from one each."""
    files = []
    monkeypatch.setattr(
        "sim.results.results.read_table", lambda file, about: files.append(file.name) or read_table(file, about)
    )
    assert invoke("report", str(results)).stdout.count("wrote") == 5
    assert "runs.csv" in files
    assert sorted(files) == sorted(set(files))


def test_kinds_that_are_named_and_lack_something_are_told_in_one_way_and_together(results, monkeypatch):
    """Whoever names kinds hears of all that lack something, and of files that are there; nothing is written."""
    without(monkeypatch, "reportlab", "xlsxwriter", "pptx", "imageio_ffmpeg")
    (results / "report.html").write_text("mine", encoding="utf-8")
    told = invoke("report", str(results), "--html", "--pdf", "--xlsx", "--pptx", "--mp4")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.splitlines() == [
        f"{results / 'replay.mp4'}:1: needs imageio-ffmpeg: {INSTALL}",
        f"{results / 'report.html'}:1: is there already; --force replaces it",
        f"{results / 'report.pdf'}:1: needs reportlab: {INSTALL}",
        f"{results / 'report.pptx'}:1: needs python-pptx and xlsxwriter: {INSTALL}",
        f"{results / 'report.xlsx'}:1: needs xlsxwriter: {INSTALL}",
    ]
    assert (results / "report.html").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_made_is_told(results, tmp_path):
    """A file where the folder for reports should be is a fault that names it."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "inside"):
        told = invoke("report", str(results), "--html", "--out", str(place))
        assert told.exit_code == 1
        assert told.stderr == f"{place}:1: cannot be written: {tmp_path / 'file'} is no folder\n"


def test_a_strategy_that_is_not_there_is_told_before_anything_is_written(results):
    """An option for the replay is looked at first, with all else that is wrong: no file of several is written."""
    (results / "replay.html").write_text("mine", encoding="utf-8")
    told = invoke("report", str(results), "--html", "--replay", "--strategy", "nope")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.splitlines() == [
        f'{results}:1: "nope" is no strategy of these results; they have most-connected, random',
        f"{results / 'replay.html'}:1: is there already; --force replaces it",
    ]


FILMS = ("gif", "mp4")


def test_every_kind_but_films_has_the_same_bytes_each_time(folder, tmp_path):
    """A process of another time zone, with other hashes, a moment later writes what this one does, to the byte."""
    assert differing(folder, [kind for kind in kinds() if kind not in FILMS], tmp_path) == []


def test_what_has_no_date_and_films_have_the_same_bytes_each_time(results, tmp_path):
    """Where the manifest does not say when the runs began, files do not say when they were made instead."""
    manifest = json.loads((results / "manifest.json").read_bytes())
    del manifest["start"]
    (results / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert differing(results, ["xlsx", "pptx", *FILMS], tmp_path) == []


def differing(folder: Path, names: list[str], place: Path) -> list[str]:
    """The files of some kinds that another process makes otherwise than this one."""
    asked = ["report", str(folder), *(f"--{name}" for name in names), "--out"]
    assert invoke(*asked, str(place / "here")).stderr == ""
    elsewhere = os.environ | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"}
    code = "from sim.cli import main; main()"
    subprocess.run([sys.executable, "-c", code, *asked, str(place / "there")], env=elsewhere, check=True)
    files = sorted((place / "here").iterdir())
    assert {file.name for file in files} == {kinds()[name].file for name in names}
    return [file.name for file in files if file.read_bytes() != (place / "there" / file.name).read_bytes()]


def test_a_command_that_was_killed_goes_on(results, tmp_path):
    """The same command again finds its own files no hindrance; where any of them differs, it is told and all stay."""
    asked = ["report", str(results), "--html", "--xlsx", "--pptx"]
    assert invoke(*asked).exit_code == 0
    files = [results / f"report.{kind}" for kind in ("html", "xlsx", "pptx")]
    contents = [file.read_bytes() for file in files]
    files[1].unlink()
    moments = [file.stat().st_mtime_ns for file in (files[0], files[2])]
    again = invoke(*asked)
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout.splitlines() == [f"wrote {file}" for file in files]
    assert [file.read_bytes() for file in files] == contents
    assert [file.stat().st_mtime_ns for file in (files[0], files[2])] == moments
    files[1].unlink()
    files[2].write_bytes(contents[2] + b" ")
    other = invoke(*asked)
    assert (other.exit_code, other.stdout) == (1, "")
    assert other.stderr == f"{files[2]}:1: is there already; --force replaces it\n"
    assert (files[1].exists(), files[2].read_bytes()) == (False, contents[2] + b" ")
    assert invoke(*asked, "--force").exit_code == 0
    assert [file.read_bytes() for file in files] == contents


def test_a_folder_with_the_name_of_a_report_is_named(results):
    """A folder of the user's where a file is to be is told before anything is written, also with --force."""
    (results / "report.xlsx").mkdir()
    (results / ".part-report.html").mkdir()
    told = invoke("report", str(results), "--html", "--xlsx", "--force")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.splitlines() == [
        f"{results / 'report.html'}:1: cannot be written: .part-report.html beside it is a folder; move it",
        f"{results / 'report.xlsx'}:1: cannot be written: a folder has this name; move it",
    ]
