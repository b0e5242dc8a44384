"""Checks the rows of a table of results against those that the manifest of its folder requires."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.ground.faults import LISTED, Fault, first_of
from sim.ground.kinds import show
from sim.ground.numerals import parsed
from sim.results.about import About
from sim.results.columns import table as declared
from sim.results.record import Levels, keys


def misplaced(file: Path, table: pd.DataFrame, lines: np.ndarray, about: About) -> list[Fault]:
    """What is wrong with the rows of a table if they are not exactly those required, in order: the first wrong row.

    `lines`: the line of each row in the file; `about`: the manifest. The name of the file tells which table it is.
    """
    known = declared(file.stem)
    if not len(table) and not known.may_be_empty:
        return [Fault(str(file), 1, "has no rows")]
    meant = known.rows(about, _groups(file.stem, table))
    if meant is None:
        return []
    if known.any_order:
        order = _order(table, meant)
        table, lines = table.iloc[order], lines[order]
    many = math.prod(len(next(iter(level.values()))) for level in meant)
    expected = keys(meant, min(len(table), many))
    apart = np.zeros(min(len(table), many), np.bool_)
    for column, values in expected.items():
        apart |= ~_equal(table[column].to_numpy()[: len(apart)], values)
    if apart.any():
        row = int(np.argmax(apart))
        is_there, should_be = (_row(pairs, row) for pairs in (table[list(expected)].to_dict("list"), expected))
        message = f"found the row of {is_there}, expected that of {should_be}; rows stand as sim run wrote them"
        return [Fault(str(file), int(lines[row]), message)]
    if len(table) != many:
        last = lines[many] if len(table) > many else max(lines, default=1)
        return [Fault(str(file), int(last), f"has {len(table):,} of the {many:,} rows that it should have")]
    return []


def lacking(file: Path, table: pd.DataFrame, lines: np.ndarray) -> list[Fault]:
    """Which cells are empty although another cell of their row requires a value."""
    faults: list[Fault] = []
    for column, words, others in declared(file.stem).filled:
        asks = table[column].isin(words) if words else ~_empty(table[column])
        for other in others:
            rows = np.flatnonzero(asks & _empty(table[other]))
            places = [(int(lines[row]), _shown(table[column].iloc[row])) for row in rows[: LISTED + 1]]
            say = f"{other}: found an empty cell where {column} is {{}}".format
            faults += first_of(str(file), places, say, f"more empty cells of {other}", many=len(rows))
    return faults


def _empty(cells: pd.Series) -> pd.Series:
    return cells.isna() | (cells == "")


def _row(pairs: Mapping[Any, Any], row: int) -> str:
    return ", ".join(f"{name} {_shown(values[row])}" for name, values in pairs.items())


def _groups(name: str, table: pd.DataFrame) -> list[str]:
    # The groups of people of a table, in their order, as the first strategy has them; in curves all people come first.
    if "group" not in table:
        return []
    first = table[table["strategy"] == table["strategy"].iloc[0]]
    if name == "curves":
        return ["everyone", *first["group"][first["step"] == 0].iloc[1:]]
    return list(first["group"])


def _order(table: pd.DataFrame, levels: Levels) -> np.ndarray:
    # Rows of any order, sorted by the levels.
    codes = []
    for level in levels:
        name, values = next(iter(level.items()))
        code = {value: number for number, value in enumerate(values)}
        codes.append([code.get(value, len(values)) for value in table[name]])
    return np.lexsort(codes[::-1])


def _equal(cells: np.ndarray, values: np.ndarray) -> np.ndarray:
    # Numbers are written with ten digits; missing values are empty cells.
    same = np.array(cells == values, np.bool_)
    for row in np.flatnonzero(~same):
        same[row] = _same(cells[row], values[row])
    return same


def _same(cell: Any, value: Any) -> bool:
    if value is None or value != value:
        return cell == "" or cell != cell
    if isinstance(value, str | bool | np.bool_):
        return str(cell) == str(value)
    number = parsed([cell])[0] if isinstance(cell, str) else cell
    return math.isclose(number, value, rel_tol=1e-9)


def _shown(value: Any) -> str:
    if value != value:
        return show(None)
    return show(value.item() if isinstance(value, np.generic) else value)
