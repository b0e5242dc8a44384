"""What checks of published results share: worlds of a run, and how close an estimate must come."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sim.families.networks import NETWORKS
from sim.ground.draws import stream
from sim.world.people import People
from sim.world.ties import Ties

FOREVER = 5_000


def network(name: str, run: int = 0, **options) -> Ties:
    """A generated network of a run."""
    return NETWORKS.part(name).function(stream(2026, run, "network"), **options)


def with_thresholds(values) -> People:
    """People with nothing but thresholds."""
    values = np.asarray(values, dtype=float)
    return replace(People.alike(len(values)), threshold=values)


def lucky(people: int, run: int) -> People:
    """People with nothing but their resistance of a run."""
    return replace(People.alike(people), resistance=stream(2026, run, "resistance").standard_exponential(people))


def within(sample, expected: float, record: Callable[..., None], name: str, allowance: float = 0.0) -> None:
    """The mean of a sample lies within 4 standard errors (and an allowance) of what is expected; keep the figures."""
    sample = np.asarray(sample, dtype=float)
    estimate, error = sample.mean(), sample.std(ddof=1) / math.sqrt(len(sample))
    record(
        name, {"estimate": float(estimate), "standard_error": float(error), "runs": len(sample), "expected": expected}
    )
    assert abs(estimate - expected) <= 4 * error + allowance, (name, estimate, error, expected)
