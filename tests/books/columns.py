"""The tables of columns in the book on results, made from the declarations of columns."""

from collections.abc import Mapping

from books.keys import escaped
from sim.ground.kinds import Cell, Flag, Number, Text
from sim.reports.sheets.columns import column
from sim.results.columns import COLUMNS, METHODS

FORMS = {
    "text": "text",
    "flag": "`True` or `False`",
    "count": "whole number",
    "number": "number",
    "money": "money",
    "percent": "share of 1",
    "points": "share of 1",
}
"""What stands in the files, by the form of a column; sheets and screens show the last two in % and in points."""


def columns() -> str:
    """A heading and a table for each file of results with columns."""
    return "\n".join(table(name, cells) for name, cells in COLUMNS.items())


def table(name: str, cells: Mapping[str, Cell]) -> str:
    """The columns of one file, in their order."""
    method = [row(name, each, cell) for cells_ in METHODS.values() for each, cell in cells_.items()]
    rows = [row(name, each, cell) for each, cell in cells.items()] + (method if name == "sensitivity" else [])
    return f"### `{name}.csv`\n\n| column | holds | meaning |\n|---|---|---|\n{''.join(rows)}"


def row(name: str, each: str, cell: Cell) -> str:
    """One column: its name, what stands in it, and what it means."""
    known = column(name, each)
    return f"| `{each}` | {escaped(holds(cell, FORMS[known.form]))} | {escaped(known.meaning)} |\n"


def holds(cell: Cell, form: str) -> str:
    """What stands in a column, in words: one of some words, or a form, and whether there may be nothing."""
    if isinstance(cell, Text) and isinstance(cell.of, tuple) and cell.of:
        form = ", ".join(f"`{word}`" for word in cell.of)
    if isinstance(cell, Flag):
        form = FORMS["flag"]
    if isinstance(cell, Text | Number) and cell.empty:
        return f"{form}, or nothing"
    return form
