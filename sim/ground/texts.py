"""Columns of people as arrays, in which every text cell takes as much memory as the longest one."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.ground.faults import UnfitError

WIDE = 50_000_000
"""Characters that all columns of text together may always take."""

SPREAD = 16
"""Beyond that, how many times their own length they may take."""


MANY = 10_000_000
"""Cells that all columns together may always have."""


def check_cells(columns: int, people: int, filled: int) -> None:
    """Raise UnfitError where so many columns of so many people would be almost empty: only `filled` cells are not.

    A small file that names a column of its own for each person would fill the memory.
    """
    most = max(MANY, SPREAD * filled)
    if columns * people > most:
        raise UnfitError(
            f"has {columns:,} columns for {people:,} people, most of them empty; at most {most:,} cells are read"
        )


def check_room(columns: Mapping[str, Sequence[str]]) -> None:
    """Raise UnfitError where columns of text, by name, would take far more room as arrays than as text.

    One long cell among a million short ones does: a small file would fill the memory.
    """
    longest = {name: max(map(len, cells), default=0) for name, cells in columns.items()}
    room = {name: longest[name] * len(cells) for name, cells in columns.items()}
    if sum(room.values()) <= WIDE:
        return
    length = sum(sum(map(len, cells)) for cells in columns.values())
    if sum(room.values()) > max(WIDE, SPREAD * length):
        widest = max(room, key=lambda name: room[name])
        raise UnfitError(
            f'the column "{widest}" has a cell of {longest[widest]:,} characters, and each of its cells takes as much '
            f"room; columns may take {max(WIDE, SPREAD * length):,} characters together: shorten it or leave it out"
        )


def names_of(column: np.ndarray) -> np.ndarray:
    """A column as names of groups: text, with numbers as people write them."""
    if np.issubdtype(column.dtype, np.floating):
        return np.array([f"{value:.15g}" for value in column])
    return np.asarray(column, dtype=str)
