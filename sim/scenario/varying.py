"""A scenario at other settings: the scenario of each point (combination of values), or its faults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sim.families.studies import studies
from sim.ground.faults import Fault
from sim.scenario.faults import Place, path, unknown_key
from sim.scenario.language.factors import FACTORS, VARIED
from sim.scenario.language.settings import settings
from sim.scenario.page import PlaceError
from sim.scenario.reading import Reading
from sim.scenario.scenario import Scenario, side

SWEPT = (*VARIED, "strategies")
"""Sections that a sweep may vary: those about the world, and options of strategies, not how it is tried."""


def beside() -> tuple[str, ...]:
    """Keys of studies that a scenario at other settings leaves out."""
    return "claim", *(study.option.key for study in studies().values() if study.option and study.arms)


def check_factors(reading: Reading, key: str) -> dict[str, Place]:
    """Where the factors below a key, if any, stand, by their names; what is wrong with the names is a fault."""
    section = reading.data.get(key)
    names = section.get("factors") if isinstance(section, dict) else None
    if not isinstance(names, dict):
        return {}
    # More are a fault of their own.
    return {name: _place(reading, (key, "factors", name)) for name in list(names)[:FACTORS]}


def cells(
    reading: Reading,
    key: str,
    places: dict[str, Place],
    points: Sequence[tuple[Any, ...]],
    base: Scenario,
) -> tuple[Scenario, ...]:
    """The scenario at each point, with other values of the factors below a key; what is wrong there is a fault.

    A value of None leaves a factor as the scenario has it.
    """
    scenarios: list[Scenario] = []
    seen: set[tuple[str, str]] = set()
    labels = [strategy.label for strategy in base.strategies]
    for cell in points:
        values = dict(zip(places, cell, strict=True))
        new = {(name, str(value)) for name, value in values.items()} - seen
        seen |= new
        if reading.faults and not new:
            # A value that is wrong is most likely wrong in all combinations: one fault is enough.
            continue
        scenario = _cell(reading, key, places, values)
        if scenario is not None and [strategy.label for strategy in scenario.strategies] != labels:
            reading.fault((key,), f"at {words(values)} the strategies are called otherwise; give them a `label:`")
        scenarios += [] if scenario is None else [side(scenario)]
    return tuple(scenarios)


def words(values: dict[str, Any]) -> str:
    """A cell in words: `influence.contagion.rate 0.1, seeds.count 5`."""
    return ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)


def _place(reading: Reading, where: tuple[str, str, str]) -> Place:
    # The place of a factor in a scenario; a number in brackets is that of an item, from 1.
    key, _, name = where
    place: list[str | int] = []
    for word in name.split("."):
        match = re.fullmatch(r"([^\[\]]+)((?:\[[1-9]\d*\])*)", word)
        if match is None:
            reading.fault(where, f'"{name}" is no place in a scenario, such as `seeds.count`', named=where[:2])
            return ()
        place += [match[1], *(int(number) - 1 for number in re.findall(r"\d+", match[2]))]
    top = str(place[0])
    if top not in SWEPT and top in settings().model_fields:
        reading.fault(where, f"`{top}` stays as it is in all cells; what can vary is {', '.join(SWEPT)}")
    elif top not in SWEPT:
        reading.fault(where, unknown_key(top, list(SWEPT), f" in {key}.factors"), named=())
    elif place[:2] == ["people", "cost"]:
        reading.fault(where, "costs change nothing that is measured there")
    elif top in reading.page.content:
        try:
            reading.page.put(tuple(place), None, ())
        except PlaceError:
            reading.fault(where, f"there is nothing at {path(tuple(place))} in this scenario")
    return tuple(place)


def _cell(reading: Reading, key: str, places: dict[str, Place], values: dict[str, Any]) -> Scenario | None:
    # The scenario of a cell; its faults have the line of the factor.
    page = reading.page
    for other in beside():
        page = page.without(other)
    for name, place in places.items():
        if values[name] is not None:
            page = page.put(place, values[name], (key, "factors", name))
    inside = reading.beside(page)
    scenario = inside.understand(words(values))
    for fault in inside.first():
        worded = Fault(fault.file, fault.line, f"{fault.message} (in the {key}, at {words(values)})")
        if worded not in reading.faults:
            reading.faults.append(worded)
    return scenario
