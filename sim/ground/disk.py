"""Files and folders on disk: each is whole or absent, even if the process dies or the power is cut."""

import errno
import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment,unused-ignore]

NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})
"""Errors of file systems that cannot sync a folder; they are ignored."""

PART = ".part-"
"""The prefix of a file's name while it is written."""


@contextmanager
def placed(file: Path, *, new: bool = False, keep: bool = False) -> Iterator[Path]:
    """A path beside `file` to write to; at the end of the context it replaces `file`, whole and safely.

    If anything is raised inside, `file` stays as it was and nothing is left beside it; what a killed process left there
    is overwritten. With `new`, raises FileExistsError if `file` exists; with `keep`, only if it differs from what was
    written, and otherwise leaves it. Raises BlockingIOError if another process is writing it, and OSError if it cannot
    be written.
    """
    _refuse(file, new)
    part = file.with_name(f"{PART}{file.name}")
    # Windows lets nobody write to a locked file.
    handle = None if fcntl is None else locked(part)
    try:
        yield part
        sync(part)
        same = keep and part.is_file() and file.is_file() and filecmp.cmp(part, file, shallow=False)
        _refuse(file, new or (keep and not same))
        if same:
            part.unlink()
        else:
            part.replace(file)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    finally:
        if handle is not None:
            os.close(handle)
    sync(file.parent)


def _refuse(file: Path, new: bool) -> None:
    if new and os.path.lexists(file):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))


def locked(file: Path) -> int:
    """The descriptor of a file, made if need be and locked against other processes; closing it releases the lock.

    However the process dies, the system releases the lock. Raises BlockingIOError if another process holds it.
    """
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
            # The previous holder of the lock may have replaced or removed the file.
            if os.path.samestat(os.fstat(handle), os.stat(file)):
                return handle
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _lock(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only


def folder(path: Path) -> None:
    """Make a folder and its missing parents, so that they survive a power cut."""
    missing = [place for place in (path, *path.parents) if not place.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for place in missing:
        sync(place.parent)


def sync(path: Path) -> None:
    """Wait until the content of a file, or the names in a folder, are on disk."""
    of_folder = path.is_dir()
    if of_folder and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if of_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError as error:
        if not (of_folder and error.errno in NO_SYNC):
            raise
    finally:
        os.close(handle)


def sync_all(path: Path, *, files: bool = True) -> None:
    """Wait until a folder is on disk with all folders in it, and all its files unless these are on disk already."""
    for place, _, names in os.walk(path, topdown=False):
        for name in names if files else ():
            sync(Path(place, name))
        sync(Path(place))


def remove(path: Path) -> None:
    """Remove a folder, if it exists, with all its contents, even folders without permission to write."""
    if not path.is_dir():
        return
    for place, _, _ in os.walk(path):
        mode = os.stat(place).st_mode
        if mode & 0o700 != 0o700:
            os.chmod(place, mode | 0o700)
    shutil.rmtree(path)
