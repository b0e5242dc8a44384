"""Commands whose process dies, or whose disk fails, at any of their operations on files.

As a program: `python interrupted.py FOLDER` reads from stdin, as JSON, `commands` (lists of arguments of `sim`), the
name of the folder of `results` that they replace, `kinds` of strikes and `every` (1 for each operation). It does that
in forked processes over copies of FOLDER/before, and prints what came of each command, as a list in JSON.
A process is forked when everything is imported, compiled, measured and drawn once, so that a case takes little time.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

KILLED = 99
"""The exit code of a process that died at an operation."""

KILL, MOMENTS, FULL = "kill", "moments", "full"
"""Strikes: the process dies before the operation; it might have, and what was on disk then is gone on from (which takes
one process for all); no operation that takes room succeeds any more from there on."""

FAILURES = ("ENOSPC", "EIO", "EACCES")
"""Strikes with which one operation fails."""

EVENTS = {
    "os.rename": 2, "os.link": 2, "os.symlink": 2, "os.remove": 1, "os.rmdir": 1, "os.mkdir": 1, "os.truncate": 1,
    "os.chmod": 1, "os.utime": 1,
}  # fmt: skip
"""Audited operations that change a disk, and how many paths each begins with."""

ROOM = ("open", "write", "os.link", "os.symlink", "os.mkdir", "fsync")
"""What fails on a full disk."""

MOMENT = ("start", "seconds", "command")
"""What a manifest says that differs from moment to moment."""

real_open, real_fsync = io.open, os.fsync
Operation = tuple[str, tuple[str, ...]]


class Disk:
    """Watches operations on files below a folder; each is handed to `met`, which may raise or end the process."""

    def __init__(self, folder: Path, met: Callable[[Operation], None]) -> None:
        self._folder = str(folder)
        self._met = met
        self.on = False

    def start(self) -> None:
        """Watch from here on, in this process, until it ends."""
        sys.addaudithook(self._audit)
        io.open = builtins.open = self._open  # type: ignore[assignment]
        os.fsync = self._fsync
        self.on = True

    def meet(self, kind: str, *paths: object) -> None:
        """One operation; those elsewhere do not count."""
        places = tuple(
            os.path.abspath(os.fsdecode(path)) for path in paths if isinstance(path, str | bytes | os.PathLike)
        )
        if self.on and any(place.startswith(self._folder) for place in places):
            self.on = False
            try:
                self._met((kind, places))
            finally:
                self.on = True

    def _audit(self, event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[2], int):
            if arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
                self.meet("open", arguments[0])
        elif event in EVENTS:
            paths = arguments[: EVENTS[event]]
            folder = arguments[-1] if event in ("os.remove", "os.rmdir") else -1
            if isinstance(folder, int) and folder >= 0:
                paths = tuple(os.path.join(os.readlink(f"/proc/self/fd/{folder}"), path) for path in paths)
            self.meet(event, *paths)

    def _fsync(self, handle: int) -> None:
        self.meet("fsync", os.readlink(f"/proc/self/fd/{handle if isinstance(handle, int) else handle.fileno()}"))
        real_fsync(handle)

    def _open(self, file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
        # Files that are written pass each piece that goes to the system by `meet`.
        if isinstance(file, int) or not set(mode) & set("wax+"):
            return real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = Watched(file, mode.replace("b", "").replace("t", ""), opener=opener)
        raw.disk = self
        content = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return content if "b" in mode else io.TextIOWrapper(content, encoding or "utf-8", errors, newline)


class Watched(io.FileIO):
    """A file each write to which is an operation."""

    disk: Disk

    def write(self, data):
        self.disk.meet("write", self.name)
        return super().write(data)


def strike(kind: str, at: int) -> Callable[[Operation], None]:
    """What meets operations: it strikes at the one with a number, from 0, and on a full disk at all that follow."""
    count = 0

    def met(operation: Operation) -> None:
        nonlocal count
        number, count = count, count + 1
        if kind == FULL and number >= at and operation[0] in ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if number == at and kind == KILL:
            os._exit(KILLED)
        if number == at and kind in FAILURES:
            code = getattr(errno, kind)
            raise OSError(code, os.strerror(code), operation[1][0])

    return met


def forked(folder: Path, arguments: list[str], met: Callable[[Operation], None] | None) -> tuple[int, str]:
    """Run `sim` in a folder in a process of its own; gives its exit code and all that it printed."""
    printed = folder.parent / "printed"
    process = os.fork()
    if process == 0:
        _run(folder, printed, arguments, met)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code, printed.read_text(encoding="utf-8", errors="replace")


def _run(folder: Path, printed: Path, arguments: list[str], met: Callable[[Operation], None] | None) -> None:
    code = 70
    try:
        os.chdir(folder)
        output = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if met is not None:
            Disk(folder, met).start()
        code = command(arguments)
    except BaseException:
        traceback.print_exc()
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def command(arguments: list[str]) -> int:
    """Run `sim` here; gives its exit code."""
    from sim.cli import main

    try:
        main(arguments)
    except SystemExit as end:
        return 0 if end.code is None else int(end.code)
    return 0


def content(folder: Path) -> dict[str, object]:
    """All that a folder holds, by path; manifests without what differs from moment to moment."""
    held: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            held[name] = f"link to {os.readlink(path)}"
        elif path.is_dir():
            held[name] = "folder"
        else:
            held[name] = path.read_bytes()
            if path.name == "manifest.json":
                # Half a manifest is what it is.
                with contextlib.suppress(ValueError):
                    manifest = json.loads(path.read_bytes())
                    held[name] = {key: value for key, value in manifest.items() if key not in MOMENT}
    return held


def differ(held: dict[str, object], wanted: dict[str, object]) -> list[str]:
    """The paths in which two folders differ."""
    return [name for name in sorted(held.keys() | wanted.keys()) if held.get(name) != wanted.get(name)]


class Cases:
    """Runs a command over copies of a folder, each with a strike, and once more without; notes what is wrong."""

    def __init__(self, home: Path, arguments: list[str], results: str) -> None:
        self._home, self._arguments, self._results = home, arguments, results
        self._before = home / "before"
        self.wrong: list[str] = []
        self.old = content(self._before)
        case = self.copied()
        self.operations = count(home, case, arguments)
        self.new = content(case)

    def copied(self) -> Path:
        """A fresh copy of the folder."""
        case = self._home / "case"
        shutil.rmtree(case, ignore_errors=True)
        shutil.copytree(self._before, case, symlinks=True)
        return case

    def run(self, kind: str, at: int) -> bool:
        """Strike at an operation; whether there is one of this number."""
        case = self.copied()
        code, printed = forked(case, self._arguments, strike(kind, at))
        if kind == KILL and code != KILLED:
            return False
        told = f"{kind} at {at}"
        if kind != KILL and (code not in (0, 1) or "Traceback" in printed or (code == 1 and ": " not in printed)):
            self.wrong.append(f"{told}: it ends with {code} and {printed[-1500:]}")
        self._check_whole(case, told)
        self._go_on(case, told)
        return True

    def moments(self) -> int:
        """Go on from what is on disk before each operation, where it differs from before; gives their number."""
        case, states = self.copied(), self._home / "states"
        seen: list[dict[str, object]] = []

        def met(operation: Operation) -> None:
            held = content(case)
            if not seen or held != seen[-1]:
                shutil.copytree(case, states / str(len(seen)), symlinks=True)
                (states / f"{len(seen)}.operation").write_text(str(operation))
                seen.append(held)

        states.mkdir()
        code, printed = forked(case, self._arguments, met)
        assert code == 0, printed
        count = len(list(states.glob("*.operation")))
        for number in range(count):
            told = f"before {(states / f'{number}.operation').read_text()}"
            shutil.rmtree(case)
            (states / str(number)).rename(case)
            self._check_whole(case, told)
            self._go_on(case, told)
        return count

    def _go_on(self, case: Path, told: str) -> None:
        # What writes new files only says, once they are whole, that they are there.
        done = content(case) == self.new
        code, printed = forked(case, self._arguments, None)
        if code != 0 and not done:
            self.wrong.append(f"{told}: the same command again ends with {code} and {printed[-1500:]}")
        elif names := differ(content(case), self.new):
            self.wrong.append(f"{told}: after the same command again other: {names[:10]}")

    def _check_whole(self, case: Path, told: str) -> None:
        # At any moment the folder of results is the old one, or the new one, or for a moment none.
        if not self._results or not (case / self._results).exists():
            return
        held = content(case / self._results)
        prefix = f"{self._results}/"
        for whole in (self.old, self.new):
            wanted = {name.removeprefix(prefix): value for name, value in whole.items() if name.startswith(prefix)}
            if held == wanted:
                return
        self.wrong.append(f"{told}: the folder is neither the old one nor the new one")


def count(home: Path, case: Path, arguments: list[str]) -> list[Operation]:
    """All operations of a command that nothing befalls, in their order."""
    log = home / "operations"
    with real_open(log, "w") as handle:

        def met(operation: Operation) -> None:
            handle.write(json.dumps(operation) + "\n")
            handle.flush()

        code, printed = forked(case, arguments, met)
    assert code == 0, printed
    return [tuple(json.loads(line)) for line in log.read_text().splitlines()]


def remember() -> None:
    """Let pictures be drawn, and tables measured, once: they are the same each time, and take longest."""
    from sim.experiment import run as experiment
    from sim.reports import page
    from sim.reports.figures import gallery, pictures

    known: dict[str, object] = {}

    def once(function, named):
        def remembered(results, *further):
            key = json.dumps([named, results.about, [list(one) for one in further]], default=str)
            if key not in known:
                known[key] = function(results, *further)
            return known[key]

        return remembered

    tables = once(lambda results: measured(results).tables, "tables")
    measured = experiment.measured
    experiment.measured = lambda results: replace(results, tables=tables(results))
    pictures.drawn = once(pictures.drawn, "drawn")
    gallery.paint = once(gallery.paint, "paint")
    page.drawings = once(page.drawings, "drawings")


def main(home: Path) -> None:
    """Do what stdin asks for, and print what was found."""
    asked = json.load(sys.stdin)
    remember()
    found = [_struck(home, arguments, asked) for arguments in asked["commands"]]
    print(json.dumps(found), file=sys.__stdout__)


def _struck(home: Path, arguments: list[str], asked: dict) -> dict[str, object]:
    for place in ("first", "states"):
        shutil.rmtree(home / place, ignore_errors=True)
    shutil.copytree(home / "before", home / "first", symlinks=True)
    os.chdir(home / "first")
    with real_open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        assert command(arguments) == 0
    os.chdir(home)
    cases = Cases(home, arguments, asked["results"])
    tried = 0
    for kind in asked["kinds"]:
        if kind == MOMENTS:
            tried += cases.moments()
            continue
        for number in range(0, len(cases.operations), asked["every"]):
            # Which failure it is turns with the number.
            this = FAILURES[number % len(FAILURES)] if kind == "fail" else kind
            tried += cases.run(this, number)
    return {"operations": cases.operations, "tried": tried, "wrong": cases.wrong, "files": sorted(cases.new)}


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
