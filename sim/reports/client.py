"""Files for clients and classes, made from a folder of results, each whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sim.ground import disk
from sim.ground.extras import installing
from sim.ground.faults import Fault, InputError, gathered
from sim.ground.places import hindrance
from sim.reports.kind import Kind, kinds
from sim.reports.putting import folders_in_the_way, put, there_already
from sim.reports.run import AsRun
from sim.reports.story.as_run import as_run


def make(folder: Path, names: Sequence[str], out: Path, *, force: bool = False, **options: Any) -> Iterator[Path]:
    """Write reports of these kinds from a folder of results into `out`, and yield the path of each once it is whole.

    `options`: of these kinds (`strategies`: one or two labels, for the replay; `template`: a presentation, for slides).
    Raises InputError if the folder is no folder of results or lacks what is needed, if something is not installed, if
    nothing can be written, and, unless `force` is given, if a file exists already and differs from what would be
    written: it may hold somebody's work.
    """
    files = {out / kinds()[name].file: kinds()[name] for name in names}
    run = _checked(folder, files, out, force, options)
    writes = {file: partial(_write, run, kind, file, _own(kind, options)) for file, kind in files.items()}
    yield from put(writes, "sim report", force=force)


def _own(kind: Kind, options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key in kind.fields}


def _write(run: AsRun, kind: Kind, file: Path, options: Mapping[str, Any], part: Path) -> None:
    try:
        kind.function(run, part, **options)
    except InputError as error:
        # The file has another name while it is made.
        faults = [Fault(fault.file.replace(str(part), str(file)), fault.line, fault.message) for fault in error.faults]
        raise InputError(faults) from error


def _checked(folder: Path, files: Mapping[Path, Kind], out: Path, force: bool, options: Mapping[str, Any]) -> AsRun:
    # The folder is read in full, so that faults of its tables show before any file is made.
    faults: list[Fault] = []
    with gathered(faults):
        run = as_run(folder, runs=True)
        for kind in files.values():
            if not kind.lacking:
                with gathered(faults):
                    kind.check(run, **_own(kind, options))
    if reason := hindrance(out, f"{disk.PART}{max((file.name for file in files), key=len)}"):
        raise InputError([*faults, Fault(str(out), 1, f"cannot be written: {reason}")])
    for file, kind in files.items():
        if kind.lacking:
            faults.append(Fault(str(file), 1, f"needs {' and '.join(kind.lacking)}: {installing(kind.EXTRA)}"))
    faults += folders_in_the_way(files)
    if faults:
        # If anything else is wrong, existing files are not compared, as reports cannot be made.
        named = {fault.file for fault in faults}
        faults += [there_already(file) for file in files if file.exists() and not force and str(file) not in named]
        raise InputError(dict.fromkeys(faults))
    return run


def usual(folder: Path) -> tuple[list[str], str]:
    """The kinds that are made if none is named, and a sentence on those that need something to be installed.

    The sentence is empty if nothing is missing.
    """
    asked = {name: kind for name, kind in kinds().items() if kind.usual(folder)}
    without = {kind.file: kind.lacking for kind in asked.values() if kind.lacking}
    if not without:
        return list(asked), ""
    packages = dict.fromkeys(package for lacking in without.values() for package in lacking)
    extras = ", ".join(dict.fromkeys(kind.EXTRA for kind in asked.values() if kind.lacking))
    words = f"Not made: {', '.join(without)}; this takes {', '.join(packages)}: {installing(extras)}"
    return [name for name, kind in asked.items() if not kind.lacking], words
