"""The workbook: its charts are real ones and hold the numbers of the files, and text stays text."""

import csv
import math
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from told import ODD, run

from sim.families.studies import studies, tables
from sim.reports.sheets.workbook import write
from sim.reports.story.as_run import as_run
from sim.reports.story.story import story
from sim.reports.telling.family import messages
from sim.results.columns import columns
from sim.results.results import read

WORDS = {"True": "yes", "False": "no", "inf": "no limit"}
"""What a reader of a sheet is told in place of what is in the file."""


@pytest.fixture(scope="module")
def book(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The workbook of results with everything in them."""
    file = tmp_path_factory.mktemp("book") / "made.xlsx"
    write(as_run(folder), file)
    return load_workbook(file)


def cells(book: Workbook, reference: str) -> list[object]:
    """What stands where a chart refers to."""
    sheet, place = reference.rsplit("!", 1)
    left, top, right, bottom = range_boundaries(place.replace("$", ""))
    rows = book[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return [value for row in rows for value in row]


def series(book: Workbook, sheet: str) -> dict[str, list[object]]:
    """The series of the chart on a sheet: name and values."""
    (chart,) = book[sheet]._charts
    found = {}
    for one in chart.series:
        values = one.val or one.yVal
        found[cells(book, one.tx.strRef.f)[0]] = cells(book, values.numRef.f)
    return found


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A table as plain text."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_sheets_are_those_of_the_folder(book, folder):
    """About comes first, then each message with its chart or picture, then each table; names are fit for sheets."""
    results = read(folder)
    told = messages(results, story(folder))
    topics = [message.topic for message in told]
    measured = [table for study in studies().values() for name, table in study.tables.items() if name in results.tables]
    assert book.sheetnames == ["About", *topics, *(table.sheet for table in measured)]
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in book.sheetnames)
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)
    assert [len(book[message.topic]._charts) for message in told] == [
        int(message.chart is not None) for message in told
    ]
    assert [len(book[message.topic]._images) for message in told] == [int(message.picture != "") for message in told]


def test_curves_hold_the_medians(book, folder):
    """The line chart has a series a strategy with the medians of curves.csv."""
    found = series(book, "Adoption")
    wanted: dict[str, list[float]] = {}
    for row in rows(folder, "curves"):
        if row["group"] == "everyone":
            wanted.setdefault(row["strategy"], []).append(float(row["p50"]))
    assert set(found) == set(wanted)
    for name, values in wanted.items():
        assert found[name] == pytest.approx(values)


def test_bars_hold_means_and_intervals(book, folder):
    """Bars have the mean reach of summary.csv, and their whiskers end where its interval does."""
    (chart,) = book["Reach"]._charts
    (one,) = chart.series
    summary = rows(folder, "summary")
    means = cells(book, one.val.numRef.f)
    assert means == pytest.approx([float(row["reach_mean"]) for row in summary])
    up, down = (cells(book, getattr(one.errBars, side).numRef.f) for side in ("plus", "minus"))
    ends = [mean + length for mean, length in zip(means, up, strict=True)]
    assert ends == pytest.approx([float(row["reach_high"]) for row in summary])
    ends = [mean - length for mean, length in zip(means, down, strict=True)]
    assert ends == pytest.approx([float(row["reach_low"]) for row in summary])


def test_all_charts_hold_their_messages(book, folder):
    """Every series of every message is in its chart, with its values; what is undefined is an empty cell."""
    for message in messages(read(folder), story(folder)):
        if message.chart is None:
            continue
        found = series(book, message.topic)
        for one in message.chart.series:
            wanted = [None if math.isnan(value) else value for value in one.values]
            assert found[one.name] == pytest.approx(wanted), (message.topic, one.name)


def test_tables_are_those_of_the_files(book, folder):
    """Each table has the rows of its file, shares as percent, differences in points, nothing where nothing is."""
    results = read(folder)
    for name in results.tables:
        sheet, wanted, known = book[tables()[name].sheet], rows(folder, name), columns(name, results.about)
        found = list(sheet.iter_rows(3, values_only=True))
        assert len(found) == len(wanted), name
        for mine, row in zip(found, wanted, strict=True):
            for value, (key, text) in zip(mine, row.items(), strict=True):
                form = known[key]
                if isinstance(value, int | float):
                    assert value == pytest.approx(float(text) * form.scale), (name, key)
                else:
                    assert (value or "") == {"True": "yes", "False": "no", "inf": "no limit"}.get(text, text), (
                        name,
                        key,
                    )


def test_headings_stay_in_sight(book, folder):
    """Every sheet with numbers is frozen below its headings, and shares are shown as percent."""
    assert all(book[name].freeze_panes for name in book.sheetnames[1:])
    headings = [cell.value for cell in book["Summary"][2]]
    assert book["Summary"].cell(3, headings.index("mean reach") + 1).number_format == "0.0 %"
    assert book["Comparison"].cell(3, 4).number_format == "+0.0;-0.0;0.0"


def test_wide_tables_go_over_several_pages(book):
    """No page that is printed has more than some twenty columns, and each has the headings and names of its rows."""
    for sheet in book.worksheets:
        if sheet.title == "Summary":
            assert sheet.max_column / sheet.page_setup.fitToWidth < 22
            assert (sheet.print_title_rows, sheet.print_title_cols) == ("$2:$2", "$A:$A")
    assert book["Curves"].page_setup.fitToWidth in (None, 1)


def test_about_tells_the_story(book, folder):
    """The first sheet has question, answer, digest, and the meaning of every column."""
    told = story(folder)
    text = " ".join(str(cell) for row in book["About"].iter_rows(values_only=True) for cell in row if cell is not None)
    assert all(
        part in text for part in (told.question, told.answer, told.hedge, dict(told.made)["Digest of the scenario"])
    )
    results = read(folder)
    for name, table in results.tables.items():
        assert all(columns(name, results.about)[str(key)].meaning in text for key in table.columns)


def test_every_column_has_a_meaning(folder):
    """Columns of measured tables are known by name, settings that are varied by their places."""
    results = read(folder)
    for name, table in results.tables.items():
        assert {str(key) for key in table.columns} == set(columns(name, results.about)), name


def test_text_is_never_a_formula(crowded, tmp_path):
    """Names that begin with = + - @ stand in cells as they are; there is no formula anywhere."""
    write(as_run(crowded), tmp_path / "made.xlsx")
    book = load_workbook(tmp_path / "made.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert [book["Summary"].cell(row, 1).value for row in range(3, 3 + len(ODD))] == ODD
    assert set(ODD[:4]) <= set(series(book, "Adoption"))


def test_same_folder_same_bytes(drawn, tmp_path):
    """The workbook of a folder is the same to the byte, whenever it is made."""
    for name in ("one.xlsx", "two.xlsx"):
        write(as_run(drawn), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_one_run_has_no_whiskers(tmp_path):
    """A single run of a single strategy makes a workbook too, without intervals."""
    text = "network: {generate: ring, people: 20, ties: 2}\ninfluence: {contagion: {rate: 0.1}}\nseeds: {count: 1}\n"
    folder = run(tmp_path, f"{text}strategies: [random]\nsteps: 4\nruns: 1\nseed: 1\n")
    write(as_run(folder), tmp_path / "made.xlsx")
    (chart,) = load_workbook(tmp_path / "made.xlsx")["Reach"]._charts
    assert chart.series[0].errBars is None


def test_nothing_is_fetched(folder, tmp_path):
    """No part of the workbook refers to anything outside of it."""
    write(as_run(folder), tmp_path / "made.xlsx")
    with ZipFile(tmp_path / "made.xlsx") as parts:
        relations = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels")]
    assert not any('TargetMode="External"' in text for text in relations)
