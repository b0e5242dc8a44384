"""Giving up, in the form that engines use (MODEL.md section 6)."""

from dataclasses import dataclass

import numpy as np

from sim.movement.course import Course


@dataclass(frozen=True)
class GivingUp:
    """Giving up, resolved for a world; `key`: of the draws of later spells; see `sim.mechanisms.giving_up`."""

    rate: float
    peers: float
    support: float
    results: float
    passion: float
    for_good: float
    passion_lost: float
    key: np.uint64
    window: int

    @classmethod
    def off(cls) -> "GivingUp":
        """The settings with which nobody gives up."""
        return cls(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, np.uint64(0), -1)

    def act(self, course: Course) -> None:
        """psi_S S + psi_R R: how much the surroundings hold adopters; infinite while giving up is off."""
        if not course.active[self.window]:
            course.held += np.inf
        course.held += self.support * course.support + self.results * course.results
