from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.equations import Equations, Opens, Push
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol
from sim.ground.parts import Options
from sim.ground.spelling import did_you_mean
from sim.movement.course import BACKING, Course
from sim.movement.plan import From, MisfitError, Plan, Until, When, lasting, spelled
from sim.world.people import People

AFTER = ("homophily",)
SUPPORT = True
EVIDENCE = Evidence(
    "C",
    "how far backing multiplies the word of peers is an assumption; that it moves the less keen is B",
    "Leonard-Barton & Deschamps 1988, Management Science 34:1252",
)


class Sponsor(Options):
    """Managers who back or block the change for a time."""

    who: Any = Field(
        description="`top` (who reports to nobody), `managers` (all of them), names, or {column: value}; `level` "
        "counts from 1 at the top unless there is such a column"
    )
    backing: Annotated[float, Symbol("e")] = Field(1.0, ge=-1, le=1, description="1 backs the change, -1 blocks it")
    walks_the_talk: bool = Field(
        False, description="they back it only once they have adopted, and hold others back before: e = 2a - 1"
    )
    start: From = 1
    until: Until = None
    when: When = None


@dataclass(frozen=True, eq=False)
class FormalSupport:
    """Formal support, resolved for a world.

    `levels`: people with a manager, an array for each level, from the top down; `manager`: int32, shape (people);
    `groups`: for each group of sponsors the people, e, whether they walk the talk, and the window; `fading`, `push`,
    `openness`, `keen`: kappa, f, beta_S, beta_Sb.
    """

    levels: tuple[np.ndarray, ...]
    manager: np.ndarray
    groups: tuple[tuple[np.ndarray, float, bool, int], ...]
    fading: float
    push: float
    openness: float
    keen: float

    def act(self, course: Course) -> None:
        """S_i = e_m + kappa S_m, with m the manager of i: backing runs down the line."""
        backing, support = np.zeros(len(self.manager)), np.zeros(len(self.manager))
        for who, value, talks, window in self.groups:
            if course.active[window]:
                backing[who] = np.where(course.adopted[who], 1.0, -1.0) if talks else value
        for ids in self.levels:
            above = self.manager[ids]
            support[ids] = backing[above] + self.fading * support[above]
        course.support = support
        course.openness += self.openness * support
        course.keen += self.keen * support
        course.formal += self.push * np.maximum(support, 0.0)


Sponsors = Annotated[tuple[Sponsor, ...], Field(min_length=1, description="who backs or blocks the change, and when")]


def begin(
    plan: Plan,
    *,
    sponsors: Sponsors,
    fading: Annotated[
        float, Field(ge=0, le=1, description="the share of backing that is left a level further down"), Symbol("kappa")
    ] = 0.5,
    push: Annotated[
        float, Field(ge=0, description="hazard a step of full backing by one's manager"), Symbol("f")
    ] = 0.0,
    openness: Annotated[
        float,
        Field(ge=-10, le=10, description="backing makes the word of peers count for more (log scale)"),
        Symbol("beta_S"),
    ] = 0.0,
    keen: Annotated[
        float,
        Field(
            ge=-10,
            le=10,
            description="more openness for each standard deviation of passion; below 0, the "
            "keen hardly need the backing",
        ),
        Symbol("beta_Sb"),
    ] = 0.0,
) -> FormalSupport:
    """Sponsors back (or block) the change; backing runs down the reporting line and fades by the level.

    S_i is the sum over managers m above i of kappa^(distance - 1) e_m. A sponsor who stands in two groups follows the
    later one. Needs a reporting line.
    """
    people = plan.people
    if people.manager is None:
        raise MisfitError("there is no reporting line; `people: reports_to:` names the column of managers")
    levels = tuple(np.flatnonzero(people.depth == depth) for depth in range(1, people.depth.max() + 1))
    groups = tuple(
        (
            members(plan, sponsor.who),
            sponsor.backing,
            sponsor.walks_the_talk,
            plan.window(sponsor.start, sponsor.until, sponsor.when),
        )
        for sponsor in sponsors
    )
    return FormalSupport(levels, people.manager, groups, fading, push, openness, keen)


def members(plan: Plan, who: Any) -> np.ndarray:
    """The people that `who` stands for, by number, ascending.

    Raises MisfitError if the plan is strict and that is nobody, or nobody with reports.
    """
    ids = _meant(plan, who)
    if not plan.lead(ids, who):
        raise MisfitError(f"sponsors: {_nobody(who, len(ids) > 0)}")
    return ids


