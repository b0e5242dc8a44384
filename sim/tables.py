"""Tables from files: comma, semicolon or tab between the columns, one header line, UTF-8."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.family import did_you_mean
from sim.faults import Fault, InputError
from sim.numerals import parsed
from sim.people import names_of

LARGEST = 1e100
LISTED = 20
"""How many faults of one kind are listed one by one."""


@dataclass(frozen=True)
class Page:
    """A table as bytes, UTF-8 with the line ends of Unix; the names of its columns, and what stands between them."""

    content: bytes
    header: list[str]
    separator: str


def read_page(path: Path) -> Page:
    """The bytes of a table and its header. Raises sim.faults.InputError: not in UTF-8, no header, a column twice."""
    content = path.read_bytes()
    try:
        if not content.isascii():
            content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError([Fault(str(path), line, "is not text in UTF-8; save it as CSV UTF-8")]) from None
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in content:
        # Line ends of Windows and of old Macs.
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = content.find(b"\n")
    first = content[: end if end >= 0 else len(content)].decode()
    if not first.strip():
        raise InputError([Fault(str(path), 1, "has no header line with the names of the columns")])
    separator = max(",;\t", key=re.sub('"[^"]*"', "", first).count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=separator))]
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    if twice:
        raise InputError(Fault(str(path), 1, f'the column "{name}" stands there more than once') for name in twice)
    return Page(content, header, separator)


def read_table(path: Path) -> pd.DataFrame:
    """A table of text cells, exactly as they stand; row k of the table is line k + 2 of the file.

    Raises sim.faults.InputError: no text in UTF-8, no header, a column twice, lines with too many or too few cells.
    """
    return table_of(path, read_page(path))


def table_of(path: Path, page: Page) -> pd.DataFrame:
    """The table of a page that was read from `path`, as `read_table` gives it."""
    text = page.content.decode()
    _check_widths(path, text, page.separator, len(page.header))
    table = pd.read_csv(
        io.StringIO(text),
        sep=page.separator,
        dtype=str,
        keep_default_na=False,
        skip_blank_lines=False,
        names=page.header,
        skiprows=1,
    )
    return table.apply(lambda column: column.str.strip())


def read_people(path: Path, *, id: str = "id") -> tuple[tuple[str, ...], dict[str, np.ndarray]]:
    """People from a table: their ids, and the other columns as attributes.

    A column of nothing but numbers becomes float64 if they are spelled as they would be printed, so that no spelling
    is lost (`01` is not `1`); any other stays text. Raises sim.faults.InputError.
    """
    table = read_table(path)
    check_columns(path, table.columns, [id])
    ids = table[id]
    faults = listed(path, ids == "", ids, lambda value: f'the column "{id}" is empty')
    again = ids.duplicated() & (ids != "")
    faults += listed(path, again, ids, lambda value: f'"{value}" is there already, in line {_line(ids, value)}')
    if not len(ids):
        faults.append(Fault(str(path), 1, "lists nobody"))
    if faults:
        raise InputError(faults)
    return tuple(ids), {str(name): _column(table[name]) for name in table.columns if name != id}


def check_columns(path: Path, columns: Iterable[object], wanted: Iterable[str], say: str = "") -> None:
    """Raise InputError for each wanted column that is not there; `say` tells how to name another one."""
    there = [str(name) for name in columns]
    missing = [name for name in wanted if name not in there]
    found = f"found {', '.join(there)}"
    if missing:
        raise InputError(
            Fault(str(path), 1, f'has no column "{name}"{did_you_mean(name, there) or f" ({found})"}{say}')
            for name in missing
        )


def listed(path: Path, wrong: pd.Series, values: pd.Series, say: Callable[[Any], str]) -> list[Fault]:
    """A fault for each row that is wrong, in words that `say` makes of its value; after the first few, their number."""
    rows = np.flatnonzero(wrong)
    faults = [Fault(str(path), int(row) + 2, say(values.iloc[row])) for row in rows[:LISTED]]
    if len(rows) > LISTED:
        faults.append(Fault(str(path), int(rows[LISTED]) + 2, f"and {len(rows) - LISTED} more lines like these"))
    return faults


def _check_widths(path: Path, text: str, separator: str, width: int) -> None:
    # pandas fills short lines up in silence and stops at the first long one.
    if '"' not in text:
        lines = text.removesuffix("\n").split("\n")[1:]
        cells = [(number, line.count(separator) + 1 if line.strip() else 0) for number, line in enumerate(lines, 2)]
    else:
        reader = csv.reader(io.StringIO(text), delimiter=separator)
        cells = [(reader.line_num, len(row)) for row in reader][1:]
        over = next((number for number, (line, _) in enumerate(cells, 2) if line != number), None)
        if over is not None:
            message = "a quoted cell begins here and does not end in this line; each person or tie needs one line"
            raise InputError([Fault(str(path), over, message)])
    wrong = pd.Series([count != width for _, count in cells], dtype=bool)
    counts = pd.Series([count for _, count in cells], dtype=int)
    faults = listed(
        path,
        wrong,
        counts,
        lambda count: f"has {count} cell{'s' if count > 1 else ''}, expected {width}" if count else "is empty",
    )
    if faults:
        raise InputError(faults)


def _column(cells: pd.Series) -> np.ndarray:
    text = cells.to_numpy(str)
    values = numbers(text)
    return text if values is None or (names_of(values) != text).any() else values


def numbers(column: np.ndarray) -> np.ndarray | None:
    """The values of a column as numbers, float64, however they are spelled; None if one of them is no number.

    Nor is one of more than 1e100 in size: sums of squares would not be finite.
    """
    # Columns that came with a network can hold numbers already, in some formats of many digits.
    values = column.astype(np.float64) if column.dtype.kind in "biuf" else parsed(map(str, column.tolist()))
    return values if (np.abs(values) <= LARGEST).all() else None


def _line(ids: pd.Series, value: str) -> int:
    return int(np.flatnonzero(ids == value)[0]) + 2
