"""What a sweep costs beside its kernels: 100 cells, 200 runs, 3 strategies, 500 people, against the bare kernels.

    python tests/benchmarks/sweep.py

In one process, interleaved: the whole job (worlds, seeds, runs, measuring), and the kernels of 20 worlds alone, in
threads, ten times as many of them. The ratio is the median of five rounds.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[2])]

import sim  # noqa: E402  # found by the path that is set above
from sim.engines import _fronts, compiled  # noqa: E402  # likewise
from sim.experiment.choices import seeds  # noqa: E402  # likewise
from sim.experiment.run import one_run  # noqa: E402  # likewise
from sim.experiment.worlds import draw_world  # noqa: E402  # likewise
from sim.scenario.scenario import Scenario  # noqa: E402  # likewise

TEXT = """\
network: {{generate: scale-free, people: 500, links: 5}}
people: {{passion: {{distribution: normal}}}}
influence: {influence}
seeds: {{share: 0.05}}
strategies: [most-connected, most-passionate, random]
runs: 200
sweep: {{factors: {{{one}, {other}}}}}
"""
SWEEPS = {
    "contagion: rate x reinforcement": {
        "influence": "{contagion: {rate: 0.1, of: share, reinforcement: 1}, sending: {passion: 0.2}}",
        "one": "influence.contagion.rate: {from: 0.05, to: 0.4, count: 10}",
        "other": "influence.contagion.reinforcement: {from: 1.0, to: 2.0, count: 10}",
    },
    "thresholds: spread x correlation of passion and degree": {
        "influence": "{threshold: {distribution: normal, mean: 0.38, sd: 0.12}}",
        "one": "influence.threshold.sd: {from: 0.02, to: 0.38, count: 10}",
        "other": "people.passion.correlation_with_degree: {from: -0.9, to: 0.9, count: 10}",
    },
}
WORLDS, ROUNDS = 20, 5

Kernel = tuple[Callable[[np.ndarray, int], np.ndarray], np.ndarray]


def kernels(scenario: Scenario, number: int) -> list[Kernel]:
    """The kernels of one world with the seeds that they begin from: those of every cell and strategy."""
    found: list[Kernel] = []
    for cell in scenario.asked["sweep"].scenarios:
        world = draw_world(cell, number)
        ties, people = world.ties, world.people
        kernel = _fronts.fitting(ties, people, cell.movement) or compiled._dense(ties, people, cell.movement)
        found += [(kernel, np.asarray(ids, np.int32)) for ids in seeds(cell, world)]
    return found


def ratio(scenario: Scenario) -> tuple[float, float]:
    """How many seconds the whole job takes, and how many times as long as its kernels."""
    one_run(scenario, 0, "compiled")
    made = [kernels(scenario, number) for number in range(WORLDS)]

    def bare(some: list[Kernel]) -> None:
        for kernel, ids in some:
            kernel(ids, scenario.steps)

    whole, ratios = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(bare, made))
        middle = time.perf_counter()
        sim.run(scenario)
        end = time.perf_counter()
        whole.append(end - middle)
        ratios.append((end - middle) / ((middle - start) * scenario.runs / WORLDS))
    return median(whole), median(ratios)


if __name__ == "__main__":
    for name, told in SWEEPS.items():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "sweep.yaml"
            file.write_text(TEXT.format(**told), encoding="utf-8")
            seconds, times = ratio(sim.read(file))
        print(f"{name}: {seconds:.1f} s, {times:.2f} times its kernels")
