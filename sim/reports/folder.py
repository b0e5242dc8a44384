"""The folder of results: whole, or not there."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from sim import __version__, family
from sim import results as tables
from sim.faults import Fault, InputError
from sim.fingerprint import LIBRARIES, MISSING, SOURCES, differences, fingerprint, makers
from sim.results import Results
from sim.scenario.scenario import Scenario
from sim.scene import scene, wanted
from sim.statistics.verdict import verdict
from sim.visible import in_json

OURS = frozenset({
    "adoption.png", "adoption.svg", "summary.csv", "summary.json", "comparison.csv", "curves.csv", "runs.csv",
    "runs.parquet", "adoptions.csv", "sources.csv", "sources.png", "sources.svg", "seeds.csv", "scenario.yaml",
    "manifest.json", "sweep.csv", "sweep_runs.csv", "flip_map.csv", "flip_map.png", "flip_map.svg",
    "tipping.csv", "tipping_fit.csv", "tipping.png", "tipping.svg", "equivalents.csv", "claim.csv", "claim.png",
    "sensitivity.csv", "sensitivity.png", "sensitivity.svg", "robustness.csv", "robustness.png", "robustness.svg",
    "claim.svg", "ranks.csv", "tribes.csv", "self_sustaining.csv",
    "costs.csv", "all_people.csv",
    "world.json",
})  # fmt: skip
"""What `sim run` writes into a folder of results; anything else there is its user's, and stays."""

CHARTS = "charts"
"""The folder, inside one of results, with what `sim chart` draws from it."""


