"""Files for clients and classes, made from a folder of results: each whole, or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.ground import disk
from sim.ground.extras import installing
from sim.ground.faults import Fault, InputError, gathered
from sim.ground.places import hindrance
from sim.reports.putting import folders_in_the_way, put, there_already
from sim.reports.story.as_run import AsRun, as_run

KINDS = {
    "html": ("report.html", "sim.reports.page"),
    "pdf": ("report.pdf", "sim.reports.paper"),
    "xlsx": ("report.xlsx", "sim.reports.sheets.workbook"),
    "pptx": ("report.pptx", "sim.reports.deck.slides"),
    "replay": ("replay.html", "sim.reports.replay.page"),
    "gif": ("replay.gif", "sim.reports.replay.film"),
    "mp4": ("replay.mp4", "sim.reports.replay.film"),
}
"""What each kind of file is called, and the module that writes it."""

NEEDS = {
    "pdf": {"reportlab": "reportlab"},
    "xlsx": {"xlsxwriter": "xlsxwriter"},
    "pptx": {"pptx": "python-pptx", "xlsxwriter": "xlsxwriter"},
    "mp4": {"imageio_ffmpeg": "imageio-ffmpeg"},
}
"""The modules that a kind needs besides those that are always there, and what they are installed as."""

OPTIONS = {"strategies": ("replay", "gif", "mp4"), "template": ("pptx",)}
"""Which kinds an option is for."""


def make(folder: Path, kinds: Sequence[str], out: Path, *, force: bool = False, **options: Any) -> Iterator[Path]:
    """Write files of some kinds from a folder of results into `out`, and give the path of each once it is whole.

    `options`: `strategies` (one or two labels, for the replay), `template` (a presentation, for slides). Raises
    InputError if the folder is no folder of results or lacks what is needed, if something is not installed, if nothing
    can be written, and, unless `force` is given, if a file is there already and is not, to the byte, what would be
    written: it may hold somebody's work.
    """
    run = _checked(folder, kinds, out, force, **options)
    try:
        disk.folder(out)
    except OSError as error:
        raise InputError([Fault(str(out), 1, f"cannot be made: {error.strerror}")]) from None
    files = {out / KINDS[kind][0]: partial(_write, run, kind, out / KINDS[kind][0], options) for kind in kinds}
    yield from put(files, "sim report", force=force)


def _write(run: AsRun, kind: str, file: Path, options: Mapping[str, Any], part: Path) -> None:
    needed = {key: value for key, value in options.items() if kind in OPTIONS[key]}
    try:
        import_module(KINDS[kind][1]).write(run, part, **needed)
    except InputError as error:
        # The file has another name while it is made.
        faults = [Fault(fault.file.replace(str(part), str(file)), fault.line, fault.message) for fault in error.faults]
        raise InputError(faults) from error


def _checked(
    folder: Path,
    kinds: Sequence[str],
    out: Path,
    force: bool,
    strategies: tuple[str, ...] = (),
    template: Path | None = None,
) -> AsRun:
    # The folder, read in whole: what is made from it meets no fault of its tables later.
    faults: list[Fault] = []
    with gathered(faults):
        run = as_run(folder, runs=True)
        if strategies and set(kinds) & set(OPTIONS["strategies"]):
            from sim.reports.replay.page import chosen

            chosen(run.results, strategies, folder)
    if template is not None and "pptx" in kinds and not lacking("pptx"):
        from sim.reports.deck.template import checked

        with gathered(faults):
            checked(template)
    if reason := hindrance(out, f"{disk.PART}{max((KINDS[kind][0] for kind in kinds), key=len)}"):
        raise InputError([*faults, Fault(str(out), 1, f"cannot be written: {reason}")])
    files = {out / KINDS[kind][0]: lacking(kind) for kind in kinds}
    for file, names in files.items():
        if names:
            faults.append(Fault(str(file), 1, f"needs {' and '.join(names)}: {installing('report')}"))
    faults += folders_in_the_way(files)
    if faults:
        # Where anything else is wrong, files that are there are not compared with what cannot be made.
        named = {fault.file for fault in faults}
        faults += [there_already(file) for file in files if file.exists() and not force and str(file) not in named]
        raise InputError(faults)
    return run


def lacking(kind: str) -> list[str]:
    """What must be installed before files of a kind can be made."""
    return [name for module, name in NEEDS.get(kind, {}).items() if find_spec(module) is None]


def usual(folder: Path) -> tuple[list[str], str]:
    """The kinds that are made where none is named, and a sentence on those for which something must be installed.

    These are all but films, and the replay where there is a world to show. The sentence is empty where nothing lacks.
    """
    kinds = [kind for kind in KINDS if kind not in ("gif", "mp4")]
    wanted = [kind for kind in kinds if kind != "replay" or os.path.isfile(folder / "world.json")]
    without = [kind for kind in wanted if lacking(kind)]
    if not without:
        return wanted, ""
    files, names = (
        ", ".join(dict.fromkeys(found))
        for found in ([KINDS[kind][0] for kind in without], [name for kind in without for name in lacking(kind)])
    )
    return [
        kind for kind in wanted if kind not in without
    ], f"Not made: {files}; this takes {names}: {installing('report')}"


def files(options: Mapping[str, bool]) -> list[str]:
    """The kinds that are asked for, in the order of KINDS."""
    return [kind for kind in KINDS if options.get(kind)]
