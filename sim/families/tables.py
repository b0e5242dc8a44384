"""What a table of a folder of results declares: its columns, how its rows are told apart, and what measures it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sim.ground.kinds import Cell

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.record import Record
    from sim.results.results import Results

Form = Literal["text", "flag", "count", "number", "money", "percent", "points"]

About: TypeAlias = Mapping[str, Any]
"""What the manifest of a folder says of its runs."""

Levels: TypeAlias = Sequence[Mapping[str, Sequence[Any]]]
"""What tells the rows of a table apart: at each level columns with their values, side by side."""


@dataclass(frozen=True)
class Column:
    """A column of a table of results.

    `heading`: what readers see above it; `form`: how its values are written: percent of shares, points of differences
    of shares (in points of 100); `cell`: what may stand in it; `meaning`: what it means, in words.
    """

    heading: str
    form: Form
    cell: Cell
    meaning: str

    @property
    def scale(self) -> float:
        """What numbers of the file are multiplied by on a sheet."""
        return 100 if self.form == "points" else 1


Columns: TypeAlias = Mapping[str, Column]
"""Columns by their names in files."""


def nothing_more(about: About) -> Columns:
    """No further columns."""
    return {}


def no_columns() -> Columns:
    """No columns."""
    return {}


def always(record: Record) -> bool:
    """Whatever is recorded."""
    return True


@dataclass(frozen=True)
class Table:
    """A table that is measured from the runs.

    Every table has these:
    `sheet`: its title in a workbook; `shows`: what it shows, in words; `columns`: what it has, in this order or any;
    `measure(results)`: the table, from results with those tables that it `rests_on`; `rows(about, groups)`: what tells
    its rows apart, in the order in which they stand, the last level changing fastest; `groups`: those of people that
    the table has.

    A table may have these:
    `further(about)`: columns that depend on what was asked for, of which `may_have()` are known beforehand;
    `rests_on`: tables that are measured before it; `when(record)`: whether it is measured; `may_lack`: a folder may
    come without it; `filled`: which cells are not empty where another one has one of some words, or anything at all
    if none are named: (column, words, columns); `may_be_empty`: it may have no rows; `any_order`: its rows stand in an
    order of their own.
    """

    sheet: str
    shows: str
    columns: Columns
    measure: Callable[[Results], pd.DataFrame]
    rows: Callable[[About, Sequence[str]], Levels]
    further: Callable[[About], Columns] = nothing_more
    may_have: Callable[[], Columns] = no_columns
    rests_on: tuple[str, ...] = ()
    when: Callable[[Record], bool] = always
    may_lack: bool = False
    filled: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default=())
    may_be_empty: bool = False
    any_order: bool = False
