from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.equations import Equations, Opens
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol
from sim.ground.parts import Options
from sim.ground.spelling import did_you_mean
from sim.movement.course import Course
from sim.movement.plan import From, Of, Plan, Until, When, lasting
from sim.world.people import People

AFTER = ("formal-support",)
SUPPORT = True
EVIDENCE = Evidence(
    "C",
    "the size of a fit is an assumption; that messages matched to people move them more is B",
    "Matz et al. 2017, PNAS 114:12714",
)
Fit = Annotated[float, Field(ge=-1, le=1)]


class Period(Options):
    """A time in which one message runs."""

    message: str = Field(description="which message")
    start: From = 1
    until: Until = None
    when: When = None


@dataclass(frozen=True, eq=False)
class Messages:
    """Messages, resolved for a world.

    `scope`: the tribes; `fit`: float64, shape (messages, tribes); `periods`: which message runs in which window;
    `weight`: beta_M.
    """

    scope: int
    fit: np.ndarray
    periods: tuple[tuple[int, int], ...]
    weight: float

    def act(self, course: Course) -> None:
        """beta_M M_i, with M_i the fit of the message that runs now."""
        running = [message for message, window in self.periods if course.active[window]]
        if running:
            course.openness += self.weight * course.of_each(self.scope, self.fit[running[-1]])


def begin(
    plan: Plan,
    *,
    fit: Annotated[
        dict[str, dict[str, Fit]],
        Field(min_length=1, description="how well each message fits each tribe, -1..1: {tribe: {message: fit}}"),
    ],
    periods: Annotated[
        tuple[Period, ...], Field(min_length=1, description="which message runs when; of two, the later in the list")
    ],
    of: Of = "tribe",
    weight: Annotated[
        float, Field(ge=0, description="what a perfect fit adds to receptivity (log scale)"), Symbol("beta_M")
    ] = 1.0,
) -> Messages:
    """A message that fits one tribe may not fit another.

    M_i is the fit of the message that runs to the person's tribe.
    """
    names = list(dict.fromkeys(message for row in fit.values() for message in row))
    scope = plan.scope(of)
    for tribe in fit:
        plan.group(scope, tribe)
    tribes = plan.scopes[scope].names
    table = np.array([[fit.get(tribe, {}).get(message, 0.0) for tribe in tribes] for message in names])
    schedule = tuple((names.index(each.message), plan.window(each.start, each.until, each.when)) for each in periods)
    return Messages(scope, table, schedule, weight)


def faults(
    *, fit: dict[str, dict[str, float]], periods: tuple[Period, ...], **_: Any
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong between the options."""
    known = {message for row in fit.values() for message in row}
    for number, period in enumerate(periods):
        if period.message not in known:
            message = f'no tribe has a fit to "{period.message}"{did_you_mean(period.message, known)}'
            yield ("periods", number, "message"), message


def obeys_more(
    people: People, *, fit: dict[str, dict[str, float]], periods: tuple[Period, ...], weight: float, **_: Any
) -> bool:
    """Whether more adopters never push anybody less.

    A message that begins at a share of adopters must fit each tribe at least as well as any that it may replace, and as
    no message at all.
    """
    before: set[str] = set()
    for period in periods:
        for row in fit.values() if period.when and weight else ():
            if row.get(period.message, 0.0) < max([0.0, *(row.get(message, 0.0) for message in before)]):
                return False
        before.add(period.message)
    return True


def steady(*, fit: dict[str, dict[str, float]], periods: tuple[Period, ...], weight: float, **_: Any) -> bool:
    """Whether receptivity is the same in every step: if the last message in the list runs all the time."""
    last = periods[-1]
    return (
        weight == 0 or lasting(last.start, last.until, last.when) or not any(any(row.values()) for row in fit.values())
    )


def idle(used: Collection[str], *, fit: dict[str, dict[str, float]], weight: float, **_: Any) -> str:
    """A clause if it does nothing."""
    fits = any(any(row.values()) for row in fit.values())
    return "" if weight and fits else "moves nobody, for all fits or `weight` are 0"


def equations(*, weight: float, **_: Any) -> Equations:
    """The state M_i, and its term of receptivity."""
    return Equations(
        opens=(Opens(weight, "M_i", "how well the message fits i's tribe"),) if weight else (),
        states=("M_i = fit[tribe of i][message that runs in step t]",),
        symbols={"M_i": "how well the message fits", "fit": "fit of each message to each tribe"},
        shared=("i", "t"),
    )
