"""What the manifest of a folder of results must contain: the kinds of its values, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.families.outcomes import OUTCOMES
from sim.families.own import lacking
from sim.families.studies import Study, studies
from sim.ground.documents import Document, document
from sim.ground.faults import InputError
from sim.ground.kinds import MOST_PEOPLE, Anything, Items, Kind, Moment, Number, Place, Record, Row, Table
from sim.ground.records import declared, kind_of, mapping_of, plain, record_of
from sim.results.about import ANY, NAME, About, limits

MANIFEST = "manifest.json"
"""The name of its file."""

COUNT = Number(0, MOST_PEOPLE, whole=True)
ARMS = "arms"
"""Under this key stands which side experiments are those of a study: the first, and the one behind the last."""

FIRST = ("people", "runs", "steps", "strategies")
"""What is looked at first: it limits all else."""


def about_runs() -> Record:
    """What a manifest says of the runs: of all of them, and of each study that was asked for."""
    runs = mapping_of(About)
    asked = {_key(name): _kind(study) for name, study in studies().items() if study.on_request}
    return Record(runs.keys, {**runs.optional, **asked})


def entry_of(about: About) -> dict[str, Any]:
    """What a manifest says of the runs, ready for JSON."""
    facts: dict[str, Any] = {}
    kinds = declared(About)
    for name, value in vars(about).items():
        if name in kinds:
            facts[name] = value
        elif value is about.studies:
            facts |= {_key(study): _entry(about, study) for study in about.studies}
    return facts


def _entry(about: About, study: str) -> Any:
    entry = plain(about.studies[study])
    return {**entry, ARMS: about.arms[study]} if study in about.arms else entry


def _kind(study: Study) -> Kind:
    # Of what is said of a study, and perhaps which side experiments are its own.
    kind = Record({}) if study.entry is None else kind_of(study.entry)
    if study.arms is None or not isinstance(kind, Record):
        return kind
    return Record(kind.keys, {**kind.optional, ARMS: Row((COUNT, COUNT))})


def _key(study: str) -> str:
    # Under which a manifest has what is known of a study.
    return study.replace("-", "_")


PARTS = Items(Record({"family": NAME, "name": NAME, "of": NAME, "digest": NAME}))
"""What a manifest says of parts of somebody's own."""

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
        "parts": PARTS,
        "files": Items(NAME),
        "command": Items(ANY),
        "start": Moment(),
        "seconds": Number(0),
    },
)
"""Entries on how the results were made."""


def read_manifest(folder: Path) -> tuple[Document, About]:
    """The manifest of a folder of results, and what it says of the runs. Raises InputError where that is wrong."""
    manifest = document(folder / MANIFEST)
    known = about_runs()
    faults = manifest.check(Record({"about": Record({name: known.keys[name] for name in FIRST})}), {})
    if not faults:
        raw = manifest.value["about"]
        faults = manifest.check(known, limits(**{name: raw[name] for name in FIRST}), ("about",))
        # Without an outcome, columns of the tables are strange.
        faults = faults or manifest.check(Record({}, {"parts": PARTS}), {})
        parts = manifest.value.get("parts") or ()
        faults = faults or manifest.faults(lacking(parts, [OUTCOMES]))
    if faults:
        raise InputError(faults)
    about = _about(raw, tuple(part["name"] for part in parts if part["family"] == OUTCOMES.folder))
    if faults := manifest.faults((("about", *place), message) for place, message in _apart(about)):
        raise InputError(faults)
    return manifest, about


def check_made(manifest: Document) -> None:
    """Raise InputError unless a manifest says how the results were made, in values of the right kinds."""
    if faults := manifest.check(MADE, {}):
        raise InputError(faults)


def _about(raw: Mapping[str, Any], outcomes: tuple[str, ...]) -> About:
    entries: dict[str, Any] = {}
    arms: dict[str, Any] = {}
    for name, study in studies().items():
        entry = raw.get(_key(name))
        if entry is not None and study.on_request:
            entries[name] = entry if study.entry is None else record_of(study.entry, entry)
            if study.arms is not None and entry.get(ARMS) is not None:
                arms[name] = tuple(entry[ARMS])
    return record_of(About, raw, studies=entries, arms=arms, outcomes=outcomes)


def _apart(about: About) -> Iterator[tuple[Place, str]]:
    # What does not hold between values that are right one by one.
    for name, entry in about.studies.items():
        study = studies()[name]
        if study.entry is not None:
            yield from (((_key(name), *place), message) for place, message in study.unfit(entry))
