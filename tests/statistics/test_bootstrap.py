"""Resampling: the sums are exact, whatever is added up and in whatever order."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ground.draws import ONCE, stream
from sim.statistics.bootstrap import AT_ONCE, EXACT, RESAMPLES, resampled, whole_parts
from sim.studies import costs

PRICES = st.lists(st.decimals(0, 10_000, places=2), min_size=6, max_size=40)


def drawn(runs: int) -> np.ndarray:
    """Which runs are in each resample, shape (RESAMPLES, runs), as `resampled` draws them."""
    rng, batch = stream(1, ONCE, "bootstrap"), max(1, AT_ONCE // runs)
    sizes = [min(batch, RESAMPLES - start) for start in range(0, RESAMPLES, batch)]
    return np.concatenate([rng.integers(runs, size=(size, runs)) for size in sizes])


@pytest.mark.parametrize("largest", [9, 10**9, EXACT // 12, 10**17])
def test_sums_are_exact(largest):
    """Sums over resamples are those of Python's whole numbers, also where floating-point numbers have none for them."""
    values = np.random.default_rng(3).integers(-largest, largest, (12, 2), endpoint=True)
    expected = [[sum(int(values[run, k]) for run in one) for k in (0, 1)] for one in drawn(12)[:200]]
    np.testing.assert_array_equal(resampled(values, 1)[:200], np.array(expected, dtype=float))


@given(PRICES)
def test_prices_are_whole_parts(prices):
    """Prices are exact multiples of the unit, and their sums are below what has a floating-point number."""
    parts, scale = whole_parts(np.array(prices, float))
    assert [Fraction(int(part)) / Fraction(scale) for part in parts] == [Fraction(price) for price in prices]
    assert len(prices) * np.abs(parts).max() < EXACT


@pytest.mark.parametrize("factor", [1e-280, 1e-9, 1, 1e9, 1e300])
def test_parts_are_as_fine_as_can_be(factor):
    """Numbers of any size keep 11 digits at least."""
    values = factor * np.random.default_rng(4).random(500)
    parts, scale = whole_parts(values)
    np.testing.assert_allclose(parts / scale, values, rtol=0, atol=1e-11 * factor)
    assert len(values) * parts.max() < EXACT


@pytest.mark.parametrize("unit", [1.0, 0.1, 0.3, 0.07])
def test_the_unit_of_money_decides_nothing(unit):
    """Prices in other money have the same interval, in that money: whatever ties as whole numbers ties."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        prices, gain = rng.integers(1, 4, 12), rng.integers(1, 4, 12).astype(float)
        expected = np.array(costs._ratio(prices.astype(float), gain, 1))
        np.testing.assert_allclose(costs._ratio(prices * unit, gain, 1), expected * unit, rtol=1e-12)
