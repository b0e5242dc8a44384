"""What this process holds, for tests of what grows: memory, descriptors, threads and temporary files."""

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

EARLY, LATE = 20, 200
"""After how many times it is looked what is held, and after how many again."""

BLOCKS, RESIDENT = 20_000, 30_000_000
"""By how much memory may grow meanwhile: what Python's own tables take, and pages that come apart."""


@dataclass(frozen=True)
class Held:
    """What a process holds: `blocks` of Python's memory, `resident` bytes in all, and the rest by number."""

    blocks: int
    resident: int
    descriptors: int
    threads: int
    files: int


def held() -> Held:
    """What this process holds now, after all that nothing refers to is freed."""
    gc.collect()
    blocks = sys.getallocatedblocks()
    resident, descriptors = 0, 0
    if Path("/proc/self/statm").is_file():
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        descriptors = len(os.listdir("/proc/self/fd"))
    files = len(os.listdir(tempfile.gettempdir()))
    return Held(blocks, resident, descriptors, threading.active_count(), files)


def growth(again: Callable[[], object]) -> Held:
    """By how much more is held after something was done `LATE` times than after it was done `EARLY` times."""
    for _ in range(EARLY):
        again()
    before = asdict(held())
    for _ in range(LATE - EARLY):
        again()
    return Held(**{name: value - before[name] for name, value in asdict(held()).items()})


def assert_steady(grown: Held) -> None:
    """Nothing is left behind that would add up."""
    assert grown.blocks < BLOCKS
    assert grown.resident < RESIDENT
    assert max(grown.descriptors, grown.threads, grown.files) <= 0
