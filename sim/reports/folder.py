"""Writes the folder of results, whole or not at all."""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from sim import __version__
from sim.experiment.scene import has_scene, scene
from sim.families.outcomes import own_outcomes
from sim.families.studies import studies
from sim.ground import disk
from sim.ground.faults import Fault, InputError
from sim.ground.fingerprint import LIBRARIES, MISSING, SOURCES, differences, fingerprint, makers
from sim.ground.kinds import misfits
from sim.ground.own import known
from sim.ground.visible import in_json
from sim.results import place
from sim.results import results as tables
from sim.results.manifest import PARTS, entry_of
from sim.results.results import Results
from sim.scenario.scenario import Scenario
from sim.statistics.verdict import verdict


def check(folder: Path, scenario: Scenario, source: str, *, force: bool = False) -> None:
    """Raise InputError if a folder holds what must not be replaced by the results of this scenario.

    Results of the same scenario may be; results of another one only with `force`; anything else never.
    """
    folder, where = place.holding(folder), folder
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    manifest = place.manifest_of(folder)
    if manifest is None:
        message = f"{where} is there and is no folder of results; choose another place with --out"
        raise InputError([Fault(source, 1, message)])
    if manifest["digest"] != scenario.digest and not force:
        what = f"{where} holds results of another scenario{_difference(manifest, scenario)}"
        message = f"{what}; choose another place with --out, or replace them with --force"
        raise InputError([Fault(source, 1, message)])
    twice = scenario.claim is not None and scenario.claim.without is not None
    names = place.in_the_way(folder, twice=twice)
    if names:
        why = "which `sim run` did not write, and results need that name; move it"
        raise InputError(Fault(source, 1, f"{where} holds {name}, {why}") for name in names)


def notes(folder: Path, scenario: Scenario) -> list[str]:
    """A note if a folder holds results of this scenario from another version."""
    manifest = place.manifest_of(folder)
    here = _fingerprint(_own(scenario))
    if manifest is None or manifest["digest"] != scenario.digest or manifest.get("fingerprint") == here:
        return []
    replaced = f"The results in {folder.name} are replaced"
    if "sources" not in manifest:
        return [f"{replaced}; an older groundswell made them, and numbers can differ."]
    versions = {str(name): str(version) for name, version in _dictionary(manifest.get("libraries")).items()}
    versions |= {"groundswell": str(manifest["groundswell"]), SOURCES: str(manifest["sources"])}
    versions["Python"] = ".".join(str(manifest.get("python", MISSING)).split(".")[:2])
    parts = manifest.get("parts")
    before = {} if parts is None or any(misfits(parts, PARTS, {})) else _digests(parts)
    made_here = makers() | dict.fromkeys(before, MISSING) | _digests(_own(scenario))
    changes = differences(made_here, versions | before)
    return [f"{replaced}; numbers can differ from them, which were made with {', '.join(changes)}."] if changes else []


def _dictionary(content: Any) -> dict[Any, Any]:
    return content if isinstance(content, dict) else {}


Draw = Callable[[Results, Path], list[str]]
"""Draws the charts of results into a folder, and returns the letters that they could not show."""


def write(
    results: Results, scenario: Scenario, folder: Path, workshop: Path, manifest: Mapping[str, Any], draw: Draw
) -> list[str]:
    """Put measured results into `folder`, replacing those that are there; they are built in `workshop`, beside it.

    The place must be settled (`sim.results.place`). Files that `sim run` did not write stay as they are. Returns the
    letters that the charts could not show.
    """
    new = workshop / "new"
    try:
        new.mkdir()
        lacking = _fill(new, results, scenario, manifest, draw)
        place.replace(folder, workshop)
    except BaseException:
        # If the disk was full, half-written results must not fill it.
        with suppress(OSError):
            disk.remove(new)
        raise
    return lacking


