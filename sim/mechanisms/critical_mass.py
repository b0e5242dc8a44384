from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.equations import Equations, Opens
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol
from sim.movement.course import Course
from sim.movement.plan import EVERYONE, Of, Plan
from sim.world.people import People

AFTER = ("results",)
EVIDENCE = Evidence("B", "for committed minorities", "Centola et al. 2018, Science 360:1116")


@dataclass(frozen=True, eq=False)
class CriticalMass:
    """A critical mass, resolved for a world: `latches` are the windows of the groups of `scope`; `openness`: beta_C."""

    scope: int
    latches: np.ndarray
    openness: float

    def act(self, course: Course) -> None:
        """beta_C C, with C = 1 where the mass was declared reached."""
        course.openness += self.openness * course.of_each(self.scope, course.active[self.latches])


def begin(
    plan: Plan,
    *,
    reach: Annotated[
        float, Field(ge=0, le=1, description="the share at which the critical mass is declared"), Symbol("F*")
    ],
    of: Of = EVERYONE,
    openness: Annotated[
        float,
        Field(ge=-10, le=10, description="what the declaration adds to receptivity (log scale)"),
        Symbol("beta_C"),
    ] = 0.0,
) -> CriticalMass:
    """A management rule: once a share of everyone, or of one's own group, has adopted, that is declared, for good.

    Other mechanisms wait for a share with their own `when: {reach: ...}`. A tipping point of the dynamics is something
    else: it is measured, never set.
    """
    scope = plan.scope(of)
    return CriticalMass(scope, plan.latches(scope, reach), openness)


def obeys_more(people: People, *, openness: float, **_: Any) -> bool:
    """Whether more adopters never push anybody less: if the declaration does not lower receptivity."""
    return openness >= 0


def steady(*, openness: float, **_: Any) -> bool:
    """Whether receptivity is the same in every step: if the declaration changes nothing."""
    return openness == 0


def idle(used: Collection[str], *, openness: float, **_: Any) -> str:
    """A clause if it does nothing."""
    return "" if openness else "moves nobody, for `openness` is 0"


def equations(*, openness: float, **_: Any) -> Equations:
    """The state K_s, and its term of receptivity."""
    return Equations(
        opens=(Opens(openness, "K_s", "a critical mass was declared reached"),) if openness else (),
        states=("K_s = 1 from the step after the share of adopters in s first reached F*, else 0",),
        symbols={
            "K_s": "1 once a critical mass was declared in s",
            "F*": "share from which on a critical mass is declared",
        },
        shared=("s",),
    )
