"""What this process holds, for tests of what grows: memory, descriptors, threads and temporary files."""

import gc
import os
import sys
import tempfile
import threading
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

EARLY, LATE = 20, 200
"""After how many times it is looked what is held, and after how many again."""

BLOCKS = 20_000
"""By how many blocks memory may grow meanwhile: what tables of Python and of libraries take."""

BYTES = 10_000_000
"""By how many bytes memory may grow meanwhile; a model of 500 agents that stays takes more by itself."""


@dataclass(frozen=True)
class Held:
    """What a process holds: `blocks` of Python's memory, and the rest by number.

    `traced`: bytes that Python and numpy took since tracemalloc began; 0 where it does not look.
    """

    blocks: int
    traced: int
    descriptors: int
    threads: int
    files: int


def held() -> Held:
    """What this process holds now, after all that nothing refers to is freed."""
    gc.collect()
    blocks = sys.getallocatedblocks()
    descriptors = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    files = len(os.listdir(tempfile.gettempdir()))
    return Held(blocks, tracemalloc.get_traced_memory()[0], descriptors, threading.active_count(), files)


def growth(again: Callable[[], object], *, early: int = EARLY, late: int = LATE) -> Held:
    """By how much more is held after something was done `late` times than after it was done `early` times."""
    tracemalloc.start()
    try:
        for _ in range(early):
            again()
        before = asdict(held())
        for _ in range(late - early):
            again()
        after = asdict(held())
    finally:
        tracemalloc.stop()
    return Held(**{name: value - before[name] for name, value in after.items()})


def assert_steady(grown: Held) -> None:
    """Nothing is left behind that would add up."""
    assert grown.blocks < BLOCKS
    assert grown.traced < BYTES
    assert max(grown.descriptors, grown.threads, grown.files) <= 0
