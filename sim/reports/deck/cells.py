"""The workbook inside a chart on a slide: what opens when somebody edits its data."""

import io
import math

from sim.reports.run import EARLIEST
from sim.reports.telling.grid import Grid

SHEET = "Sheet1"


def workbook(cells: Grid) -> bytes:
    """The cells of a chart as a workbook, the same bytes each time.

    Headings are in the first row; text stays text, whatever it begins with.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": EARLIEST})
        sheet = book.add_worksheet(SHEET)
        for column, (heading, values) in enumerate(zip(cells.headings, cells.columns, strict=True)):
            sheet.write_string(0, column, heading)
            for row, value in enumerate(values, 1):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif math.isfinite(value):
                    sheet.write_number(row, column, value)
    return file.getvalue()


def place(column: int, rows: int) -> str:
    """The cells of a column's values, as a formula; with 0 rows the cell of its heading."""
    from xlsxwriter.utility import xl_col_to_name

    name = xl_col_to_name(column)
    return f"{SHEET}!${name}$1" if not rows else f"{SHEET}!${name}$2:${name}${rows + 1}"
