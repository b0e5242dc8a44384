"""A table of a folder of results, read by what its columns are declared to hold."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.cells import bare, wide
from sim.columns import ANY_ORDER, MAYBE_EMPTY, NEEDED, declared, levels, limits
from sim.faults import Fault, InputError
from sim.kinds import Cell, Flag, Limits, Number, Setting, Text, show
from sim.numerals import parsed
from sim.record import Levels, keys

AT_ONCE = 50_000
"""Rows that are held as text together."""

LISTED = 3
"""So many faults of one column are told one by one."""

WHOLE = 2**53
"""From here on not every whole number is one of float64."""

LINE_END = re.compile(r"\r\n|\r|\n")

ANEW = "make the results anew, perhaps an older groundswell made them"


@dataclass
class Column:
    """The cells of a column as they are read: their values, block by block, and what is wrong with some of them."""

    name: str
    kind: Cell
    limits: Limits
    blocks: list[np.ndarray] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    many: int = 0
    known: dict[str, Any] = field(default_factory=dict)

    def add(self, cells: Sequence[str], lines: np.ndarray) -> None:
        """Read some more cells, which stand in these lines of the file."""
        values, bad = self._read(cells)
        self.blocks.append(values)
        rows = np.flatnonzero(bad)
        self.wrong += [(int(lines[row]), cells[row]) for row in rows[: LISTED - len(self.wrong)]]
        self.many += len(rows)

    def whole(self) -> np.ndarray:
        """All values: int64 or float64, bool, or text as objects."""
        values = np.concatenate(self.blocks) if self.blocks else np.empty(0, object)
        if isinstance(self.kind, Number):
            exact = self.kind.whole and not self.kind.empty
            return values.astype(np.int64 if exact else np.float64)
        return setting(values) if isinstance(self.kind, Setting) else values

    def faults(self, file: Path) -> Iterator[Fault]:
        """What is wrong with the cells: the first few one by one, then how many more there are."""
        expected = f"expected {self.kind.words(self.limits)}"
        for line, cell in self.wrong:
            what = show(cell) if cell else "an empty cell"
            yield Fault(str(file), line, f"{self.name}: found {what}, {expected}")
        if self.many > len(self.wrong):
            more = self.many - len(self.wrong)
            yield Fault(str(file), self.wrong[-1][0], f"{self.name}: {more:,} more cells after this are wrong")

    def _read(self, cells: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        # Values, and which of them are not of the kind. What stands in many cells is looked at, and held, once.
        fresh = set(cells) - self.known.keys()
        if len(self.known) > AT_ONCE:
            self.known, fresh = {}, set(cells)
        self.known.update(zip(fresh, self._values(list(fresh)), strict=True))
        numeric = isinstance(self.kind, Number | Flag)
        found = np.fromiter(map(self.known.__getitem__, cells), np.float64 if numeric else object, len(cells))
        if isinstance(self.kind, Flag):
            return found == 1, np.isnan(found)
        if not isinstance(self.kind, Number):
            right = {cell: self.kind.fits(self.known[cell], self.limits) for cell in set(cells)}
            return found, np.zeros(len(cells), np.bool_) if all(right.values()) else np.array(
                [not right[cell] for cell in cells]
            )
        bad = unfit(found, self.kind, self.limits)
        if self.kind.empty and "" in self.known:
            bad &= np.array([cell != "" for cell in cells], np.bool_)
        return np.where(bad, 0.0, found), bad

    def _values(self, cells: list[str]) -> Sequence[Any]:
        if isinstance(self.kind, Number):
            return parsed(cells).tolist()
        if isinstance(self.kind, Flag):
            return [FLAGS.get(cell.strip().lower(), math.nan) for cell in cells]
        return [bare(cell) for cell in cells]


FLAGS = {"true": 1.0, "false": 0.0}


def unfit(values: np.ndarray, kind: Number, limits: Limits) -> np.ndarray:
    """Which numbers are not of a kind; nan is of none. Both float64 and bool, shape (values)."""
    low, high = kind.ends(limits)
    slack = 0 if kind.whole else 1e-9
    bad = ~((values >= low - slack) & (values <= high + slack))
    if kind.whole:
        bad |= (values != np.floor(values)) | (np.abs(values) > WHOLE)
    return bad if kind.endless else bad | ~np.isfinite(values)


def setting(cells: np.ndarray) -> np.ndarray:
    """The values of a setting that varies, from their text: numbers or flags where all are such, else words."""
    numbers = parsed([cell or "0" for cell in cells])
    if len(cells) and np.isfinite(numbers).all():
        numbers[cells == ""] = np.nan
        whole = all(cell.lstrip("+-").isdecimal() for cell in cells) and (np.abs(numbers) <= WHOLE).all()
        return numbers.astype(np.int64) if whole else numbers
    return cells == "True" if set(cells) <= {"True", "False"} else cells


def read_table(file: Path, about: Mapping[str, Any]) -> pd.DataFrame:
    """A table of a folder of results, CSV or Parquet, by the name of its file; `about`: what its manifest says.

    Raises sim.faults.InputError with what is wrong, in words, unless it holds what sim.columns declares.
    """
    name, limited = file.stem, limits(about)
    columns = declared(name, about)
    if file.suffix == ".parquet":
        table = read_parquet(file, columns, limited)
        lines = np.ones(len(table), np.int64)
    else:
        table, lines = read_csv(file, columns, limited)
    _check_levels(file, name, table, lines, about)
    _check_needed(file, name, table, lines)
    return table


def read_csv(file: Path, columns: Mapping[str, Cell], limits: Limits) -> tuple[pd.DataFrame, np.ndarray]:
    """A table, and the line of each of its rows. Columns that nobody knows are text.

    Raises sim.faults.InputError with all that is wrong: the file is no CSV in UTF-8, it lacks columns or has one twice,
    rows are of other widths, cells are not of the kind of their column.
    """
    lines: list[np.ndarray] = []
    header: list[str] = []
    found: list[Column] = []
    widths: list[Fault] = []
    for names, rows, starts in _blocks(file):
        if not found:
            header = names
            _check_header(file, header, columns)
            found = [Column(name, columns.get(name, Text(empty=True)), limits) for name in header]
        widths += _widths(file, rows, starts, len(header))
        if not widths:
            for column, cells in zip(found, zip(*rows, strict=True) if rows else [()] * len(found), strict=True):
                column.add(cells, starts)
            lines.append(starts)
    faults = widths[:LISTED] or [fault for column in found for fault in column.faults(file)]
    if faults:
        raise InputError(faults)
    return pd.DataFrame({column.name: column.whole() for column in found}), np.concatenate(lines)


def _blocks(file: Path) -> Iterator[tuple[list[str], list[list[str]], np.ndarray]]:
    # The header, and some rows after the others with the lines in which they begin; at least one block. Blank lines are
    # no rows.
    header: list[str] | None = None
    reader = None
    try:
        with wide(), file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = next(reader, None)
            if not header:
                raise InputError([Fault(str(file), 1, "has no header line with the names of its columns")])
            more = True
            while more:
                before = reader.line_num
                rows = list(islice(reader, AT_ONCE))
                more = len(rows) == AT_ONCE
                starts = _starts(rows, before, reader.line_num)
                there = np.array([bool(row) for row in rows], np.bool_)
                yield header, rows if there.all() else [row for row in rows if row], starts[there]
    except UnicodeDecodeError:
        raise InputError([Fault(str(file), _undecodable(file), "is not text in UTF-8")]) from None
    except csv.Error as error:
        line = 1 if reader is None else reader.line_num
        raise InputError([Fault(str(file), line, f"is no table in CSV: {error}")]) from None
    except OSError as error:
        raise InputError([Fault(str(file), 1, f"cannot be read: {error.strerror or error}")]) from None


def _starts(rows: Sequence[Sequence[str]], before: int, last: int) -> np.ndarray:
    # The line in which each row begins: in the next, unless cells hold ends of lines.
    if last - before == len(rows):
        return np.arange(before + 1, last + 1)
    inside = [sum(len(LINE_END.findall(cell)) for cell in row) for row in rows]
    return before + 1 + np.concatenate([[0], np.cumsum(np.add(inside, 1))[:-1]]).astype(np.int64)


def _undecodable(file: Path) -> int:
    # The first line that is not text in UTF-8.
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.decode("utf-8", "replace").encode() != line:
                return number
    return 1


def _check_header(file: Path, header: Sequence[str], columns: Mapping[str, Cell]) -> None:
    lacking = [name for name in columns if name not in header]
    faults = []
    if lacking and len(header) == 1 and {";", "\t"} & set(header[0]):
        faults = ["has semicolons or tabs between its columns, as a spreadsheet may save it; expected commas"]
    elif lacking:
        faults = [f"lacks {', '.join(lacking)}; {ANEW}"]
    if len(set(header)) < len(header):
        seen: set[str] = set()
        twice = dict.fromkeys(name for name in header if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        faults += [f"has the column {show(name)} more than once" for name in list(twice)[:LISTED]]
    if faults:
        raise InputError([Fault(str(file), 1, fault) for fault in faults])


def _widths(file: Path, rows: Sequence[Sequence[str]], lines: np.ndarray, width: int) -> list[Fault]:
    if set(map(len, rows)) <= {width}:
        return []
    return [
        Fault(str(file), line, f"found {len(row):,} cells, expected {width:,}")
        for row, line in zip(rows, lines.tolist(), strict=True)
        if len(row) != width
    ]


def read_parquet(file: Path, columns: Mapping[str, Cell], limits: Limits) -> pd.DataFrame:
    """A table from a Parquet file. Raises sim.faults.InputError as `read_csv` does, or if pyarrow is not installed."""
    try:
        from pyarrow import ArrowException
    except ImportError:
        raise InputError([Fault(str(file), 1, "needs pyarrow, which is not installed")]) from None
    try:
        table = pd.read_parquet(file)
    except (ArrowException, OSError) as error:
        raise InputError([Fault(str(file), 1, f"cannot be read as Parquet: {error}".splitlines()[0])]) from None
    _check_header(file, [str(name) for name in table.columns], columns)
    faults = [fault for name, kind in columns.items() for fault in _unfit_in_parquet(file, table[name], kind, limits)]
    if faults:
        raise InputError(faults)
    return table


def _unfit_in_parquet(file: Path, column: pd.Series, kind: Cell, limits: Limits) -> list[Fault]:
    if isinstance(kind, Number):
        numeric = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
        bad = unfit(column.to_numpy(np.float64), kind, limits) if numeric else np.ones(len(column), np.bool_)
    else:
        bad = np.array([not kind.fits(value, limits) for value in column], np.bool_)
    rows = np.flatnonzero(bad)[:1]
    expected = kind.words(limits)
    return [
        Fault(str(file), 1, f"{column.name}: found {show(column.iloc[row])} in row {row + 1:,}, expected {expected}")
        for row in rows
    ]


def _check_needed(file: Path, name: str, table: pd.DataFrame, lines: np.ndarray) -> None:
    # What is empty although something else in its row is not.
    for column, words, others in NEEDED.get(name, ()):
        there = table[column].isin(words) if words else (table[column].notna() & (table[column] != ""))
        for other in others:
            rows = np.flatnonzero(there & (table[other].isna() | (table[other] == "")))
            if len(rows):
                message = f"{other}: found an empty cell where {column} is {_shown(table[column].iloc[rows[0]])}"
                raise InputError([Fault(str(file), int(lines[rows[0]]), message)])


def _check_levels(file: Path, name: str, table: pd.DataFrame, lines: np.ndarray, about: Mapping[str, Any]) -> None:
    # Whether the rows are all that there should be, in their order.
    if not len(table) and name not in MAYBE_EMPTY:
        raise InputError([Fault(str(file), 1, "has no rows")])
    wanted = levels(name, about, _groups(name, table))
    if wanted is None:
        return
    if name in ANY_ORDER:
        order = _order(table, wanted)
        table, lines = table.iloc[order], lines[order]
    many = math.prod(len(next(iter(level.values()))) for level in wanted)
    expected = keys(wanted, min(len(table), many))
    apart = np.zeros(min(len(table), many), np.bool_)
    for column, values in expected.items():
        apart |= ~_equal(table[column].to_numpy()[: len(apart)], values)
    if apart.any():
        row = int(np.argmax(apart))
        there, meant = (_row(pairs, row) for pairs in (table[list(expected)].to_dict("list"), expected))
        message = f"found the row of {there}, expected that of {meant}; rows stand as sim run wrote them"
        raise InputError([Fault(str(file), int(lines[row]), message)])
    if len(table) != many:
        last = lines[many] if len(table) > many else max(lines, default=1)
        raise InputError([Fault(str(file), int(last), f"has {len(table):,} of the {many:,} rows that it should have")])


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
    # Of rows in an order of their own, that of the levels.
    codes = []
    for level in levels:
        name, values = next(iter(level.items()))
        code = {value: number for number, value in enumerate(values)}
        codes.append([code.get(value, len(values)) for value in table[name]])
    return np.lexsort(codes[::-1])


def _equal(cells: np.ndarray, values: np.ndarray) -> np.ndarray:
    # Numbers are written with ten digits; nothing at all is an empty cell.
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
    return show(None if value != value else value.item() if isinstance(value, np.generic) else value)
