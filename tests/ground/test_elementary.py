"""exp, log and their like: exact to the last digit, never falling where the true ones rise, in plain arithmetic."""

import math

import mpmath
import numpy as np
import pytest
from floats import falls, neighbours, plain
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ground import elementary
from sim.ground.elementary import each, exp, expm1, log, log1p, power

EXACT = mpmath.mp.clone()
EXACT.prec = 300

TRUE = {exp: EXACT.exp, expm1: EXACT.expm1, log: EXACT.log, log1p: EXACT.log1p}
ONE_NUMBER = pytest.mark.parametrize("function", TRUE, ids=lambda function: function.__name__)

TINY = 2.0**-1022
"""The least normal float."""

HARD = [
    *(5e-324, TINY, 1e-300, 2.0**-60, 2.0**-53, 2.0**-52, 1e-9, 2.0**-8, 0.125, 0.5, math.sqrt(0.5), 1 - 2.0**-53),
    *(1.0, 1 + 2.0**-52, 1 + 2.0**-7, math.sqrt(2), 2.0, math.e, 10.0, 700.0, 708.4, 709.78, 709.782712893384, 710.0),
    *(745.13, 745.14, 746.0, 2.0**53, 2.0**53 + 2, 1e300, 1.7976931348623157e308),
    *(math.log(2) / 256 * k for k in (1, 3, 5, 255, 257, 2001)),
]
"""Edges of what is computed in one way, or of what a float can be."""

EDGES = [0.0, -0.0, math.inf, -math.inf, math.nan]


def off(value: float, true) -> float:
    """By how many units in the last place a float is off."""
    nearest = float(true)
    if math.isinf(nearest):
        return 0.0 if value in (nearest, math.copysign(1.7976931348623157e308, nearest)) else math.inf
    return float(abs(EXACT.mpf(value) - true) / EXACT.mpf(math.ulp(nearest)))


def within(function) -> st.SearchStrategy[float]:
    """Numbers for which a function is finite and known."""
    lowest = {exp: -745.0, expm1: -745.0, log: 0.0, log1p: -1.0}[function]
    highest = 709.7 if function in (exp, expm1) else None
    return st.floats(lowest, highest, exclude_min=True, allow_nan=False, allow_infinity=False)


@ONE_NUMBER
@settings(deadline=None)
@given(data=st.data())
def test_at_most_one_unit_off(function, data):
    """exp, expm1, log and log1p are less than one unit in the last place off, also where floats thin out."""
    x = data.draw(within(function) | st.floats(-0.9, 0.9).map(lambda part: part + (function is log)))
    assert off(function(x), TRUE[function](EXACT.mpf(x))) < 0.76


@ONE_NUMBER
@pytest.mark.parametrize("x", HARD)
def test_hard_cases(function, x):
    """What is hard is no more than one unit in the last place off, on both sides of it and with both signs."""
    signs = (1.0,) if function is log else (1.0, -1.0)
    for number in neighbours(np.array([sign * x for sign in signs]), 2).ravel().tolist():
        if math.isinf(number) or (function in (log, log1p) and number <= (-1.0 if function is log1p else 0.0)):
            continue
        true = TRUE[function](EXACT.mpf(number)) if number < 1e4 or function in (log, log1p) else EXACT.inf
        assert off(function(number), true) < 0.76


@settings(deadline=None)
@given(x=st.floats(0.0, exclude_min=True, allow_infinity=False), part=st.floats(-1.0, 1.0))
def test_powers(x, part):
    """x^y is less than one unit off for every x from 0 on, also for a large y."""
    y = part * 709 / max(abs(math.log(x)), 1e-300)
    true = EXACT.power(EXACT.mpf(x), EXACT.mpf(y))
    assert off(power(x, y), true) < 0.76


@settings(deadline=None)
@given(near=st.integers(-1000, 1000), part=st.floats(-1.0, 1.0))
def test_large_powers_near_one(near, part):
    """x^y is less than one unit off where x is next to 1 and y is as large as a result allows."""
    x = 1 + near * 2.0**-52
    y = part * 700 * 2**52 / max(abs(near), 1)
    assert off(power(x, y), EXACT.power(EXACT.mpf(x), EXACT.mpf(y))) < 0.76


@settings(deadline=None)
@given(x=st.integers(0, 2**17), y=st.integers(0, 3))
def test_whole_powers_are_exact(x, y):
    """What is a float is hit exactly: whole powers, and square roots of squares."""
    assert power(float(x), float(y)) == x**y
    assert power(float(x * x), 0.5) == x


def test_edges_are_those_of_c():
    """0, infinity and nan give what Python's functions give, or would give if they did not raise."""
    inf, nan = math.inf, math.nan
    wanted_of = {
        exp: [1.0, 1.0, inf, 0.0, nan],
        expm1: [0.0, -0.0, inf, -1.0, nan],
        log: [-inf, -inf, inf, nan, nan],
        log1p: [0.0, -0.0, inf, nan, nan],
    }
    for function, results in wanted_of.items():
        assert repr([function(x) for x in EDGES]) == repr(results)
    assert log1p(-1.0) == -inf
    assert repr([log(-1.0), log1p(-2.0), power(-1.0, 2.0)]) == "[nan, nan, nan]"
    for x in (0.0, 0.5, 1.0, 2.0, inf, nan):
        for y in (0.0, -0.0, 1.5, -1.5, inf, -inf, nan, 5e-324, 1e308, -1e308):
            result = inf if x == 0.0 and y < 0 else np.float64(np.inf) if (x, y) in OVERFLOW else math.pow(x, y)
            assert repr(power(x, y)) == repr(float(result)), (x, y)


