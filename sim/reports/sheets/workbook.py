"""A workbook: about, the messages with charts that can be edited, and the tables of a folder of results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.reports.figures.pictures import as_figure, paint
from sim.reports.run import AsRun
from sim.reports.sheets import about, chart, table, words
from sim.reports.sheets.looks import FONT, Looks
from sim.reports.story.story import Story, tell
from sim.reports.telling.family import messages
from sim.reports.telling.message import Message
from sim.results.results import Results

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Tables = dict[str, tuple[str, pd.DataFrame]]
"""What stands on each sheet: the name of the table, and its rows."""

TABLES = {
    "summary": ("Summary", "What each strategy comes to by itself"),
    "comparison": ("Comparison", "Each strategy against the baseline in the same worlds, with 95 % intervals"),
    "curves": ("Curves", "The share of adopters by step, of all people and of each tribe"),
    "ranks": ("Ranks table", "In which share of worlds each strategy comes first, second, and so on"),
    "tribes": ("Tribes table", "What each tribe reaches, and how far it is behind all people"),
    "sources": ("Sources table", "What brought people in, step by step"),
    "costs": ("Costs table", "What seeds cost, for each adopter, and for each adopter more than with the baseline"),
    "claim": ("Claim table", "What comes of the claim, in the same worlds with it and without it"),
    "flip_map": ("Flip map", "The best strategy at each setting"),
    "sweep": ("Sweep", "What every strategy comes to at each setting"),
    "tipping": ("Tipping table", "How often a movement tips with how many seeds"),
    "tipping_fit": ("Tipping fit", "The number of seeds with which a movement tips in half and in nine of ten runs"),
    "equivalents": ("Equivalents", "How many random seeds reach as much as each strategy"),
    "sensitivity": ("Sensitivity", "What outcomes hang on, those factors first that matter most"),
    "robustness": ("Robustness", "What each strategy loses where the map is wrong or somebody is gone"),
    "self_sustaining": ("Self-sustaining", "Whether the change keeps up once support stops"),
}
"""The sheet of each table, and what it shows."""


FORBIDDEN, LONGEST = r"[\[\]:*?/\\']", 31
"""What the name of a sheet cannot hold, and how long it can be."""


def write(run: AsRun, file: Path) -> None:
    """Write a folder of results as a workbook (XLSX), the same bytes each time. InputError if runs cannot be read."""
    from xlsxwriter import Workbook

    results = run.results
    story = tell(results, run.manifest)
    made = BytesIO()
    # A copy: the library takes out of it what it has used.
    with Workbook(made, {"default_format_properties": dict(FONT)}) as book:
        book.set_properties({"title": story.name, "comments": story.hedge, "created": run.start})
        book.set_size(2400, 1500)
        _fill(book, results, story)
    file.write_bytes(made.getvalue())


def _fill(book: Workbook, results: Results, story: Story) -> None:
    looks, found = Looks(book), messages(results, story)
    first = book.add_worksheet("About")
    tables = {TABLES[name][0]: (name, rows) for name, rows in results.tables.items()}
    sheets = _sheets(found, tables)
    pictures, _ = paint(
        results, {one.picture: partial(as_figure, one.picture) for one in found if one.picture}, ["png"]
    )
    for sheet, message in sheets.items():
        if message.chart is None:
            words.write(book.add_worksheet(sheet), looks, message, pictures.get(f"{message.picture}.png"))
        else:
            chart.write(book, book.add_worksheet(sheet), looks, message)
    for sheet, (name, rows) in tables.items():
        table.write(book.add_worksheet(sheet), looks, name, rows, TABLES[name][1])
    _about(about.Page(first, looks), story, sheets, tables)


def _sheets(found: Iterable[Message], tables: Iterable[str]) -> dict[str, Message]:
    # The sheet of each message: its topic, as far as a workbook can have it, and as nothing else is called.
    taken, sheets = {"about", *(name.lower() for name in tables)}, {}
    for message in found:
        topic = re.sub(FORBIDDEN, " ", message.topic).strip()[:LONGEST] or "Message"
        name, number = topic, 2
        while name.lower() in taken:
            name = f"{topic[: LONGEST - 4]} {number}"
            number += 1
        taken.add(name.lower())
        sheets[name] = message
    return sheets


def _about(
    page: about.Page, story: Story, sheets: Mapping[str, Message], tables: dict[str, tuple[str, pd.DataFrame]]
) -> None:
    page.title(story.question or story.name)
    about.lines(page, "Answer", (story.answer, story.hedge))
    about.lines(page, "How sure", (*story.comparisons, *story.known))
    page.heading("Sheets")
    for sheet, message in sheets.items():
        page.row((sheet, message.title), link=sheet)
    for sheet, (name, _) in tables.items():
        page.row((sheet, TABLES[name][1]), link=sheet)
    about.lines(page, "Whom to start with", (story.invite,))
    for guests in story.guests:
        page.row((guests.strategy, guests.means))
        for name, times in guests.names:
            page.row((name, times))
    page.heading("What it assumes, with the grade of the evidence")
    for one in story.assumptions:
        page.row((one.place, f"{one.grade}: {one.why}", f"{one.says} {one.values}".strip()))
    about.pairs(page, "How it was made", story.made)
    about.lines(page, "What it cannot say", story.limits)
    about.columns(page, tables)
