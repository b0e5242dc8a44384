"""What a run costs by size: measured from a thousand to ten million people, and put to the test at sizes left out.

    python tests/benchmarks/cost.py cost.json [LARGEST]

A run of thresholds visits each tie of an adopter once; a visit costs more the further memory is away. The model: the
logarithm of seconds a visit is linear in that of the people between the sizes measured, and beyond the last on the same
line as between the last two. Seconds are the least of several runs: what disturbs a run only adds to it.

Memory is the most that a process has while a network is made and while a run goes on: so many bytes a person and so
many a tie in addition to what it has with nobody there, from two sizes and two numbers of ties a person, and put to the
test at a third. Needs Linux, which tells of it.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from benchmarks.large import circles, peak  # noqa: E402  # found by the path that is set above
from sim.engines import compiled  # noqa: E402  # likewise
from sim.movement.settings import Movement  # noqa: E402  # likewise
from sim.world.people import People  # noqa: E402  # likewise
from sim.world.ties import Ties  # noqa: E402  # likewise

FITTED = (10**3, 10**4, 10**5, 3 * 10**5, 10**6, 3 * 10**6, 10**7)
HELD_OUT = (3 * 10**3, 3 * 10**4, 2 * 10**5, 6 * 10**5, 2 * 10**6, 5 * 10**6)
DEGREE = 10


def world(people: int, degree: int) -> tuple[Ties, People, np.ndarray]:
    """A network, everyone on it, and who starts: a run that reaches everyone."""
    rng = np.random.default_rng(people)
    ties = circles(rng, people, degree)
    crowd = People(np.zeros(people), rng.uniform(0.02, 0.4, people), np.ones(people), np.zeros(people, np.bool_))
    return ties, crowd, rng.choice(people, max(1, people // 100), replace=False).astype(np.int32)


def visit(people: int) -> float:
    """Seconds a visit."""
    ties, crowd, seeds = world(people, DEGREE)
    spread = compiled.prepare(ties, crowd, Movement())
    found, taken = spread(seeds, 100), []
    for _ in range(max(5, min(200, 10**6 // people))):
        start = time.perf_counter()
        found = spread(seeds, 100)
        taken.append(time.perf_counter() - start)
    return min(taken) / float(ties.audience_sizes[found.adopted_at >= 0].sum())


def spent(people: int, degree: int) -> list[float]:
    """The most memory of this process, GB, while a network and people are made, and while a run goes on after that."""
    place = world(people, degree)
    made = peak()
    # Linux counts the most from here on anew.
    Path("/proc/self/clear_refs").write_text("5")
    ties, crowd, seeds = place
    compiled.prepare(ties, crowd, Movement())(seeds, 100)
    return [made, peak()]


def memory(unit: int) -> dict[str, Any]:
    """Bytes a person and a tie, by sizes in this unit, and how far off (as a share) they are at a size left out."""
    _elsewhere(unit, 10)  # whatever has to be compiled takes memory too
    found = [_elsewhere(*size) for size in ((100, 10), (unit, 10), (2 * unit, 10), (unit, 20), (3 * unit, 14))]
    told = {}
    for phase, (nobody, few, more, dense, left_out) in zip(("made", "run"), np.array(found).T.tolist(), strict=True):
        tie = (dense - few) / (unit * 10)
        person = (more - few) / unit - 10 * tie
        off = (nobody + 3 * unit * (person + 14 * tie)) / left_out - 1
        told[phase] = {
            "bytes_a_person": round(person * 1e9, 1),
            "bytes_a_tie": round(tie * 1e9, 1),
            "gb_for_nobody": round(nobody, 3),
            "held_out_off_by": round(off, 3),
        }
    return told


def _elsewhere(people: int, degree: int) -> list[float]:
    # In a process of its own.
    code = f"import sys; sys.path[:] = {sys.path!r}; from benchmarks import cost; print(cost.spent({people}, {degree}))"
    return list(json.loads(subprocess.check_output([sys.executable, "-c", code], text=True)))


def predicted(costs: dict[int, float], people: float) -> float:
    """Seconds a visit by the model, for any number of people."""
    sizes = np.log([float(size) for size in costs])
    values = np.log(list(costs.values()))
    if np.log(people) <= sizes[-1]:
        return float(np.exp(np.interp(np.log(people), sizes, values)))
    slope = max(0.0, (values[-1] - values[-2]) / (sizes[-1] - sizes[-2]))
    return float(np.exp(values[-1] + slope * (np.log(people) - sizes[-1])))


def main(file: Path, largest: int) -> None:
    """Measure, fit, and say how far off the model is where it was not fitted."""
    costs = {size: visit(size) for size in FITTED if size <= largest}
    tests = {size: visit(size) for size in HELD_OUT if size <= largest}
    off = {size: predicted(costs, size) / cost - 1 for size, cost in tests.items()}
    billion = predicted(costs, 10**9 / DEGREE) * 10**9
    bytes_each = memory(largest // 10)
    needed = {name: each["bytes_a_person"] / DEGREE + each["bytes_a_tie"] for name, each in bytes_each.items()}
    file.write_text(
        json.dumps({
            "ns_a_visit": {size: round(1e9 * cost, 2) for size, cost in costs.items()},
            "held_out": {
                size: {"ns": round(1e9 * tests[size], 2), "model_off_by": round(off[size], 3)} for size in tests
            },
            "memory": bytes_each,
            "a_billion_ties": {
                "people": 10**9 // DEGREE, "seconds": round(billion, 1),
                **{f"gb_{name}": round(each, 1) for name, each in needed.items()},
            },
        }, indent=1)
    )  # fmt: skip
    print(file.read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(float(sys.argv[2])) if len(sys.argv) > 2 else 10**7)
