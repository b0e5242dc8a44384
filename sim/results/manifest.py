"""What the manifest of a folder of results must say: the kinds of its values, and what must hold between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.ground.documents import Document, document
from sim.ground.faults import InputError
from sim.ground.kinds import (
    MOST_PEOPLE,
    MOST_RUNS,
    MOST_STEPS,
    Anything,
    Items,
    Kind,
    Moment,
    Number,
    Perhaps,
    Place,
    Record,
    Row,
    Setting,
    Table,
    Text,
    show,
)
from sim.results.columns import MEASURES, METHODS, limits

MANIFEST = "manifest.json"
"""What it is called."""

WORDS = Text()
ANY = Text(empty=True)
STRATEGY = Text(of="strategies")
SHARE = Number(0, 1)
COUNT = Number(0, MOST_PEOPLE, whole=True)
PEOPLE = Number(1, MOST_PEOPLE, whole=True)
ARMS = Row((COUNT, COUNT))

RUNS: Mapping[str, Kind] = {
    "people": PEOPLE,
    "runs": Number(1, MOST_RUNS, whole=True),
    "steps": Number(1, MOST_STEPS, whole=True),
    "strategies": Items(WORDS, least=1, apart=True),
}
"""What the tables are limited by."""

LADDER: Mapping[str, Kind] = {
    "counts": Items(COUNT, least=1, apart=True),
    "reach": SHARE,
    "arms": ARMS,
    "strategies": Items(STRATEGY, least=1, apart=True),
}

ABOUT = Record(
    {
        "name": ANY,
        "question": ANY,
        **RUNS,
        "seed": Number(0, whole=True),
        "baseline": Perhaps(STRATEGY),
        "takeoff": SHARE,
        "smallest_difference": SHARE,
        "version": WORDS,
    },
    {
        "precision": SHARE,
        "accounts": Items(WORDS),
        "passion_degree_correlation": Number(-1, 1),
        "support_stops": Number(1, "steps", whole=True),
        "costs": Record({"unit": ANY}),
        "claim": Record(
            {
                "says": WORDS,
                "evidence": Text(of=("A", "B", "C")),
                "strategy": STRATEGY,
                "over": Perhaps(STRATEGY),
                "measure": Text(of=MEASURES),
                "expects": Text(of=("more", "less")),
            }
        ),
        "sweep": Record(
            {
                "factors": Items(WORDS, least=1, apart=True),
                "grid": Perhaps(Items(Number(1, 10_000, whole=True), least=1)),
                "cells": Items(Items(Setting()), least=1),
                "people": Items(PEOPLE),
                "seeds": Items(COUNT),
            }
        ),
        "tipping": Record(LADDER),
        "equivalents": Record({**LADDER, "strategies": Items(WORDS), "seeds": Items(Number(0, MOST_PEOPLE))}),
        "sensitivity": Record(
            {
                "method": Text(of=tuple(METHODS)),
                "strategy": STRATEGY,
                "over": STRATEGY,
                "factors": Items(WORDS, least=1, apart=True),
                "points": Items(Items(Setting()), least=1),
                "people": Items(PEOPLE),
            }
        ),
        "robustness": Record({"mistakes": Items(Row((WORDS, Perhaps(SHARE))), least=1), "arms": ARMS}),
    },
)
"""What a manifest says of the runs; what is optional is there where it was asked for."""

MADE = Record(
    {
        "groundswell": WORDS,
        "digest": WORDS,
        "settings": Anything(),
        "engine": WORDS,
        "python": WORDS,
        "libraries": Table(WORDS),
    },
    {
        "inputs": Table(WORDS),
        "notes": Items(WORDS),
        "pictures": Items(WORDS),
        "command": Items(ANY),
        "start": Moment(),
        "seconds": Number(0),
    },
)
"""What a manifest says of how the results were made."""


def read_manifest(folder: Path) -> Document:
    """The manifest of a folder of results, whose `about` is right. Raises InputError where it is not."""
    found = document(folder / MANIFEST)
    faults = found.check(Record({"about": Record(RUNS)}), {})
    if not faults:
        about = found.value["about"]
        faults = found.check(ABOUT, limits(about), ("about",))
        faults = faults or found.faults((("about", *place), message) for place, message in _apart(about))
    if faults:
        raise InputError(faults)
    return found


def check_made(found: Document) -> None:
    """Raise InputError unless a manifest says how the results were made, in values of the right kinds."""
    if faults := found.check(MADE, {}):
        raise InputError(faults)


def _apart(about: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    # What does not hold between values that are right one by one.
    if (sweep := about.get("sweep")) is not None:
        yield from _uneven("sweep", sweep, {"cells": None, "people": "cells", "seeds": "cells"})
        if sweep["grid"] is not None and len(sweep["grid"]) != len(sweep["factors"]):
            yield ("sweep", "grid"), f"found {len(sweep['grid'])} sizes, expected {len(sweep['factors'])}"
        elif sweep["grid"] is not None and math.prod(sweep["grid"]) != len(sweep["cells"]):
            yield ("sweep", "grid"), f"found {math.prod(sweep['grid'])} cells, expected {len(sweep['cells'])}"
    if (sensitivity := about.get("sensitivity")) is not None:
        yield from _uneven("sensitivity", sensitivity, {"points": None, "people": "points"})
        if sensitivity["strategy"] == sensitivity["over"]:
            yield ("sensitivity", "over"), f"found {show(sensitivity['over'])}, expected another strategy"
    if (ladder := about.get("equivalents")) is not None and len(ladder["seeds"]) != len(about["strategies"]):
        yield ("equivalents", "seeds"), f"found {len(ladder['seeds'])}, expected one for each strategy"
    for name in ("tipping", "equivalents"):
        counts = about[name]["counts"] if about.get(name) is not None else []
        if counts != sorted(counts):
            yield (name, "counts"), "are not in ascending order"
    if (robustness := about.get("robustness")) is not None:
        mistakes = [tuple(mistake) for mistake in robustness["mistakes"]]
        if len(set(mistakes)) < len(mistakes):
            yield ("robustness", "mistakes"), "has a mistake twice"


def _uneven(key: str, varied: Mapping[str, Any], lists: Mapping[str, str | None]) -> Iterator[tuple[Place, str]]:
    # Each point has a value for each factor; each of some lists an item for each of another's.
    for name, like in lists.items():
        if like is None:
            for number, point in enumerate(varied[name]):
                if len(point) != len(varied["factors"]):
                    yield (key, name, number), f"found {len(point)} values, expected {len(varied['factors'])}"
        elif len(varied[name]) != len(varied[like]):
            yield (key, name), f"found {len(varied[name]):,}, expected {len(varied[like]):,}, one for each of {like}"
