"""Timing in one process, interleaved: what is slow for a while is slow for everybody."""

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import Any


def ratios(work: dict[str, Callable[[], Any]], rounds: int, each: int = 1, others: int = 1) -> dict[str, Any]:
    """Median seconds of a run, and how many times longer than `ours` each peer takes.

    `ours` does `each` runs in a call, and each peer `others`.

    The ratio is the median over rounds of the ratio in a round. Every callable is called once before, untimed.
    """
    found = {name: run() for name, run in work.items()}
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, run in work.items():
            gc.collect()
            start = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - start) / (each if name == "ours" else others))
    return {
        "seconds": {name: median(taken) for name, taken in times.items()},
        "ratio": {
            name: median(a / b for a, b in zip(times[name], times["ours"], strict=True))
            for name in work
            if name != "ours"
        },
        "found": found,
        "rounds": rounds,
    }
