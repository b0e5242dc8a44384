"""Words in the cells of the CSV files that we write: none of them is a formula to a spreadsheet.

A spreadsheet runs a cell that begins with = + - @, a tab or the end of a line (OWASP, "CSV Injection"). Such a cell,
unless it is a plain number, is written with an apostrophe before it, and so is one that begins with apostrophes and
goes on like this; reading removes one apostrophe again. Every name comes back as it was.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TextIO

import pandas as pd

from sim.ground.wording import FLOATS

FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""The beginning of a cell that a spreadsheet may run; some treat full-width signs like the usual ones."""

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
"""A plain number, which is harmless: people and tribes may be called by numbers below 0."""


def shielded(word: str) -> str:
    """A word as it is written into a cell of our CSV files."""
    return f"'{word}" if FORMULA.match(word) and not NUMBER.fullmatch(word) else word


def bare(cell: str) -> str:
    """The word in a cell of our CSV files: `bare(shielded(word))` is `word`."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell


def write(rows: pd.DataFrame, file: TextIO, *, header: bool) -> None:
    """Write rows as CSV with shielded words: comma, decimal point, empty cells for undefined values; header optional.

    The file must have been opened with `newline=""`.
    """
    words = _words(rows)
    changes = {word: shielded(word) for word in words}
    changes = {word: cell for word, cell in changes.items() if word != cell}
    # Python 3.11 does not quote a lone carriage return, which readers take for the end of a line.
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if any("\r" in word for word in words) else csv.QUOTE_MINIMAL
    _changed(rows, changes).to_csv(
        file, index=False, header=header, float_format=FLOATS, lineterminator="\n", quoting=quoting
    )


@contextmanager
def wide() -> Iterator[None]:
    """Let cells of any length be read: one can hold the names of very many peers."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _words(rows: pd.DataFrame) -> list[str]:
    # Each different word is treated once: names are repeated in thousands of rows.
    texts = rows.select_dtypes(exclude=["number", "bool"])
    return [word for name in texts.columns for word in texts[name].unique() if isinstance(word, str)]


def _changed(rows: pd.DataFrame, changes: dict[str, str]) -> pd.DataFrame:
    if not changes:
        return rows
    texts = rows.select_dtypes(exclude=["number", "bool"])
    return rows.assign(**{str(name): texts[name].map(lambda cell: changes.get(cell, cell)) for name in texts.columns})
