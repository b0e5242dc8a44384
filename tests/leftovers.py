"""What this process holds, for tests of what grows: memory, descriptors, threads and temporary files."""

import ctypes
import gc
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

SCENARIO = """\
network: {generate: small-world, people: 24, ties: 4}
influence: {contagion: {rate: 0.4}}
movement: {giving_up: {rate: 0.1}}
seeds: {count: 3}
strategies: [most-connected, random]
steps: 6
runs: 1
"""
"""What is done again and again: small, since what is left behind is counted, and adds up whatever its size."""

EARLY, LATE = 20, 200
"""After how many times it is looked what is held, and after how many again."""

BLOCKS = 20_000
"""By how many blocks memory may grow meanwhile: what tables of Python and of libraries take."""

BYTES = 5_000_000
"""By how many bytes memory may grow meanwhile; 30 kB that stay each time are more."""


@dataclass(frozen=True)
class Held:
    """What a process holds: `blocks` of Python's memory, and the rest by number.

    `taken`: bytes that are taken from the allocator of C, by arrays, figures and Python's larger objects; 0 where it
    does not tell, as glibc does since 2.33.
    """

    blocks: int
    taken: int
    descriptors: int
    threads: int
    files: int


class Taken(ctypes.Structure):
    """What glibc says of its allocator; `man mallinfo2` has the meanings."""

    _fields_ = (
        ("before", ctypes.c_size_t * 4),
        ("hblkhd", ctypes.c_size_t),
        ("between", ctypes.c_size_t * 2),
        ("uordblks", ctypes.c_size_t),
        ("after", ctypes.c_size_t * 2),
    )


def taken() -> int:
    """Bytes that are taken from the allocator of C now, however it has cut up the memory of the process."""
    if sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallinfo2"):
        return 0
    asked = ctypes.CDLL(None).mallinfo2
    asked.restype = Taken
    answer = asked()
    return int(answer.uordblks + answer.hblkhd)


def held() -> Held:
    """What this process holds now, after all that nothing refers to is freed."""
    gc.collect()
    blocks = sys.getallocatedblocks()
    descriptors = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    files = len(os.listdir(tempfile.gettempdir()))
    return Held(blocks, taken(), descriptors, threading.active_count(), files)


def growth(again: Callable[[], object], *, early: int = EARLY, late: int = LATE) -> Held:
    """By how much more is held after something was done `late` times than after it was done `early` times."""
    for _ in range(early):
        again()
    before = asdict(held())
    for _ in range(late - early):
        again()
    after = asdict(held())
    return Held(**{name: value - before[name] for name, value in after.items()})


def assert_steady(grown: Held) -> None:
    """Nothing is left behind that would add up."""
    assert grown.blocks < BLOCKS
    assert grown.taken < BYTES
    assert max(grown.descriptors, grown.threads, grown.files) <= 0
