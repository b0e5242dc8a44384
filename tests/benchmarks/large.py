"""One run of 10 million people and 100 million ties: seconds, memory, and the floor that random access sets.

    python tests/benchmarks/large.py [PEOPLE]

The floor: as many visits as the run makes, each an independent access to a random counter, at the cost measured here,
and all that is read in order, at the bandwidth measured here. People are in random order, so that peers are anywhere.
With counters of four bytes that is `floor`. The run counts in bytes, which are nearer; `floor_in_bytes` has the visits
at the cost of those, and each adopter's row of ties and own entries at that of memory far away.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
from numba import njit

sys.path[:0] = [str(Path(__file__).parents[2])]

from sim.engines import compiled  # noqa: E402  # found by the path that is set above
from sim.movement.settings import Movement  # noqa: E402  # likewise
from sim.world.people import People  # noqa: E402  # likewise
from sim.world.ties import Ties  # noqa: E402  # likewise

LINE = 64
"""Bytes that come from memory together."""


@njit
def scattered(places: np.ndarray, counters: np.ndarray) -> None:
    """One independent random access a place."""
    for place in places:
        counters[np.uint32(place)] -= 1


@njit
def streamed(values: np.ndarray) -> int:
    """Read everything in order."""
    total = 0
    for value in values:
        total += value
    return total


def timed(work, *arguments: object) -> float:
    """The best of five, seconds."""
    work(*arguments)
    found = []
    for _ in range(5):
        start = time.perf_counter()
        work(*arguments)
        found.append(time.perf_counter() - start)
    return min(found)


def peak() -> float:
    """The most memory that this process had, GB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says begins with what the parent had.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e9
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def circles(rng: np.random.Generator, people: int, degree: int) -> Ties:
    """People in random order in circles, tied to those at some distances: as many ties each, none twice, anywhere."""
    order = rng.permutation(people).astype(np.int32)
    apart = rng.choice(people // 2 - 1, degree // 2, replace=False) + 1
    one, other = np.tile(order, degree // 2), np.concatenate([np.roll(order, step) for step in apart])
    del order
    return Ties.from_pairs(people, one, other, both_ways=True)


def main(people: int, degree: int = 10) -> None:
    """Build, run, and compare with the floor."""
    rng = np.random.default_rng(1)
    start = time.perf_counter()
    ties = circles(rng, people, degree)
    built = time.perf_counter() - start
    crowd = People(np.zeros(people), rng.uniform(0.02, 0.4, people), np.ones(people), np.zeros(people, np.bool_))
    seeds = rng.choice(people, people // 100, replace=False).astype(np.int32)
    spread = compiled.prepare(ties, crowd, Movement())
    seconds, found = [], spread(seeds, 100)
    for _ in range(3):
        start = time.perf_counter()
        found = spread(seeds, 100)
        seconds.append(time.perf_counter() - start)
    memory = peak()
    visits = int(ties.audience_sizes[found.adopted_at >= 0].sum())
    places = rng.integers(people, size=10**7, dtype=np.int32)
    access = timed(scattered, places, np.zeros(people, np.int32)) / len(places)
    near = timed(scattered, places, np.zeros(people, np.uint8)) / len(places)
    anywhere = rng.integers(len(ties.peers), size=10**7, dtype=np.int32)
    far = timed(scattered, anywhere, np.zeros(len(ties.peers), np.int32)) / len(anywhere)
    bandwidth = ties.peers.nbytes / timed(streamed, ties.peers)
    # In order: who adopted, and when, what is needed, and the byte that counts it.
    streams = people * (4 + 4 + 4 + 1)
    floor = visits * access + (visits * 4 + people * 8 + streams) / bandwidth
    # Anywhere: where a row begins and ends, the lines of memory that it lies across, and when its owner adopted.
    lines = 1 + (4 * degree - 4) / LINE
    in_bytes = visits * near + np.count_nonzero(found.adopted_at >= 0) * (2 + lines) * far + streams / bandwidth
    print(json.dumps({
        "people": people, "ties": len(ties.peers), "reach": float(np.mean(found.adopted_at >= 0)), "visits": visits,
        "build_seconds": round(built, 2), "seconds": round(min(seconds), 3), "peak_gb": round(memory, 2),
        "access_ns": round(access * 1e9, 2), "near_ns": round(near * 1e9, 2), "far_ns": round(far * 1e9, 2),
        "gb_per_second": round(bandwidth / 1e9, 1),
        "floor_seconds": round(floor, 3), "floor_over_ours": round(floor / min(seconds), 3),
        "floor_in_bytes_seconds": round(in_bytes, 3), "floor_in_bytes_over_ours": round(in_bytes / min(seconds), 3),
    }))  # fmt: skip


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 10**7)
