"""Sums that are the same in whatever order they are added (MODEL.md section 3, step 5).

Whole multiples of 2^(ceil(log2 D) - 52), none of whose sums exceeds D by much, add up without rounding: such sums are
whole numbers below 2^53 of one unit. So what peers contribute is rounded to such multiples once, when a world is drawn.
"""

import math
from collections.abc import Mapping

import numpy as np

from sim.ground.kernels import kernel

WHOLE = 2.0**52
"""Whole numbers whose sum is at most this are multiples of its unit as they are."""

LARGEST = 2.0**1022
"""Sums beyond this are left as they are: twice their power of 2 is more than a number holds."""

AS_IT_IS = 0.0
"""The power of a sum whose parts are not rounded."""


@kernel
def power(total: float) -> float:
    """2^ceil(log2 D) for a sum D = `total`: the least power of 2 that is not below it, 2^-1022 at least.

    AS_IT_IS where `total` is beyond LARGEST.
    """
    if not total <= LARGEST:
        return AS_IT_IS
    bits = np.float64(total).view(np.int64)
    exponent = bits >> 52
    if bits > exponent << 52 or exponent == 0:
        exponent += 1
    return np.int64(exponent << 52).view(np.float64)


@kernel
def rounded(part: float, power: float) -> float:
    """A part (0 or more) of a sum with this power, rounded to a whole multiple of 2^(ceil(log2 D) - 52).

    No part is nothing, so that a sum is whole only if every part of it is there. What is infinite stays so.
    """
    # The neighbours of a number from 2^e up to 2^(e+1) are 2^(e-52) away from it.
    return max((part + power) - power, power * 2.0**-52)


@kernel
def plus(total: float, part: float) -> float:
    """A sum with a further part, or without it if that is infinite: what is certain is no part of D."""
    return total + part if part < math.inf else total


def together(parts: Mapping[int, float]) -> dict[int, float]:
    """Parts of one sum, each rounded to whole multiples of the unit of the sum of all that are finite.

    That sum is added in the order given, which is the ascending one of persons in both engines.
    """
    total = 0.0
    for part in parts.values():
        total = plus(total, part)
    return {number: rounded(part, power(total)) for number, part in parts.items()}
