"""Groups of people by a column, and the fault of a missing column."""

from collections.abc import Collection

import numpy as np

from sim.ground.spelling import did_you_mean
from sim.world.people import People


def groups(people: People, column: str) -> np.ndarray:
    """The number of each person's group by a column, int64; -1 where the cell is empty."""
    names, group = np.unique(people.attributes[column], return_inverse=True)
    empty = np.array([str(name).strip() == "" for name in names])
    return np.where(empty[group], -1, group)


def unknown(column: str, columns: Collection[str]) -> str:
    """The message about a missing column, with the nearest name."""
    known = did_you_mean(column, columns) or ("; known are " + ", ".join(columns) if columns else "; they have none")
    return f'the people have no column "{column}"{known}'
