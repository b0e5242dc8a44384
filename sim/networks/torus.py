from collections.abc import Iterator
from math import isqrt
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from sim.evidence.known import DRAWN
from sim.world.outline import Drawing
from sim.world.ties import Ties

EVIDENCE = DRAWN


def build(
    rng: np.random.Generator,
    *,
    people: Annotated[int, Field(ge=9, description="number of people, rows times columns", examples=[300])],
    ties: Annotated[Literal[4, 8], Field(description="4: beside and above; 8: the corners too")] = 8,
    rows: Annotated[int | None, Field(ge=3, description="number of rows; as square as it goes unless given")] = None,
) -> Ties:
    """People on a grid whose edges meet, each tied to those around (as in Centola & Macy 2007)."""
    height = rows or _rows(people)
    width = people // height
    y, x = np.divmod(np.arange(people), width)
    directions = [(0, 1), (1, 0), (1, 1), (1, -1)][: ties // 2]
    around = [(y + dy) % height * width + (x + dx) % width for dy, dx in directions]
    return Ties.from_pairs(people, np.tile(np.arange(people), len(around)), np.concatenate(around), both_ways=True)


def size(*, people: int, ties: int, rows: int | None) -> int:
    """The number of people."""
    return people


def faults(*, people: int, ties: int, rows: int | None) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    height = rows or _rows(people)
    if rows is not None and people % rows:
        yield "rows", f"found {rows}, but {people} people do not stand in {rows} equal rows"
    elif people // height < 3 or height < 3:
        yield "people", f"found {people}, expected a number that makes a grid of at least 3 rows and 3 columns"


def _rows(people: int) -> int:
    return next(rows for rows in range(isqrt(people), 0, -1) if people % rows == 0)


def drawing(*, people: int, ties: int, **_: Any) -> Drawing:
    """What a draw takes, roughly."""
    return Drawing(people * ties, nanoseconds=50, bytes=28, spread=0.0)
