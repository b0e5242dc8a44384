"""Who adopted when, who gave up, and what pushed them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.ground.frozen import freeze


@dataclass(frozen=True, eq=False)
class Changes:
    """What happened after people's first adoption, in order of step and person, each of shape (changes).

    `step`, `person`: int32; `adopts`: bool, True where a person adopts again, False where one gives up; `sources`:
    float64, shape (changes, 5), the share of each of sim.movement.sources.SOURCES in the push since the person gave up:
    nan if a person gives up, or is seeded again; None unless asked for. Raises ValueError if the columns do not match.
    """

    step: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    person: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))
    adopts: np.ndarray = field(default_factory=lambda: np.empty(0, np.bool_))
    sources: np.ndarray | None = None

    def __post_init__(self) -> None:
        if not len(self.step) == len(self.person) == len(self.adopts):
            raise ValueError("each change has a step, a person and a direction")
        freeze(self, "step", "person", "adopts")
        if self.sources is not None:
            if self.sources.shape != (len(self.step), 5):
                raise ValueError("each change has five shares of sources")
            freeze(self, "sources")


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One run of one strategy, from step 0 (the seeds) to the last.

    `adopted_at`: int32, shape (people): the step in which each person first adopted, -1 for never; `steps` >= 0: the
    number of the last step; `later`: who gave up and adopted again; `sources`: float64, shape (people, 5), the share of
    each of sim.movement.sources.SOURCES in the push towards a person's first adoption: nan for seeds and those who
    never adopted; None unless asked for. Raises ValueError, which says which of these does not hold.
    """

    adopted_at: np.ndarray
    steps: int
    later: Changes = Changes()
    sources: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.steps < 0:
            raise ValueError("steps must not be negative")
        at = self.adopted_at
        if len(at) and (np.minimum.reduce(at) < -1 or np.maximum.reduce(at) > self.steps):
            raise ValueError("people adopt in a step of the run, or never (-1)")
        if len(self.later.step) and (self.later.step <= self.adopted_at[self.later.person]).any():
            raise ValueError("later changes come after the first adoption of the same person")
        freeze(self, "adopted_at")
        if (self.sources is None) != (self.later.sources is None):
            raise ValueError("it is known of every adoption what pushed, or of none")
        if self.sources is not None:
            if self.sources.shape != (len(self.adopted_at), 5):
                raise ValueError("each person has five shares of sources")
            freeze(self, "sources")

    @cached_property
    def new(self) -> np.ndarray:
        """The number of adoptions in each step, first or again, int64, shape (steps + 1)."""
        first = np.bincount(self.adopted_at + 1, minlength=self.steps + 2)[1:]
        if not len(self.later.step):
            return first
        return first + np.bincount(self.later.step[self.later.adopts], minlength=self.steps + 1)

    @cached_property
    def quits(self) -> np.ndarray:
        """The number of people who gave up in each step, int64, shape (steps + 1)."""
        return np.bincount(self.later.step[~self.later.adopts], minlength=self.steps + 1)

    @cached_property
    def adopters(self) -> np.ndarray:
        """The number of adopters after each step, int64, shape (steps + 1)."""
        if not len(self.later.step):
            # A shortcut, as many short runs need only this.
            return np.bincount(self.adopted_at + 1, minlength=self.steps + 2)[1:].cumsum()
        return np.cumsum(self.new - self.quits)

    @cached_property
    def adopted(self) -> np.ndarray:
        """Who is an adopter after the last step, bool, shape (people)."""
        balance = (self.adopted_at >= 0).astype(np.int64)
        np.add.at(balance, self.later.person, np.where(self.later.adopts, 1, -1))
        return balance > 0

    def shares(self, membership: np.ndarray, groups: int) -> np.ndarray:
        """The share of adopters after each step in each of `groups` groups: float64, shape (groups, steps + 1).

        `membership`: the number of each person's group, shape (people); every group has a member.
        """
        width = self.steps + 2
        cells = np.bincount(membership * width + self.adopted_at + 1, minlength=groups * width)
        changes = cells.reshape(groups, width)[:, 1:]
        places = membership[self.later.person], self.later.step
        np.add.at(changes, places, np.where(self.later.adopts, 1, -1))
        return np.cumsum(changes, axis=1) / np.bincount(membership, minlength=groups)[:, None]
