"""Presentations and workbooks are zip archives of parts; here they are packed anew."""

import io
import zipfile
from collections.abc import Callable


def repacked(archive: bytes, change: Callable[[str, bytes], bytes] = lambda name, part: part) -> bytes:
    """A zip archive with the same parts in the same order, each as `change(name, part)` gives it.

    Parts have no time of packing, so that the same parts give the same bytes each time. Raises zipfile.BadZipFile if it
    is no archive.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            # Without a time of its own, a part is dated to the first day that an archive can name.
            new.writestr(zipfile.ZipInfo(name), change(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
