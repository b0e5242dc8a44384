import math
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.evidence import Evidence
from sim.ground.numerals import number
from sim.ground.spelling import did_you_mean
from sim.networks._informal import Trait, across_teams, contacts_faults, in_teams, near
from sim.networks._line import Line, grow, line_faults, shape
from sim.networks._shares import Shares, counts, shares_faults
from sim.networks._skewed import lognormal, whole
from sim.world.outline import Column, Drawing
from sim.world.ties import Ties

EVIDENCE = Evidence("C", "line, teams and informal ties are drawn, not measured")


TRAITS = {name: name for name in ("seniority", "level", "contract", "function", "site")} | {"tenure": "cohort"}
"""The kinds of homophily, and the column in which people are alike for each."""
CONTRACT = {"full-time": 0.7, "part-time": 0.3}
FUNCTION = {"operations": 0.7, "staff": 0.3}
SITE = {"north": 0.6, "south": 0.4}
NO_HOMOPHILY: dict[str, float] = {}


def build(
    rng: np.random.Generator,
    *,
    people: Annotated[int, Field(ge=20, description="number of people", examples=[300])],
    span: Annotated[
        float | None,
        Field(ge=2, description="mean number of people who report to a manager; 7 or, for few people, less"),
    ] = None,
    span_spread: Annotated[
        float | None, Field(ge=0, description="its standard deviation below the top; 0.4 of the mean unless given")
    ] = None,
    departments: Annotated[
        int | None, Field(ge=1, description="branches below the top; as many as a mean span or, for few people, fewer")
    ] = None,
    within_team: Annotated[
        float, Field(ge=0, le=1, description="share of pairs with the same manager who are tied informally")
    ] = 0.6,
    contacts: Annotated[
        float | None, Field(ge=0, description="mean number of informal ties to other teams; 6 or, for few people, less")
    ] = None,
    contacts_spread: Annotated[
        float | None, Field(ge=0, description="its standard deviation over people; 0.8 of the mean unless given")
    ] = None,
    within_department: Annotated[
        float | None,
        Field(
            gt=0, description="how many times higher the odds of such a tie are in one's department; 3 or so by default"
        ),
    ] = None,
    homophily: Annotated[
        dict[str, Annotated[float, Field(gt=0)]],
        Field(
            description=f"how many times higher the odds of a tie are among people alike in {', '.join(TRAITS)}",
            examples=[{"seniority": 2, "site": 3}],
        ),
    ] = NO_HOMOPHILY,
    contract: Annotated[
        Shares, Field(description="shares of people by contract, in any team", examples=[CONTRACT])
    ] = CONTRACT,
    function: Annotated[
        Shares, Field(description="shares of people by function; departments keep together", examples=[FUNCTION])
    ] = FUNCTION,
    site: Annotated[Shares, Field(description="shares of people by site; teams keep together", examples=[SITE])] = SITE,
    tenure: Annotated[float, Field(gt=0, description="mean years in the organisation")] = 7.0,
    tenure_spread: Annotated[float, Field(ge=0, description="their standard deviation")] = 6.0,
    line_ties: Annotated[bool, Field(description="whether people are tied to their manager")] = True,
    line_weight: Annotated[float, Field(gt=0, description="the weight of those ties; the others weigh 1")] = 1.0,
) -> Ties:
    """An organisation: a reporting line, teams, departments, and informal ties within and across them.

    Spans and the numbers of contacts are lognormal and have the mean and spread that are asked; contacts are those to
    people who have another manager. Homophily is an odds ratio (sim/networks/_homophily.py), the same among pairs of
    people with the same manager and among all others but a manager and who reports to them, counted in each, so that
    it does not come from who works together anyway. Columns: `manager` (empty for the top), `team` (who leads one
    belongs to it), `department`, `level` (1 is the top), `seniority` (senior: leads others), `contract`, `function`,
    `site`, `tenure`, `cohort` (the quarter of people by tenure, 1 for the newest; who seeks people of like tenure seeks
    them there). Raises OptionError if something that was asked is missed by more than 5 %.
    """
    managers, branches = shape(people, span, departments)
    spread = 0.4 * people / managers if span_spread is None else span_spread
    spans, deviation = whole(rng, managers - 1, people - 1 - branches, spread, least=1, most=people)
    near("span_spread", span_spread, deviation)
    line = grow(rng, branches, spans)
    columns = _columns(rng, line, contract, function, site)
    # With their own stream: who knows whom does not depend on tenure, unless that is asked for.
    years = lognormal(rng.spawn(1)[0], people, tenure, tenure_spread)
    near("tenure_spread", tenure_spread, float(years.std()), whole=False)
    columns["cohort"] = (4 * years.argsort(kind="stable").argsort(kind="stable") // people + 1).astype(str)
    traits = [Trait(("homophily", name), columns[TRAITS[name]], ratio) for name, ratio in homophily.items()]
    team = in_teams(rng, line, within_team, traits)
    if branches > 1:
        own = Trait(("within_department",), line.department, within_department or 3.0, within_department is not None)
        traits.append(own)
    across = across_teams(rng, line, contacts, contacts_spread, traits)
    formal = (np.arange(1, people), line.manager[1:]) if line_ties else (np.empty(0, np.int64),) * 2
    person, other = (np.concatenate(ends) for ends in zip(formal, team, across, strict=True))
    weights = np.where(np.arange(len(person)) < len(formal[0]), line_weight, 1.0)
    columns["tenure"] = np.round(years, 2)
    return Ties.from_pairs(
        people,
        person,
        other,
        weights,
        both_ways=True,
        attributes=columns,
        notes=[note for trait in traits for note in trait.notes],
    )


def size(*, people: int, **_: Any) -> int:
    """The number of people."""
    return people


def columns(
    *,
    people: int,
    span: float | None,
    departments: int | None,
    contract: dict[str, float],
    function: dict[str, float],
    site: dict[str, float],
    **_: Any,
) -> dict[str, Column]:
    """What is known of the columns before the network is drawn."""
    managers, branches = shape(people, span, departments)
    heads = range(1, branches + 1)
    leaders = {"T0": 1} | {f"T{head}": None for head in heads}

    def cut(shares: dict[str, float]) -> Column:
        sizes = zip(shares, counts(people, shares).tolist(), strict=True)
        return Column({name: size for name, size in sizes if size})

    quarters = [-(-number * people // 4) for number in range(5)]
    return {
        "manager": Column({"": 1, "0": branches}, (lambda value: is_number(value, people),)),
        "team": Column(leaders, (lambda value: is_number(value, people, "T"),)),
        "department": Column({"top": 1} | {f"D{head}": None for head in heads}),
        "level": Column({"1": 1, "2": branches, "3": None}, (lambda value: is_number(value, managers + 2),)),
        "seniority": Column({"senior": managers, "junior": people - managers}, idle=("junior",)),
        "contract": cut(contract),
        "function": cut(function),
        "site": cut(site),
        "cohort": Column({str(k + 1): quarters[k + 1] - quarters[k] for k in range(4)}),
        "tenure": Column({}, (lambda value: not math.isnan(number(value)),)),
    }


def is_number(value: str, most: int, prefix: str = "") -> bool:
    """Whether a value is a prefix and a whole number below `most`."""
    digits = value.removeprefix(prefix)
    whole_ = digits.isascii() and digits.isdecimal() and len(digits) < 12 and (digits == "0" or digits[0] != "0")
    return value.startswith(prefix) and whole_ and int(digits) < most


def luck(
    *,
    span_spread: float | None,
    contacts: float | None,
    contacts_spread: float | None,
    within_department: float | None,
    homophily: dict[str, float],
    **_: Any,
) -> Iterator[str]:
    """The options for which only the draw shows whether they can be met."""
    asked = {
        "span_spread": span_spread,
        "contacts": contacts,
        "contacts_spread": contacts_spread,
        "within_department": within_department,
        "homophily": homophily or None,
    }
    yield from (name for name, value in asked.items() if value is not None)


def lightest(*, line_ties: bool, line_weight: float, **_: Any) -> float:
    """No tie weighs less."""
    return min(1.0, line_weight) if line_ties else 1.0


def faults(
    *,
    people: int,
    span: float | None,
    departments: int | None,
    contacts: float | None,
    homophily: dict[str, float],
    contract: dict[str, float],
    function: dict[str, float],
    site: dict[str, float],
    tenure_spread: float,
    **_: Any,
) -> Iterator[tuple[str | tuple[str, ...], str]]:
    """What is wrong between the options."""
    yield from line_faults(people, span, departments)
    yield from contacts_faults(people, contacts)
    columns = {"contract": contract, "function": function, "site": site}
    for name, shares in columns.items():
        yield from shares_faults(name, people, shares)
    for trait in homophily:
        if trait not in TRAITS:
            known = did_you_mean(trait, TRAITS) or f"; they are {', '.join(TRAITS)}"
            yield ("homophily", trait), f"is no trait{known}"
        elif trait in columns and sum(share > 0 for share in columns[trait].values()) < 2:
            yield ("homophily", trait), f"everyone has the same {trait}"
        elif trait == "tenure" and tenure_spread == 0:
            yield ("homophily", trait), "everyone has the same tenure, with `tenure_spread: 0`"


def _columns(
    rng: np.random.Generator, line: Line, contract: dict[str, float], function: dict[str, float], site: dict[str, float]
) -> dict[str, np.ndarray]:
    people = len(line.manager)
    team = rng.permutation(people)[line.team]
    department = rng.permutation(people)[line.department]
    columns = {
        "manager": np.where(line.manager < 0, "", line.manager.astype(str)),
        "team": np.char.add("T", line.team.astype(str)),
        "department": np.where(line.department == 0, "top", np.char.add("D", line.department.astype(str))),
        "level": line.level.astype(str),
        "seniority": np.where(line.leads, "senior", "junior"),
    }
    # Groups are cut from a queue of people in random order, by departments, or by teams.
    queues = (
        ("contract", contract, rng.permutation(people)),
        ("function", function, np.lexsort((team, department))),
        ("site", site, np.argsort(team, kind="stable")),
    )
    for name, shares, queue in queues:
        cut = np.repeat(list(shares), counts(people, shares))
        columns[name] = cut[np.argsort(queue, kind="stable")]
    return columns


def drawing(
    *,
    people: int,
    span: float | None,
    departments: int | None,
    within_team: float,
    contacts: float | None,
    line_ties: bool,
    line_weight: float,
    **_: Any,
) -> Drawing:
    """What a draw takes, roughly: spans spread by 0.4 of their mean."""
    managers, _branches = shape(people, span, departments)
    mean = people / managers
    pairs = managers * (1.16 * mean**2 - mean) / 2
    ties = people * line_ties + within_team * pairs + people * (6 if contacts is None else contacts) / 2
    return Drawing(2 * ties, nanoseconds=3_000, bytes=110, even=line_weight == 1)
