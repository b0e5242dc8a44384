"""Quantiles of the normal, beta and Student's t distribution, and the normal distribution function: to 1e-12.

Compiled and plain Python give the same bits, and no result falls where the probability rises:

- A quantile is the first number of a grid, of GRID binary digits, at which the distribution function reaches the
  probability. From one number of the grid to the next, the function rises by far more than the error with which it is
  computed, so there is one first number, whatever search leads to it. The search by halves goes further: at each of its
  places it turns by the probability alone, so that a larger one never ends up below a smaller one.
- The normal distribution function is computed at numbers of a coarser grid, with straight lines in between.
"""

from decimal import Decimal

import numpy as np
import numpy.typing as npt

from sim.ground.elementary import (
    UNKNOWN,
    bits_of,
    each,
    exp,
    exponential,
    float_of,
    log,
    log1p,
    logarithm,
    product,
)
from sim.ground.kernels import kernel

GRID = 42
"""Binary digits after the first of a quantile: 2^-42 is 2.3e-13."""

COARSE = 32
"""Likewise of the numbers at which the normal distribution function is computed."""

SEAM = 2.0
"""Below it, the normal distribution function is summed up from 0, above it from infinity."""

ODD = 1 / (2.0 * np.arange(31) + 1)
"""1, 1/3, 1/5, ..."""

PER_ROOT_2_PI = float(1 / (2 * Decimal("3.141592653589793238462643383279502884197")).sqrt())
LOG_ROOT_2_PI = float((2 * Decimal("3.141592653589793238462643383279502884197")).ln() / 2)

SMALL = 0.0625
"""With a smaller shape, a quantile of the beta distribution is searched for by halves."""

LARGE = 16.0
"""From here on, Stirling's series for the gamma function is exact to the last digit."""

ITERATIONS = 100_000

CLOSE = 2.0**-28
"""So near to the probability, relative to it, the next step of Newton's method is right to the last digits."""

CENTRE = np.array(
    [
        (2.5090809287301226727e3, 5.2264952788528545610e3),
        (3.3430575583588128105e4, 2.8729085735721942674e4),
        (6.7265770927008700853e4, 3.9307895800092710610e4),
        (4.5921953931549871457e4, 2.1213794301586595867e4),
        (1.3731693765509461125e4, 5.3941960214247511077e3),
        (1.9715909503065514427e3, 6.8718700749205790830e2),
        (1.3314166789178437745e2, 4.2313330701600911252e1),
        (3.3871328727963666080e0, 1.0),
    ]
)
MIDDLE = np.array(
    [
        (7.74545014278341407640e-4, 1.05075007164441684324e-9),
        (2.27238449892691845833e-2, 5.47593808499534494600e-4),
        (2.41780725177450611770e-1, 1.51986665636164571966e-2),
        (1.27045825245236838258e0, 1.48103976427480074590e-1),
        (3.64784832476320460504e0, 6.89767334985100004550e-1),
        (5.76949722146069140550e0, 1.67638483018380384940e0),
        (4.63033784615654529590e0, 2.05319162663775882187e0),
        (1.42343711074968357734e0, 1.0),
    ]
)
FAR = np.array(
    [
        (2.01033439929228813265e-7, 2.04426310338993978564e-15),
        (2.71155556874348757815e-5, 1.42151175831644588870e-7),
        (1.24266094738807843860e-3, 1.84631831751005468180e-5),
        (2.65321895265761230930e-2, 7.86869131145613259100e-4),
        (2.96560571828504891230e-1, 1.48753612908506148525e-2),
        (1.78482653991729133580e0, 1.36929880922735805310e-1),
        (5.46378491116411436990e0, 5.99832206555887937690e-1),
        (6.65790464350110377720e0, 1.0),
    ]
)
"""Polynomials over polynomials that are the normal quantile to 1e-16 (Wichura 1988, algorithm AS 241)."""


@kernel
def _on_grid(x: float, digits: int) -> float:
    # The largest number of the grid that is no larger than x, from 0 on.
    return float_of(bits_of(x) & ~((1 << (52 - digits)) - 1))


@kernel
def _next(x: float, digits: int) -> float:
    return float_of(bits_of(x) + (1 << (52 - digits)))


@kernel
def _nearest(x: float, digits: int) -> float:
    return float_of((bits_of(x) + (1 << (51 - digits))) & ~((1 << (52 - digits)) - 1))


@kernel
def _ratio(x: float, table: np.ndarray) -> float:
    above, below = 0.0, 0.0
    for k in range(8):
        above, below = above * x + float(table[k, 0]), below * x + float(table[k, 1])
    return above / below


@kernel
def _bell(z: float) -> float:
    # The normal density.
    square, left = product(z, z)
    return PER_ROOT_2_PI * exponential(-0.5 * square, -0.5 * left)


