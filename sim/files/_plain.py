"""Plain tables of ties, read byte by byte in one compiled pass: no quotes, no odd characters, no faults.

Whatever is not plain is left to the reader of all tables, which says what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numba import njit

from sim.tables import Page

DIGITS = 15
"""A number of so many digits is exact as a float, and so is a power of ten up to its square: one division rounds."""

EMPTY = -1


@dataclass(frozen=True)
class Lines:
    """Ties as the lines of a table give them: the numbers of both ends, by the names of the people.

    `line`: where each stands in the file. `weights`: float64, nan for what is no number; None where there are none.
    """

    source: np.ndarray
    target: np.ndarray
    names: tuple[str, ...]
    line: np.ndarray
    weights: np.ndarray | None

    def of(self, kept: np.ndarray) -> Lines:
        """Only some of the lines; the names stay."""
        weights = None if self.weights is None else self.weights[kept]
        return Lines(self.source[kept], self.target[kept], self.names, self.line[kept], weights)


def plain(page: Page, source: str, target: str, weight: str | None) -> Lines | None:
    """The ties of a page of a table, or None where the page is not plain: the same as `sim.tables` gives, sooner."""
    if '"' in page.text or source == target or weight in (source, target):
        return None
    content = page.text.encode()
    letters = np.frombuffer(content, np.uint8)
    columns = np.array([page.header.index(name) if name is not None else -1 for name in (source, target, weight)])
    begin = content.find(b"\n") + 1
    lines = content.count(b"\n", begin) + (not content.endswith(b"\n"))
    if begin == 0 or lines == 0 or len(content) >= 2**32:
        return None
    sides, first, cells, values = _read(letters, begin, lines, ord(page.separator), columns, len(page.header))
    if len(first) == 0:
        return None
    names = _joined(letters, first).tobytes().decode().split("\n")[:-1]
    # The names' own spaces are taken off; others than the blank are left to pandas.
    if not page.text.isascii() and any(name != name.strip() for name in names):
        return None
    hard = np.flatnonzero(cells[:, 0] > 0)
    if len(hard):
        written = [content[a:b].decode() for a, b in cells[hard].tolist()]
        values[hard] = pd.to_numeric(pd.Series(written).str.strip(), errors="coerce")
    return Lines(*sides, tuple(names), np.arange(lines) + 2, None if weight is None else values)


@njit(cache=True, nogil=True)
def _read(
    letters: np.ndarray, begin: int, lines: int, separator: int, columns: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    # Both ends of each line as numbers; where each name stands first (nothing, if the page is not plain); where weights
    # stand that are not read here (0 for those that are); and the weights.
    sides = np.empty((2, lines), np.int32)
    weighted = columns[2] >= 0
    cells = np.zeros((lines if weighted else 0, 2), np.uint32)
    values = np.empty(lines if weighted else 0)
    first = np.empty((2 * lines, 2), np.uint32)
    size = 1
    while size < 3 * lines:
        size *= 2
    slots = np.full(min(size, 1 << 12), EMPTY, np.int32)
    marks = np.empty(2 * lines, np.uint32)
    nothing = first[:0]
    names = 0
    at = begin
    end = len(letters)
    ends = np.empty((3, 2), np.int64)
    for line in range(lines):
        column = 0
        start = at
        while True:
            letter = letters[at] if at < end else 10
            if letter == separator or letter == 10:
                for k in range(3):
                    if columns[k] == column:
                        ends[k, 0] = start
                        ends[k, 1] = at
                column += 1
                start = at + 1
                if letter == 10:
                    break
            elif letter < 32:
                return sides, nothing, cells, values
            at += 1
        at += 1
        if column != width:
            return sides, nothing, cells, values
        for k in range(2):
            a, b = _stripped(letters, ends[k, 0], ends[k, 1])
            if a == b:
                return sides, nothing, cells, values
            mark = _mark(letters, a, b)
            slot = mark & (len(slots) - 1)
            while slots[slot] != EMPTY:
                other = slots[slot]
                if marks[other] == mark and _same(letters, first[other, 0], first[other, 1], a, b):
                    break
                slot = (slot + 1) & (len(slots) - 1)
            if slots[slot] == EMPTY:
                slots[slot] = names
                first[names, 0], first[names, 1] = a, b
                marks[names] = mark
                names += 1
                sides[k, line] = names - 1
                if 2 * names > len(slots):
                    slots = _spread(marks[:names], 4 * len(slots))
            else:
                sides[k, line] = slots[slot]
        if weighted:
            a, b = _stripped(letters, ends[2, 0], ends[2, 1])
            values[line] = _number(letters, a, b)
            if not values[line] >= 0:
                cells[line, 0], cells[line, 1] = a, b
    return sides, first[:names], cells, values


@njit(cache=True, nogil=True)
def _stripped(letters: np.ndarray, start: int, end: int) -> tuple[int, int]:
    while start < end and letters[start] == 32:
        start += 1
    while end > start and letters[end - 1] == 32:
        end -= 1
    return start, end


@njit(cache=True, nogil=True)
def _mark(letters: np.ndarray, start: int, end: int) -> int:
    # A hash (Fowler, Noll & Vo 1991), its high bits mixed in.
    mark = np.uint64(14695981039346656037)
    for k in range(start, end):
        mark = (mark ^ np.uint64(letters[k])) * np.uint64(1099511628211)
    return np.int64((mark ^ (mark >> np.uint64(29))) & np.uint64(0xFFFFFFFF))


@njit(cache=True, nogil=True)
def _same(letters: np.ndarray, start: int, end: int, other: int, other_end: int) -> bool:
    if end - start != other_end - other:
        return False
    for k in range(end - start):
        if letters[start + k] != letters[other + k]:
            return False
    return True


@njit(cache=True, nogil=True)
def _spread(marks: np.ndarray, size: int) -> np.ndarray:
    # The slots anew, more of them.
    slots = np.full(size, EMPTY, np.int32)
    for name in range(len(marks)):
        slot = np.int64(marks[name]) & (size - 1)
        while slots[slot] != EMPTY:
            slot = (slot + 1) & (size - 1)
        slots[slot] = name
    return slots


@njit(cache=True, nogil=True)
def _number(letters: np.ndarray, start: int, end: int) -> float:
    # The value of a few digits, with a point or without; -1 for anything else.
    whole = np.int64(0)
    digits = 0
    behind = -1
    for k in range(start, end):
        if letters[k] == 46 and behind < 0:
            behind = 0
        elif 48 <= letters[k] <= 57 and digits < DIGITS:
            whole = 10 * whole + (letters[k] - 48)
            digits += 1
            behind += behind >= 0
        else:
            return -1.0
    if digits == 0:
        return -1.0
    scale = 1.0
    for _ in range(behind):
        scale *= 10.0
    return whole / scale


@njit(cache=True, nogil=True)
def _joined(letters: np.ndarray, first: np.ndarray) -> np.ndarray:
    # The names one after the other, each with a line end.
    length = 0
    for name in range(len(first)):
        length += np.int64(first[name, 1]) - np.int64(first[name, 0]) + 1
    text = np.empty(length, np.uint8)
    at = 0
    for name in range(len(first)):
        for k in range(first[name, 0], first[name, 1]):
            text[at] = letters[k]
            at += 1
        text[at] = 10
        at += 1
    return text
