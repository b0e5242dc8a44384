"""The programme of a movement in one world: its mechanisms, resolved, and who is seeded when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.ground.draws import ONCE, stream
from sim.movement.course import Course, Mechanism
from sim.movement.giving_up import GivingUp
from sim.movement.plan import Plan, Scope, Windows
from sim.world.people import People


@dataclass(frozen=True, eq=False)
class Programme:
    """Every mechanism of a movement that is on, resolved for one world.

    `mechanisms` act in this order; `giving_up`: how adopters fall back, if they do; `waves`: for each later wave, where
    it begins in the list of seeds and the window in which it begins; `committed`: seeds never give up.
    """

    scopes: tuple[Scope, ...]
    windows: Windows
    mechanisms: tuple[Mechanism, ...] = ()
    giving_up: GivingUp | None = None
    waves: tuple[tuple[int, int], ...] = ()
    committed: bool = False

    def course(self) -> Course:
        """The course of a run that is about to begin."""
        return Course(self.scopes, self.windows, self.mechanisms)

    def in_waves(self, starts: Sequence[int]) -> "Programme":
        """The same programme with later waves beginning at `starts` in the list of seeds."""
        windows = (window for _, window in self.waves)
        return replace(self, waves=tuple(zip(starts, windows, strict=True)))

    @classmethod
    def blank(cls, people: int) -> "Programme":
        """The programme in which nothing is on."""
        plan = Plan(People.alike(people), (), lambda name: stream(0, ONCE, name))
        return cls(tuple(plan.scopes), plan.windows)

    def seeded(self, seeds: Sequence[int] | np.ndarray, course: Course) -> np.ndarray:
        """The seeds whose wave begins in the present step of a course, int32, ascending; the first in step 0."""
        ids = np.asarray(seeds, np.int32)
        ends = [start for start, _ in self.waves[1:]] + [len(ids)]
        if course.step == 0:
            return np.sort(ids[: self.waves[0][0] if self.waves else len(ids)])
        now = [ids[:0]]
        for (start, window), end in zip(self.waves, ends, strict=False):
            if course.active[window] and window not in course.begun:
                course.begun.add(window)
                now.append(ids[start:end])
        return np.sort(np.concatenate(now))
