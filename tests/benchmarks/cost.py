"""What a run costs by size: measured from a thousand to ten million people, and put to the test at sizes left out.

    python tests/benchmarks/cost.py cost.json [LARGEST]

A run of thresholds visits each tie of an adopter once; a visit costs more the further memory is away. The model: the
logarithm of seconds a visit is linear in that of the people between the sizes measured, and beyond the last on the same
line as between the last two.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from benchmarks.large import circles  # noqa: E402  # found by the path that is set above
from sim.engines import compiled  # noqa: E402  # likewise
from sim.movement.settings import Movement  # noqa: E402  # likewise
from sim.people import People  # noqa: E402  # likewise

FITTED = (10**3, 10**4, 10**5, 10**6, 10**7)
HELD_OUT = (3 * 10**3, 3 * 10**4, 3 * 10**5, 3 * 10**6)
DEGREE = 10


def visit(people: int) -> float:
    """Seconds a visit, in a run that reaches everyone."""
    rng = np.random.default_rng(people)
    ties = circles(rng, people, DEGREE)
    crowd = People(np.zeros(people), rng.uniform(0.02, 0.4, people), np.ones(people), np.zeros(people, np.bool_))
    seeds = rng.choice(people, people // 100, replace=False).astype(np.int32)
    spread = compiled.prepare(ties, crowd, Movement())
    spread(seeds, 100)
    taken = []
    for _ in range(max(3, min(200, 10**6 // people))):
        start = time.perf_counter()
        found = spread(seeds, 100)
        taken.append(time.perf_counter() - start)
    return median(taken) / float(ties.audience_sizes[found.adopted_at >= 0].sum())


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
    file.write_text(
        json.dumps({
            "ns_a_visit": {size: round(1e9 * cost, 2) for size, cost in costs.items()},
            "held_out": {
                size: {"ns": round(1e9 * tests[size], 2), "model_off_by": round(off[size], 3)} for size in tests
            },
            "a_billion_ties_seconds": round(billion, 1),
        }, indent=1)
    )  # fmt: skip
    print(file.read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(float(sys.argv[2])) if len(sys.argv) > 2 else 10**7)
