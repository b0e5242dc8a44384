"""The place of a folder of results: which files in it are ours, and how new results get there; all else is its user's.

Results are built in a workshop beside the folder. Files of its user are brought there too, as second names of the same
files; then the old folder goes into the workshop and the new one takes its place. So the folder is whole at any moment,
old or new, with all that is its user's; and what is thrown away in the end is in the new folder, or was ours.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.ground import disk
from sim.ground.documents import document
from sim.ground.faults import InputError
from sim.ground.parts import Family
from sim.results.manifest import MANIFEST
from sim.results.results import WITHOUT

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
"""What `sim run` writes into a folder of results, besides the files that its manifest names."""

NO_LINKS = (errno.EPERM, errno.EACCES, errno.EXDEV, errno.EMLINK, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)
"""What a file system says that gives a file no second name, or none more."""

CHARTS = "charts"
"""The folder, inside one of results, with the charts that `sim chart` draws."""

FAMILY = Family("sim.charts", "draw")
"""The charts; only their names matter here."""


def ours(folder: Path) -> frozenset[str]:
    """What `sim run` wrote into a folder of results; anything else there is its user's, and stays."""
    named = (manifest_of(folder) or {}).get("files")
    return OURS | {str(name) for name in named} if isinstance(named, list) else OURS


def workshop(folder: Path) -> Path:
    """The workshop, where results for a folder are built: beside it, or beside its target if it is a link."""
    target = folder.resolve()
    return target.parent / f".{target.name}.unfinished"


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of results, or None if it is not one that `sim run` wrote."""
    try:
        manifest = document(folder / MANIFEST).value
    except InputError:
        return None
    ours = isinstance(manifest, dict) and "groundswell" in manifest and isinstance(manifest.get("digest"), str)
    return manifest if ours else None


def in_the_way(folder: Path, *, twice: bool) -> list[str]:
    """What its user put into a folder of results under names that results need; `twice`: also without a claim."""
    needed = OURS | _pictures()
    names = [path.name for path in folder.iterdir() if path.name in needed and path.is_dir() and not path.is_symlink()]
    without = folder / WITHOUT
    if twice and os.path.lexists(without) and manifest_of(without) is None:
        names.append(WITHOUT)
    return sorted(names)


def holding(folder: Path) -> Path:
    """Where the results of a folder are: in it, except at the moment in which they are replaced (see `settle`)."""
    old = workshop(folder) / "old"
    return old if old.is_dir() and not folder.exists() else folder


def settle(folder: Path, workshop: Path) -> None:
    """Tidy up if a process died while it replaced `folder`: afterwards it is whole, old or new."""
    disk.remove(workshop / "gone")
    old = workshop / "old"
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    _throw_away(folder, workshop)
    disk.remove(workshop / "new")


def replace(folder: Path, workshop: Path) -> None:
    """Let finished results, in `new` in the workshop, take the place of a folder, with what is its user's."""
    new, old = workshop / "new", workshop / "old"
    disk.sync_all(new)
    if folder.exists():
        _bring(folder, new, ours(folder), results=True)
        disk.sync_all(new, files=False)
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        with suppress(OSError):
            old.rename(folder)
        raise
    disk.sync(folder.parent)
    disk.sync(workshop)
    _throw_away(folder, workshop)


def _throw_away(folder: Path, workshop: Path) -> None:
    # Remove the replaced folder. It is renamed first: as long as it is called `old`, it is whole.
    old, gone = workshop / "old", workshop / "gone"
    if old.is_dir():
        _bring(old, folder, ours(old), results=True)
        disk.sync_all(folder, files=False)
        old.rename(gone)
        disk.sync(workshop)
    disk.remove(gone)


def _bring(source: Path, target: Path, own: frozenset[str], *, results: bool = False) -> None:
    # Files of the user are linked into the other folder too, unless it has something of that name.
    for path in source.iterdir():
        twin = target / path.name
        if path.is_symlink() or not path.is_dir():
            if path.name not in own and not os.path.lexists(twin):
                target.mkdir(exist_ok=True)
                _link(path, twin)
        elif results and path.name == WITHOUT and manifest_of(path) is not None:
            _bring(path, twin, ours(path), results=True)
        elif results and path.name == CHARTS:
            _bring(path, twin, _pictures())
        else:
            target.mkdir(exist_ok=True)
            twin.mkdir(exist_ok=True)
            _bring(path, twin, frozenset())
            shutil.copystat(path, twin)


def _link(path: Path, twin: Path) -> None:
    # A second name (hard link) of the same file; a copy if the file system has no links.
    try:
        os.link(path, twin, follow_symlinks=False)
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in NO_LINKS:
            raise
        shutil.copy2(path, twin, follow_symlinks=False)
        if not twin.is_symlink():
            disk.sync(twin)


def _pictures() -> frozenset[str]:
    # Charts of results that no longer exist.
    names = (name.replace("-", "_") for name in FAMILY.names)
    return frozenset(f"{name}.{kind}" for name in names for kind in ("png", "svg", "pdf"))
