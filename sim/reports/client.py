"""Files for clients and classes, made from a folder of results: each whole, or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.faults import Fault, InputError

KINDS = {
    "html": ("report.html", "sim.reports.page"),
    "pdf": ("report.pdf", "sim.reports.paper"),
    "xlsx": ("report.xlsx", "sim.reports.workbook"),
    "pptx": ("report.pptx", "sim.reports.slides"),
    "replay": ("replay.html", "sim.reports.replay.page"),
    "gif": ("replay.gif", "sim.reports.replay.film"),
    "mp4": ("replay.mp4", "sim.reports.replay.film"),
}
"""What each kind of file is called, and the module that writes it."""

OPTIONS = {"strategies": ("replay", "gif", "mp4"), "template": ("pptx",)}
"""Which kinds an option is for."""


def make(folder: Path, kinds: Sequence[str], out: Path, *, force: bool = False, **options: Any) -> Iterator[Path]:
    """Write files of some kinds from a folder of results into `out`, and give the path of each once it is whole.

    `options`: `strategies` (one or two labels, for the replay), `template` (a presentation, for slides). Raises
    InputError if the folder is no folder of results or lacks what is needed, if something is not installed, if nothing
    can be written, and, unless `force` is given, if a file is there already: it may hold somebody's work.
    """
    _check(folder, kinds, out, force)
    out.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        name, module = KINDS[kind]
        file, part = out / name, out / f".{os.getpid()}-{name}"
        told = {key: value for key, value in options.items() if kind in OPTIONS[key]}
        try:
            import_module(module).write(folder, part, **told)
            part.replace(file)
        except InputError as error:
            # The file has another name while it is made.
            faults = [Fault(one.file.replace(str(part), str(file)), one.line, one.message) for one in error.faults]
            raise InputError(faults) from error
        except (OSError, ValueError) as error:
            what = getattr(error, "strerror", None) or str(error)
            raise InputError([Fault(str(file), 1, f"cannot be written: {what}")]) from error
        finally:
            part.unlink(missing_ok=True)
        yield file


def _check(folder: Path, kinds: Sequence[str], out: Path, force: bool) -> None:
    from sim.results import read

    try:
        read(folder)
    except ValueError as error:
        raise InputError([Fault(str(folder), 1, str(error))]) from None
    there = [] if force else [out / KINDS[kind][0] for kind in kinds if (out / KINDS[kind][0]).exists()]
    if there:
        raise InputError([Fault(str(file), 1, "is there already; --force replaces it") for file in there])


def usual(folder: Path) -> list[str]:
    """The kinds that are made where none is named: all but films, and the replay where there is a world to show."""
    return [
        kind for kind in KINDS if kind not in ("gif", "mp4") and (kind != "replay" or (folder / "world.json").is_file())
    ]


def files(options: Mapping[str, bool]) -> list[str]:
    """The kinds that are asked for, in the order of KINDS."""
    return [kind for kind in KINDS if options.get(kind)]
