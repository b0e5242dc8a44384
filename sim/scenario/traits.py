"""What each trait of the people is told, and the columns that it needs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.family import DISTRIBUTIONS, did_you_mean
from sim.people import People, reporting_line
from sim.scenario.faults import Place, path
from sim.scenario.network import Source
from sim.scenario.reading import Reading


def traits(reading: Reading, threshold: BaseModel | None, source: Source | None) -> dict[str, dict[str, Any]]:
    """The options of each trait, by the trait's name."""
    people = reading.sections.get("people")
    if people is None:
        return {}
    never = people.never
    if never.column is not None:
        if never.share:
            reading.fault(("people", "never"), "people.never: takes a share or a column, not both")
        elif (values := _numbers(reading, ("people", "never", "column"), never.column, source)) is not None and (
            not np.isin(values, (0, 1)).all()
        ):
            reading.fault(
                ("people", "never", "column"), f'people.never.column: "{never.column}" must hold 0 and 1 only'
            )
    if people.tribe is not None:
        _column(reading, ("people", "tribe"), people.tribe, source)
    return {
        "passion": _spread(reading, ("people", "passion"), people.passion, source),
        "threshold": {} if threshold is None else _spread(reading, ("influence", "threshold"), threshold, source),
        "never": {"share": never.share, "column": never.column},
        "resistance": {},
    }


def reports_to(reading: Reading, source: Source | None) -> str | None:
    """The column with the ids of managers: the one that is named, or `manager` in a network that has a line."""
    people = reading.sections.get("people")
    if people is None or source is None:
        return None
    if people.reports_to is None:
        return "manager" if "manager" in source.example().attributes else None
    place = ("people", "reports_to")
    column = _column(reading, place, people.reports_to, source)
    if column is not None:
        names = source.example().names
        try:
            manager = reporting_line(names, column)
            replace(People.alike(len(names)), manager=manager)
        except ValueError as error:
            reading.fault(place, f'{path(place)}: the column "{people.reports_to}" is no reporting line: {error}')
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
    columns = source.example().attributes
    if name in columns:
        return columns[name]
    known = did_you_mean(name, columns) or ("; known are " + ", ".join(columns) if columns else "; they have none")
    reading.fault(place, f'{path(place)}: the people have no column "{name}"{known}')
    return None


def _numbers(reading: Reading, place: Place, name: str, source: Source | None) -> np.ndarray | None:
    values = _column(reading, place, name, source)
    if values is not None and not (np.issubdtype(values.dtype, np.number) and np.isfinite(values).all()):
        reading.fault(place, f'{path(place)}: the column "{name}" must hold a number for everyone')
        return None
    return values
