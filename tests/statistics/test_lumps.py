"""One lump of outcomes or two: against samples whose shape is known, and the verdict that tells of them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import results

from sim.experiment.tables import measured
from sim.reports import screen
from sim.statistics import lumps
from sim.statistics.verdict import verdict


def generator(seed: int) -> np.random.Generator:
    """A stream of a test."""
    return np.random.Generator(np.random.PCG64(seed))


def ends(last: np.ndarray) -> np.ndarray:
    """Curves of one step that end there."""
    return np.stack([np.zeros_like(last), last], axis=1)


@pytest.mark.parametrize("kind", ["normal", "exponential", "uniform", "few people", "zeros"])
def test_one_lump_is_seldom_taken_for_two(kind):
    """Of samples of one lump, also of few whole numbers, about 5 % at most are said to have two."""
    draw = {
        "normal": lambda rng: rng.normal(500, 80, 200).round(),
        "exponential": lambda rng: rng.exponential(100, 200).round(),
        "uniform": lambda rng: rng.integers(0, 1000, 200),
        "few people": lambda rng: rng.binomial(8, 0.5, 200),
        "zeros": lambda rng: np.zeros(200),
    }[kind]
    found = [not math.isnan(lumps.antimode(draw(generator(seed)).astype(int))) for seed in range(400)]
    # The test is exact for the uniform distribution, and cautious for others; a standard error is 1.1 % here.
    assert np.mean(found) <= 0.075


@given(st.integers(40, 400), st.floats(0.2, 0.8), st.integers(0, 1000))
@settings(max_examples=80, deadline=None)
def test_two_lumps_are_found_and_parted(runs, share, seed):
    """Lumps far apart are found, and the antimode stands in the middle of the gap between them."""
    rng = generator(seed)
    high = max(3, min(runs - 3, round(share * runs)))
    counts = np.concatenate([rng.integers(0, 60, runs - high), rng.integers(600, 760, high)])
    counts = rng.permutation(counts)
    middle = (counts[counts < 300].max() + counts[counts > 300].min()) / 2
    assert lumps.antimode(counts) == pytest.approx(middle, abs=0.5)


def test_lumps_that_overlap_are_parted_in_the_valley():
    """Where lumps run into each other, the antimode is near the least density of the mixture."""
    rng = generator(3)
    counts = np.where(rng.random(4000) < 0.6, rng.normal(700, 100, 4000), rng.normal(200, 100, 4000)).round()
    assert lumps.antimode(counts.astype(int)) == pytest.approx(440, abs=50)


@pytest.mark.parametrize(("small", "expected"), [(40, 1), (100, 2)])
def test_a_lump_holds_a_twentieth_of_the_runs(small, expected):
    """A side of less than 5 % of the runs is no lump, however far away."""
    rng = generator(4)
    counts = np.concatenate([rng.integers(0, 10, small), rng.integers(600, 700, 1000 - small)])
    assert lumps.measure(results({"a": ends(counts)}, 1000))["lumps"].tolist() == [expected]


def test_ties_are_spread_over_half_a_person():
    """Those that tie are spread evenly, in order, and whole numbers side by side become one even stretch."""
    np.testing.assert_allclose(lumps.spread(np.array([3, 2, 3, 7])), [2, 2.75, 3.25, 7])
    np.testing.assert_allclose(np.diff(lumps.spread(np.repeat(np.arange(5), 10))), 0.1)


@pytest.mark.parametrize("runs", [1, 2, 3])
def test_too_few_runs_are_one_lump(runs):
    """One, two and three runs are one lump, without a warning."""
    assert math.isnan(lumps.antimode(np.arange(runs) * 500))


def test_more_runs_than_the_table_of_the_test_knows():
    """With more runs than the largest number in the table there are still one lump and two."""
    rng = generator(5)
    assert math.isnan(lumps.antimode(rng.integers(0, 10**6, 80_000)))
    two = np.where(rng.random(80_000) < 0.4, rng.integers(0, 60, 80_000), rng.integers(600, 760, 80_000))
    assert lumps.antimode(two) == pytest.approx(329.5, abs=1)


def test_the_verdict_begins_with_the_pair():
    """All or nothing: the share of runs that take off with its interval, and what those reach, come first."""
    last = np.where(np.arange(200) < 124, 700 + np.arange(200) % 21, np.arange(200) % 30)
    found = verdict(measured(results({"a": ends(last), "b": ends(last // 12)}, 1000)))
    assert found.lines[0] == "a: takes off in 62 % of runs (55.1 to 68.5 %), and then reaches 71 %."


def test_a_mean_of_both_lumps_is_not_told():
    """Where nearly all runs of both lumps have taken off, the mean reach of those that did is no outcome of any run."""
    last = np.where(np.arange(200) < 80, 300 + np.arange(200) % 21, 600 + np.arange(200) % 41)
    last[0] = 50
    made = measured(results({"a": ends(last)}, 1000))
    assert made.tables["summary"]["takeoff"].item() == 0.995
    assert verdict(made).lines[0] == "a: two outcomes: reaches less than 46 % in 40 % of runs, more in the others."
    assert "then" not in screen._row(made, made.tables["summary"].to_dict("records")[0])


def test_two_outcomes_that_both_take_off_are_told():
    """Where both lumps have taken off, the antimode parts them."""
    last = np.where(np.arange(200) < 80, 300 + np.arange(200) % 21, 600 + np.arange(200) % 41)
    found = verdict(measured(results({"a": ends(last)}, 1000)))
    assert found.lines[0] == "a: two outcomes: reaches less than 46 % in 40 % of runs, more in the others."
