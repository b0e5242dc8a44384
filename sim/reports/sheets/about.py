"""The first sheet: question, answer, how it was made, and what every column means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.families.tables import Column
from sim.reports.sheets import table
from sim.reports.sheets.looks import Looks

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LETTERS = 105
"""The width of the widest column, from which the heights of rows are computed."""


class Page:
    """A sheet that is written from the top down."""

    def __init__(self, sheet: Worksheet, looks: Looks) -> None:
        self._sheet, self._looks, self._row = sheet, looks, 0
        for place, letters in enumerate((24, 28, LETTERS)):
            sheet.set_column(place, place, letters)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def title(self, text: str) -> None:
        """A line in large letters."""
        self._sheet.merge_range(self._row, 0, self._row, 2, "", self._looks.title)
        self._sheet.write_string(self._row, 0, text, self._looks.title)
        self._sheet.set_row(self._row, 20 * -(-len(text) // 115) + 4)
        self._row += 1

    def heading(self, text: str) -> None:
        """A heading, with an empty row before it."""
        self._sheet.write_string(self._row + 1, 0, text, self._looks.bold)
        self._row += 2

    def paragraph(self, text: str) -> None:
        """Text across the whole width."""
        self._sheet.merge_range(self._row, 0, self._row, 2, "", self._looks.words)
        self._sheet.write_string(self._row, 0, text, self._looks.words)
        self._sheet.set_row(self._row, 15.5 * -(-len(text) // 150) + 2)
        self._row += 1

    def row(self, cells: Sequence[str], *, link: str = "") -> None:
        """Cells side by side, the first a link to a sheet if one is named; the last extends to the end."""
        for place, text in enumerate(cells):
            self._sheet.write_string(self._row, place, text, self._looks.words)
        if link:
            self._sheet.write_url(self._row, 0, f"internal:'{link}'!A1", self._looks.link, cells[0])
        if len(cells) == 2:
            self._sheet.merge_range(self._row, 1, self._row, 2, "", self._looks.words)
            self._sheet.write_string(self._row, 1, cells[1], self._looks.words)
        wide = (24, 28 + LETTERS) if len(cells) == 2 else (24, 28, LETTERS)
        lines = max(-(-len(text) // letters) for text, letters in zip(cells, wide, strict=True))
        self._sheet.set_row(self._row, 15.5 * lines + 1)
        self._row += 1

    def section(self, heading: str, rows: Iterable[str | tuple[str, ...]]) -> None:
        """A heading, and below it paragraphs, and cells beside each other."""
        self.heading(heading)
        for row in rows:
            if isinstance(row, str):
                self.paragraph(row)
            else:
                self.row(row)


def columns(page: Page, pages: Mapping[str, table.Page]) -> None:
    """What each column of each table means: heading, name in the files, meaning, and the sheets."""
    page.heading("What each column means: heading, name in the files, meaning")
    sheets: dict[tuple[str, Column], list[str]] = {}
    for sheet, shown in pages.items():
        for name, column in zip(shown.rows.columns, shown.columns, strict=True):
            sheets.setdefault((str(name), column), []).append(sheet)
    for (name, column), places in sheets.items():
        page.row((column.heading, name, f"{column.meaning} (in {', '.join(places)})"))
