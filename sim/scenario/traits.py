"""The options of each trait of the people, and the columns that it needs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.families.distributions import DISTRIBUTIONS
from sim.ground.faults import UnfitError
from sim.ground.kinds import show
from sim.ground.numerals import number
from sim.ground.spelling import did_you_mean
from sim.ground.tables import LARGEST, numbers
from sim.ground.texts import names_of
from sim.movement.plan import EVERYONE, spelled
from sim.scenario.faults import Place, path
from sim.scenario.network import Source
from sim.scenario.reading import Reading
from sim.world.people import People, reporting_line

LINE = "manager"
"""The column with the reporting line in generated networks that have one."""

MOST = 1e15
"""From here on sums of costs would lose cents."""


def traits(reading: Reading, threshold: BaseModel | None, source: Source | None) -> dict[str, dict[str, Any]]:
    """The options of each trait, by the trait's name."""
    people = reading.sections.get("people")
    if people is None:
        return {}
    never = people.never
    if never.column is not None:
        if never.share:
            reading.fault(("people", "never"), "takes a share or a column, not both")
        else:
            place = ("people", "never", "column")
            values = _numbers(reading, place, never.column, source)
            if values is not None and not np.isin(values, (0, 1)).all():
                reading.fault(place, f'"{never.column}" must hold 0 and 1 only')
    tribes = None
    if people.tribe is not None:
        tribes = _column(reading, ("people", "tribe"), people.tribe, source)
        if tribes is not None and EVERYONE in names_of(tribes):
            message = f'one is called "{EVERYONE}", which results call all people together; rename it'
            reading.fault(("people", "tribe"), message)
        empty = 0 if tribes is None else int((names_of(tribes) == "").sum())
        if empty:
            reading.notes.append(
                f'people.tribe: "{people.tribe}" is empty for {empty} people; they are a tribe "" here'
            )
    _by_tribe(reading, ("people", "never", "share"), never.share, source, tribes, lambda x: 0 <= x <= 1, "from 0 to 1")
    scale = people.resistance.scale
    _by_tribe(reading, ("people", "resistance", "scale"), scale, source, tribes, lambda x: 0 < x < 1e100, "above 0")
    return {
        "passion": _spread(reading, ("people", "passion"), people.passion, source),
        "threshold": {} if threshold is None else _spread(reading, ("influence", "threshold"), threshold, source),
        "never": {"share": _by_name(never.share), "column": never.column, "tribe": people.tribe},
        "resistance": {"scale": _by_name(scale), "tribe": people.tribe},
    }


def passion_drawn(people: Any) -> bool:
    """Whether passion is drawn anew in each run, by a section of people without faults."""
    return DISTRIBUTIONS.part(people.passion.distribution).DRAWN


def never_drawn(people: Any) -> bool:
    """Whether those who never adopt are drawn anew in each run, by such a section."""
    return people.never.column is None and bool(people.never.share)


def costs(reading: Reading, source: Source | None) -> dict[str, Any] | None:
    """The settings of costs of people as seeds, or None."""
    people = reading.sections.get("people")
    cost = None if people is None else people.cost
    if cost is None:
        return None
    place: Place = ("people", "cost")
    if (cost.each is None) == (cost.column is None):
        reading.fault(place, "takes one of `each:` and `column:`")
    elif cost.column is not None:
        values = _numbers(reading, (*place, "column"), cost.column, source)
        if values is not None and source is not None and not ((values >= 0) & (values < MOST)).all():
            wrong = int(np.flatnonzero(~((values >= 0) & (values < MOST)))[0])
            who = f"{_somebody(source, wrong)} has {values[wrong]:g}"
            reading.fault((*place, "column"), f'"{cost.column}" must hold numbers from 0 on; {who}')
    else:
        columns: Mapping[str, np.ndarray] = {} if source is None else source.outline
        tribes = names_of(columns[people.tribe]) if people is not None and people.tribe in columns else None
        _by_tribe(reading, (*place, "each"), cost.each, source, tribes, lambda x: 0 <= x < MOST, "from 0 on")
        if tribes is not None and isinstance(cost.each, dict) and (free := set(tribes) - set(_by_name(cost.each))):
            reading.notes.append(
                f"people.cost.each: nothing is said of {', '.join(sorted(free))}; they cost nothing here"
            )
    return {"each": _by_name(cost.each), "column": cost.column}


