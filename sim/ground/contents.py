"""The contents of files of a scenario's author, read whole and up to a limit."""

import os
import re
import stat
from pathlib import Path

from sim.ground.faults import Fault, InputError

LARGEST = 2**32 - 1
"""The most bytes of a file of people or ties: places in it are counted in 32 bits."""

NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
"""Control characters other than spaces and line ends: they steer terminals, or end text for what reads it next."""

KINDS = {
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


def content(path: Path, *, most: int = LARGEST, file: str | None = None) -> bytes:
    """The bytes of a file. Faults call it `file`, or by its path.

    Raises sim.ground.faults.InputError if it does not exist, cannot be read, is no regular file (a pipe or a device may
    have no end), or has more than `most` bytes.
    """
    name = str(path) if file is None else file
    try:
        with open(path, "rb", opener=_opened) as handle:
            status = os.fstat(handle.fileno())
            if not stat.S_ISREG(status.st_mode):
                kind = KINDS.get(stat.S_IFMT(status.st_mode), "something else")
                raise InputError([Fault(name, 1, f"is {kind}, expected a file")])
            data = handle.read(status.st_size + 1) if status.st_size <= most else b""
    except FileNotFoundError:
        raise InputError([Fault(name, 1, "there is no such file")]) from None
    except ValueError:
        raise InputError([Fault(name, 1, "cannot be read: no file has such a name")]) from None
    except OSError as error:
        raise InputError([Fault(name, 1, f"cannot be read: {error.strerror}")]) from None
    if status.st_size > most:
        raise InputError([Fault(name, 1, f"is larger than {most:,} bytes, the most that is read")])
    if len(data) > status.st_size:
        # Such as files of the system, which report a size of 0 and can go on for ever.
        raise InputError([Fault(name, 1, "is longer than it says; expected a file that stays as it is")])
    return data


def text(path: Path, *, most: int = LARGEST, file: str | None = None, hint: str = "") -> str:
    """The text of a file in UTF-8, with or without a byte order mark; its line ends stay.

    Raises sim.ground.faults.InputError as `content` does, and if it is no text; `hint` then says what to do about that.
    """
    return decoded(content(path, most=most, file=file), str(path) if file is None else file, hint)


def decoded(data: bytes, file: str, hint: str = "") -> str:
    """Bytes of a file as text, without the byte order mark. Raises InputError with the line."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Fault(file, data[: error.start].count(b"\n") + 1, f"is not text in UTF-8{hint}")]) from None
    odd = NO_TEXT.search(words)
    if odd:
        line = words.count("\n", 0, odd.start()) + 1
        message = f"holds the control character U+{ord(odd[0]):04X}, which is no text"
        raise InputError([Fault(file, line, message)])
    return words


def _opened(path: str, flags: int) -> int:
    # Opening a pipe that has no writer would wait for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
