"""The laws of networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.families.networks import Network
from sim.ground.draws import stream
from sim.trials.worlds import DRAWS, holds, noted
from sim.world.ties import Ties


def obeyed(part: Network, options: Mapping[str, Any]) -> Iterator[str]:
    """The laws that a network obeys in one draw after the other. Raises BrokenError."""
    faults = [message for _, message in part.faults(**options)]
    yield holds("the options are right with which it is tried", not faults, "; ".join(faults))
    for run in range(DRAWS):
        with noted(f"in run {run}"):
            yield from obeyed_in(part, options, run)


def obeyed_in(part: Network, options: Mapping[str, Any], run: int) -> Iterator[str]:
    """The laws that a network obeys in the draw of a run. Raises BrokenError."""
    ties, again = (part.function(stream(1, run, "network"), **options) for _ in range(2))
    yield holds("what is built are Ties", isinstance(ties, Ties), f"it gives {type(ties).__name__}")
    people, lightest = part.size(**options), part.lightest(**options)
    words = f"`size` says {people}, there are {ties.people} in run {run}"
    yield holds("there are as many people as `size` says", ties.people == people, words)
    least = float(ties.weights.min(initial=np.inf))
    words = f"`lightest` says {lightest:g}, there is {least:g} in run {run}"
    yield holds("no tie is lighter than `lightest` says", least >= lightest, words)
    same = all(np.array_equal(getattr(ties, name), getattr(again, name)) for name in ("starts", "peers", "weights"))
    yield holds("the same random numbers give the same ties", same, f"in run {run} they are others")
    lacking = part.columns(**options).keys() - ties.attributes.keys()
    yield holds("people have the columns that `columns` says", not lacking, f"{', '.join(sorted(lacking))} is missing")
