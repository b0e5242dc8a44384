"""The cells of a column of a table of results, read by what the column is declared to hold."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from sim.ground.faults import LISTED, Fault, first_of
from sim.ground.kinds import Cell, Flag, Limits, Number, Setting, show
from sim.ground.numerals import parsed
from sim.results.cells import bare

WHOLE = 2**53
"""From here on float64 cannot hold every whole number."""

FLAGS = {"true": 1.0, "false": 0.0}


@dataclass
class Column:
    """The cells of a column as they are read: their values, block by block, and the first wrong ones.

    `wrong`: the line and the text of each of these; `many`: the number of all wrong ones.
    """

    name: str
    kind: Cell
    limits: Limits
    blocks: list[np.ndarray] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    many: int = 0

    def add(self, cells: Sequence[str], lines: np.ndarray) -> None:
        """Read further cells, from these lines of the file."""
        codes, distinct = pd.factorize(np.array(cells, object))
        values, right = values_of(list(distinct), self.kind, self.limits)
        self.blocks.append(values[codes])
        rows = np.flatnonzero(~right[codes])
        self.wrong += [(int(lines[row]), cells[row]) for row in rows[: LISTED + 1 - len(self.wrong)]]
        self.many += len(rows)

    def whole(self) -> np.ndarray:
        """All values: int64 or float64, bool, or text as objects."""
        return joined(self.blocks, self.kind)

    def faults(self, file: Path) -> list[Fault]:
        """What is wrong with the cells: the first of them, then how many more there are."""
        expected = f"expected {self.kind.words(self.limits)}"

        def say(cell: str) -> str:
            return f"{self.name}: found {show(cell) if cell else 'an empty cell'}, {expected}"

        return first_of(str(file), self.wrong, say, f"more cells of {self.name} like these", many=self.many)


def values_of(cells: Sequence[str], kind: Cell, limits: Limits) -> tuple[np.ndarray, np.ndarray]:
    """The value of each cell, and whether it is of the kind (bool), both with shape (cells).

    Values are float64 for numbers (nan if the cell is empty), bool for flags, else words as objects.
    """
    if isinstance(kind, Number):
        numbers = parsed(cells)
        empty = np.array([cell == "" for cell in cells], np.bool_)
        return numbers, ~unfit(numbers, kind, limits) | (empty & kind.empty)
    if isinstance(kind, Flag):
        flags = np.array([FLAGS.get(cell.strip().lower(), math.nan) for cell in cells], np.float64)
        return flags == 1, ~np.isnan(flags)
    words = np.array([bare(cell) for cell in cells], object)
    return words, np.array([kind.fits(word, limits) for word in words], np.bool_)


def joined(blocks: Sequence[np.ndarray], kind: Cell) -> np.ndarray:
    """The values of a column whose cells are all of its kind: int64 or float64, bool, or text as objects."""
    values = np.concatenate(blocks)
    if isinstance(kind, Number):
        return values.astype(np.int64) if kind.whole and not kind.empty else values
    return setting(values) if isinstance(kind, Setting) else values


def unfit(values: np.ndarray, kind: Number, limits: Limits) -> np.ndarray:
    """Which numbers (float64) are not of a kind, bool, shape (values); nan is of none."""
    low, high = kind.ends(limits)
    slack = 0 if kind.whole else 1e-9
    bad = ~((values >= low - slack) & (values <= high + slack))
    if kind.whole:
        bad |= (values != np.floor(values)) | (np.abs(values) > WHOLE)
    return bad if kind.endless else bad | ~np.isfinite(values)


def setting(cells: np.ndarray) -> np.ndarray:
    """The values of a varied setting, from their text: numbers or flags if all are such, else words."""
    numbers = parsed([cell or "0" for cell in cells])
    if len(cells) and np.isfinite(numbers).all():
        numbers[cells == ""] = np.nan
        whole = all(cell.lstrip("+-").isdecimal() for cell in cells) and (np.abs(numbers) <= WHOLE).all()
        return numbers.astype(np.int64) if whole else numbers
    return cells == "True" if set(cells) <= {"True", "False"} else cells
