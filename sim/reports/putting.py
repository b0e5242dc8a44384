"""Writes files for readers: existing files are reported, and not replaced unasked."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from sim.ground import disk
from sim.ground.faults import Fault, InputError, gathered

Write = Callable[[Path], object]
"""Writes a file to a path."""


def put(files: Mapping[Path, Write], command: str, *, force: bool) -> Iterator[Path]:
    """Write files for a command, each whole or not at all, and yield the path of each once it exists.

    Their folders are made. Unless `force` is given, an existing file stays: it may hold somebody's work. Raises
    InputError, before any file is written, if one exists that differs from what would be written; also if another
    process is writing one, or it cannot be written.
    """
    for folder in {file.parent: None for file in files}:
        try:
            disk.folder(folder)
        except OSError as error:
            raise InputError([Fault(str(folder), 1, f"cannot be made: {error.strerror}")]) from None
    standing = [] if force else [file for file in files if os.path.lexists(file)]
    faults: list[Fault] = []
    for file in standing:
        with gathered(faults):
            _put(file, files[file], command, force)
    if faults:
        raise InputError(faults)
    for file, write in files.items():
        if file not in standing:
            _put(file, write, command, force)
        yield file


def _put(file: Path, write: Write, command: str, force: bool) -> None:
    try:
        with disk.placed(file, keep=not force) as part:
            write(part)
    except BlockingIOError:
        raise InputError([Fault(str(file), 1, f"another `{command}` is writing it")]) from None
    except FileExistsError:
        raise InputError([there_already(file)]) from None
    except OSError as error:
        raise InputError([Fault(str(file), 1, f"cannot be written: {error.strerror or error}")]) from error


def there_already(file: Path) -> Fault:
    """The message for a file that is not replaced."""
    return Fault(str(file), 1, "is there already; --force replaces it")


def folders_in_the_way(files: Iterable[Path]) -> list[Fault]:
    """A fault for each folder that has the name of a file, or the name that it has while it is written."""
    faults = []
    for file in files:
        part = file.with_name(f"{disk.PART}{file.name}")
        if file.is_dir() and not file.is_symlink():
            faults.append(Fault(str(file), 1, "cannot be written: a folder has this name; move it"))
        elif part.is_dir():
            faults.append(Fault(str(file), 1, f"cannot be written: {part.name} beside it is a folder; move it"))
    return faults
