"""The declaration of a table of results: its columns, how its rows are told apart, and what measures it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from sim.ground.kinds import Cell
from sim.ground.records import declared

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.about import About
    from sim.results.record import Record
    from sim.results.results import Results

R = TypeVar("R")

Form = Literal["text", "flag", "count", "number", "money", "percent", "points"]

Levels: TypeAlias = Sequence[Mapping[str, Sequence[Any]]]
"""What tells the rows of a table apart: for each level, its columns with their values, row by row."""


@dataclass(frozen=True)
class Column:
    """A column of a table of results.

    `heading`: what readers see above it; `form`: how its values are written: shares as percent, differences of shares
    as points (of 100); `cell`: which values are allowed; `meaning`: in words.
    """

    heading: str
    form: Form
    cell: Cell
    meaning: str

    @property
    def scale(self) -> float:
        """The factor of numbers on a sheet, relative to the file."""
        return 100 if self.form == "points" else 1


Columns: TypeAlias = Mapping[str, Column]
"""Columns by their names in files."""


def rows_of(table: pd.DataFrame, row: type[R]) -> list[R]:
    """The rows of a table, as the dataclass that declares its columns: `Annotated[type, Column]`, in any order."""
    return [row(*cells) for cells in table[list(declared(row))].itertuples(index=False, name=None)]


def any_number(about: About, groups: Sequence[str]) -> None:
    """Any number of rows."""


@dataclass(frozen=True)
class Table:
    """A table that is measured from the runs.

    Every table has these:
    `sheet`: its title in a workbook; `shows`: what it shows, in words; `columns`: its columns, in any order;
    `measure(results)`: the table, from results with the tables that it `rests_on`; `rows(about, groups)`: what tells
    its rows apart, in their order, the last level changing fastest (`groups`: the groups of people in the table), or
    None for any number of rows.

    A table may have these:
    `further(about)`: columns that depend on what was asked for; without `about` all that are known beforehand;
    `rests_on`: tables that are measured before it; `when(record)`: whether it is measured; `may_lack`: a folder may
    come without it; `filled`: cells that must not be empty, as (column, words, columns): where `column` has one of the
    `words` (any value, if no words are named), the `columns` have values; `may_be_empty`: it may have no rows;
    `any_order`: its rows do not follow the order of `rows`.
    """

    sheet: str
    shows: str
    columns: Columns
    measure: Callable[[Results], pd.DataFrame]
    rows: Callable[[About, Sequence[str]], Levels | None]
    further: Callable[[About | None], Columns] = lambda about: {}
    rests_on: tuple[str, ...] = ()
    when: Callable[[Record], bool] = lambda record: True
    may_lack: bool = False
    filled: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default=())
    may_be_empty: bool = False
    any_order: bool = False
