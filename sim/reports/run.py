"""A folder of results that reports are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.results.results import Results

EARLIEST = datetime(1980, 1, 1)
"""The earliest date in a zip archive; used where a file needs a date but must have the same bytes each time."""


@dataclass(frozen=True, eq=False)
class AsRun:
    """What a folder of results holds: read once, however many files are made from it."""

    folder: Path
    results: Results
    manifest: dict[str, Any]

    @property
    def start(self) -> datetime:
        """When the runs began, by the manifest; EARLIEST if it does not say."""
        text = self.manifest.get("start")
        return EARLIEST if text is None else datetime.fromisoformat(text).replace(tzinfo=None)