def check(folder: Path, scenario: Scenario, source: str, *, force: bool = False) -> None:
    """Raise InputError if a folder holds what must not be replaced by the results of this scenario.

    Results of the same scenario may be; results of another one only with `force`; anything else never.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    manifest = _manifest(folder)
    if manifest is None:
        message = f"{folder} is there and is no folder of results; choose another place with --out"
        raise InputError([Fault(source, 1, message)])
    if manifest["digest"] != scenario.digest and not force:
        what = f"{folder} holds results of another scenario{_difference(manifest, scenario)}"
        message = f"{what}; choose another place with --out, or replace them with --force"
        raise InputError([Fault(source, 1, message)])


def notes(folder: Path, scenario: Scenario) -> list[str]:
    """What must be known of results of this scenario that a folder holds: that they were made otherwise."""
    manifest = _manifest(folder)
    if manifest is None or manifest["digest"] != scenario.digest or manifest.get("fingerprint") == fingerprint():
        return []
    there = {str(name): str(version) for name, version in _dictionary(manifest.get("libraries")).items()}
    there |= {"groundswell": str(manifest["groundswell"]), SOURCES: str(manifest.get("sources", MISSING))}
    there["Python"] = ".".join(str(manifest.get("python", MISSING)).split(".")[:2])
    made = ", ".join(differences(makers(), there))
    return [f"The results in {folder.name} are replaced; numbers can differ from them, which were made with {made}."]


def _dictionary(content: Any) -> dict[Any, Any]:
    return content if isinstance(content, dict) else {}


Draw = Callable[[Results, Path], list[str]]
"""Draws the charts of results into a folder, and gives the letters that they could not show."""


def write(
    results: Results, scenario: Scenario, folder: Path, workshop: Path, manifest: Mapping[str, Any], draw: Draw
) -> list[str]:
    """Put measured results into `folder`, replacing those that are there; they are built in `workshop`, beside it.

    Files that `sim run` did not write stay in the folder as they are. Gives the letters that the charts could not show.
    """
    new, old = workshop / "new", workshop / "old"
    if old.exists():
        # Left by a process that died while it replaced the folder: the old one holds its user's files.
        if folder.exists():
            _take_over(old, folder)
        else:
            old.rename(folder)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    lacking = _fill(new, results, scenario, manifest, draw)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    if old.exists():
        _take_over(old, folder)
    return lacking


def _fill(folder: Path, results: Results, scenario: Scenario, manifest: Mapping[str, Any], draw: Draw) -> list[str]:
    # Writes all files; those on the same worlds without a claim go into a folder inside. Gives the letters lacking.
    runs = scenario.settings["output"]["runs"]
    tables.write(results, folder, csv=runs != "parquet", parquet=runs != "csv")
    _write_json(folder / "summary.json", as_json(results))
    if wanted(scenario) and (shown := scene(scenario, results.record.first_seeds)) is not None:
        text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        (folder / "world.json").write_text(text + "\n", encoding="utf-8")
    lacking = draw(results, folder)
    _write_scenario(folder / "scenario.yaml", scenario)
    _write_json(folder / "manifest.json", {**manifest, **_settings(scenario), "about": results.about})
    if scenario.claim is not None and scenario.claim.without is not None and results.without is not None:
        inside = folder / tables.WITHOUT
        inside.mkdir()
        # As many runs as with the claim, whatever was said of how many it takes.
        without = scenario.claim.without
        settings = {**without.settings, "runs": results.without.about["runs"]}
        _fill(inside, results.without, replace(without, settings=settings), manifest, draw)
    return lacking


def as_json(results: Results) -> dict[str, Any]:
    """The summary of measured results: what summary.json holds and `--json` prints; null where nothing is defined."""
    said = verdict(results)
    claim = results.tables.get("claim")
    swept = {name: _records(results.tables[name]) for name in BESIDE if name in results.tables}
    tried = {} if claim is None else {"claim": _records(claim)[0]}
    return {
        "name": results.about["name"],
        "question": results.about["question"],
        "verdict": {"headline": said.headline, "lines": list(said.lines), "winner": said.winner},
        **{name: _records(results.tables[name]) for name in ("summary", "comparison")},
        **tried,
        **swept,
    }


def manifest(scenario: Scenario, *, engine: str) -> dict[str, Any]:
    """What must be known to make the same numbers again, and nothing about the machine."""
    return {
        "groundswell": __version__,
        **_settings(scenario),
        "engine": engine,
        "fingerprint": fingerprint(),
        "sources": makers()[SOURCES],
        "python": platform.python_version(),
        "libraries": {name: makers()[name] for name in LIBRARIES} | {"matplotlib": version("matplotlib")},
        "notes": scenario.notes,
    }


BESIDE = (
    "sweep",
    "flip_map",
    "tipping",
    "tipping_fit",
    "equivalents",
    "sensitivity",
    "robustness",
    "self_sustaining",
    "costs",
)
"""The tables on what was asked for besides that the summary has, where there are any."""


def _settings(scenario: Scenario) -> dict[str, Any]:
    return {"digest": scenario.digest, "settings": scenario.settings, "inputs": scenario.inputs}


def _manifest(folder: Path) -> dict[str, Any] | None:
    # The manifest of a folder of results, or None if it is not one that `sim run` wrote.
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    ours = isinstance(manifest, dict) and "groundswell" in manifest and isinstance(manifest.get("digest"), str)
    return manifest if ours else None


def _take_over(old: Path, folder: Path) -> None:
    # From a folder that was replaced: what `sim run` did not write moves over, the rest goes.
    for path in old.iterdir():
        if path.name == tables.WITHOUT and path.is_dir() and _manifest(path) is not None:
            _take_over(path, folder / path.name)
        elif path.name == CHARTS and path.is_dir():
            _keep_pictures(path, folder / path.name)
        elif path.name not in OURS:
            folder.mkdir(exist_ok=True)
            path.rename(folder / path.name)
    shutil.rmtree(old)


def _keep_pictures(old: Path, folder: Path) -> None:
    # Charts were drawn from results that are no more; other files beside them stay.
    ours = {f"{name.replace('-', '_')}.{kind}" for name in family.CHARTS.names for kind in ("png", "svg", "pdf")}
    for path in old.iterdir():
        if path.name not in ours:
            folder.mkdir(exist_ok=True)
            path.rename(folder / path.name)


def _records(rows: pd.DataFrame) -> Any:
    return json.loads(rows.to_json(orient="records", double_precision=10))


def dumps(content: Mapping[str, Any]) -> str:
    """JSON as this folder has it."""
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
