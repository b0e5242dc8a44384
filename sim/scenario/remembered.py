"""A cache of networks from files, stored as arrays by the content of the file; it only saves time."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from sim.ground import disk
from sim.ground.fingerprint import fingerprint
from sim.world.ties import ONE, Ties

FORMAT = 1
"""The version of entries; entries of another version are not read."""

LARGE = 1_000_000
"""Bytes of a file from which on the cache pays: smaller files are read as fast as entries."""

MOST, LARGEST = 20, 2_000_000_000
"""How many entries, and bytes, are kept; the oldest are removed."""

ENDING = ".npz"
"""The endings of names of entries: whole ones, and those being written."""


def folder() -> Path | None:
    """The folder of the cache: the one that GROUNDSWELL_CACHE names (None for `off`), or the user's cache folder."""
    named = os.environ.get("GROUNDSWELL_CACHE", "")
    if named:
        return None if named == "off" else Path(named)
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "groundswell"


def remembered(file: Path, basis: Mapping[str, Any], read: Callable[[], Ties]) -> Ties:
    """The ties that `read()` makes of a file, or cached ones of the same file and `basis`.

    `basis`: all that the ties depend on besides the content of the file. Raises what `read` does.
    """
    try:
        place = _place(file, basis)
    except (OSError, RuntimeError):
        place = None
    if place is None:
        return read()
    ties = _found(place)
    if ties is None:
        ties = read()
        _keep(place, ties)
    return ties


def _place(file: Path, basis: Mapping[str, Any]) -> Path | None:
    # The file of an entry, or None if there is no cache.
    home = folder()
    if home is None or file.stat().st_size < LARGE:
        return None
    key = hashlib.sha256(json.dumps([FORMAT, fingerprint(), dict(basis)], sort_keys=True, default=str).encode())
    with file.open("rb") as content:
        key.update(hashlib.file_digest(content, "sha256").digest())
    return home / f"{key.hexdigest()}.npz"


def _found(place: Path) -> Ties | None:
    # The ties of an entry, or None if it is missing or damaged: then it is made again.
    try:
        with place.open("rb") as file, np.load(file, allow_pickle=False) as entry:
            page = json.loads(entry["page"].tobytes())
            starts, peers = entry["starts"], entry["peers"]
            weights = entry["weights"] if page["weighted"] else np.broadcast_to(ONE, len(peers))
            columns = {name: entry[f"column {k}"] for k, name in enumerate(page["columns"])}
            ids = None if page["ids"] is None else tuple(page["ids"])
            ties = Ties(starts, peers, weights, ids, columns, tuple(page["notes"]))
            if page["both_ways"]:
                ties.hear_both_ways()
    except Exception:  # whatever a damaged file raises, the network is read anew
        return None
    with suppress(OSError):
        os.utime(place)
    return ties


def _keep(place: Path, ties: Ties) -> None:
    # Write an entry, whole or not at all, and make room. A folder that cannot be written is no fault.
    weighted = not (ties.weights.strides == (0,) and ties.even)
    page = {
        "weighted": weighted,
        "both_ways": not ties.directed,
        "columns": list(ties.attributes),
        "ids": ties.ids,
        "notes": ties.notes,
    }
    columns = {f"column {k}": column for k, column in enumerate(ties.attributes.values())}
    if any(column.dtype.hasobject for column in columns.values()):
        return
    arrays = {"starts": ties.starts, "peers": ties.peers} | ({"weights": ties.weights} if weighted else {}) | columns
    text = np.frombuffer(json.dumps(page).encode(), np.uint8)
    try:
        disk.folder(place.parent)
        with disk.placed(place) as part, part.open("wb") as file:
            np.savez(file, allow_pickle=False, page=text, **arrays)
        _make_room(place.parent)
    except OSError:
        return


def _make_room(home: Path) -> None:
    # The most recently used entries stay; half-written ones go with the oldest.
    entries = [(file.stat().st_mtime, file.stat().st_size, file) for file in home.iterdir() if file.suffix == ENDING]
    size = 0
    for number, (_, bytes_, file) in enumerate(sorted(entries, key=lambda entry: entry[0], reverse=True)):
        size += bytes_
        if number >= MOST or size > LARGEST:
            file.unlink(missing_ok=True)
