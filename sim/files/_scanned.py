"""Bytes of a plain table of ties, scanned by compiled loops; `sim.files._plain` is where they are used."""

import numpy as np

from sim.ground.kernels import kernel
from sim.ground.prefetch import prefetch
from sim.ground.tables import LONGEST

DIGITS = 15
"""A number of so many digits is exact as a float, and so is a power of ten in this range: only the division rounds."""

SHORT = 8
"""Names of fewer bytes serve as their own keys."""

AHEAD = 16
"""How many names ahead to prefetch."""

EMPTY = -1


@kernel
def scanned(
    letters: np.ndarray, begin: int, separator: int, columns: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    # A key for each end of a tie, line by line, and its place in the bytes; the places of weights that are not read
    # here (0, 0 for those that are), and the weights. Empty if the page is not plain.
    most = (len(letters) - begin) // 4 + 1
    keys = np.empty(2 * most, np.uint64)
    spans = np.empty((2 * most, 2), np.uint32)
    weighted = columns[2] >= 0
    cells = np.zeros((most if weighted else 0, 2), np.uint32)
    values = np.empty(most if weighted else 0)
    cell = np.empty((3, 2), np.int64)
    line, at, end = 0, begin, len(letters)
    while at < end:
        column, start, first = 0, at, at
        while True:
            letter = letters[at] if at < end else 10
            if letter == separator or letter == 10:
                for k in range(3):
                    if columns[k] == column:
                        cell[k, 0], cell[k, 1] = start, at
                column += 1
                start = at + 1
                if letter == 10:
                    break
            elif letter < 32 or letter == 127 or at - first > LONGEST:
                return keys[:0], spans[:0], cells[:0], values[:0]
            at += 1
        at += 1
        if column != width:
            return keys[:0], spans[:0], cells[:0], values[:0]
        for k in range(2):
            a, b = _stripped(letters, cell[k, 0], cell[k, 1])
            if a == b:
                return keys[:0], spans[:0], cells[:0], values[:0]
            keys[2 * line + k] = _key(letters, a, b)
            spans[2 * line + k, 0], spans[2 * line + k, 1] = a, b
        if weighted:
            a, b = _stripped(letters, cell[2, 0], cell[2, 1])
            values[line] = _number(letters, a, b)
            if not values[line] >= 0:
                cells[line, 0], cells[line, 1] = a, b
        line += 1
    return keys[: 2 * line], spans[: 2 * line], cells[:line], values[:line]


@kernel
def _stripped(letters: np.ndarray, start: int, end: int) -> tuple[int, int]:
    while start < end and letters[start] == 32:
        start += 1
    while end > start and letters[end - 1] == 32:
        end -= 1
    return start, end


@kernel
def _key(letters: np.ndarray, start: int, end: int) -> np.uint64:
    # The letters of a short name, one a byte; of a long one, a hash (Fowler, Noll & Vo 1991) with the highest bit set.
    key = np.uint64(0)
    if end - start < SHORT:
        for k in range(start, end):
            key = (key << np.uint64(8)) | np.uint64(letters[k])
        return key
    key = np.uint64(14695981039346656037)
    for k in range(start, end):
        key = (key ^ np.uint64(letters[k])) * np.uint64(1099511628211)
    return key | np.uint64(1 << 63)


@kernel
def numbered(letters: np.ndarray, keys: np.ndarray, spans: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # The number of each name, int32, in the order in which they come; and which entry has each first.
    numbers = np.empty(len(keys), np.int32)
    first = np.empty(len(keys), np.uint32)
    slots, held, bits = _slots(keys, first[:0], 12)
    names = 0
    for k in range(len(keys)):
        if k + AHEAD < len(keys):
            ahead = _slot(keys[k + AHEAD], bits)
            prefetch(slots, ahead)
            prefetch(held, ahead)
        key = keys[k]
        slot = _slot(key, bits)
        while slots[slot] != EMPTY:
            if held[slot] == key and (key < np.uint64(1 << 63) or _same(letters, spans[first[slots[slot]]], spans[k])):
                break
            slot = (slot + 1) & (len(slots) - 1)
        if slots[slot] == EMPTY:
            first[names] = k
            slots[slot], held[slot] = names, key
            names += 1
            numbers[k] = names - 1
            if 2 * names > len(slots):
                slots, held, bits = _slots(keys, first[:names], bits + 2)
        else:
            numbers[k] = slots[slot]
    return numbers, first[:names]


@kernel
def _slot(key: np.uint64, bits: int) -> np.int64:
    # The slot where the search for a key begins (Fibonacci hashing; Knuth 1973).
    return np.int64((key * np.uint64(11400714819323198485)) >> np.uint64(64 - bits))


@kernel
def _slots(keys: np.ndarray, first: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray, int]:
    # A table of 2^bits slots with the names so far, and their keys.
    slots = np.full(1 << bits, EMPTY, np.int32)
    held = np.zeros(1 << bits, np.uint64)
    for name in range(len(first)):
        key = keys[first[name]]
        slot = _slot(key, bits)
        while slots[slot] != EMPTY:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot], held[slot] = name, key
    return slots, held, bits


@kernel
def _same(letters: np.ndarray, word: np.ndarray, other: np.ndarray) -> bool:
    if word[1] - word[0] != other[1] - other[0]:
        return False
    for k in range(word[1] - word[0]):  # noqa: SIM110  # numba compiles no generators
        if letters[word[0] + k] != letters[other[0] + k]:
            return False
    return True


@kernel
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


@kernel
def joined(letters: np.ndarray, spans: np.ndarray, first: np.ndarray) -> np.ndarray:
    # The names one after the other, each with a line end.
    length = 0
    for k in first:
        length += spans[k, 1] - spans[k, 0] + 1
    text = np.empty(length, np.uint8)
    at = 0
    for k in first:
        for letter in range(spans[k, 0], spans[k, 1]):
            text[at] = letters[letter]
            at += 1
        text[at] = 10
        at += 1
    return text
