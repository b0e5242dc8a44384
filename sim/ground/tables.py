"""Tables from files: comma, semicolon or tab between the columns, one header line, UTF-8."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.ground.contents import content, decoded
from sim.ground.faults import Fault, InputError, UnfitError, first_of
from sim.ground.numerals import number, parsed
from sim.ground.spelling import did_you_mean
from sim.ground.texts import check_room, names_of

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 1e100
LONGEST = 100_000
"""The most characters of a line; Python's reader of CSV takes at most 131,072 in a quoted cell."""

MOST_COLUMNS = 10_000

BOM = b"\xef\xbb\xbf"
HINT = "; save it as CSV UTF-8"

BLANKS = re.compile('" +(?=[,;\t]|$)')
"""Blanks after a quoted cell, which are ignored like those around any cell."""


@dataclass(frozen=True)
class Page:
    """A table as bytes, UTF-8 with Unix line ends; the names of its columns, and their separator."""

    content: bytes
    header: list[str]
    separator: str


def read_page(path: Path) -> Page:
    """The bytes of a table and its header.

    Raises sim.ground.faults.InputError if there is no file, no UTF-8, no header, a column twice or too many columns.
    """
    data = content(path).removeprefix(BOM)
    if b"\r" in data:
        # Normalize line ends of Windows and old Macs.
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data.isascii():
        decoded(data, str(path), HINT)
    end = data.find(b"\n")
    first = decoded(data[: end if end >= 0 else len(data)], str(path), HINT)
    if not first.strip():
        raise InputError([Fault(str(path), 1, "has no header line with the names of the columns")])
    separator = max(",;\t", key=re.sub('"[^"]*"', "", first).count)
    header = [name.strip() for name in _cells(path, first, separator)[0]]
    if len(header) > MOST_COLUMNS:
        raise InputError([Fault(str(path), 1, f"has {len(header):,} columns; at most {MOST_COLUMNS:,} are read")])
    twice = [name for name, times in Counter(header).items() if times > 1]
    if twice:
        doubled = [(1, name) for name in twice]
        raise InputError(first_of(str(path), doubled, 'the column "{}" stands there more than once'.format))
    return Page(data, header, separator)


def read_table(path: Path) -> pd.DataFrame:
    """A table of text cells, exactly as in the file; row k of the table is line k + 2 of the file.

    Raises InputError if there is no UTF-8, no header, a column twice, or a line with too many or too few cells.
    """
    return table_of(path, read_page(path))


def table_of(path: Path, page: Page) -> pd.DataFrame:
    """The table of a page that was read from `path`, as `read_table` gives it."""
    import pandas as pd

    width = len(page.header)
    cells, widths = _cells(path, decoded(page.content, str(path), HINT), page.separator)
    _check_widths(path, widths[1:], width)
    columns = {name: [cell.strip() for cell in cells[width + k :: width]] for k, name in enumerate(page.header)}
    return pd.DataFrame(columns, dtype=object)


def _cells(path: Path, words: str, separator: str) -> tuple[list[str], list[int]]:
    # All cells, line by line, and the number of cells in each line: 0 for an empty line.
    lines = words.removesuffix("\n").split("\n")
    _check_lengths(path, lines)
    if '"' in words:
        cells, widths = _unquoted(path, lines, separator)
    else:
        cells, widths = separator.join(lines).split(separator), [line.count(separator) + 1 for line in lines]
    return cells, [width if line.strip() else 0 for line, width in zip(lines, widths, strict=True)]


def _unquoted(path: Path, lines: list[str], separator: str) -> tuple[list[str], list[int]]:
    # As `_plain_cells`, for tables with quoted cells.
    cells, widths = _read(lines, separator, strict=True)
    if len(widths) < len(lines):
        _check_quotes(path, lines, separator)
        # Nothing but blanks stands between quotes and separators.
        cells, widths = _read(lines, separator, strict=False)
    return cells, widths


def _read(lines: list[str], separator: str, *, strict: bool) -> tuple[list[str], list[int]]:
    cells: list[str] = []
    widths: list[int] = []
    # A quote that is never closed swallows the next lines, up to all, or more characters than the reader takes.
    with suppress(csv.Error):
        for row in csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=strict):
            cells += row
            widths.append(len(row))
    return cells, widths


