"""exp, expm1, log, log1p and power of our own: the same bits on every machine, compiled or as plain Python.

The C library, numpy and the compiler each have other forms of these for other processors, which differ in the last
digit. Here are only sums, products and tables, each rounded as IEEE 754 says. Nothing is more than 1 ulp off, and
nothing falls where the true function rises:

- A logarithm is computed as a sum of two floats, with an error far below the distance of the logarithms of two
  neighbouring floats. So the sums are in order, and so are they after they are rounded.
- exp(x) is 2^(k/128) exp(r). Within one k each operation never falls if what it works on does not: a sum with a
  constant, a product with a positive one, and r plus a correction that wobbles by less than the least step of r.
  From one k to the next, both sides are held to the same rounded value of the seam.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.ground.kernels import kernel

INFINITE, UNKNOWN = float("inf"), float("nan")

PARTS = 128
"""Into so many parts a factor of 2 is cut, of arguments of a logarithm and of results of exp."""

_DIGITS = Context(prec=60)
_LN2 = _DIGITS.ln(Decimal(2))


def _split(numbers: list[Decimal]) -> tuple[np.ndarray, np.ndarray]:
    # Each number as a float, and what that leaves over.
    near = [float(number) for number in numbers]
    return np.array(near), np.array([float(number - Decimal(high)) for number, high in zip(numbers, near, strict=True)])


def _coarse(number: Decimal, unit: int) -> tuple[float, float]:
    # A number as a whole multiple of 2^-unit, and the rest.
    high = Decimal(round(number * 2**unit)) / 2**unit
    return float(high), float(number - high)


def _two_to(power: Decimal) -> Decimal:
    return _DIGITS.exp(power * _LN2)


ROOT, ROOT_LOW = _split([_two_to(Decimal(j) / PARTS) for j in range(PARTS)])
SEAM = np.array([float(_two_to(Decimal(2 * j - 1) / (2 * PARTS))) for j in range(PARTS + 1)])
"""2^(j/128), and where the part before it ends."""

STEP, STEP_LOW = _coarse(_LN2 / PARTS, 42)
HALF_STEP, STEPS = float(_LN2 / (2 * PARTS)), float(PARTS / _LN2)
"""ln 2 / 128 in two parts, the first with so few digits that its multiples are exact; half of it; how many make 1."""

WRAP = 53
"""From this part of [1, 2) on, a number is taken as its half and the exponent above: 1 is not at an edge."""


def _inverses() -> list[float]:
    # About 1 over the middle of each part, in 12 digits; 1 itself on both sides of 1, where log x is nearly x - 1.
    middles = [(1 + (j + 0.5) / PARTS) / (2 if j >= WRAP else 1) for j in range(PARTS)]
    return [1.0 if j in (0, PARTS - 1) else round(2**12 / middle) / 2**12 for j, middle in enumerate(middles)]


INVERSE = np.array(_inverses())
_LOGARITHMS = [_coarse(-_DIGITS.ln(Decimal(inverse)), 42) for inverse in _inverses()]
LOG, LOG_LOW = np.array([high for high, _ in _LOGARITHMS]), np.array([low for _, low in _LOGARITHMS])
LN2, LN2_LOW = _coarse(_LN2, 42)
"""1 over m for m in each part of [1, 2), its logarithm with the sign turned, and ln 2: with so few digits that sums of
their multiples are exact, and the rest."""

MAGIC = 6755399441055744.0
"""1.5 * 2^52: what is added to it is rounded to a whole number."""

FINE = 2.0**-8
"""Below this, log1p(x) is worked out from x itself."""

UPPER_BITS = ~((1 << 27) - 1)
"""The sign, the exponent and the upper 26 of 53 digits of a float: products of two such numbers are exact."""


@kernel
def bits_of(x: float) -> int:
    return int(np.float64(x).view(np.int64))


@kernel
def float_of(bits: int) -> float:
    return float(np.int64(bits).view(np.float64))


@kernel
def upper(x: float) -> float:
    """The upper 26 digits of a float: what is left, x - upper(x), has 27, and upper(x)**2 is exact."""
    return float_of(bits_of(x) & UPPER_BITS)


@kernel
def product(x: float, y: float) -> tuple[float, float]:
    """A product of two floats and what rounding it took away, exact but for the last digit (Dekker 1971)."""
    high, x_upper, y_upper = x * y, upper(x), upper(y)
    x_lower, y_lower = x - x_upper, y - y_upper
    return high, ((x_upper * y_upper - high) + x_upper * y_lower + x_lower * y_upper) + x_lower * y_lower


@kernel
def _times_power_of_2(value: float, exponent: int) -> float:
    # In two steps where 2^exponent is no normal float: only the last rounds.
    if exponent > 1023:
        return value * 2.0**1023 * float_of(exponent << 52)
    if exponent < -1022:
        return value * float_of((exponent + 1223) << 52) * 2.0**-200
    return value * float_of((exponent + 1023) << 52)


@kernel
def _reduced(high: float, low: float, steps: float) -> float:
    # high + low less so many steps; the first difference is exact.
    return (high - steps * STEP) + (low - steps * STEP_LOW)


@kernel
def _over_1(r: float) -> float:
    # exp(r) - 1 - r for |r| <= ln 2 / 256: so small that its wobble is below the least step of r.
    return r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))))


@kernel
def exponential(high: float, low: float) -> float:
    """exp(high + low), for |low| at most half an ulp of `high` and `high` no nan; within 0.52 ulp but below 2^-1022."""
    if high > 710.0:
        return INFINITE
    if high < -746.0:
        return 0.0
    # The first guess is never too high, so only one side of a seam is ever moved to the other.
    steps = (high * STEPS - 1e-6 + MAGIC) - MAGIC
    r = _reduced(high, low, steps)
    if r > HALF_STEP:
        steps += 1.0
        r = _reduced(high, low, steps)
    k = int(steps)
    j = k & (PARTS - 1)
    value = float(ROOT[j]) + (float(ROOT_LOW[j]) + float(ROOT[j]) * (r + _over_1(r)))
    return _times_power_of_2(min(max(value, float(SEAM[j])), float(SEAM[j + 1])), k >> 7)


@kernel
def exp(x: float) -> float:
    """e^x: 0 below -745.14, infinite above 709.79, nan for nan."""
    return x if x != x else exponential(x, 0.0)


@kernel
def expit(x: float) -> float:
    """1 / (1 + e^-x), the logistic function."""
    return 1.0 / (1.0 + exp(-x))


@kernel
def expm1(x: float) -> float:
    """e^x - 1, exact to the last digit near 0, too: -1 for minus infinity, nan for nan."""
    if x != x or x == 0.0:
        return x
    if x > 700.0:
        return exponential(x, 0.0)
    if x < -40.0:
        return -1.0
    if abs(x) < 0.125:
        return x + x * x * _shared_out(x)
    steps = (x * STEPS + MAGIC) - MAGIC
    r, k = _reduced(x, 0.0, steps), int(steps)
    j = k & (PARTS - 1)
    root, root_low = _times_power_of_2(float(ROOT[j]), k >> 7), _times_power_of_2(float(ROOT_LOW[j]), k >> 7)
    # The larger of the root and 1 first: then what rounding their difference takes away is exact.
    high = root - 1.0
    left = (root - high) - 1.0 if root > 1.0 else root - (high + 1.0)
    return high + (left + (root_low + root * (r + _over_1(r))))


@kernel
def _shared_out(x: float) -> float:
    # (exp(x) - 1 - x) / x^2 for |x| < 1/8: the sum of x^n / (n + 2)! from the smallest term on.
    total = 0.0
    for n in range(14, 1, -1):
        total = (total * x + 1.0) / n
    return total


@kernel
def logarithm(high: float, low: float) -> tuple[float, float]:
    """log(high + low) for a finite `high` above 0, as a float and what it leaves over: within 2^-66 of it.

    |low| is at most half an ulp of `high`.
    """
    scale = 0
    if high < 2.0**-1000:
        high, low, scale = high * 2.0**100, low * 2.0**100, 100
    bits = bits_of(high)
    j, exponent = (bits >> 45) & (PARTS - 1), (bits >> 52) - 1023
    if j >= WRAP:
        exponent += 1
    near, unit = float_of(bits - (exponent << 52)), _times_power_of_2(low, -exponent)
    inverse, rough = float(INVERSE[j]), upper(near)
    a, b = rough * inverse - 1.0, ((near - rough) + unit) * inverse
    r = a + b
    exponent -= scale
    return _sum_of_logarithms(exponent * LN2 + float(LOG[j]), exponent * LN2_LOW + float(LOG_LOW[j]), r, b - (r - a))


@kernel
def _sum_of_logarithms(known: float, known_low: float, r: float, r_low: float) -> tuple[float, float]:
    # known + log(1 + r + r_low): r - r^2/2 with what rounding takes away; from r^3 on, plain floats are exact enough.
    rough = upper(r)
    square = -0.5 * rough * rough
    rest = r * r * r * _after_square(r) - 0.5 * (r - rough) * (r + rough)
    first = known + r
    second = first + square
    left = (r - (first - known)) + (square - (second - first))
    low = (left + rest) + (known_low + r_low * (1.0 - r))
    high = second + low
    return high, low - (high - second)


@kernel
def _after_square(r: float) -> float:
    # (log(1 + r) - r + r^2/2) / r^3 for |r| < 1/128.
    return 1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 + r * (-1 / 8 + r * (1 / 9 + r * -0.1))))))


@kernel
def log(x: float) -> float:
    """The natural logarithm: minus infinity for 0, nan below 0 and for nan."""
    if x <= 0.0:
        return -INFINITE if x == 0.0 else UNKNOWN
    if not x < INFINITE:
        return x
    return logarithm(x, 0.0)[0]


@kernel
def log1p(x: float) -> float:
    """log(1 + x), exact to the last digit near 0, too: minus infinity for -1, nan below it and for nan."""
    if x <= -1.0:
        return -INFINITE if x == -1.0 else UNKNOWN
    if not x < INFINITE or x == 0.0:
        return x
    if abs(x) < FINE:
        return _sum_of_logarithms(0.0, 0.0, x, 0.0)[0]
    high = 1.0 + x
    one = high - x
    return logarithm(high, (x - (high - one)) + (1.0 - one))[0]


@kernel
def power(x: float, y: float) -> float:
    """x^y for x from 0 on; nan below it, and where one of both is nan, but x^0 = 1^y = 1 whatever the other is."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if x < 0.0 or x != x or y != y:
        return UNKNOWN
    if x == 0.0 or x == INFINITE:
        return 0.0 if (x == 0.0) == (y > 0.0) else INFINITE
    if abs(y) < 2.0**-65:
        return 1.0
    # From 2^65 on, all powers are 0 or infinite.
    y = min(max(y, -(2.0**65)), 2.0**65)
    high, low = logarithm(x, 0.0)
    whole, left = product(y, high)
    left += y * low
    rounded_sum = whole + left
    return exponential(rounded_sum, left - (rounded_sum - whole))


def each(function: Any, values: npt.ArrayLike, *options: float) -> np.ndarray:
    """A kernel of one number and of options that are the same for all, applied to each number.

    float64, in the shape of `values`.
    """
    array = np.asarray(values, np.float64)
    results = np.empty(array.size)
    _loop(function)(array.ravel(), results, *map(float, options))
    return results.reshape(array.shape)


@cache
def _loop(function: Any) -> Callable[..., None]:
    @kernel
    def loop(values: np.ndarray, results: np.ndarray, *options: float) -> None:
        for number in range(len(values)):
            results[number] = function(values[number], *options)

    return loop
