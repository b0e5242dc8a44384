"""Who adopted when."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.frozen import freeze


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One run of one strategy, from step 0 (the seeds) to the last.

    `adopted_at`: int32, shape (people): the step in which each person adopted, -1 for never; `steps` >= 0: the number
    of the last step. Raises ValueError with the name of the broken invariant.
    """

    adopted_at: np.ndarray
    steps: int

    def __post_init__(self) -> None:
        if self.steps < 0:
            raise ValueError("steps must not be negative")
        if len(self.adopted_at) and (self.adopted_at.min() < -1 or self.adopted_at.max() > self.steps):
            raise ValueError("people adopt in a step of the run, or never (-1)")
        freeze(self, "adopted_at")

    @cached_property
    def new(self) -> np.ndarray:
        """How many adopted in each step, int64, shape (steps + 1)."""
        return np.bincount(self.adopted_at + 1, minlength=self.steps + 2)[1:]

    @cached_property
    def adopters(self) -> np.ndarray:
        """How many are adopters after each step, int64, shape (steps + 1)."""
        return np.cumsum(self.new)

    def shares(self, membership: np.ndarray, groups: int) -> np.ndarray:
        """The share of adopters after each step in each of `groups` groups: float64, shape (groups, steps + 1).

        `membership`: the number of each person's group, shape (people); every group has a member.
        """
        width = self.steps + 2
        cells = np.bincount(membership * width + self.adopted_at + 1, minlength=groups * width)
        counts = np.cumsum(cells.reshape(groups, width)[:, 1:], axis=1)
        return counts / np.bincount(membership, minlength=groups)[:, None]
