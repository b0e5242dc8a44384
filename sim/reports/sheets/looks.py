"""How the cells of a workbook look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.ground.wording import Amount, Count, Money, Points, Share

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMS = {
    "text": "@",
    "flag": "@",
    "count": Count.SHEET,
    "number": Amount.SHEET,
    "money": Money.SHEET,
    "percent": Share.SHEET,
    "points": Points.SHEET,
}
"""How numbers are shown, by the form of their column."""

FONT = {"font_name": "Arial", "font_size": 10}
"""A font that every office program has, or one of the same widths."""

APART: dict[str, Any] = {"indent": 1}
"""An indent that keeps text away from right-aligned numbers at its left."""

LONGEST = 32_000
"""The most characters written into a cell; a cell holds little more."""


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        base: dict[str, Any] = FONT | {"valign": "top"}
        faint = {"font_color": "#666666", "font_size": 9, "text_wrap": True}
        heading = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EAF1F7", "valign": "vcenter"}
        self.title: Format = book.add_format(base | {"bold": True, "font_size": 14, "text_wrap": True})
        self.faint: Format = book.add_format(base | faint)
        self.heading: Format = book.add_format(base | heading | APART)
        self.number_heading: Format = book.add_format(base | heading | {"align": "right"})
        self.bold: Format = book.add_format(base | {"bold": True, "font_color": "#0072B2"})
        self.words: Format = book.add_format(base | {"text_wrap": True})
        self.link: Format = book.add_format(base | {"font_color": "#0072B2", "underline": 1})
        self.forms: dict[str, Format] = {
            form: book.add_format(base | {"num_format": shown} | ({"align": "right"} if form != "text" else APART))
            for form, shown in FORMS.items()
        }

    def cell(self, sheet: Worksheet, row: int, column: int, value: object, form: str) -> None:
        """Write one cell: text as text whatever it begins with, a number as a number, nothing if it is undefined."""
        if isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST], self.forms["text"])
        elif isinstance(value, bool):
            sheet.write_string(row, column, "yes" if value else "no", self.forms["flag"])
        elif isinstance(value, int | float) and math.isinf(value):
            sheet.write_string(row, column, "no limit", self.forms["flag"])
        elif isinstance(value, int | float) and not math.isnan(value):
            sheet.write_number(row, column, value, self.forms[form])
