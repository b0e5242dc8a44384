"""A table of a folder of results as a sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.families.tables import Column
from sim.reports.sheets.looks import Looks

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST = 100_000
"""The most rows of a sheet; longer tables are for other programs, and in the file."""

WIDEST = 48
"""Letters."""

PAPER = 200
"""The widest sheet, in letters, that can still be read on landscape A4."""


@dataclass(frozen=True)
class Page:
    """A table for a sheet: its `name` in files, what it `shows`, its rows, and the declarations of its columns."""

    name: str
    shows: str
    rows: pd.DataFrame
    columns: Sequence[Column]


def write(sheet: Worksheet, looks: Looks, page: Page) -> None:
    """Write what a table is about, its headings, which stay in sight, and its rows, with a filter."""
    rows, known = page.rows, page.columns
    cut = "" if len(rows) <= MOST else f" The first {MOST:,} of {len(rows):,} rows; all are in {page.name}.csv."
    sheet.write_string(0, 0, f"{page.shows}.{cut}", looks.bold)
    shown = rows.head(MOST)
    words = sum(1 for column in known if column.form == "text" and known.index(column) < 2)
    wide = 0
    for place, column in enumerate(known):
        cells = [value * column.scale if isinstance(value, float) else value for value in shown.iloc[:, place].tolist()]
        sheet.write_string(1, place, column.heading, looks.heading if column.form == "text" else looks.number_heading)
        for number, value in enumerate(cells):
            looks.cell(sheet, number + 2, place, value, column.form)
        texts = [len(value) for value in cells if isinstance(value, str)]
        letters = min(WIDEST, max([11, *texts])) + 2
        sheet.set_column(place, place, letters)
        wide += letters
    sheet.set_row(1, 48)
    sheet.freeze_panes(2, words)
    sheet.autofilter(1, 0, len(shown) + 1, len(known) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    # Printed, a wide table takes several pages, each with its headings and the names of its rows.
    sheet.fit_to_pages(math.ceil(wide / PAPER), 0)
    sheet.repeat_rows(1)
    if words:
        sheet.repeat_columns(0, words - 1)
