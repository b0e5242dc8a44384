"""The tables of columns in the book on results, made from the declarations of columns."""

from books.keys import escaped
from sim.families.studies import tables
from sim.families.tables import Column, Columns
from sim.ground.kinds import Cell, Flag, Number, Text
from sim.results.columns import RECORDS, every_column

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
    return "\n".join(table(name, every_column(name)) for name in (*RECORDS, *tables()))


def table(name: str, own: Columns) -> str:
    """The columns of one file, in their order."""
    rows = "".join(row(key, column) for key, column in own.items())
    return f"### `{name}.csv`\n\n| column | holds | meaning |\n|---|---|---|\n{rows}"


def row(key: str, column: Column) -> str:
    """One column: its name, what stands in it, and what it means."""
    return f"| `{key}` | {escaped(holds(column.cell, FORMS[column.form]))} | {escaped(column.meaning)} |\n"


def holds(cell: Cell, form: str) -> str:
    """What stands in a column, in words: one of some words, or a form, and whether there may be nothing."""
    if isinstance(cell, Text) and isinstance(cell.of, tuple) and cell.of:
        form = ", ".join(f"`{word}`" for word in cell.of)
    if isinstance(cell, Flag):
        form = FORMS["flag"]
    if isinstance(cell, Text | Number) and cell.empty:
        return f"{form}, or nothing"
    return form
