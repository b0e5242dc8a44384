"""Quantiles: to 1e-12 of the true ones, never falling where the probability rises, in plain arithmetic."""

import math

import mpmath
import numpy as np
import pytest
from floats import falls, neighbours, plain
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from sim.ground import quantiles
from sim.ground.elementary import each
from sim.ground.quantiles import beta_quantiles, normal_quantile, normal_share, student_quantile

EXACT = mpmath.mp.clone()
EXACT.prec = 200

NEAR = 1e-12

PROBABILITY = st.floats(2.0**-60, 1 - 2.0**-53) | st.floats(-12, -1e-3).map(lambda power: 10.0**power)
SHAPE = st.floats(0.0625, 50) | st.sampled_from([0.5, 1.0, 2.0, 5.0, 300.0])

SHAPES = [(2.0, 5.0), (0.5, 0.5), (1.0, 1.0), (0.1, 3.0), (3.0, 0.07), (40.0, 2.0), (300.0, 700.0), (0.02, 0.03)]


def share_of_beta(x, a: float, b: float):
    """The probability of a beta draw up to x, exactly."""
    return EXACT.betainc(a, b, 0, x, regularized=True)


def share_of_student(t, freedom: float):
    """The probability of Student's t up to t > 0, exactly."""
    return 1 - EXACT.betainc(freedom / 2, 0.5, 0, freedom / (freedom + EXACT.mpf(t) ** 2), regularized=True) / 2


def holds(share, p: float, x: float, near: float = NEAR) -> bool:
    """Whether the exact quantile is within `near` of x, relative to it, by the probabilities on both sides."""
    low, high = sorted(EXACT.mpf(x) * (1 + side * EXACT.mpf(near)) for side in (-1, 1))
    return share(low) <= p <= share(high)


@settings(deadline=None)
@given(p=PROBABILITY | st.floats(1e-300, 1e-3) | st.floats(-1e-9, 1e-9).map(lambda away: 0.5 + away))
def test_normal_quantiles(p):
    """A normal quantile is within 1e-12 of the true one, in the tails and next to a half, too."""
    if p == 0.5:
        assert normal_quantile(p) == 0.0
        return
    z = normal_quantile(p)
    # By what is exact: the smaller of both sides, and how far it is from a half.
    if abs(p - 0.5) > 0.1:
        assert holds(EXACT.ncdf, min(p, 1 - p), -abs(z))
    else:
        assert holds(lambda x: EXACT.erf(x / EXACT.sqrt(2)) / 2, abs(p - 0.5), abs(z))
    assert math.copysign(1.0, z) == math.copysign(1.0, p - 0.5)


@settings(deadline=None)
@given(z=st.floats(-37, 37) | st.floats(-3, 3))
def test_normal_shares(z):
    """The normal distribution function is within 1e-12 of the true one."""
    true = EXACT.ncdf(z)
    assert abs(EXACT.mpf(normal_share(z)) - true) <= NEAR * true


@settings(deadline=None, max_examples=60)
@given(p=PROBABILITY, a=SHAPE, b=SHAPE)
def test_beta_quantiles(p, a, b):
    """A quantile of the beta distribution is within 1e-12 of the true one, for shapes from 1/16 on."""
    (x,) = beta_quantiles([p], a, b)
    # Two shapes of 1/16 leave some numbers without a float, such as the one below which half of the draws are 1e-20.
    assert x in (0.0, 1.0) or x < 1e-290 or holds(lambda place: share_of_beta(min(place, 1), a, b), p, x)


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_beta_quantiles_over_a_grid(a, b):
    """Over a fine grid of probabilities, scipy's quantiles of the beta distribution are the same."""
    p = np.r_[np.linspace(0, 1, 1001), np.exp(np.linspace(-36, -1, 200)), 1 - np.exp(np.linspace(-36, -1, 200))]
    expected = special.betaincinv(a, b, p)
    usual = expected > 1e-280
    assert usual.sum() > 500
    near = NEAR if min(a, b) >= quantiles.SMALL else 2e-12
    np.testing.assert_allclose(beta_quantiles(p, a, b)[usual], expected[usual], rtol=near)


@pytest.mark.parametrize("p", [1e-12, 0.001, 0.2, 0.594, 0.9, 0.9999])
def test_beta_quantiles_near_an_end(p):
    """A quantile of 2 and 1,000,000, where scipy's is 4e-11 off, is within 1e-12 of the true one; so is its mirror."""
    (x,) = beta_quantiles([p], 2, 1e6)
    assert holds(lambda place: share_of_beta(place, 2, 1e6), p, x)
    (y,) = beta_quantiles([1 - p], 1e6, 2)
    assert y == pytest.approx(1 - x, rel=NEAR)


@settings(deadline=None, max_examples=60)
@given(p=st.floats(0.5 + 1e-9, 1 - 2.0**-53), freedom=st.integers(1, 300))
def test_student_quantiles(p, freedom):
    """A quantile of Student's t is within 1e-12 of the true one, and of the other side the same below 0."""
    t = student_quantile(p, float(freedom))
    assert holds(lambda place: share_of_student(place, freedom), p, t)
    assert student_quantile(1 - p, float(freedom)) == -t or 1 - (1 - p) != p


@pytest.mark.parametrize("freedom", [1.0, 2.0, 9.0, 199.0, 9999.0, 1e6])
def test_student_quantiles_as_scipy_has_them(freedom):
    """With few and with many degrees of freedom, scipy's quantiles of Student's t are the same."""
    p = np.r_[0.975, np.linspace(0.01, 0.49, 25), np.linspace(0.51, 0.99, 25), 1e-9]
    np.testing.assert_allclose(each(student_quantile, p, freedom), special.stdtrit(freedom, p), rtol=NEAR)


