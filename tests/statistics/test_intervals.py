"""The intervals of paired differences against scipy's, and those of all strategies at once by simulation."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from made import results

from sim.statistics import bootstrap, comparison

RUNS = 120


def drawn(kind: str, runs: int = RUNS, seed: int = 4) -> np.ndarray:
    """Whole differences of one kind."""
    rng = np.random.Generator(np.random.PCG64(seed))
    return {
        "normal": lambda: rng.normal(30, 80, runs).round().astype(int),
        "bimodal": lambda: np.where(rng.random(runs) < 0.6, rng.normal(700, 30, runs), 20).round().astype(int),
        "skewed": lambda: rng.exponential(100, runs).round().astype(int),
    }[kind]()


def compared(paired: np.ndarray) -> list[comparison.Difference]:
    """The differences, as shares of 1,000 people, of columns of paired differences."""
    table = pd.DataFrame(paired.reshape(len(paired), -1))
    return list(comparison.differences(table, pd.Series(np.zeros(len(paired), int)), 1000, 7))


@pytest.mark.parametrize("runs", [4, 12, 49, 120])
def test_one_lump_without_skew_has_the_interval_of_student(runs):
    """Where the differences are in one lump and not skewed, low and high are scipy's paired t interval."""
    paired = drawn("normal", runs)
    (found,) = compared(paired)
    theirs = scipy.stats.ttest_1samp(paired, 0).confidence_interval(0.95)
    assert found.interval == "t"
    assert (found.low * 1000, found.high * 1000) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize("kind", ["bimodal", "skewed"])
def test_lumps_and_skew_have_the_bca_interval_of_scipy(kind):
    """Given our resamples, scipy's BCa interval of the mean is ours to 1e-9."""
    paired = drawn(kind)
    (found,) = compared(paired)
    means = bootstrap.resampled(paired[:, None], 7)[:, 0] / RUNS
    theirs = scipy.stats.bootstrap(
        (paired,), np.mean, n_resamples=0, method="BCa", bootstrap_result=SimpleNamespace(bootstrap_distribution=means)
    ).confidence_interval
    assert found.interval == "bca"
    assert (found.low * 1000, found.high * 1000) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_a_ratio_of_sums_has_the_bca_interval_of_scipy():
    """The formula holds for a ratio, too: scipy's BCa interval of a ratio of sums is ours to 1e-9."""
    pairs = np.stack([drawn("skewed"), drawn("skewed", seed=5) + 50], axis=1)
    sums, total = bootstrap.resampled(pairs, 7), pairs.sum(axis=0)
    again, left_out = sums[:, 0] / sums[:, 1], (total - pairs)[:, 0] / (total - pairs)[:, 1]
    theirs = scipy.stats.bootstrap(
        (pairs[:, 0], pairs[:, 1]),
        lambda a, b, axis=-1: a.sum(axis=axis) / b.sum(axis=axis),
        n_resamples=0,
        method="BCa",
        paired=True,
        vectorized=True,
        bootstrap_result=SimpleNamespace(bootstrap_distribution=again),
    ).confidence_interval
    assert bootstrap.bca(total[0] / total[1], again, left_out) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize("kind", ["bimodal", "skewed"])
@pytest.mark.parametrize("runs", [4, 8, 30])
def test_few_runs_are_never_surer_than_student(kind, runs):
    """With few runs no interval is narrower than the paired t interval."""
    for seed in range(30):
        paired = drawn(kind, runs, seed)
        (found,) = compared(paired)
        theirs = scipy.stats.ttest_1samp(paired, 0).confidence_interval(0.95) if np.ptp(paired) else None
        assert theirs is None or found.low * 1000 <= theirs.low + 1e-9
        assert theirs is None or found.high * 1000 >= theirs.high - 1e-9


def test_resamples_are_the_same_runs_for_all_columns():
    """A column is resampled as it would be alone, whatever stands beside it, and each resample has as many runs."""
    columns = np.stack([drawn("normal"), drawn("skewed"), np.ones(RUNS, int)], axis=1)
    together = bootstrap.resampled(columns, 7)
    np.testing.assert_array_equal(together[:, [1]], bootstrap.resampled(columns[:, [1]], 7))
    assert (together[:, 2] == RUNS).all()


def test_large_experiments_are_resampled_by_the_same_runs(monkeypatch):
    """The interval does not depend on how many draws are held in memory together."""
    made = results({name: drawn(kind)[:, None] + 500 for name, kind in (("a", "bimodal"), ("b", "normal"))}, 5000)
    whole = comparison.measure(made)
    monkeypatch.setattr(bootstrap, "AT_ONCE", 1)
    pd.testing.assert_frame_equal(comparison.measure(made), whole, check_exact=True)


def test_intervals_of_all_at_once():
    """With two strategies they are those of each; with more they are wider, the more so the more strategies."""
    rng = np.random.Generator(np.random.PCG64(8))
    paired = rng.normal(30, 80, (RUNS, 12)).round().astype(int)
    (alone,), three, twelve = compared(paired[:, 0]), compared(paired[:, :3]), compared(paired)
    assert (alone.low_all, alone.high_all) == (alone.low, alone.high)
    assert twelve[0].low_all < three[0].low_all < alone.low
    assert twelve[0].high_all > three[0].high_all > alone.high
    assert all((one.low, one.high) == (alone.low, alone.high) for one in (three[0], twelve[0]))


def test_independent_intervals_at_once_are_those_of_sidak():
    """For independent normal differences the factor is that of Sidak (1967), up to the noise of resampling."""
    rng = np.random.Generator(np.random.PCG64(9))
    found = compared(rng.normal(0, 1000, (2000, 5)).round().astype(int))
    for one in found:
        factor = (one.high_all - one.mean) / (one.high - one.mean) * 1.96
        assert factor == pytest.approx(scipy.stats.norm.ppf((1 + 0.95 ** (1 / 5)) / 2), rel=0.04)


def test_differences_that_never_vary_have_intervals_of_no_width():
    """The same lead in every run is certain, alone and beside others."""
    paired = np.stack([np.full(RUNS, 20), drawn("normal")], axis=1)
    found = compared(paired)[0]
    assert (found.low, found.high, found.low_all, found.high_all, found.interval) == (0.02, 0.02, 0.02, 0.02, "t")


@pytest.mark.parametrize("kind", ["smooth", "all or nothing", "coarse"])
def test_equivalent_strategies_seldom_differ_for_certain(kind):
    """Where nothing sets two strategies apart, the interval of few runs excludes zero in about 5 % of experiments."""
    rng = np.random.Generator(np.random.PCG64(3))
    found = []
    for seed in range(1200):
        shape = (2, (6, 7, 8, 10)[seed % 4])
        a, b = {
            "smooth": rng.integers(100, 900, shape),
            "all or nothing": np.where(rng.random(shape) < 0.4, rng.integers(700, 900, shape), 20),
            "coarse": 100 * rng.integers(0, 3, shape),
        }[kind]
        (one,) = comparison.differences(pd.DataFrame({"a": a}), pd.Series(b), 1000, seed)
        found.append(one.excludes_zero)
    # The bootstrap alone gives 10 to 14 %; 5 % has a standard error of 0.6 here.
    assert np.mean(found) < 0.075


def test_measuring_does_not_wait_for_scipy_stats():
    """What measures imports no scipy.stats, which takes half a second of every start."""
    says = "import sys, sim.experiment.tables, sim.statistics.verdict; sys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", says], check=False).returncode == 0
