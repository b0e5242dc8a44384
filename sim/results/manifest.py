"""What the manifest of a folder of results must contain: the kinds of its values, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.families.studies import entry, studies
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
    Table,
    Text,
)
from sim.results.columns import ANY, NAME, SHARE, limits

MANIFEST = "manifest.json"
"""The name of its file."""

ARMS = Row((Number(0, MOST_PEOPLE, whole=True),) * 2)

RUNS: Mapping[str, Kind] = {
    "people": Number(1, MOST_PEOPLE, whole=True),
    "runs": Number(1, MOST_RUNS, whole=True),
    "steps": Number(1, MOST_STEPS, whole=True),
    "strategies": Items(NAME, least=1, apart=True),
}
"""Entries that limit the tables."""

USUAL = Record(
    {
        "name": ANY,
        "question": ANY,
        **RUNS,
        "seed": Number(0, whole=True),
        "baseline": Perhaps(Text(of="strategies")),
        "takeoff": SHARE,
        "smallest_difference": SHARE,
        "version": NAME,
    },
    {
        "precision": SHARE,
        "accounts": Items(NAME),
        "passion_degree_correlation": Number(-1, 1),
    },
)
"""Entries on the runs that every manifest has."""


def about_runs() -> Record:
    """Entries on the runs: the usual ones, and that of each study that was asked for."""
    entries: dict[str, Kind] = {}
    for name, study in studies().items():
        if study.kind is not None:
            entries[entry(name)] = study.kind if study.arms is None else with_arms(study.kind)
    return Record(USUAL.keys, {**USUAL.optional, **entries})


def with_arms(kind: Kind) -> Kind:
    """The kind of a study's entry, which may also name its arms of side experiments."""
    return Record(kind.keys, {**kind.optional, "arms": ARMS}) if isinstance(kind, Record) else kind


MADE = Record(
    {
        "groundswell": NAME,
        "digest": NAME,
        "settings": Anything(),
        "engine": NAME,
        "python": NAME,
        "libraries": Table(NAME),
    },
    {
        "inputs": Table(NAME),
        "notes": Items(NAME),
        "files": Items(NAME),
        "command": Items(ANY),
        "start": Moment(),
        "seconds": Number(0),
    },
)
"""Entries on how the results were made."""


def read_manifest(folder: Path) -> Document:
    """The manifest of a folder of results, with its entry `about` checked. Raises InputError."""
    manifest = document(folder / MANIFEST)
    faults = manifest.check(Record({"about": Record(RUNS)}), {})
    if not faults:
        about = manifest.value["about"]
        faults = manifest.check(about_runs(), limits(about), ("about",))
        faults = faults or manifest.faults((("about", *place), message) for place, message in _apart(about))
    if faults:
        raise InputError(faults)
    return manifest


def check_made(manifest: Document) -> None:
    """Raise InputError unless a manifest says how the results were made, in values of the right kinds."""
    if faults := manifest.check(MADE, {}):
        raise InputError(faults)


def _apart(about: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    # What is wrong between values that are right one by one.
    for name, study in studies().items():
        key = entry(name)
        if about.get(key) is not None:
            yield from (((key, *place), message) for place, message in study.unfit(about[key]))
    ladder = about.get("equivalents")
    if ladder is not None and len(ladder["seeds"]) != len(about["strategies"]):
        yield ("equivalents", "seeds"), f"found {len(ladder['seeds'])}, expected one for each strategy"