OVERFLOW = {(2.0, 1e308), (0.5, -1e308)}
"""Where Python raises."""


@ONE_NUMBER
@settings(deadline=None)
@given(x=st.floats())
def test_plain_python_gives_the_same_bits(function, x):
    """The source of a kernel, run by Python itself, gives the same float for every float."""
    assert repr(function(x)) == repr(plain(function)(x))


@settings(deadline=None)
@given(x=st.floats(0.0), y=st.floats() | st.floats(-5, 5))
def test_plain_powers_have_the_same_bits(x, y):
    """Powers are the same in plain Python, too."""
    assert repr(power(x, y)) == repr(plain(power)(x, y))


SEAMS = (np.arange(-138000, 132000) + 0.5) * (math.log(2) / elementary.PARTS)
"""Where exp goes from one part to the next; all of them."""

PARTS = np.ldexp(1 + np.arange(elementary.PARTS) / elementary.PARTS, np.arange(-1022, 1024)[:, None]).ravel()
"""Where a logarithm goes from one part to the next; all of them but those below the least normal float."""


@pytest.mark.parametrize(
    ("function", "numbers"),
    [
        (exp, [*SEAMS, 0.0, 710.0, -746.0, -745.13, 709.78, -708.4]),
        (expm1, [*SEAMS[(SEAMS > -41) & (SEAMS < 701)], *SEAMS[(SEAMS > -41) & (SEAMS < 701)] - SEAMS[138000], 0.0]),
        (expm1, [0.125, -0.125, 700.0, -40.0, -36.7, -37.4]),
        (log, [*PARTS, *(TINY * np.arange(1, 4097) / 4096), 2.0**-1000]),
        (log1p, [*PARTS[PARTS > 2.0**-10], elementary.FINE, -elementary.FINE, 0.0]),
        (log1p, PARTS[(PARTS > 2.0**-52) & (PARTS < 1e17)] - 1),
    ],
    ids=lambda value: getattr(value, "__name__", "seams"),
)
def test_no_fall_at_any_seam(function, numbers):
    """At each seam, of each part and each exponent, no float gives less than the one before it."""
    assert len(numbers) > 5
    assert falls(function, numbers) == []


@pytest.mark.parametrize("y", [1e-5, 0.013, 1 / 3, 0.5, 1.0, 1.7, 3.0, 41.0, 1e4, 1e12, -0.2, -7.0])
def test_powers_do_not_fall_at_seams(y):
    """x^y rises with x for a positive y and falls for a negative one, at the seams of its logarithm and of exp."""
    with np.errstate(over="ignore"):
        inside = np.exp(np.clip(SEAMS[::3] / y, -740, 709))
    assert falls(power, np.r_[PARTS[::7], inside], y, sign=1 if y > 0 else -1) == []


@pytest.mark.parametrize("x", [1e-300, 0.01, 0.999, 1 - 2.0**-53, 1 + 2.0**-52, 1.003, 2.0, 1e5, 1e300])
def test_powers_do_not_fall_as_the_exponent_rises(x):
    """x^y rises with y for x above 1 and falls below it, at the seams of exp."""
    ys = SEAMS[::3] / math.log(x)
    rows = neighbours(ys[ys != 0], 4)
    values = np.array([[power(x, y) for y in row] for row in rows[:: len(rows) // 3000]])
    values *= 1 if x > 1 else -1
    assert (values[:, 1:] >= values[:, :-1]).all()


@ONE_NUMBER
@settings(deadline=None)
@given(data=st.data())
def test_no_fall_in_a_run_of_neighbours(function, data):
    """A thousand floats in a row never give less than the one before, wherever the row is."""
    assert falls(function, [data.draw(within(function) | st.floats(0.0, 2.0, exclude_min=True))], reach=500) == []


@settings(deadline=None)
@given(x=st.floats(0.0, exclude_min=True, allow_infinity=False), y=st.floats(0.0, 50.0))
def test_no_power_falls_in_a_run_of_neighbours(x, y):
    """Powers of a thousand floats in a row never fall."""
    assert falls(power, [x], y, reach=500) == []


@settings(deadline=None)
@given(x=st.floats(0.0, exclude_min=True, allow_infinity=False))
def test_logarithms_are_closer_than_floats_are_apart(x):
    """A logarithm as two floats is within 2^-66 of the true one: that is what its order and that of powers rest on."""
    high, low = elementary.logarithm(x, 0.0)
    true = EXACT.log(EXACT.mpf(x))
    assert abs(EXACT.mpf(high) + EXACT.mpf(low) - true) <= abs(true) * EXACT.mpf(2) ** -66


def test_each_keeps_the_shape():
    """`each` applies a kernel to every number of an array, or of a list, with the same options for all."""
    values = np.arange(6.0).reshape(2, 3)
    assert each(exp, values).tolist() == [[exp(x) for x in row] for row in values.tolist()]
    assert each(exp, values.T).tolist() == [[exp(x) for x in row] for row in values.T.tolist()]
    assert each(power, [4.0, 9.0], 0.5).tolist() == [2.0, 3.0]
    assert each(exp, 0.0).shape == ()
    assert each(exp, []).tolist() == []
