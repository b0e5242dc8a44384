"""What a worker of a cluster does: it keeps what a piece of work needs, and does chunks of it."""

from __future__ import annotations

import json
import pickle
import threading
import time
from importlib import import_module
from typing import Any, NamedTuple

from sim.ground.faults import ClusterError
from sim.ground.fingerprint import MISSING, differences, makers
from sim.ground.source_files import of_module

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


def _source(module: str) -> str:
    # A digest of the source of a package here.
    try:
        import_module(module)
    except ImportError:
        return MISSING
    return of_module(module)


def do(mark: str, words: str) -> Answer:
    """Do a chunk of the work with this mark; `words`: JSON with the chunk's numbers, the sender's versions, and the
    packages that the work needs, each with a digest of its source.
    """
    from distributed import get_worker

    numbers, versions, packages = json.loads(words)
    worker = get_worker().address
    if differs := differences(versions | packages, makers() | {name: _source(name) for name in packages}):
        raise ClusterError(f"--cluster: the numbers could differ there: {worker} has {', '.join(differs)}")
    with _door:
        work = _works.get(mark)
        if isinstance(work, tuple):
            head, arrays = work
            try:
                work = _works[mark] = pickle.loads(head, buffers=arrays)
            except ImportError as error:
                # It is ours only where a part of somebody's own imports nothing that is lacking here.
                raise ClusterError(f"--cluster: {worker} lacks what a part needs: {error}") from error
    if work is None:
        return Answer(worker, 0.0, None)
    start = time.perf_counter()
    results = [work(number) for number in numbers]
    return Answer(worker, time.perf_counter() - start, results)
