from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from sim.families.equations import Equations, Opens
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol
from sim.movement.course import Course
from sim.movement.plan import From, Plan, Reach, Until, When, lasting
from sim.world.people import People

AFTER = ("critical-mass",)
EVIDENCE = Evidence(
    "B",
    "bridging networks suit changes that diverge from the status quo, cohesive ones those that do not",
    "Battilana & Casciaro 2012, Academy of Management Journal 55:381",
)


@dataclass(frozen=True)
class Divergence:
    """How far the change departs from present ways: `loss` is beta_V V, in a window."""

    loss: float
    window: int

    def act(self, course: Course) -> None:
        """- beta_V V, for everyone alike."""
        if course.active[self.window]:
            course.openness -= self.loss


def begin(
    plan: Plan,
    *,
    departure: Annotated[
        float, Field(ge=0, le=1, description="0 a small improvement, 1 a break with how things are done"), Symbol("V")
    ],
    weight: Annotated[
        float, Field(ge=0, le=10, description="what a break takes from receptivity"), Symbol("beta_V")
    ] = 1.0,
    start: From = 1,
    until: Until = None,
    when: When = None,
) -> Divergence:
    """A break with the past meets less receptivity than a small improvement: it lowers everyone's receptivity."""
    return Divergence(weight * departure, plan.window(start, until, when))


def obeys_more(people: People, *, departure: float, weight: float, when: Reach | None, **_: Any) -> bool:
    """Whether more adopters never push anybody less: if the loss begins by the calendar, not at a share of adopters."""
    return when is None or weight * departure == 0


def steady(*, departure: float, weight: float, start: int, until: int | None, when: Reach | None) -> bool:
    """Whether receptivity is the same in every step."""
    return weight * departure == 0 or lasting(start, until, when)


def equations(*, departure: float, weight: float, **_: Any) -> Equations:
    """Its term of receptivity."""
    loss = weight * departure
    return Equations(opens=(Opens(-loss, "", "the change departs from how things are done"),) if loss else ())
