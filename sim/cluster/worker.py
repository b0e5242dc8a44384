"""What a worker of a cluster does: it keeps what a piece of work needs, and does chunks of it."""

from __future__ import annotations

import json
import pickle
import threading
import time
from typing import Any, NamedTuple

from sim.ground.faults import ClusterError
from sim.ground.fingerprint import differences, makers

KEPT = 4
"""How many pieces of work a worker keeps at a time; the oldest go first."""


class Answer(NamedTuple):
    """A worker's answer to a chunk: its address, the seconds it took, and the results (None if it lacks the work)."""

    worker: str
    seconds: float
    results: list[Any] | None


_works: dict[str, Any] = {}
_door = threading.RLock()


def keep(mark: str, head: bytes, arrays: list[bytes]) -> None:
    """Keep a piece of work in this process; `mark` is its key, chosen by the sender."""
    with _door:
        _works[mark] = (head, arrays)
        while len(_works) > KEPT:
            del _works[next(iter(_works))]


def forget(mark: str) -> None:
    """Drop the piece of work with this mark."""
    with _door:
        _works.pop(mark, None)


def do(mark: str, words: str) -> Answer:
    """Do a chunk of the work with this mark; `words`: JSON with the chunk's numbers and the sender's versions."""
    from distributed import get_worker

    numbers, versions = json.loads(words)
    worker = get_worker().address
    if differs := differences(versions, makers()):
        raise ClusterError(f"--cluster: the numbers could differ there: {worker} has {', '.join(differs)}")
    with _door:
        work = _works.get(mark)
        if isinstance(work, tuple):
            head, arrays = work
            work = _works[mark] = pickle.loads(head, buffers=arrays)
    if work is None:
        return Answer(worker, 0.0, None)
    start = time.perf_counter()
    results = [work(number) for number in numbers]
    return Answer(worker, time.perf_counter() - start, results)
