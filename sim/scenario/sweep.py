"""The sweep of a scenario: the scenario of each of its cells, or what is wrong with them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from sim.ground.draws import ONCE, stream
from sim.ground.faults import Fault
from sim.scenario.faults import Place, path, unknown_key
from sim.scenario.language.factors import FACTORS, latin_hypercube, values
from sim.scenario.language.settings import VARIED, Settings
from sim.scenario.page import PlaceError
from sim.scenario.reading import Reading
from sim.scenario.scenario import Scenario, Sweep

SWEPT = (*VARIED, "strategies")
"""What a sweep may vary: what a world is like, and what strategies are told. How it is tried stays the same."""

BESIDE = ("sweep", "sensitivity", "claim", "tipping", "random_equivalents", "robustness")
"""What cells do not try themselves."""

MOST = 10_000
"""Cells of one sweep."""

MUCH = 20_000_000
"""Cells times keys and values: each cell is a scenario, checked as a whole."""

Read = Callable[[Reading, str], Scenario | None]


def check_factors(reading: Reading, key: str) -> dict[str, Place]:
    """Where the factors below a key stand in the scenario, by their names; what is wrong with the names is a fault."""
    said = reading.data.get(key)
    names = said.get("factors") if isinstance(said, dict) else None
    if not isinstance(names, dict):
        return {}
    # More are a fault of their own.
    return {name: _place(reading, (key, "factors", name)) for name in list(names)[:FACTORS]}


def sweep(reading: Reading, base: Scenario, read: Read) -> Sweep | None:
    """The sweep of a scenario that is right itself; None if it has none, or something is wrong with it.

    `read(reading, kind)`: the scenario of a reading.
    """
    wanted = reading.sections["sweep"]
    if wanted is None:
        return None
    places = check_factors(reading, "sweep")
    points, grid = _points(reading, wanted, base.seed)
    found = () if reading.faults else cells(reading, "sweep", places, points, base, read)
    return None if reading.faults else Sweep(tuple(places), tuple(points), grid, found)


def cells(
    reading: Reading,
    key: str,
    places: dict[str, Place],
    points: Sequence[tuple[Any, ...]],
    base: Scenario,
    read: Read,
) -> tuple[Scenario, ...]:
    """The scenario at each point, where the factors below a key have other values; what is wrong there is a fault.

    A value of None leaves a factor as the scenario has it.
    """
    found: list[Scenario] = []
    seen: set[tuple[str, str]] = set()
    for cell in points:
        told = dict(zip(places, cell, strict=True))
        new = {(name, str(value)) for name, value in told.items()} - seen
        seen |= new
        if reading.faults and not new:
            # What is wrong at one value most likely is so beside all others: once is enough.
            continue
        one = _cell(reading, key, places, told, read)
        if one is not None and [other.label for other in one.strategies] != [s.label for s in base.strategies]:
            message = f"{key}: at {words(told)} the strategies are called otherwise; give them a `label:`"
            reading.fault((key,), message)
        found += [] if one is None else [replace(one, explained=False)]
    return tuple(found)


def words(told: dict[str, Any]) -> str:
    """A cell in words: `influence.contagion.rate 0.1, seeds.count 5`."""
    return ", ".join(f"{name} {value}" for name, value in told.items() if value is not None)


def _place(reading: Reading, said: tuple[str, str, str]) -> Place:
    # Where a factor stands in a scenario; a number in brackets is that of an item, from 1.
    key, _, name = said
    place: list[str | int] = []
    for word in name.split("."):
        found = re.fullmatch(r"([^\[\]]+)((?:\[[1-9]\d*\])*)", word)
        if found is None:
            reading.fault(said, f'{key}.factors: "{name}" is no place in a scenario, such as `seeds.count`')
            return ()
        place += [found[1], *(int(number) - 1 for number in re.findall(r"\d+", found[2]))]
    top = str(place[0])
    if top not in SWEPT and top in Settings.model_fields:
        message = f"`{top}` stays as it is in all cells; what can vary is {', '.join(SWEPT)}"
        reading.fault(said, f"{key}.factors.{name}: {message}")
    elif top not in SWEPT:
        reading.fault(said, unknown_key(top, list(SWEPT), f" in {key}.factors"))
    elif place[:2] == ["people", "cost"]:
        reading.fault(said, f"{key}.factors.{name}: costs change nothing that is measured there")
    elif top in reading.page.content:
        try:
            reading.page.put(tuple(place), None, ())
        except PlaceError:
            message = f"there is nothing at {path(tuple(place))} in this scenario"
            reading.fault(said, f"{key}.factors.{name}: {message}")
    return tuple(place)


def _points(reading: Reading, wanted: Any, seed: int) -> tuple[list[tuple[Any, ...]], tuple[int, ...] | None]:
    factors = wanted.factors
    cells: list[tuple[Any, ...]] = []
    grid: tuple[int, ...] | None = None
    # Counted before they are made.
    if wanted.latin_hypercube is not None:
        count = wanted.latin_hypercube
        if count <= MOST:
            cells = latin_hypercube(factors, count, stream(seed, ONCE, "latin hypercube"))
    else:
        if len(factors) > 2:
            reading.fault(
                ("sweep", "factors"),
                f"sweep.factors: {len(factors)} factors; a grid has one or two, more take `latin_hypercube: 200`",
            )
        each = [values(factor) for factor in factors.values()]
        grid = tuple(map(len, each))
        count = math.prod(grid)
        cells = list(product(*each)) if count <= MOST else []
        for name, some in zip(factors, each, strict=True):
            if len(set(map(str, some))) < len(some):
                reading.fault(("sweep", "factors", name), f"sweep.factors.{name}: a value is there twice")
    if count > MOST:
        reading.fault(("sweep",), f"sweep: {count} cells are too many; at most {MOST}")
    if count * len(reading.page.lines) > MUCH:
        much = f"{count} cells of a scenario with {len(reading.page.lines)} keys and values"
        reading.fault(("sweep",), f"sweep: {much} are too much to look at; at most {MUCH:,} together")
    return cells, grid


def _cell(reading: Reading, key: str, places: dict[str, Place], told: dict[str, Any], read: Read) -> Scenario | None:
    # The scenario of a cell; its faults lead to the factor.
    page = reading.page
    for other in BESIDE:
        page = page.without(other)
    for name, place in places.items():
        if told[name] is not None:
            page = page.put(place, told[name], (key, "factors", name))
    inside = reading.beside(page)
    one = read(inside, words(told))
    for fault in inside.first():
        worded = Fault(fault.file, fault.line, f"{fault.message} (in the {key}, at {words(told)})")
        if worded not in reading.faults:
            reading.faults.append(worded)
    return one
