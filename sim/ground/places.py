"""Whether a folder can be written, asked before the work is done."""

import errno
import os
from pathlib import Path


def hindrance(folder: Path, inside: str = "") -> str:
    """Why nothing can be written into a folder, which need not exist yet; empty if nothing is known to prevent it.

    `inside`: the longest path in it that will be needed.
    """
    try:
        (folder / inside).lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        return str(error.strerror)
    deepest = (folder / inside).absolute().parent if inside else folder.absolute()
    first = next(place for place in (deepest, *deepest.parents) if os.path.lexists(place))
    if not first.is_dir():
        return f"{first} is no folder"
    if not os.access(first, os.W_OK | os.X_OK):
        return f"the folder {first} cannot be written to"
    if hasattr(os, "pathconf") and _longest(folder / inside) > os.pathconf(first, "PC_NAME_MAX"):
        # Names below a folder that does not exist have not been checked by the system.
        return os.strerror(errno.ENAMETOOLONG)
    return ""


def _longest(path: Path) -> int:
    return max(len(os.fsencode(part)) for part in path.absolute().parts)
