"""What strategies are told besides the world: other strategies, and the circumstances that their options must fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties


class Inner(Protocol):
    """A strategy as an option of another one: in a scenario a name, or a mapping with a name and options."""

    def __call__(self, ties: Ties, people: People, count: int, rng: np.random.Generator, **known: Any) -> np.ndarray:
        """The people it chooses, best first; `known` is what the experiment hands in, passed on."""


@dataclass(frozen=True)
class Circumstances:
    """What a scenario says around a strategy; None where the scenario is at fault there.

    `columns`: the columns of the people; `tribe`: which of them says who belongs together; `line`: whether a reporting
    line is known; `movement`: what pushes; `threshold`: the options of the thresholds in the scenario's words, None
    where nobody has one; `besides`: names of all else that acts (mechanisms, waves of seeds, a convention).

    A part that needs something of the people has a function `lacks(columns, tribe, line, *, options)` beside its own,
    one that cannot work with anything that pushes a function `misfits(circumstances, *, options)`. Both give pairs of
    option and message, as `faults` does.
    """

    columns: Mapping[str, np.ndarray] | None
    tribe: str | None
    line: bool
    movement: Movement | None
    threshold: Mapping[str, Any] | None
    besides: tuple[str, ...] = ()
