"""Spells of adoption and non-adoption: how adoption ends, and the draws of later spells (MODEL.md section 6)."""

import numpy as np

from sim.ground.elementary import exp, log
from sim.ground.kernels import kernel

KEEPING, FOR_GOOD, RESISTANCE = 1, 2, 3
"""The purposes of keyed draws."""


@kernel
def erosion(rate: float, held: float) -> float:
    """What an adopter accumulates towards giving up in one step; `held` is the sum of all that holds them."""
    return rate * exp(-held)


@kernel
def stirred(word: np.uint64, part: int) -> np.uint64:
    """A word (uint64) mixed with a part, by splitmix64 (Steele, Lea & Flood 2014, OOPSLA, "Fast splittable ...")."""
    word = (word ^ np.uint64(part)) + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@kernel
def even(key: np.uint64, person: int, spell: int, what: int) -> float:
    """A uniform draw between 0 and 1, ends excluded, for the spell of a person: the same wherever it is asked for."""
    word = stirred(stirred(stirred(key, person), spell), what)
    return (float(word >> np.uint64(11)) + 0.5) / 9007199254740992.0


@kernel
def exponential(key: np.uint64, person: int, spell: int, what: int) -> float:
    """A unit exponential draw for the spell of a person."""
    return -log(even(key, person, spell, what))
