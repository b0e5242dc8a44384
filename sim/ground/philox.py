"""Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, SC '11, "Parallel random numbers").

A draw is a function of its key and its counter, not of what was drawn before it: it can be made anywhere, in any order,
one at a time or for many people at once, and is the same. `key` and `bits` say how keys and counters are laid out.
"""

import hashlib
from functools import lru_cache

import numpy as np

from sim.ground.kernels import kernel

ROUNDS = 10
MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
"""What the two words of the key grow by in each round."""

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)

NO_RUN = 2**32 - 1
"""The run number of a draw that belongs to no run."""

Words = tuple[np.uint64, np.uint64]


@lru_cache(1000)
def key(seed: int, name: str) -> Words:
    """The two words (below 2^32) of the key of stream `name` in a scenario with `seed` (0 or more).

    The first 8 bytes of BLAKE2b over the seed in decimal, a zero byte and the name, as little-endian words.
    """
    digest = hashlib.blake2b(f"{seed}\0{name}".encode()).digest()
    return np.uint64(int.from_bytes(digest[:4], "little")), np.uint64(int.from_bytes(digest[4:8], "little"))


@kernel
def words(first: np.uint64, second: np.uint64, key: Words) -> Words:
    """Philox4x32-10 of a counter of four words: two of them, low word first, in each number (uint64).

    `first` has words 0 and 1 of the counter, `second` words 2 and 3; the result is laid out in the same way.
    """
    a, b, c, d = first & LOW, first >> HALF, second & LOW, second >> HALF
    even, odd = key
    for _ in range(ROUNDS):
        left, right = MULTIPLIERS[0] * a, MULTIPLIERS[1] * c
        a, b, c, d = (right >> HALF) ^ b ^ even, right & LOW, (left >> HALF) ^ d ^ odd, left & LOW
        even, odd = (even + WEYL[0]) & LOW, (odd + WEYL[1]) & LOW
    return a | (b << HALF), c | (d << HALF)


@kernel
def bits(key: Words, person: int, run: int, block: int, spell: int) -> Words:
    """The 128 random bits of a counter (person, run, block, k), each from 0 to 2^32 - 1, as two numbers (uint64)."""
    return words(np.uint64(person) | (np.uint64(run) << HALF), np.uint64(block) | (np.uint64(spell) << HALF), key)


@kernel
def uniform(number: np.uint64) -> float:
    """u = ((64 bits >> 12) + 1/2) 2^-52: a number between 0 and 1, never one of them."""
    return (float(number >> np.uint64(12)) + 0.5) * 2.0**-52


@kernel
def pair(key: Words, person: int, run: int, block: int, spell: int) -> tuple[float, float]:
    """The two uniform draws of a counter (person, run, block, k)."""
    first, second = bits(key, person, run, block, spell)
    return uniform(first), uniform(second)


@kernel
def uniforms(key: Words, persons: np.ndarray, run: int, block: int, spells: np.ndarray) -> np.ndarray:
    """The two uniform draws of each person in a block, float64, shape (persons, 2).

    `spells`: the number k of each person's spell, or a single one for all.
    """
    draws = np.empty((len(persons), 2))
    for i in range(len(persons)):
        draws[i] = pair(key, persons[i], run, block, spells[i if len(spells) > 1 else 0])
    return draws
