"""An order of numbers that shows no pattern, and needs no draws."""

import math

GOLDEN = 0.618
"""Steps of about this part of the whole come near everything soon."""


def stride(count: int) -> int:
    """The step that leads from 0 past each number below `count` once and back, over the end to the beginning."""
    step = int(GOLDEN * count)
    while math.gcd(step, count) > 1:
        step += 1
    return step