@kernel
def _from_0(z: float) -> float:
    # The normal probability from 0 to z, 0 <= z <= SEAM: a sum of positive terms.
    total = 1.0
    for k in range(30, 0, -1):
        total = 1.0 + z * z * float(ODD[k]) * total
    return _bell(z) * z * total


@kernel
def _from_infinity(z: float) -> float:
    # The normal probability beyond z, SEAM <= z < 39: a continued fraction (Laplace 1805).
    below = z
    for k in range(int(220.0 / (z * z)) + 12, 0, -1):
        below = z + k / below
    return _bell(z) / below


@kernel
def normal_quantile(p: float) -> float:
    """The number below which a standard normal draw is with probability p; infinite for 0 and 1, nan beyond."""
    if not 0.0 < p < 1.0:
        return -np.inf if p == 0.0 else np.inf if p == 1.0 else UNKNOWN
    away, rest = abs(p - 0.5), min(p, 1.0 - p)
    if away == 0.0:
        return 0.0
    if away <= 0.425:
        near = away * _ratio(0.180625 - away * away, CENTRE)
    else:
        root = np.sqrt(-log(rest))
        near = _ratio(root - 1.6, MIDDLE) if root <= 5.0 else _ratio(root - 5.0, FAR)
    z = _nearest(near, GRID)
    if abs(near - z) > 2.0**-47 * near:
        # Far enough from numbers of the grid not to be mistaken about the first.
        z = _next(_on_grid(near, GRID), GRID)
    elif (_from_0(z) < away) if z < SEAM else (_from_infinity(z) > rest):
        z = _next(z, GRID)
    return z if p > 0.5 else -z


@kernel
def normal_share(z: float) -> float:
    """The probability of a standard normal draw below z, 0..1; nan for nan."""
    if z != z:
        return z
    away = abs(z)
    if away >= 39.0:
        return 1.0 if z > 0.0 else 0.0
    low = _on_grid(away, COARSE)
    high = _next(low, COARSE)
    part = (away - low) / (high - low)
    if away < SEAM:
        first, last = _from_0(low), _from_0(high)
        share = min(first + (last - first) * part, last)
        return 0.5 + share if z > 0.0 else 0.5 - share
    first, last = _from_infinity(low), _from_infinity(high)
    rest = max(first + (last - first) * part, last)
    return 1.0 - rest if z > 0.0 else rest


@kernel
def _stirling(x: float) -> float:
    # log Gamma(x) - (x - 1/2) log x + x - log sqrt(2 pi), for x >= LARGE.
    s = 1.0 / (x * x)
    rest = 1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s / 156))
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * rest))) / x


