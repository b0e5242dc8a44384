"""The first world of a folder of results, person by person, as `world.json` has it; see sim.experiment.scene."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.ground.documents import document
from sim.ground.faults import InputError
from sim.ground.kinds import (
    LARGEST,
    Anything,
    Flag,
    Items,
    Kind,
    Limits,
    Number,
    Perhaps,
    Place,
    Record,
    Row,
    Setting,
    Text,
    misfits,
)
from sim.results.about import About
from sim.results.columns import SOURCES

PERSON = Number(0, "last_person", whole=True)
STEP = Number(0, "steps", whole=True)
TIE = Row((PERSON, PERSON, Number(0, LARGEST)))
PUSHES = Items(Number(0, 1), length=len(SOURCES) - 1)
"""The push on a person: a share for each source but the seeds."""

ADOPTS = Row((STEP, PERSON, Number(1, 1, whole=True), Perhaps(PUSHES), Items(PERSON)))
GIVES_UP = Row((STEP, PERSON, Number(0, 0, whole=True)))

Scene = Mapping[str, Any]


def read_scene(file: Path, about: About) -> Scene:
    """The first world of results; `about`: their manifest. Raises InputError with all that is wrong."""
    source = document(file)
    faults = source.check(_kind(about.people, about.strategies), about.limits)
    if not faults:
        faults = source.faults(_apart(source.value, about.limits))
    if faults:
        raise InputError(faults)
    scene: Scene = source.value
    return scene


def _kind(people: int, strategies: Sequence[str]) -> Record:
    numbers = Perhaps(Items(Number(-LARGEST, LARGEST, empty=True), length=people))
    happened = Record({"seeds": Items(PERSON, apart=True), "changes": Items(Anything(list))})
    return Record(
        {
            "steps": Number("steps", "steps", whole=True),
            "people": Items(Text(), length=people, apart=True),
            "tribe": Perhaps(Items(Setting(), length=people)),
            "passion": numbers,
            "threshold": numbers,
            "both_ways": Flag(),
            "ties": Items(Anything(list)),
            "sources": Items(Text(of=SOURCES[1:]), length=len(SOURCES) - 1, apart=True),
            "strategies": Record(dict.fromkeys(strategies, happened)),
        },
        {"threshold_of": Text(of=("share", "count")), "run": Number(0, 0, whole=True)},
    )


def _apart(scene: Scene, limits: Limits) -> Iterator[tuple[Place, str]]:
    # Ties and changes, which are many, and are only looked at one by one if something is wrong.
    if not _plain_ties(scene["ties"], limits["people"]):
        yield from _each(scene["ties"], lambda tie: TIE, limits, ("ties",))
        for number, (peer, listener, _) in enumerate(tie for tie in scene["ties"] if len(tie) == 3):
            if peer == listener:
                yield ("ties", number), "ties somebody to themselves"
    for label in limits["strategies"]:
        yield from _each(scene["strategies"][label]["changes"], _change, limits, ("strategies", label, "changes"))


def _each(rows: list[Any], kind: Any, limits: Limits, place: Place) -> Iterator[tuple[Place, str]]:
    for number, row in enumerate(rows):
        yield from misfits(row, kind(row), limits, (*place, number))


def _change(row: list[Any]) -> Kind:
    return GIVES_UP if len(row) == 3 and row[2] == 0 else ADOPTS


def _plain_ties(ties: list[list[Any]], people: int) -> bool:
    # Whether all is well, checked on whole arrays.
    if not ties:
        return True
    if {len(tie) for tie in ties} != {3} or not {type(item) for tie in ties for item in tie} <= {int, float}:
        return False
    if any(type(tie[0]) is not int or type(tie[1]) is not int for tie in ties):
        return False
    if any(not -LARGEST <= item <= LARGEST for tie in ties for item in tie):
        return False
    peer, listener, weight = np.array(ties, np.float64).T
    right = (peer >= 0) & (peer < people) & (listener >= 0) & (listener < people) & (peer != listener) & (weight >= 0)
    return bool((right & np.isfinite(weight)).all())
