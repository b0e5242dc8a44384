"""Whatever somebody changes in a folder of results: a result, or faults in words, from all who read it."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from made import known
from mutations import changed

from sim.cli import main
from sim.ground.faults import InputError
from sim.reports.replay.page import write as replay
from sim.reports.story.as_run import AsRun, manifest
from sim.reports.story.story import tell
from sim.reports.telling.family import messages
from sim.reports.why import why
from sim.results.manifest import MADE, about_runs
from sim.results.results import read
from sim.results.table import read_table

PICTURES = shutil.ignore_patterns("*.png", "*.svg", "*.html", "*.pdf", "*.xlsx", "*.pptx", "charts")


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """Results with everything in them, to be changed."""
    return shutil.copytree(folder, tmp_path / "copy", ignore=PICTURES)


def sim(*arguments: str) -> Result:
    """A command, from which nothing but the end of a process comes out."""
    return CliRunner(catch_exceptions=False).invoke(main, arguments)


def cells(file: Path, change: Callable[[list[list[str]]], object]) -> None:
    """Change the cells of a table whose cells have no commas inside."""
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    change(rows)
    file.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")


def put(column: str, value: str, row: int = 1) -> Callable[[list[list[str]]], None]:
    """What puts a value into a cell, by its column and its line (from 0)."""

    def change(rows: list[list[str]]) -> None:
        rows[row][rows[0].index(column)] = value

    return change


@pytest.mark.parametrize("seed", range(60))
def test_a_changed_folder_is_read_or_faulty(folder, tmp_path, seed):
    """One seeded change of a value, a row, a column, a type, an encoding, bytes: a story is told, or faults are."""
    place = shutil.copytree(folder, tmp_path / "copy", ignore=PICTURES)
    what = changed(np.random.default_rng(seed), place)
    try:
        results, made = read(place, runs=True), manifest(place)
    except InputError as error:
        faults = error.faults
    else:
        faults = ()
        _told(results, made, place)
    assert all(fault.file.startswith(str(place)) and fault.line > 0 and fault.message for fault in faults), what
    "".join(map(str, faults)).encode()


def _told(results, made, place):
    # What is told of results, but for pictures.
    messages(results, tell(results, made))
    if results.scene is not None:
        replay(AsRun(place, results, made), place / "replay.html")
    if results.adoptions is not None:
        assert list(why(results, str(results.adoptions["person"].iloc[0])))


@pytest.mark.parametrize("seed", range(1000, 1004))
def test_commands_end_in_a_result_or_in_words(folder, tmp_path, seed):
    """Likewise for what is typed: exit code 0, or 1 and a line on stderr, and no file of several is left."""
    place = shutil.copytree(folder, tmp_path / "copy", ignore=PICTURES)
    what = changed(np.random.default_rng(seed), place)
    ended = [
        sim("why", str(place), "person 3"),
        sim("report", str(place), "--html", "--replay", "--out", str(tmp_path / "out")),
        sim("chart", str(place), "--chart", "reach", "--out", str(tmp_path / "out")),
    ]
    for result in ended:
        assert (result.exit_code, bool(result.stderr)) in ((0, False), (1, True)), what
    if ended[1].exit_code:
        assert not (tmp_path / "out" / "report.html").exists()


WRONG = [
    ("summary.csv", put("reach_mean", "abc"), 'summary.csv:2: reach_mean: found "abc", expected a number from 0 to 1'),
    ("summary.csv", put("reach_mean", "1.5"), 'reach_mean: found "1.5", expected a number from 0 to 1'),
    ("summary.csv", put("reach_mean", ""), "reach_mean: found an empty cell, expected a number from 0 to 1"),
    ("summary.csv", put("seeds", "-3", 2), 'summary.csv:3: seeds: found "-3", expected a number from 0 to 30'),
    ("summary.csv", put("t50", "inf"), 't50: found "inf", expected a number from 0 to 12, or nothing'),
    ("summary.csv", put("runs", "41"), 'runs: found "41", expected 40'),
    ("summary.csv", put("strategy", "nobody"), 'strategy: found "nobody", expected one of "most-connected", '),
    ("summary.csv", put("strategy", "random"), 'found the row of strategy "random", expected that of strategy "most-'),
    ("curves.csv", put("step", "3.5"), 'curves.csv:2: step: found "3.5", expected a whole number from 0 to 12'),
    ("curves.csv", put("step", "1"), "curves.csv:2: found the row of "),
    ("costs.csv", put("low", ""), 'costs.csv:2: low: found an empty cell where finding is "trade-off"'),
    ("comparison.csv", put("measure", "speed"), 'measure: found "speed", expected one of "reach", "takeoff", "auc"'),
    ("flip_map.csv", put("sure", "perhaps"), 'sure: found "perhaps", expected True or False'),
    ("flip_map.csv", put("influence.contagion.rate", "0.2"), "flip_map.csv:2: found the row of "),
    ("robustness.csv", put("kind", "fire"), 'found the row of kind "fire"'),
    ("seeds.csv", put("rank", "0"), 'seeds.csv:2: rank: found "0", expected a whole number from 1 to 30'),
    ("runs.csv", lambda rows: rows.pop(), "runs.csv:2080: has 2,079 of the 2,080 rows that it should have"),
    ("runs.csv", lambda rows: rows[5].append("9"), "runs.csv:6: found 7 cells, expected 6"),
    ("tribes.csv", lambda rows: rows.pop(2), "tribes.csv:4: found the row of "),
    ("ranks.csv", lambda rows: rows[0].__setitem__(1, "strategy"), 'has the column "strategy" more than once'),
]


@pytest.mark.parametrize(("file", "change", "message"), WRONG)
def test_cells_and_rows_have_types_and_ranges(copy, file, change, message):
    """What a cell holds, and which rows there are, is told with the line, what is there and what was meant."""
    cells(copy / file, change)
    with pytest.raises(InputError) as caught:
        read(copy, runs=True)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{copy / file}:")


def about(*place: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    """What puts a value to a place of a document."""

    def change(content: Any) -> None:
        for key in place[:-1]:
            content = content[key]
        content[place[-1]] = value

    return change


SAYS = [
    ("manifest.json", about("about", "people", value=0), "about.people: found 0, expected a whole number from 1 to "),
    ("manifest.json", about("about", "runs", value="40"), 'about.runs: found "40", expected a whole number from 1 '),
    ("manifest.json", about("about", "steps", value=True), "about.steps: found true, expected a whole number from 1 "),
    ("manifest.json", about("about", "takeoff", value=7), "about.takeoff: found 7, expected a number from 0 to 1"),
    ("manifest.json", about("about", "strategies", value=["a", "a"]), 'about.strategies: found "a" more than once'),
    ("manifest.json", about("about", "baseline", value="nobody"), 'about.baseline: found "nobody", expected one of '),
    (
        "manifest.json",
        about("about", "sweep", "cells", 0, value=[1, 2]),
        "about.sweep.cells[1]: found 2 values, ",
    ),
    ("manifest.json", about("about", "question", value="\ud800"), "has half of a character (a lone surrogate)"),
    ("manifest.json", about("libraries", value=["numpy"]), "libraries: found a list, expected a mapping"),
    ("manifest.json", about("parts", value=[1]), "parts[1]: found 1, expected a mapping"),
    ("manifest.json", about("parts", value={}), "parts: found a mapping, expected a list"),
    ("manifest.json", about("start", value="yesterday"), 'start: found "yesterday", expected a date with a time'),
    ("manifest.json", about("about", "seed", value=float("nan")), "has NaN, which is no number in JSON"),
    ("world.json", about("ties", 3, value=[0, 99, 1]), "ties[4][2]: found 99, expected a whole number from 0 to 29"),
    ("world.json", about("ties", 3, value=[2, 2, 1]), "ties[4]: ties somebody to themselves"),
    ("world.json", about("ties", 3, value=[0, 1, 10**400]), "ties[4][3]: found 1000"),
    ("world.json", about("people", value=[]), "people: found a list of 0, expected one of 30"),
    ("world.json", about("strategies", "random", "changes", 0, value=[0, 1]), "found a list of 2, expected one of 5"),
    (
        "world.json",
        about("strategies", "random", "seeds", value=[-1]),
        "seeds[1]: found -1, expected a whole number ",
    ),
]


def _read_all(copy):
    read(copy)
    manifest(copy)


@pytest.mark.parametrize(("file", "change", "message"), SAYS)
def test_documents_have_types_and_ranges(copy, file, change, message):
    """What manifest.json and world.json say is told with its line and place where it is not of the kind meant."""
    content = json.loads((copy / file).read_text(encoding="utf-8"))
    change(content)
    (copy / file).write_text(json.dumps(content, indent=1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        _read_all(copy)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{copy / file}:")


@pytest.mark.parametrize(
    "place",
    [*((key,) for key in MADE.optional), *(("about", key) for key in about_runs().optional)],
    ids=".".join,
)
def test_what_is_optional_in_a_manifest_can_be_null(copy, place):
    """Null under a key that a manifest may lack is the same as no such key, to all who tell of the results."""
    content = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    about(*place, value=None)(content)
    (copy / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    _told(read(copy, runs=True), manifest(copy), copy)


@pytest.mark.parametrize("file", ["manifest.json", "world.json"])
@pytest.mark.parametrize("depth", [200, 100_000])
def test_documents_are_not_nested_without_end(copy, file, depth):
    """Brackets in brackets are a fault, not the end of the stack."""
    text = (copy / file).read_text(encoding="utf-8").rstrip()
    (copy / file).write_text(text[:-1] + ', "more": ' + "[" * depth + "]" * depth + "}", encoding="utf-8")
    for command in (["why", str(copy), "person 3"], ["report", str(copy), "--html"], ["chart", str(copy)]):
        result = sim(*command)
        assert (result.exit_code, result.stderr) == (
            1,
            f"{copy / file}:1: is nested too deeply: more than 100 levels\n",
        )


def every_row(change: Callable[[list[str]], object]) -> Callable[[list[list[str]]], None]:
    """What changes each row of a table below its header."""

    def all_rows(rows: list[list[str]]) -> None:
        for row in rows[1:]:
            change(row)

    return all_rows


MANY = [
    (
        "runs.csv",
        every_row(lambda row: row.__setitem__(4, "-1")),
        "runs.csv:22: and 2,060 more cells of new like these",
    ),
    ("runs.csv", every_row(lambda row: row.append("1")), "runs.csv:22: and 2,060 more lines like these"),
    (
        "runs.csv",
        lambda rows: rows[0].extend([f"x{n // 2}" for n in range(60)]),
        "runs.csv:1: and 10 more columns like ",
    ),
]


@pytest.mark.parametrize(("file", "change", "message"), MANY, ids=range(len(MANY)))
def test_of_many_faults_in_a_table_the_first_are_told_and_how_many_more(copy, file, change, message):
    """Of cells, lines and columns that are wrong in the same way 20 are told one by one, and the rest is counted."""
    cells(copy / file, change)
    with pytest.raises(InputError) as caught:
        read(copy, runs=True)
    here = [fault for fault in caught.value.faults if fault.file == str(copy / file)]
    assert len(here) == 21
    assert message in "\n".join(map(str, here))


def test_of_many_cells_that_are_empty_the_first_are_told_and_how_many_more(tmp_path):
    """Likewise of cells that another cell of their row says are not empty."""
    shares = ["share_peers", "share_formal", "share_stories", "share_spontaneous", "share_contacts"]
    header = ",".join(["strategy,run,person,step,main_source", *shares, "persuaded_by"])
    rows = [f"a,0,{person},1,peers,1,0,0,0,,\n" for person in range(30)]
    (tmp_path / "adoptions.csv").write_text(f"{header}\n{''.join(rows)}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / "adoptions.csv", known(people=30, runs=1, steps=8, strategies=("a",)))
    messages = [fault.message for fault in caught.value.faults]
    assert messages[:20] == ['share_contacts: found an empty cell where main_source is "peers"'] * 20
    assert messages[20:] == ["and 10 more empty cells of share_contacts"]


def test_of_many_faults_in_a_document_the_first_are_told_and_how_many_more(copy):
    """Likewise in world.json and the settings of manifest.json, whichever of their checks finds them."""
    for name, change in (
        ("world.json", about("people", value=[1] * 30)),
        ("world.json", about("ties", value=[[0, 0, 1]] * 30)),
        ("manifest.json", about("settings", value={f"x{number}": 1 for number in range(22)} | {"steps": "x"})),
    ):
        before = (copy / name).read_text(encoding="utf-8")
        content = json.loads(before)
        change(content)
        (copy / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
        with pytest.raises(InputError) as caught:
            _read_all(copy)
        assert len(caught.value.faults) == 21
        assert re.search(r":[0-9]+: and [0-9]+ more faults in this file", str(caught.value))
        (copy / name).write_text(before, encoding="utf-8")


def test_of_many_faults_in_a_parquet_column_the_first_is_told_and_how_many_there_are(tmp_path):
    """A column of a Parquet file that is wrong in many rows says the first of them and their number."""
    rows = {"strategy": ["a"] * 9, "run": [0] * 9, "step": range(9), "adopters": [-1] * 9, "new": [0] * 9}
    pd.DataFrame({**rows, "quits": [0] * 9}).to_parquet(tmp_path / "runs.parquet")
    with pytest.raises(InputError, match=r"found -1 in row 1, expected .* 3; 9 cells of this column are wrong"):
        read_table(tmp_path / "runs.parquet", known(people=3, runs=1, steps=8, strategies=("a",)))


def test_all_faults_of_a_folder_are_told_at_once(copy):
    """What is wrong with several files comes in one round, whatever is asked."""
    cells(copy / "summary.csv", put("auc", "much"))
    cells(copy / "costs.csv", put("adopters", "31"))
    cells(copy / "runs.csv", put("new", "-1", 9))
    (copy / "world.json").write_text("{}", encoding="utf-8")
    (copy / "ranks.csv").write_bytes(b"\xff\xfe")
    result = sim("report", str(copy), "--html")
    places = [":".join(line.split(":")[:2]).removeprefix(f"{copy}/") for line in result.stderr.splitlines()]
    assert places == ["costs.csv:2", "ranks.csv:1", "runs.csv:10", "summary.csv:2", "world.json:1"]
    assert sim("chart", str(copy)).stderr == result.stderr


def test_what_a_spreadsheet_saves_is_read(copy):
    """A mark at the beginning, line ends of Windows, and words in capitals change nothing; semicolons are told."""
    before = read(copy).tables["flip_map"]
    text = (copy / "flip_map.csv").read_text(encoding="utf-8")
    saved = "\ufeff" + text.replace("\n", "\r\n").replace("False", "FALSE").replace("True", "TRUE")
    (copy / "flip_map.csv").write_bytes(saved.encode())
    assert read(copy).tables["flip_map"].equals(before)
    (copy / "flip_map.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    with pytest.raises(InputError, match=r"flip_map\.csv:1: has semicolons or tabs between its columns"):
        read(copy)


@pytest.mark.parametrize("cell", ["1e2147483648", "1e-2147483649", "9" * 5000])
def test_no_cell_ends_the_process(copy, cell):
    """Numbers whose exponent no parser of C can hold are faults in every table, in a process of its own."""

    def second_and_last(rows: list[list[str]]) -> None:
        # The table of all people has one column, of names, which may be any.
        rows[1][min(1, len(rows[1]) - 1)] = rows[1][-1] = cell

    for file in copy.glob("*.csv"):
        cells(file, second_and_last)
    code = "import sys; from sim.cli import main; main(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, "chart", str(copy)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "claim.csv:2: evidence: found " in done.stderr
    assert "Traceback" not in done.stderr
