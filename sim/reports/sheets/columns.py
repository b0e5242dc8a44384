"""What the columns of a folder of results mean, and how they are written."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, its heading for readers, its form, and what it means.

    `form`: text, flag, count, number, money, percent (of shares), or points (of shares too, in points of 100).
    """

    name: str
    heading: str
    form: str
    meaning: str

    @property
    def scale(self) -> float:
        """What numbers of the file are multiplied by on a sheet."""
        return 100 if self.form == "points" else 1


def column(table: str, name: str) -> Column:
    """What is known of a column of a table; a setting that is varied is a column under its own name."""
    known = _known()
    found = known.get((table, name)) or known.get(("", name))
    return found or Column(name, name, "number", "the value of a setting that is varied, by its place in the scenario")


@cache
def _known() -> dict[tuple[str, str], Column]:
    text = files("sim.reports.sheets").joinpath("columns.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row.pop("table"), row["column"]): Column(row.pop("column"), **row) for row in rows}
