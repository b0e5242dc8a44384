"""Places for what is written: whether something can be, before work is done for it."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def hindrance(folder: Path, inside: str = "") -> str:
    """Why nothing can be written into a folder, which may not be there yet; empty where nothing is known to hinder it.

    `inside`: the longest path in it that will be needed.
    """
    try:
        (folder / inside).lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        return str(error.strerror)
    first = next(place for place in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(place))
    if not first.is_dir():
        return f"{first} is no folder"
    if not os.access(first, os.W_OK | os.X_OK):
        return f"nothing can be written into {first}"
    if hasattr(os, "pathconf") and _longest(folder / inside) > os.pathconf(first, "PC_NAME_MAX"):
        # Below a folder that is not there yet, the system has not looked at names.
        return os.strerror(errno.ENAMETOOLONG)
    return ""


def _longest(path: Path) -> int:
    return max(len(os.fsencode(part)) for part in path.absolute().parts)
