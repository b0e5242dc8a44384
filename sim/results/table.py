"""A table of a folder of results, read by what its columns are declared to hold."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from sim.ground.faults import LISTED, Fault, InputError, first_of
from sim.ground.kinds import Cell, Limits, Number, Text, show
from sim.results.about import About
from sim.results.cells import wide
from sim.results.columns import columns
from sim.results.table_cells import Column, unfit
from sim.results.table_rows import lacking, misplaced

AT_ONCE = 50_000
"""The most rows that are held as text at a time."""

LINE_END = re.compile(r"\r\n|\r|\n")

ANEW = "make the results anew if another groundswell made them"
"""Advice for a folder of results that lacks something, or has something unknown."""


def read_table(file: Path, about: About) -> pd.DataFrame:
    """A table of a folder of results, CSV or Parquet, by the name of its file; `about`: what its manifest says.

    Raises InputError with what is wrong, in words, unless it holds what sim.results.columns declares.
    """
    limited, cells = about.limits, {name: column.cell for name, column in columns(file.stem, about).items()}
    if file.suffix == ".parquet":
        table = read_parquet(file, cells, limited)
        lines = np.ones(len(table), np.int64)
    else:
        table, lines = read_csv(file, cells, limited)
    faults = misplaced(file, table, lines, about) or lacking(file, table, lines)
    if faults:
        raise InputError(faults)
    return table


def read_csv(file: Path, columns: Mapping[str, Cell], limits: Limits) -> tuple[pd.DataFrame, np.ndarray]:
    """A table, and the line of each of its rows. Unknown columns are text.

    Raises InputError with all that is wrong: the file is no CSV in UTF-8, columns are missing or occur twice, rows have
    another width, or cells are not of the kind of their column.
    """
    lines: list[np.ndarray] = []
    table: list[Column] = []
    uneven: list[tuple[int, int]] = []
    many = 0
    for header, rows, starts in _blocks(file):
        if not table:
            _check_header(file, header, columns)
            table = [Column(name, columns.get(name, Text(empty=True)), limits) for name in header]
        odd = [] if set(map(len, rows)) <= {len(header)} else _uneven(rows, starts, len(header))
        uneven += odd[: LISTED + 1 - len(uneven)]
        many += len(odd)
        if not many:
            for column, cells in zip(table, zip(*rows, strict=True) if rows else [()] * len(table), strict=True):
                column.add(cells, starts)
            lines.append(starts)
    say = f"found {{:,}} cells, expected {len(table):,}".format
    faults = first_of(str(file), uneven, say, "more lines like these", many=many)
    faults = faults or [fault for column in table for fault in column.faults(file)]
    if faults:
        raise InputError(faults)
    return pd.DataFrame({column.name: column.whole() for column in table}), np.concatenate(lines)


def _blocks(file: Path) -> Iterator[tuple[list[str], list[list[str]], np.ndarray]]:
    # The header, and the rows block by block with the lines in which they begin; at least one block. Blank lines are
    # skipped.
    header: list[str] | None = None
    reader = None
    try:
        with wide(), file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = next(reader, None)
            if not header:
                raise InputError([Fault(str(file), 1, "has no header line with the names of its columns")])
            rows: list[list[str]] | None = None
            while rows is None or len(rows) == AT_ONCE:
                before = reader.line_num
                rows = list(islice(reader, AT_ONCE))
                starts = _starts(rows, before, reader.line_num)
                filled = np.array([bool(row) for row in rows], np.bool_)
                yield header, rows if filled.all() else [row for row in rows if row], starts[filled]
    except UnicodeDecodeError:
        raise InputError([Fault(str(file), _undecodable(file), "is not text in UTF-8")]) from None
    except csv.Error as error:
        line = 1 if reader is None else reader.line_num
        raise InputError([Fault(str(file), line, f"is no table in CSV: {error}")]) from None
    except OSError as error:
        raise InputError([Fault(str(file), 1, f"cannot be read: {error.strerror or error}")]) from None


def _starts(rows: Sequence[Sequence[str]], before: int, last: int) -> np.ndarray:
    # The line in which each row begins: the next line, unless cells contain line ends.
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
    absent = [name for name in columns if name not in header]
    faults = []
    if absent and len(header) == 1 and {";", "\t"} & set(header[0]):
        message = "has semicolons or tabs between its columns, as a spreadsheet may save it; expected commas"
        faults = [Fault(str(file), 1, message)]
    elif absent:
        faults = [Fault(str(file), 1, f"lacks {', '.join(absent)}; {ANEW}")]
    repeated = [(1, show(name)) for name, times in Counter(header).items() if times > 1]
    faults += first_of(str(file), repeated, "has the column {} more than once".format, "more columns like these")
    if faults:
        raise InputError(faults)


def _uneven(rows: Sequence[Sequence[str]], lines: np.ndarray, width: int) -> list[tuple[int, int]]:
    # The lines with another number of cells, and that number.
    return [(line, len(row)) for row, line in zip(rows, lines.tolist(), strict=True) if len(row) != width]


def read_parquet(file: Path, columns: Mapping[str, Cell], limits: Limits) -> pd.DataFrame:
    """A table from a Parquet file. Raises InputError as `read_csv` does, or if pyarrow is not installed."""
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
    rows = np.flatnonzero(bad)
    if not len(rows):
        return []
    cell, expected = show(column.iloc[rows[0]]), kind.words(limits)
    more = f"; {len(rows):,} cells of this column are wrong" if len(rows) > 1 else ""
    message = f"{column.name}: found {cell} in row {rows[0] + 1:,}, expected {expected}{more}"
    return [Fault(str(file), 1, message)]