def _check_quotes(path: Path, lines: list[str], separator: str) -> None:
    after: list[tuple[int, str]] = []
    faults: list[Fault] = []
    for place, line in enumerate(lines, 1):
        if _read([BLANKS.sub('"', line)], separator, strict=True)[1]:
            continue
        if "\n" in _read([line], separator, strict=False)[0][-1]:
            message = "a quoted cell begins here and does not end in this line; each person or tie needs one line"
            faults.append(Fault(str(path), place, message))
            # What follows may belong to it.
            break
        after.append((place, line))
    message = "something stands between the quote that ends a cell and the next cell; write a quote in a cell twice"
    faults += first_of(str(path), after, lambda _: message, "more lines like these")
    if faults:
        raise InputError(faults)


def _check_lengths(path: Path, lines: list[str]) -> None:
    long = [(number, len(line)) for number, line in enumerate(lines, 1) if len(line) > LONGEST]
    if long:
        message = f"has {{:,}} characters; at most {LONGEST:,} are read of a line".format
        raise InputError(first_of(str(path), long, message, "more lines like these"))


def read_people(path: Path, *, id: str = "id") -> tuple[tuple[str, ...], dict[str, np.ndarray]]:
    """People from a table: their ids, and the other columns as attributes.

    A column of numbers becomes float64 if all are spelled as they would be printed, so that no spelling is lost (`01`
    is not `1`); any other column stays text. Raises sim.ground.faults.InputError.
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
    columns = {str(name): table[name] for name in table.columns if name != id}
    try:
        check_room({name: cells.tolist() for name, cells in columns.items()})
    except UnfitError as error:
        raise InputError([Fault(str(path), 1, str(error))]) from None
    return tuple(ids), {name: _column(cells) for name, cells in columns.items()}


def check_columns(path: Path, columns: Iterable[object], needed: Iterable[str], say: str = "") -> None:
    """Raise InputError for each wanted column that is missing; `say`: how to name another one, in words."""
    header = [str(name) for name in columns]
    missing = [name for name in needed if name not in header]
    listing = f" (found {', '.join(header)})"
    if missing:
        raise InputError(
            Fault(str(path), 1, f'has no column "{name}"{did_you_mean(name, header) or listing}{say}')
            for name in missing
        )


def listed(path: Path, wrong: pd.Series, values: pd.Series, say: Callable[[Any], str]) -> list[Fault]:
    """A fault for each wrong row, with the message `say(value)`; after the first few, their number."""
    rows = np.flatnonzero(wrong)
    places = list(zip((rows + 2).tolist(), values.iloc[rows], strict=True))
    return first_of(str(path), places, say, "more lines like these")


def _check_widths(path: Path, widths: list[int], width: int) -> None:
    import pandas as pd

    wrong = pd.Series([count != width for count in widths], dtype=bool)
    faults = listed(
        path,
        wrong,
        pd.Series(widths, dtype=int),
        lambda count: f"has {count} cell{'s' if count > 1 else ''}, expected {width}" if count else "is empty",
    )
    if faults:
        raise InputError(faults)


def _column(cells: pd.Series) -> np.ndarray:
    if math.isnan(number(cells.iloc[0])):
        return cells.to_numpy(str)
    text = cells.to_numpy(str)
    values = numbers(text)
    return text if values is None or (names_of(values) != text).any() else values


def numbers(column: np.ndarray) -> np.ndarray | None:
    """The values of a column as numbers, float64, however they are spelled; None if one of them is no number.

    Values beyond 1e100 do not count as numbers: sums of squares would not be finite.
    """
    # Columns that came with a network can hold numbers already, in some formats with many digits.
    values = column.astype(np.float64) if column.dtype.kind in "biuf" else parsed(map(str, column.tolist()))
    return values if (np.abs(values) <= LARGEST).all() else None


def _line(ids: pd.Series, value: str) -> int:
    return int(np.flatnonzero(ids == value)[0]) + 2
