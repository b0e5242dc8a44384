from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.equations import Equations, Opens
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol
from sim.movement.course import RESULTS, Course
from sim.movement.plan import EVERYONE, From, Of, Plan, Until, When
from sim.world.people import People

AFTER = ("storytelling",)
EVIDENCE = Evidence(
    "B",
    "failures seen among peers put off about as much as successes attract",
    "Connelly et al. 2011, Organization Science 22:688, of firms",
)


@dataclass(frozen=True, eq=False)
class Results:
    """Results, resolved for a world: `sign`, float64, shape (groups), is Z of each group of `scope`; see `begin`."""

    scope: int
    sign: np.ndarray
    window: int
    gain: float
    forgetting: float
    exponent: float
    lag: int
    openness: float

    def act(self, course: Course) -> None:
        """beta_R R, with the results of earlier steps, brought up to date first."""
        stock = course.stocks.get(self, np.zeros(len(self.sign)))
        then = course.step - 1 - self.lag
        fresh = np.zeros(len(self.sign))
        if course.active[self.window] and then >= 0:
            # Imported here: numba is slow to import, and parts are imported at each start.
            from sim.ground.elementary import each, power

            shares = course.share(self.scope, then)[: len(self.sign)]
            fresh = self.gain * self.sign * each(power, shares, self.exponent)
        course.stocks[self] = (1.0 - self.forgetting) * stock + fresh
        course.results = course.of_each(self.scope, course.stocks[self])
        course.openness += self.openness * course.results


def begin(
    plan: Plan,
    *,
    of: Of = EVERYONE,
    win: Annotated[float, Field(ge=0, le=1, description="chance that the change proves itself; else it fails")] = 1.0,
    gain: Annotated[
        float, Field(ge=0, description="what full adoption adds to the results of a step"), Symbol("r")
    ] = 0.1,
    forgetting: Annotated[
        float, Field(ge=0, le=1, description="the share of results forgotten each step"), Symbol("d")
    ] = 0.1,
    exponent: Annotated[
        float, Field(gt=0, description="above 1, results come late, with many adopters"), Symbol("eta")
    ] = 1.0,
    lag: Annotated[int, Field(ge=0, description="steps from adoption to results"), Symbol("L")] = 0,
    openness: Annotated[
        float, Field(ge=0, le=10, description="what results of 1 add to receptivity (log scale)"), Symbol("beta_R")
    ] = 1.0,
    start: From = 1,
    until: Until = None,
    when: When = None,
) -> Results:
    """The change proves itself, or is seen to fail, in each organisation (or group) by itself.

    R(t+1) = (1 - d) R(t) + r Z F(t - L)^eta, with Z = 1 with probability `win`, else -1, drawn once for each group: the
    change works there or does not. Results gather while the mechanism is on, and are forgotten at any time.
    """
    scope = plan.scope(of)
    draws = plan.draw("results").random(len(plan.scopes[scope].names))
    sign = np.where(draws < win, 1.0, -1.0)
    window = plan.window(start, until, when)
    return Results(scope, sign, window, gain, forgetting, exponent, lag, openness)


def obeys_more(people: People, *, win: float, gain: float, openness: float, **_: Any) -> bool:
    """Whether more adopters never push anybody less: if the change fails nowhere, or results have no effect."""
    return win == 1 or gain == 0 or openness == 0


def steady(*, gain: float, openness: float, **_: Any) -> bool:
    """Whether receptivity is the same in every step."""
    return gain == 0 or openness == 0


def idle(used: Collection[str], *, gain: float, openness: float, **_: Any) -> str:
    """A clause if it does nothing."""
    if gain and (openness or RESULTS in used):
        return ""
    return "moves nobody, for `gain` is 0, or `openness` is and nobody is held by results"


def equations(*, openness: float, **_: Any) -> Equations:
    """The sum U_s, the results R of each group, and their term of receptivity."""
    return Equations(
        opens=(Opens(openness, "U_s", "results, seen to work or seen to fail"),) if openness else (),
        states=("U_s(t+1) = (1 - d) U_s(t) + r Z F_s(t - L)^eta,   Z = 1 with probability win, else -1",),
        symbols={
            "d": "decay of results",
            "r": "gain of results",
            "Z": "whether it works (1) or fails (-1)",
            "L": "lag of results",
            "eta": "how results grow with the share",
            "win": "the chance that it works",
        },
        shared=("t", "s", "F_s", "U_s"),
    )