def _nobody(who: Any, anybody: bool) -> str:
    if not isinstance(who, dict):
        return f"nobody reports to {' or '.join(map(str, who)) if isinstance(who, list | tuple) else f'`{who}`'}"
    columns = ((of, value if isinstance(value, list | tuple) else [value]) for of, value in who.items())
    description = " and ".join(f"{of} {' or '.join(map(spelled, values))}" for of, values in columns)
    return f"nobody reports to anyone with {description}" if anybody else f"nobody has {description}"


def _meant(plan: Plan, who: Any) -> np.ndarray:
    people = plan.people
    if who == "top":
        return np.flatnonzero(people.depth == 0)
    if who == "managers":
        manager = people.manager if people.manager is not None else people.depth[:0]
        return np.unique(manager[manager >= 0])
    if isinstance(who, dict):
        return np.flatnonzero(np.logical_and.reduce([_is_in(plan, of, value) for of, value in who.items()]))
    numbers = [plan.person(str(name)) for name in who]
    if None in numbers:
        stranger = str(who[numbers.index(None)])
        raise MisfitError(f'nobody is called "{stranger}"{did_you_mean(stranger, plan.names)}')
    return np.sort(np.array(numbers))


def _is_in(plan: Plan, of: str, value: Any) -> np.ndarray:
    cells = [spelled(cell) for cell in (value if isinstance(value, list | tuple) else [value])]
    if of == "level" and of not in plan.people.attributes:
        return np.isin((plan.people.depth + 1).astype(str), cells)
    scope = plan.scope(of)
    return np.isin(plan.scopes[scope].membership, [plan.group(scope, cell) for cell in cells])


def faults(*, sponsors: Sponsors, **_: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong between the options."""
    for number, sponsor in enumerate(sponsors):
        place = ("sponsors", number)
        if not _says_who(sponsor.who):
            yield (*place, "who"), "expected `top`, `managers`, a list of names, or {column: value}"
        if sponsor.walks_the_talk and sponsor.backing != 1:
            yield (*place, "backing"), "who walks the talk has no backing of their own; leave out `backing:`"


def _says_who(who: Any) -> bool:
    if not isinstance(who, list | tuple | dict):
        return who in ("top", "managers")
    values: list[Any] = []
    for entry in who.values() if isinstance(who, dict) else [who]:
        # None stands for an empty list, which names nobody.
        values += (entry if isinstance(entry, list | tuple) else [entry]) or [None]
    return bool(values) and all(isinstance(value, str | int | float) for value in values)


def obeys_more(people: People, *, sponsors: Sponsors, openness: float, keen: float, **_: Any) -> bool:
    """Whether more adopters never push anybody less.

    Backing that goes by the calendar alone is the same whoever adopted. Where it depends on adopters, they must only
    raise it, and backing must lower nobody's receptivity: beta_S + beta_Sb b_i >= 0 for everyone. Backing that begins
    at a share of adopters must not be lower than any that it may replace.
    """
    if not any(sponsor.walks_the_talk or sponsor.when for sponsor in sponsors):
        return True
    highest = 0.0
    for sponsor in sponsors:
        if sponsor.when and (sponsor.walks_the_talk or sponsor.backing < highest):
            return False
        highest = max(highest, 1.0 if sponsor.walks_the_talk else sponsor.backing)
    return bool((openness + keen * people.standard_passion >= 0).all())


def steady(*, sponsors: Sponsors, openness: float, keen: float, **_: Any) -> bool:
    """Whether receptivity is the same in every step."""
    fixed = all(lasting(each.start, each.until, each.when) and not each.walks_the_talk for each in sponsors)
    return fixed or openness == keen == 0


def idle(used: Collection[str], *, push: float, openness: float, keen: float, **_: Any) -> str:
    """A clause if it does nothing."""
    if push or openness or keen or BACKING in used:
        return ""
    return "moves nobody, for `push`, `openness` and `keen` are 0, and nobody is held by support"


def equations(*, push: float, openness: float, keen: float, **_: Any) -> Equations:
    """The state S_i, and its terms of the push and of receptivity."""
    opens = (
        Opens(openness, "S_i", "backing from above makes peers' word count for more"),
        Opens(keen, "S_i b_i", "the keen hardly need it"),
    )
    symbols = {
        "kappa": "what is left of backing a level below",
        "m": "a manager",
        "e_m": "whether m backs the change (1) or blocks it (-1)",
    }
    return Equations(
        pushes=(Push("f max(S_i, 0)", f"f = {push:g}"),) if push else (),
        opens=tuple(term for term in opens if term.number),
        states=("S_i = sum over managers m above i of kappa^(distance - 1) e_m, e_m in [-1, 1], or 2 a_m - 1",),
        symbols=symbols | ({"f": "push of full backing"} if push else {}),
        shared=("i", "a_m", "S_i", *(("b_i",) if keen else ())),
    )
