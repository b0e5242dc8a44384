"""Work in threads, where they pay.

Kernels let other threads run meanwhile, the rest of a run does not: where kernels are short, as in sweeps of quick
runs, threads can hinder each other, and a single one is faster. Which is the case is measured.
"""

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from functools import partial
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

LONG = 1.0
"""If a run takes longer than this with threads, in seconds, a single thread is not tried."""

TRIAL = 0.5
"""A single thread is tried for about so many seconds at most."""

ROUND = 16
"""How many runs each worker makes before the speeds are compared."""


def each(make: Callable[[int], T], numbers: Iterator[int], workers: int) -> Iterator[T]:
    """`make(number)` for each of the numbers, as they finish, in any order; in `workers` threads, or in this one."""
    if workers == 1:
        yield from map(make, numbers)
        return
    with ThreadPoolExecutor(workers) as pool:
        apart = partial(_apart, pool, workers, make)
        yield from apart(islice(numbers, workers))  # what is loaded or compiled once
        with closing(apart(islice(numbers, ROUND * workers))) as runs:
            pooled = _Timed(runs)
            yield from pooled
        together = pooled.each
        if together > LONG:
            yield from apart(numbers)
            return
        fewer = max(1, min(ROUND * workers, int(TRIAL / max(together, TRIAL / 1000))))
        serial = _Timed(map(make, islice(numbers, fewer)))
        yield from serial
        yield from map(make, numbers) if serial.each < together else apart(numbers)


class _Timed(Iterator[T]):
    # Runs, and the seconds of waiting for each.
    def __init__(self, runs: Iterator[T]) -> None:
        self._runs, self._seconds, self._count = runs, 0.0, 0

    def __next__(self) -> T:
        start = time.perf_counter()
        run = next(self._runs)
        self._seconds += time.perf_counter() - start
        self._count += 1
        return run

    @property
    def each(self) -> float:
        return self._seconds / max(1, self._count)


def _apart(
    pool: ThreadPoolExecutor, workers: int, make: Callable[[int], T], numbers: Iterator[int]
) -> Generator[T, None, None]:
    # In any order; never more than a few ahead of the reader, however many numbers there are.
    running: set[Future[T]] = set()
    try:
        for number in numbers:
            running.add(pool.submit(make, number))
            if len(running) >= 4 * workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    finally:
        for future in running:
            future.cancel()
