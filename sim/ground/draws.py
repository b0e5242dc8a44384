"""Keyed random streams: the only place that makes generators.

Every random quantity has a stream of its own, derived from (scenario seed, run, name of the stream) by
numpy's SeedSequence (MODEL.md section 7). No stream depends on a strategy, on the order of anything, on
threads or on the engine, so adding one never shifts another.
"""

import hashlib
from functools import lru_cache

import numpy as np

ONCE = -1
"""The run number of a draw that belongs to no run, such as the resampling of a bootstrap."""


def stream(seed: int, run: int, name: str) -> np.random.Generator:
    """The generator of stream `name` in replicate `run` of a scenario with `seed`.

    `seed` >= 0; `run` >= 0, or `ONCE`. The same arguments always give a fresh generator in the same state.
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(run + 1, *_words(name)))
    return np.random.Generator(np.random.PCG64(sequence))


@lru_cache(1000)
def _words(name: str) -> tuple[int, ...]:
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
