from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.equations import Equations, Opens, Perceived, Push
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol, of_all_or_each
from sim.movement.course import Course
from sim.movement.plan import EVERYONE, From, MisfitError, Of, Plan, Reach, Until, When
from sim.world.people import People

AFTER = ("messages",)
SUPPORT = True
SENSING = "and hear of the share of adopters that stories tell of"
EVIDENCE = Evidence(
    "A",
    "for the trend",
    "Sparkman & Walton 2017, Psychological Science 28:1663; later field trials found less, and once the opposite, "
    "Sparkman et al. 2020, Sustainability 12:2453",
    "that some do it moved nobody in the first trial",
)


@dataclass(frozen=True, eq=False)
class Storytelling:
    """Storytelling, resolved for a world: `scope`: the groups told of; `reached`: bool, shape (people), who hears."""

    scope: int
    reached: np.ndarray
    window: int
    level: float
    trend: float
    expected: float
    lag: int
    over: int
    recruits: float
    puts_off: float
    hearsay: float

    def act(self, course: Course) -> None:
        """B = b_L (F~ - F0) + b_T (F~ - F~ before) for everyone whom the story reaches."""
        now = course.step - 1 - self.lag
        if not course.active[self.window] or now < 0:
            return
        heard, before = course.share(self.scope, now), course.share(self.scope, now - self.over)
        signal = self.level * (heard - self.expected) + self.trend * (heard - before)
        story = np.where(self.reached, course.of_each(self.scope, signal), 0.0)
        course.openness += self.puts_off * np.minimum(story, 0.0)
        course.stories += self.recruits * np.maximum(story, 0.0)
        course.heard = course.of_each(self.scope, heard)
        course.hearsay = np.where(self.reached, self.hearsay, 0.0)


def begin(
    plan: Plan,
    *,
    level: Annotated[
        float, Field(ge=0, description="how much the share of adopters in a story counts"), Symbol("beta_L")
    ] = 0.0,
    trend: Annotated[float, Field(ge=0, description="how much its growth counts"), Symbol("beta_T")] = 0.0,
    expected: Annotated[
        float,
        Field(ge=0, le=1, description="a share below this is a small minority, and puts people off"),
        Symbol("F0"),
    ] = 0.0,
    over: Annotated[int, Field(ge=1, description="growth is measured over so many steps"), Symbol("W")] = 5,
    lag: Annotated[int, Field(ge=0, description="how many steps old the figures in a story are")] = 0,
    told_of: Of = EVERYONE,
    reach: Annotated[
        Any,
        Field(description="chance of a person to be reached by stories: a number, or one for each tribe"),
        of_all_or_each(minimum=0, maximum=1),
    ] = 1.0,
    recruits: Annotated[float, Field(ge=0, description="hazard a step of a story of strength 1"), Symbol("s")] = 1.0,
    puts_off: Annotated[
        float,
        Field(ge=0, description="how much a story below what is expected closes people (log scale)"),
        Symbol("beta_B"),
    ] = 0.0,
    hearsay: Annotated[
        float,
        Field(ge=0, le=1, description="the share of hearsay in what people compare with their thresholds"),
        Symbol("v"),
    ] = 0.0,
    start: From = 1,
    until: Until = None,
    when: When = None,
) -> Storytelling:
    """People hear how many already do it, and whether more and more do.

    B_i = b_L (F~ - F0) + b_T (F~(t) - F~(t - W)) for those whom stories reach (drawn once for each person), with the
    share of adopters F~ as it was `lag` steps before, over everyone or over people like oneself (`told_of: tribe`).
    A `reach` for each tribe names the tribes of the first run; in a tribe that only a later run has, stories reach all.
    Before step 0 the share counts as that of step 0, so that seeds are no growth.
    """
    draws = plan.draw("story").random(len(plan.people))
    chance = np.full(len(plan.people), reach) if isinstance(reach, int | float) else _by_tribe(plan, reach)
    return Storytelling(
        plan.scope(told_of), draws < chance, plan.window(start, until, when),
        float(level), float(trend), float(expected), lag, over, float(recruits), float(puts_off), float(hearsay),
    )  # fmt: skip


def _by_tribe(plan: Plan, reach: dict[str, float]) -> np.ndarray:
    scope = plan.scope("tribe")
    tribes = plan.scopes[scope]
    if not plan.is_all(scope, reach):
        raise MisfitError(f"reach: it needs a chance for each tribe: {', '.join(tribes.names)}")
    return np.array([reach.get(name, 1.0) for name in tribes.names], np.float64)[tribes.membership]


def faults(*, reach: Any, **_: Any) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    chances = reach.values() if isinstance(reach, dict) else [reach]
    if not all(isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1 for share in chances):
        yield "reach", "expected a number from 0 to 1, or one for each tribe"


def obeys_more(
    people: People,
    *,
    level: float,
    trend: float,
    expected: float,
    recruits: float,
    puts_off: float,
    hearsay: float,
    when: Reach | None,
    **_: Any,
) -> bool:
    """Whether more adopters never push anybody less.

    With a trend, more adopters now mean less growth later. A story that begins at a share of adopters must not lower
    receptivity, nor replace what people see.
    """
    growth = trend > 0 and (recruits > 0 or puts_off > 0)
    sours = hearsay > 0 or (puts_off > 0 and level > 0 and expected > 0)
    return not growth and not (when is not None and sours)


def steady(*, level: float, trend: float, expected: float, puts_off: float, **_: Any) -> bool:
    """Whether receptivity is the same in every step: if no story ever lowers it."""
    return puts_off == 0 or (trend == 0 and (level == 0 or expected == 0))


def idle(used: Collection[str], *, level: float, trend: float, hearsay: float, **_: Any) -> str:
    """A clause if it does nothing."""
    return "" if level or trend or hearsay else "moves nobody, for `level`, `trend` and `hearsay` are 0"


def equations(*, recruits: float, puts_off: float, hearsay: float, **_: Any) -> Equations:
    """The state B_i with its terms of push and receptivity, and the hearsay that adds to what people see."""
    symbols = {
        "B_i": "how a story sounds to i",
        "sigma": "push of a story",
        "reached_i": "1 if the story reaches i, else 0",
        "beta_L": "weight of the level",
        "beta_T": "weight of the trend",
        "F~_i": "share of adopters that i hears of",
        "F0": "share that was expected",
        "W": "steps over which a trend is heard of",
    }
    heard = {"E~_i": "exposure with hearsay", "v": "weight of hearsay"} if hearsay else {}
    off = "a story about a small minority puts people off"
    return Equations(
        pushes=(Push("sigma max(B_i, 0)", f"sigma = {recruits:g}"),),
        opens=(Opens(puts_off, "min(B_i, 0)", off),) if puts_off else (),
        perceived=Perceived("E~_i", f"E~_i = (1 - v) E_i + v F~_i,   v = {hearsay:g}") if hearsay else None,
        states=("B_i = reached_i ( beta_L (F~_i - F0) + beta_T (F~_i(t) - F~_i(t-W)) )",),
        symbols=symbols | heard,
        shared=("i", "t"),
    )