@kernel
def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function, for a and b above 0."""
    factor, total = 1.0, a + b
    while a < LARGE:
        factor *= total / a
        a, total = a + 1.0, total + 1.0
    while b < LARGE:
        factor *= total / b
        b, total = b + 1.0, total + 1.0
    powers = -a * log1p(b / a) - b * log1p(a / b) + 0.5 * (log(total / a) - log(b))
    return log(factor) + powers + LOG_ROOT_2_PI + (_stirling(a) + _stirling(b) - _stirling(total))


@kernel
def _fraction(x: float, rest: float, a: float, b: float) -> float:
    # x^a (1-x)^b / B(a, b) over the incomplete beta function, for x = 1 - rest below the mean or near it: a continued
    # fraction (DiDonato & Morris 1992, ACM TOMS 18:360, equation 9), whose last denominator is held at 1.
    above, above_before, below_before = a * (a * rest - b * x + 1.0) / (a + 1.0), 1.0, 0.0
    for k in range(1, ITERATIONS):
        m, last = float(k), above
        odd = m * (b - m) * x / (a + 2.0 * m - 1.0)
        over = (a + m - 1.0) * (a + b + m - 1.0) * x / (a + 2.0 * m - 1.0) * odd
        under = m + odd + (a + m) * (a * rest - b * x + 1.0 + m * (1.0 + rest)) / (a + 2.0 * m + 1.0)
        unit = 1.0 / (under + over * below_before)
        above, above_before, below_before = (under * above + over * above_before) * unit, above * unit, unit
        if abs(above - last) <= 3e-16 * above:
            break
    return above


@kernel
def _front(x: float, a: float, b: float, logarithm_of_beta: float) -> float:
    # x^a (1-x)^b / B(a, b), whose logarithm is a small difference of large numbers: with what rounding takes away.
    rest = 1.0 - x
    of_x, of_x_low = logarithm(x, 0.0)
    of_rest, of_rest_low = logarithm(rest, (1.0 - rest) - x)
    first, first_low = product(a, of_x)
    second, second_low = product(b, of_rest)
    total = first + second
    back = total - first
    low = (first - (total - back)) + (second - back) + (first_low + second_low) + (a * of_x_low + b * of_rest_low)
    return exp((total - logarithm_of_beta) + low)


@kernel
def _reached(x: float, p: float, a: float, b: float, logarithm_of_beta: float) -> bool:
    # Whether the probability below x is at least p, from the side on which it is the smaller.
    if x >= 1.0 or x <= 0.0:
        return x >= 1.0
    front = _front(x, a, b, logarithm_of_beta)
    if x <= a / (a + b):
        return front >= p * _fraction(x, 1.0 - x, a, b)
    return front <= (1.0 - p) * _fraction(1.0 - x, x, b, a)


@kernel
def _solved(p: float, a: float, b: float, logarithm_of_beta: float) -> float:
    # The x, no larger than the mean, below which the probability is p; nan if it is not found. Newton's method on
    # logarithms of both, which are nearly in line: from above, and never above where it was.
    mean = a / (a + b)
    x = min(mean, exp((log(p * a) + logarithm_of_beta) / a))
    for _ in range(60):
        front = _front(x, a, b, logarithm_of_beta)
        share = front / _fraction(x, 1.0 - x, a, b)
        if share == 0.0:
            x = np.sqrt(x * mean)
            continue
        missing = log(p / share)
        x = min(x * exp(missing * share * (1.0 - x) / front), mean)
        if abs(missing) < CLOSE:
            return x
    return UNKNOWN


@kernel
def _sharpened(x: float, rest: float, a: float, b: float, logarithm_of_beta: float) -> float:
    # The x beyond which the probability is `rest`, from one that was 1 less something: a small x has lost digits.
    for _ in range(4):
        if not 0.0 < x < 0.25:
            return x if x > 0.0 else UNKNOWN
        front = _front(x, a, b, logarithm_of_beta)
        share = front / _fraction(1.0 - x, x, b, a)
        missing = log(rest / share)
        x *= exp(-missing * share * (1.0 - x) / front)
        if abs(missing) < CLOSE:
            return x
    return UNKNOWN


@kernel
def _beta_quantile(p: float, a: float, b: float, logarithm_of_beta: float, of_mean: float) -> float:
    # `of_mean`: the probability below the mean.
    if not 0.0 < p < 1.0:
        return p if p == 0.0 or p == 1.0 else UNKNOWN
    x = UNKNOWN
    if min(a, b) >= SMALL and p <= of_mean:
        x = _solved(p, a, b, logarithm_of_beta)
    elif min(a, b) >= SMALL:
        x = _sharpened(1.0 - _solved(1.0 - p, b, a, logarithm_of_beta), 1.0 - p, a, b, logarithm_of_beta)
    if x == x:
        x = _nearest(x, GRID)
        return x if _reached(x, p, a, b, logarithm_of_beta) else _next(x, GRID)
    low, high = 0, bits_of(1.0) >> (52 - GRID)
    while high - low > 1:
        middle = (low + high) >> 1
        if _reached(float_of(middle << (52 - GRID)), p, a, b, logarithm_of_beta):
            high = middle
        else:
            low = middle
    return float_of(high << (52 - GRID))


@kernel
def _below_mean(a: float, b: float, logarithm_of_beta: float) -> float:
    mean = a / (a + b)
    return _front(mean, a, b, logarithm_of_beta) / _fraction(mean, 1.0 - mean, a, b)


def beta_quantiles(shares: npt.ArrayLike, a: float, b: float) -> np.ndarray:
    """The numbers, 0..1, below which a beta draw of shapes a and b (above 0) is with each of some probabilities.

    float64, in the shape of `shares`; nan for what is no probability.
    """
    a, b = float(a), float(b)
    constant = log_beta(a, b)
    return each(_beta_quantile, shares, a, b, constant, _below_mean(a, b, constant))


@kernel
def student_quantile(p: float, freedom: float) -> float:
    """The number below which a draw of Student's t with so many degrees of freedom, from 1 on, is with probability p.

    Infinite for 0 and 1, nan beyond.
    """
    if not 0.0 < p < 1.0:
        return -np.inf if p == 0.0 else np.inf if p == 1.0 else UNKNOWN
    away, rest, a = abs(p - 0.5), min(p, 1.0 - p), 0.5 * freedom
    if away == 0.0:
        return 0.0
    constant = log_beta(a, 0.5)
    low, high = 0, bits_of(1e100) >> (52 - GRID)
    while high - low > 1:
        middle = (low + high) >> 1
        t = float_of(middle << (52 - GRID))
        square = t * t
        front = exp(-a * log1p(square / freedom) - 0.5 * log1p(freedom / square) - constant) if square > 0.0 else 0.0
        x, other = square / (freedom + square), freedom / (freedom + square)
        if x <= 1.0 / (1.0 + freedom):
            reached = 0.5 * front >= away * _fraction(x, other, 0.5, a)
        else:
            reached = 0.5 * front <= rest * _fraction(other, x, a, 0.5)
        if reached:
            high = middle
        else:
            low = middle
    t = float_of(high << (52 - GRID))
    return t if p > 0.5 else -t
