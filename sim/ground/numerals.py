"""Numbers as text spells them."""

import math
import re
from collections.abc import Iterable

import numpy as np

NUMERAL = re.compile(
    r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?|[+-]?inf(?:inity)?", re.IGNORECASE | re.ASCII
)
"""Digits of ASCII, a point, an exponent; no marks between thousands, no other base."""

ODD = re.compile(r"[^0-9.eE+\-\n]")
"""Characters that occur in no plain number."""


def parsed(cells: Iterable[str]) -> np.ndarray:
    """The value of each cell, float64, to the nearest; nan for what is no number. Spaces around a number do not count.

    Beyond the largest float64 a number is infinite, and very near 0 it is 0. Time is linear in the length of the text.
    The parsers of pandas and numpy are not used: some read out of bounds at an exponent like `1e2147483648`.
    """
    cells = list(cells)
    if not ODD.search("\n".join(cells)):
        # Almost always all cells are plain; float() reads these the same way.
        try:
            return np.array([float(cell) for cell in cells], np.float64)
        except ValueError:
            pass
    return np.array([number(cell) for cell in cells], np.float64)


def number(cell: str) -> float:
    """The value of one cell, as `parsed` gives it."""
    text = cell.strip()
    return float(text) if NUMERAL.fullmatch(text) else math.nan
