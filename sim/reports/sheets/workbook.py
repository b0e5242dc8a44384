"""A workbook: about, the messages with charts that can be edited, and the tables of a folder of results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from sim.families.studies import studies
from sim.families.tables import Column
from sim.ground.kinds import Text
from sim.reports.figures.pictures import as_figure, paint
from sim.reports.run import AsRun
from sim.reports.sheets import about, chart, table
from sim.reports.sheets.looks import FONT, Looks
from sim.reports.story.story import Story, tell
from sim.reports.telling.family import messages
from sim.reports.telling.message import Message
from sim.results.columns import columns
from sim.results.results import Results

if TYPE_CHECKING:
    from xlsxwriter import Workbook


FORBIDDEN, LONGEST = r"[\[\]:*?/\\']", 31
"""Characters that the name of a sheet cannot hold, and its greatest length."""


def write(run: AsRun, file: Path) -> None:
    """Write a folder of results as a workbook (XLSX), the same bytes each time. InputError if runs cannot be read."""
    from xlsxwriter import Workbook

    results = run.results
    story = tell(results, run.manifest)
    content = BytesIO()
    # A copy, since the library removes entries that it has used.
    with Workbook(content, {"default_format_properties": dict(FONT)}) as book:
        book.set_properties({"title": story.name, "comments": story.hedge, "created": run.start})
        book.set_size(2400, 1500)
        _fill(book, results, story)
    file.write_bytes(content.getvalue())


def _fill(book: Workbook, results: Results, story: Story) -> None:
    looks, topics = Looks(book), messages(results, story)
    first = book.add_worksheet("About")
    pages = _pages(results)
    sheets = _sheets(topics, pages)
    painted = {message.picture: partial(as_figure, message.picture) for message in topics if message.picture}
    pictures, _ = paint(results, painted, ["png"])
    for sheet, message in sheets.items():
        picture = pictures.get(f"{message.picture}.png")
        chart.write(book, book.add_worksheet(sheet), looks, message, picture)
    for sheet, page in pages.items():
        table.write(book.add_worksheet(sheet), looks, page)
    _about(about.Page(first, looks), story, sheets, pages)


def _sheets(topics: Iterable[Message], tables: Iterable[str]) -> dict[str, Message]:
    # The name of each message's sheet: its topic, within the limits of workbooks, and unique.
    taken, sheets = {"about", *(name.lower() for name in tables)}, {}
    for message in topics:
        topic = re.sub(FORBIDDEN, " ", message.topic).strip()[:LONGEST] or "Message"
        name, number = topic, 2
        while name.lower() in taken:
            name = f"{topic[: LONGEST - 4]} {number}"
            number += 1
        taken.add(name.lower())
        sheets[name] = message
    return sheets


def _pages(results: Results) -> dict[str, table.Page]:
    # The tables by their sheets, in the order of studies.
    pages: dict[str, table.Page] = {}
    for study in studies().values():
        for name, declared in study.tables.items():
            if name in results.tables:
                rows, known = results.tables[name], columns(name, results.about)
                own = [known.get(str(key), _unknown(str(key))) for key in rows.columns]
                pages[declared.sheet] = table.Page(name, declared.shows, rows, own)
    return pages


def _unknown(name: str) -> Column:
    # A column in one of our files that somebody added.
    return Column(name, "text", Text(empty=True), "not known here")


def _about(page: about.Page, story: Story, sheets: Mapping[str, Message], pages: Mapping[str, table.Page]) -> None:
    page.title(story.question or story.name)
    page.section("Answer", (story.answer, story.hedge))
    page.section("How sure", (*story.comparisons, *story.known))
    page.heading("Sheets")
    says = {sheet: message.title for sheet, message in sheets.items()} | {sheet: pages[sheet].shows for sheet in pages}
    for sheet, words in says.items():
        page.row((sheet, words), link=sheet)
    invited = [row for guests in story.guests for row in ((guests.strategy, guests.means), *guests.names)]
    page.section("Whom to start with", (story.invite, *invited))
    assumed = [(row.place, f"{row.grade}: {row.why}", f"{row.says} {row.values}".strip()) for row in story.assumptions]
    page.section("What it assumes, with the grade of the evidence", assumed)
    page.section("How it was made", story.made)
    page.section("What it cannot say", story.limits)
    about.columns(page, pages)
