"""The dip test comes to what an implementation of others comes to, and is right as often as it says."""

import numpy as np
import pytest
from diptest import dipstat, diptest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.statistics.dip import CRITICAL, dip, modes
from sim.statistics.lumps import spread


def generator(seed: int) -> np.random.Generator:
    """A stream of a test."""
    return np.random.Generator(np.random.PCG64(seed))


def sample(kind: str, size: int, rng: np.random.Generator) -> np.ndarray:
    """Numbers in ascending order, of one mode or two; whole ones are spread as numbers of people are."""
    match kind:
        case "uniform":
            return np.sort(rng.random(size))
        case "normal":
            return np.sort(rng.normal(size=size))
        case "skewed":
            return np.sort(rng.exponential(size=size) ** 2)
        case "whole":
            return spread(rng.binomial(12, 0.3, size))
        case "apart":
            return np.sort(rng.normal(size=size) + 6 * (rng.random(size) < 0.4))
    return np.sort(rng.normal(size=size) + 3.2 * (rng.random(size) < 0.4))


KINDS = ["uniform", "normal", "skewed", "whole", "apart", "close"]


@given(st.integers(4, 300), st.sampled_from(KINDS), st.integers(0, 10**6))
@settings(max_examples=400, deadline=None)
def test_the_dip_is_that_of_diptest(size, kind, seed):
    """The dip is diptest's, within 1e-12, in samples of one mode and two, with ties and without."""
    numbers = sample(kind, size, generator(seed))
    # It says 0 of samples that could have one mode; a distribution with steps is never nearer than half a step.
    expected = max(dipstat(numbers, sort_x=False), 1 / (2 * size))
    assert dip(numbers) == pytest.approx(expected, abs=1e-12)


def test_dips_that_are_known():
    """Even spacing is half a step from one mode; two heaps of equal size come up to a quarter, the most there is."""
    assert dip(np.arange(50.0)) == pytest.approx(1 / 100)
    heaps = np.concatenate([np.linspace(0, 1e-9, 500), np.linspace(1, 1 + 1e-9, 500)])
    assert dip(heaps) == pytest.approx(0.25, abs=1e-3)


@pytest.mark.parametrize("size", [4, 11, 40, 200, 750])
def test_false_alarms_of_uniform_samples(size):
    """Of uniform samples 5 % are said to have more modes than one, at sizes in the table and between."""
    rng = generator(size)
    count = 4_000 if size <= 200 else 1_000
    alarms = np.mean([modes(sample("uniform", size, rng)) for _ in range(count)])
    assert alarms == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / count))


@pytest.mark.parametrize("kind", ["normal", "skewed", "whole"])
def test_false_alarms_of_other_samples(kind):
    """Of other samples of one mode at most 5 % are said to have more, at sizes of quick runs."""
    rng = generator(1)
    assert np.mean([modes(sample(kind, size, rng)) for size in (50, 200) for _ in range(500)]) <= 0.05


@pytest.mark.parametrize("size", [30, 100, 200, 400])
def test_answers_are_those_of_diptest(size):
    """Answers at 5 % are diptest's, but where its significance is within 0.3 % of that; both see the same modes."""
    rng = generator(size)
    for kind in KINDS * 50:
        numbers = sample(kind, size, rng)
        significance = diptest(numbers, sort_x=False)[1]
        if abs(significance - 0.05) > 0.003:
            assert modes(numbers) == (significance < 0.05)


def test_the_table_rises_to_its_limit():
    """Sizes are in order, and what even spacing has is below all critical numbers."""
    assert list(CRITICAL) == sorted(CRITICAL)
    assert all(np.sqrt(size) * dip(np.arange(float(size))) < critical for size, critical in CRITICAL.items())
