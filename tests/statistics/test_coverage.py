"""Intervals hold what they promise: 95 % of them cover the truth, by simulation of 1,000 experiments of each kind."""

import numpy as np
import pandas as pd
import pytest
from made import known

from sim.outcomes import times
from sim.results.record import Tables
from sim.results.results import Results
from sim.statistics.comparison import differences
from sim.statistics.takeoff import wilson

TRIALS = 1000

LOW, HIGH = 0.93, 0.97


def experiments(kind: str, runs: int) -> tuple[np.ndarray, float]:
    """Whole paired differences of a kind, shape (runs, TRIALS), and their true mean."""
    rng = np.random.Generator(np.random.PCG64(10))
    shape = (runs, TRIALS)
    if kind == "normal":
        return rng.normal(30, 80, shape).round().astype(int), 30
    if kind == "bimodal":
        return np.where(rng.random(shape) < 0.6, rng.normal(700, 30, shape), 20).round().astype(int), 428
    return rng.exponential(100, shape).round().astype(int), 100


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["normal", "bimodal", "skewed"])
@pytest.mark.parametrize("runs", [60, 200])
def test_paired_differences(kind, runs):
    """The interval of the paired difference covers the true difference."""
    paired, truth = experiments(kind, runs)
    found = list(differences(pd.DataFrame(paired), pd.Series(np.zeros(runs, int)), 1, 3))
    assert LOW <= np.mean([one.low <= truth <= one.high for one in found]) <= HIGH


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("runs", [20, 60])
def test_all_strategies_at_once(runs):
    """The intervals of six strategies, which share the luck of their worlds, cover all six differences at once."""
    rng = np.random.Generator(np.random.PCG64(11))
    covered = 0
    for trial in range(TRIALS):
        paired = rng.normal(0, 80, (runs, 6)) - rng.normal(0, 50, (runs, 1))
        found = differences(pd.DataFrame(paired.round().astype(int)), pd.Series(np.zeros(runs, int)), 1, trial)
        covered += all(one.low_all <= 0 <= one.high_all for one in found)
    assert LOW <= covered / TRIALS <= HIGH


@pytest.mark.parametrize("takeoff", [0.3, 0.62])
def test_takeoff(takeoff):
    """The Wilson interval covers the true chance of takeoff."""
    rng = np.random.Generator(np.random.PCG64(12))
    low, high = wilson(rng.binomial(200, takeoff, TRIALS), 200)
    assert LOW <= ((low <= takeoff) & (takeoff <= high)).mean() <= HIGH


class Arrivals(Tables):
    """A world of one person who adopts at a time of their own in each run; times have shape (strategies, runs)."""

    def __init__(self, arrivals: np.ndarray, steps: int) -> None:
        super().__init__({}, *arrivals.shape, steps)
        self._arrivals, self._steps = arrivals, steps

    def curves(self):
        """Some runs after the others."""
        for some in np.array_split(self._arrivals, 20, axis=1):
            yield (np.arange(self._steps + 1) >= some[:, :, None]).astype(np.int64)


@pytest.mark.once
@pytest.mark.slow
def test_median_times_where_runs_are_censored():
    """The interval of t50 covers the true median where a quarter of the runs never get there; steps are fine."""
    rng, runs, steps = np.random.Generator(np.random.PCG64(13)), 100, 400
    arrivals = np.ceil(rng.exponential(200 / np.log(2), (TRIALS, runs)))
    about = known(people=1, runs=runs, steps=steps, strategies=tuple(map(str, range(TRIALS))))
    found = times.measure(Results(about, Arrivals(arrivals, steps)))
    assert LOW <= ((found["t50_low"] <= 200) & ~(found["t50_high"] < 200)).mean() <= HIGH