def _fill(folder: Path, results: Results, scenario: Scenario, manifest: Mapping[str, Any], draw: Draw) -> list[str]:
    # Writes all files; those on the same worlds without a claim go into a folder inside. Returns the missing letters.
    runs = scenario.settings["output"]["runs"]
    tables.write(results, folder, csv=runs != "parquet", parquet=runs != "csv")
    _write_json(folder / "summary.json", as_json(results))
    if has_scene(scenario) and (shown := scene(scenario, results.record.first_seeds)) is not None:
        text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        (folder / "world.json").write_text(text + "\n", encoding="utf-8")
    lacking = draw(results, folder)
    _write_scenario(folder / "scenario.yaml", scenario)
    # So that another version, with other parts, later knows which files are ours.
    files = sorted(file.name for file in folder.iterdir())
    known = {**manifest, **_settings(scenario), "files": files, "about": entry_of(results.about)}
    _write_json(folder / "manifest.json", known)
    if scenario.claim is not None and scenario.claim.without is not None and results.without is not None:
        inside = folder / tables.WITHOUT
        inside.mkdir()
        # As many runs as with the claim, whatever precision was asked for.
        without = scenario.claim.without
        settings = {**without.settings, "runs": results.without.about.runs}
        _fill(inside, results.without, replace(without, settings=settings), manifest, draw)
    return lacking


def as_json(results: Results) -> dict[str, Any]:
    """The summary of measured results: what summary.json holds and `--json` prints; null where nothing is defined."""
    judgement = verdict(results)
    # Tables as lists with a row a strategy, setting or mistake; claim has only one row.
    beside = {
        name: _records(results.tables[name])
        for study in studies().values()
        if study.on_request
        for name in study.tables
        if name in results.tables
    }
    if "claim" in beside:
        beside["claim"] = beside["claim"][0]
    return {
        "name": results.about.name,
        "question": results.about.question,
        "verdict": {"headline": judgement.headline, "lines": list(judgement.lines), "winner": judgement.winner},
        **{name: _records(results.tables[name]) for name in ("summary", "comparison")},
        **beside,
    }


def manifest(scenario: Scenario, *, engine: str) -> dict[str, Any]:
    """All that is needed to reproduce the numbers, and nothing about the machine."""
    parts = _own(scenario)
    return {
        "groundswell": __version__,
        **_settings(scenario),
        "engine": engine,
        "fingerprint": _fingerprint(parts),
        "sources": makers()[SOURCES],
        "python": platform.python_version(),
        "libraries": {name: makers()[name] for name in LIBRARIES} | {"matplotlib": version("matplotlib")},
        "notes": scenario.notes,
        "parts": parts,
    }


def _own(scenario: Scenario) -> list[dict[str, str]]:
    # The parts of somebody's own that results rest on, in the words of a manifest.
    with known(scenario.parts):
        parts = {(part.name, part.origin) for part in (*scenario.parts, *own_outcomes()) if part.origin is not None}
    return [
        {"family": origin.folder, "name": name, "of": origin.package or HANDED_IN, "digest": origin.digest}
        for name, origin in sorted(parts, key=lambda pair: (pair[1].folder, pair[0]))
    ]


HANDED_IN = "handed in"
"""What the manifest says of a part that no package brings."""


def _digests(parts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {f"{part['family']} {part['name']}": part["digest"][:12] for part in parts}


def _fingerprint(parts: Sequence[Mapping[str, str]]) -> str:
    # Outcomes count, too: the tables hang on them.
    return fingerprint(*(f"{part['family']} {part['name']} {part['digest']}" for part in parts))


def _settings(scenario: Scenario) -> dict[str, Any]:
    return {"digest": scenario.digest, "settings": scenario.settings, "inputs": scenario.inputs}


def _records(rows: pd.DataFrame) -> Any:
    return json.loads(rows.to_json(orient="records", double_precision=10))


def dumps(content: Mapping[str, Any]) -> str:
    """JSON as it is written in this folder."""
    return in_json(json.dumps(content, indent=2, ensure_ascii=False))


def _write_json(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(dumps(content) + "\n", encoding="utf-8")


def _write_scenario(file: Path, scenario: Scenario) -> None:
    yaml = YAML()
    yaml.width = 120
    with file.open("w", encoding="utf-8") as handle:
        handle.write("# The scenario as run, with every default. Files are looked for beside the original scenario.\n")
        yaml.dump(scenario.settings, handle)


def _difference(manifest: Mapping[str, Any], scenario: Scenario) -> str:
    before = manifest.get("settings")
    if not isinstance(before, dict):
        return ""
    changed = [key for key in scenario.settings if scenario.settings[key] != before.get(key)]
    return f" (it differs in {', '.join(changed)})" if changed else " (its files have changed)"
