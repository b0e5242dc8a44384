"""The sweep of a scenario: the scenario of each of its cells, or what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

from sim.draws import ONCE, stream
from sim.faults import Fault
from sim.scenario.factors import latin_hypercube, values
from sim.scenario.faults import Place, path, unknown_key
from sim.scenario.reading import Reading
from sim.scenario.scenario import Scenario, Sweep
from sim.scenario.settings import VARIED, Settings

SWEPT = (*VARIED, "strategies")
"""What a sweep may vary: what a world is like, and what strategies are told. How it is tried stays the same."""

MOST = 10_000
"""Cells of one sweep."""

Read = Callable[[Reading, str], Scenario | None]


def check_factors(reading: Reading) -> dict[str, Place]:
    """Where the factors of a sweep stand in the scenario, by their names; what is wrong with the names is a fault."""
    said = reading.data.get("sweep")
    names = said.get("factors") if isinstance(said, dict) else None
    return {name: _place(reading, name) for name in names} if isinstance(names, dict) else {}


def sweep(reading: Reading, base: Scenario, read: Read) -> Sweep | None:
    """The sweep of a scenario that is right itself; None if it has none, or something is wrong with it.

    `read(reading, kind)`: the scenario of a reading.
    """
    wanted = reading.sections["sweep"]
    if wanted is None:
        return None
    places = check_factors(reading)
    cells, grid = _cells(reading, wanted, base.seed)
    found: list[Scenario] = []
    seen: set[tuple[str, str]] = set()
    for cell in () if reading.faults else cells:
        told = dict(zip(places, cell, strict=True))
        new = {(name, str(value)) for name, value in told.items()} - seen
        seen |= new
        if reading.faults and not new:
            # What is wrong at one value most likely is so beside all others: once is enough.
            continue
        one = _cell(reading, places, told, read)
        if one is not None and [other.label for other in one.strategies] != [s.label for s in base.strategies]:
            message = f"sweep: at {words(told)} the strategies are called otherwise; give them a `label:`"
            reading.fault(("sweep",), message)
        found += [] if one is None else [replace(one, explained=False)]
    return None if reading.faults else Sweep(tuple(places), tuple(cells), grid, tuple(found))


def words(told: dict[str, Any]) -> str:
    """A cell in words: `influence.contagion.rate 0.1, seeds.count 5`."""
    return ", ".join(f"{name} {value}" for name, value in told.items())


def _place(reading: Reading, name: str) -> Place:
    # Where a factor stands in a scenario; a number in brackets is that of an item, from 1.
    place: list[str | int] = []
    for word in name.split("."):
        found = re.fullmatch(r"([^\[\]]+)((?:\[[1-9]\d*\])*)", word)
        if found is None:
            message = f'sweep.factors: "{name}" is no place in a scenario, such as `seeds.count`'
            reading.fault(("sweep", "factors", name), message)
            return ()
        place += [found[1], *(int(number) - 1 for number in re.findall(r"\d+", found[2]))]
    top = str(place[0])
    if top not in SWEPT and top in Settings.model_fields:
        message = f"`{top}` stays as it is in all cells; what can vary is {', '.join(SWEPT)}"
        reading.fault(("sweep", "factors", name), f"sweep.factors.{name}: {message}")
    elif top not in SWEPT:
        reading.fault(("sweep", "factors", name), unknown_key(top, list(SWEPT), " in sweep.factors"))
    elif top in reading.page.content:
        try:
            reading.page.put(tuple(place), None, ())
        except LookupError:
            message = f"sweep.factors.{name}: there is nothing at {path(tuple(place))} in this scenario"
            reading.fault(("sweep", "factors", name), message)
    return tuple(place)


def _cells(reading: Reading, wanted: Any, seed: int) -> tuple[list[tuple[Any, ...]], tuple[int, ...] | None]:
    factors = wanted.factors
    if wanted.latin_hypercube is not None:
        rng = stream(seed, ONCE, "latin hypercube")
        cells, grid = latin_hypercube(factors, wanted.latin_hypercube, rng), None
    else:
        if len(factors) > 2:
            reading.fault(
                ("sweep", "factors"),
                f"sweep.factors: {len(factors)} factors; a grid has one or two, more take `latin_hypercube: 200`",
            )
        each = [values(factor) for factor in factors.values()]
        cells, grid = list(product(*each)), tuple(map(len, each))
        for name, some in zip(factors, each, strict=True):
            if len(set(map(str, some))) < len(some):
                reading.fault(("sweep", "factors", name), f"sweep.factors.{name}: a value is there twice")
    if len(cells) > MOST:
        reading.fault(("sweep",), f"sweep: {len(cells)} cells are too many; at most {MOST}")
    return cells, grid


def _cell(reading: Reading, places: dict[str, Place], told: dict[str, Any], read: Read) -> Scenario | None:
    # The scenario of a cell; its faults lead to the factor.
    page = reading.page
    for key in ("sweep", "claim", "tipping", "random_equivalents"):
        page = page.without(key)
    for name, place in places.items():
        page = page.put(place, told[name], ("sweep", "factors", name))
    inside = reading.beside(page)
    one = read(inside, words(told))
    for fault in inside.faults:
        worded = Fault(fault.file, fault.line, f"{fault.message} (in the sweep, at {words(told)})")
        if worded not in reading.faults:
            reading.faults.append(worded)
    return one