def test_known_quantiles():
    """Textbook values: 1.96 of the normal distribution, 12.7 of Student's t with 1 degree, arcsine and even draws."""
    assert normal_quantile(0.975) == pytest.approx(1.959963984540054, rel=NEAR)
    assert student_quantile(0.975, 1.0) == pytest.approx(math.tan(0.475 * math.pi), rel=NEAR)
    assert student_quantile(0.975, 2.0) == pytest.approx(0.95 * math.sqrt(2 / (4 * 0.975 * 0.025)), rel=NEAR)
    p = np.linspace(0.001, 0.999, 97)
    np.testing.assert_allclose(beta_quantiles(p, 1, 1), p, rtol=NEAR)
    np.testing.assert_allclose(beta_quantiles(p, 0.5, 0.5), [math.sin(math.pi * x / 2) ** 2 for x in p], rtol=NEAR)
    np.testing.assert_allclose(beta_quantiles(p, 1, 3), [-math.expm1(math.log1p(-x) / 3) for x in p], rtol=NEAR)


def test_edges():
    """Probabilities of 0 and 1 give the ends of a distribution, and what is no probability gives nan."""
    edges = [0.0, 1.0, -0.1, 1.1, math.nan, 0.5]
    assert repr([normal_quantile(p) for p in edges]) == "[-inf, inf, nan, nan, nan, 0.0]"
    assert repr([student_quantile(p, 3.0) for p in edges]) == "[-inf, inf, nan, nan, nan, 0.0]"
    assert repr(beta_quantiles(edges[:5], 2, 5).tolist()) == "[0.0, 1.0, nan, nan, nan]"
    assert repr([normal_share(z) for z in (-math.inf, math.inf, math.nan, 0.0, -50.0)]) == "[0.0, 1.0, nan, 0.5, 0.0]"


SIDES = [*(1e-300, 1e-12, 0.0227501319481792, 0.075, 0.3, 0.5, 0.7, 0.925, 0.977249868051821, 1 - 1e-9), math.exp(-25)]
"""Where quantiles are computed in one way on one side and in another on the other, and some besides."""


def test_no_normal_quantile_falls():
    """Of thousands of neighbouring probabilities, none has a lower normal quantile than the one before."""
    assert falls(normal_quantile, SIDES, reach=3000) == []
    rng = np.random.default_rng(1)
    assert falls(normal_quantile, [*rng.random(2000), *np.exp(-700 * rng.random(2000))], reach=20) == []


def test_no_normal_share_falls():
    """Of neighbouring numbers, none has a lower normal probability, also where the grid goes on and at the seams."""
    rng = np.random.default_rng(2)
    grid = np.array([quantiles._on_grid(z, quantiles.COARSE) for z in rng.uniform(0, 38, 1000)])
    seam = [-quantiles.SEAM, quantiles.SEAM, 0.0, -39.0, 39.0]
    assert falls(normal_share, [*seam, *grid, *-grid, *rng.normal(0, 1, 3000)], reach=25) == []
    assert falls(normal_share, seam, reach=3000) == []


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_no_beta_quantile_falls(a, b):
    """Of neighbouring probabilities, none has a lower beta quantile, also around that of the mean."""
    mean = special.betainc(a, b, a / (a + b))
    places = np.array([mean, *SIDES[1:], *np.random.default_rng(3).random(40)])
    rows = neighbours(places, 15 if min(a, b) >= quantiles.SMALL else 3)
    values = beta_quantiles(rows, a, b)
    assert (values[:, 1:] >= values[:, :-1]).all()
    wide = beta_quantiles(np.linspace(0, 1, 3001), a, b)
    assert (np.diff(wide) >= 0).all()


@pytest.mark.parametrize("freedom", [1.0, 4.0, 60.0])
def test_no_student_quantile_falls(freedom):
    """Of neighbouring probabilities, none has a lower quantile of Student's t."""
    assert falls(student_quantile, SIDES[1:], freedom, reach=20) == []


@settings(deadline=None)
@given(p=PROBABILITY, a=SHAPE, b=SHAPE)
def test_the_first_number_of_the_grid(p, a, b):
    """Newton's method ends where the search by halves would: at the first number of the grid that reaches."""
    constant = quantiles.log_beta(a, b)
    (x,) = beta_quantiles([p], a, b)
    before = quantiles.float_of(quantiles.bits_of(x) - (1 << (52 - quantiles.GRID)))
    assert quantiles._reached(x, p, a, b, constant)
    assert not quantiles._reached(before, p, a, b, constant)


@settings(deadline=None, max_examples=40)
@given(p=PROBABILITY, a=SHAPE, b=SHAPE, freedom=st.integers(1, 100))
def test_plain_python_gives_the_same_bits(p, a, b, freedom):
    """The source of each quantile, run by Python itself, gives the same float."""
    assert repr(plain(normal_quantile)(p)) == repr(normal_quantile(p))
    assert repr(plain(normal_share)(40 * p - 20)) == repr(normal_share(40 * p - 20))
    assert repr(plain(student_quantile)(p, float(freedom))) == repr(student_quantile(p, float(freedom)))
    constant, mean = quantiles.log_beta(a, b), quantiles._below_mean(a, b, quantiles.log_beta(a, b))
    assert plain(quantiles.log_beta)(a, b) == constant
    assert plain(quantiles._below_mean)(a, b, constant) == mean
    options = (p, a, b, constant, mean)
    assert repr(plain(quantiles._beta_quantile)(*options)) == repr(quantiles._beta_quantile(*options))