def _by_name(value: Any) -> Any:
    # Tribes by name: a number in YAML is text in the columns of people.
    return {spelled(tribe): amount for tribe, amount in value.items()} if isinstance(value, dict) else value


def _by_tribe(
    reading: Reading,
    place: Place,
    value: Any,
    source: Source | None,
    tribes: np.ndarray | None,
    fits: Callable[[float], bool],
    range_: str,
) -> None:
    # A number, or one for some of the tribes.
    known = {} if tribes is None else dict.fromkeys(sorted(set(names_of(tribes))))
    if isinstance(value, dict) and tribes is None:
        reading.fault(place, "there are no tribes; `people: tribe:` names their column")
    each = _by_name(value).items() if isinstance(value, dict) else (("", value),)
    wrong = [(tribe, amount) for tribe, amount in each if not (_is_number(amount) and fits(amount))]
    reading.first_faults(
        [(place, pair) for pair in wrong],
        lambda pair: (
            f"{path((*place, pair[0]) if pair[0] else place)}: found {show(pair[1])}, "
            f"expected a number {range_}, or {{tribe: number}}"
        ),
    )
    faulty = dict(wrong)
    strange = [tribe for tribe, _ in each if tribe and known and tribe not in known and tribe not in faulty]
    if source is not None:
        column = str(reading.sections["people"].tribe)
        strange = [tribe for tribe in strange if not source.outline.perhaps(column, tribe)]
    reading.first_faults(
        [(place, tribe) for tribe in strange],
        lambda tribe: f'{path(place)}: there is no tribe "{tribe}"{did_you_mean(tribe, known)}',
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def reports_to(reading: Reading, source: Source | None) -> str | None:
    """The column with the ids of managers: the one named, or `manager` in a network with a reporting line."""
    people = reading.sections.get("people")
    if people is None or source is None:
        return None
    if people.reports_to is None:
        return LINE if LINE in source.outline else None
    place = ("people", "reports_to")
    column = _column(reading, place, people.reports_to, source)
    if column is not None and source.outline.ties is None:
        if people.reports_to != LINE:
            message = f'the column "{people.reports_to}" is no reporting line; these people have theirs in "{LINE}"'
            reading.fault(place, message)
    elif column is not None:
        names = source.outline.names
        try:
            manager = reporting_line(names, column)
            replace(People.alike(len(names)), manager=manager)
        except UnfitError as error:
            reading.fault(place, f'the column "{people.reports_to}" is no reporting line: {error}')
    return str(people.reports_to)


def _spread(reading: Reading, place: Place, model: Any, source: Source | None) -> dict[str, Any]:
    part = DISTRIBUTIONS.parts[model.distribution]
    reading.part_faults(place, part, model)
    if model.distribution == "column":
        _numbers(reading, (*place, "name"), model.name, source)
    correlation = getattr(model, "correlation_with_degree", 0.0)
    return {"values": partial(part.function, **reading.options(part, model)), "correlation_with_degree": correlation}


def _column(reading: Reading, place: Place, name: str, source: Source | None) -> np.ndarray | None:
    if source is None:
        return None
    columns = source.outline
    if name in columns:
        return columns[name]
    known = did_you_mean(name, columns) or ("; known are " + ", ".join(columns) if columns else "; they have none")
    reading.fault(place, f'the people have no column "{name}"{known}')
    return None


def _numbers(reading: Reading, place: Place, name: str, source: Source | None) -> np.ndarray | None:
    column = _column(reading, place, name, source)
    values = None if column is None else numbers(column)
    if column is not None and values is None and source is not None:
        wrong = next(row for row, value in enumerate(column.tolist()) if not abs(number(str(value))) <= LARGEST)
        who = f"{_somebody(source, wrong)} has {show(str(column[wrong]))}"
        reading.fault(place, f'the column "{name}" must hold a number for everyone; {who}')
    return values


def _somebody(source: Source, row: int) -> str:
    # The people of a row of a column; before people are drawn it has each value once.
    return "somebody" if source.outline.ties is None else source.outline.names[row]
