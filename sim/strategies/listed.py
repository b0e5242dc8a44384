import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field

from sim.families.strategies import seeing
from sim.ground.contents import content
from sim.ground.faults import LISTED
from sim.ground.tables import read_people
from sim.world.people import People
from sim.world.ties import Ties


def _spelled(name: object) -> object:
    return str(name) if isinstance(name, int) and not isinstance(name, bool) else name


FIXED = True
sees = seeing()
Name = Annotated[str, BeforeValidator(_spelled)]
"""The id of a person; YAML reads the ids of some networks as numbers."""


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    names: Annotated[
        tuple[Name, ...], Field(alias="people", description="the people to seed, by id", examples=[["3", "14", "15"]])
    ] = (),
    file: Annotated[
        Path | None, Field(description="or a table with an `id` column that lists them", examples=["champions.csv"])
    ] = None,
) -> np.ndarray:
    """Named people, all of them whatever the number of seeds; who never adopts in a run is passed over in it."""
    number = {name: i for i, name in enumerate(ties.names)}
    chosen = np.array([number[name] for name in named(names=names, file=file)], np.int64)
    return chosen[~people.never[chosen]]


def named(*, names: tuple[str, ...], file: Path | None) -> tuple[str, ...]:
    """The people that the options name, in their order. Raises sim.ground.faults.InputError if the file is at fault."""
    return names if file is None else _ids(file, hashlib.sha256(content(file)).digest())


def settled(*, names: tuple[str, ...], file: Path | None) -> dict[str, object]:
    """The options with people in place of the file, which may be missing later."""
    return {"names": named(names=names, file=file), "file": None}


def faults(*, names: tuple[str, ...], file: Path | None) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if bool(names) == (file is not None):
        yield "name", "`listed` takes either `people: [...]` or `file: ...`"
    for name in [name for name, times in Counter(names).items() if times > 1][:LISTED]:
        yield "people", f'"{name}" is listed more than once'


@lru_cache(maxsize=16)
def _ids(file: Path, digest: bytes) -> tuple[str, ...]:
    # Read once for all cells, and again when the content of the file changes.
    return read_people(file)[0]
