"""One strategy of a scenario, alone or within another: its faults, and the function made of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np

from sim.families.strategies import STRATEGIES, Circumstances, Sight, Work
from sim.ground.faults import InputError, first_of
from sim.ground.numerals import number as valued
from sim.ground.spelling import did_you_mean
from sim.ground.tables import numbers
from sim.ground.texts import names_of
from sim.scenario.faults import Place, inside, path
from sim.scenario.language import nested
from sim.scenario.network import Source
from sim.scenario.reading import Reading
from sim.world.outline import perhaps
from sim.world.people import People
from sim.world.ties import Ties

Wanted = Mapping[str, Collection[str]]
"""Who may be chosen: for each column, the allowed values."""


def sound(reading: Reading, place: Place, model: Any, source: Source | None, around: Circumstances) -> bool:
    """Keep the faults of a strategy and of those in its options; returns whether there are none."""
    part, before = STRATEGIES.part(model.name), len(reading.faults)
    eligible = within(model, around.tribe)
    if eligible is None and not reading.faulty("people"):
        reading.fault((*place, "within"), "names tribes, but there is no `people.tribe:`")
    elif eligible is not None and around.columns is not None:
        _check_within(reading, place, model, eligible, around.columns)
    for name, (hint, _) in part.fields.items():
        for where, strategy in nested.inner(hint, getattr(model, name), (name,)):
            sound(reading, (*place, *where), strategy, source, around)
    if reading.part_faults(place, part, model):
        options = reading.options(part, model)
        misfits = list(part.misfits(around, **options))
        if around.columns is not None:
            misfits += part.lacks(around.columns, around.tribe, around.line, **options)
        for option, message in misfits:
            where = inside(place, option)
            reading.fault(where, message, named=place if option == "name" else where)
        if (file := getattr(model, "file", None)) is None or reading.input((*place, "file"), file):
            _check_named(reading, place, source, part.named, options)
    return len(reading.faults) == before


def within(model: Any, tribe: str | None) -> Wanted | None:
    """Who may be chosen, by column (empty: anyone); None if tribes are named but no column has them."""
    if isinstance(model.within, list):
        return None if tribe is None else {tribe: [str(value) for value in model.within]}
    return {column: [str(value) for value in values] for column, values in (model.within or {}).items()}


def chooser(reading: Reading, model: Any, tribe: str | None) -> Callable[..., np.ndarray]:
    """The function of a strategy without faults: of ties, people, count, rng and what the experiment knows."""
    settings, eligible = options(reading, model, tribe), within(model, tribe) or {}
    return partial(asked, STRATEGIES.part(model.name).function, settings, eligible)


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function of a strategy with default options, which may choose anybody."""
    return partial(asked, function, {}, {})


def options(reading: Reading, model: Any, tribe: str | None) -> dict[str, Any]:
    """The options of a strategy without faults, as its function takes them."""
    part = STRATEGIES.part(model.name)
    make = partial(chooser, reading, tribe=tribe)
    settings = reading.options(part, model)
    # Files are read once, here: where the strategy chooses, such as on a worker, they may be missing.
    settings |= part.settled(**settings)
    return {name: nested.filled(hint, settings[name], make) for name, (hint, _) in part.fields.items()}


def asked(
    function: Callable[..., Any],
    settings: Mapping[str, Any],
    eligible: Wanted,
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    **known: Any,
) -> Any:
    """Calls a strategy's function with only allowed people to choose, and the arguments of `known` that it names."""
    names = _positional(function)
    handed = {name: known[name] for name in names if name in known}
    if "known" in names:
        handed["known"] = known
    return function(ties, people.within(eligible) if eligible else people, count, rng, **handed, **settings)


def scored(
    function: Callable[..., np.ndarray],
    settings: Mapping[str, Any],
    eligible: Wanted,
    ties: Ties,
    people: People,
) -> np.ndarray:
    """The score of each person by the function of a strategy; nan for those who may not be chosen."""
    people = people.within(eligible) if eligible else people
    return np.where(people.never, np.nan, function(ties, people, **settings))


@lru_cache(maxsize=64)
def _positional(function: Callable[..., Any]) -> tuple[str, ...]:
    # An option may have the same name as something known; options are keyword-only.
    parameters = inspect.signature(function).parameters.values()
    return tuple(parameter.name for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY)


KNOWN = frozenset(STRATEGIES.offers)
"""Names of what the experiment knows besides the people and their ties."""


def sees(model: Any) -> frozenset[Sight]:
    """What a strategy sees, itself or through strategies in its options."""
    part = STRATEGIES.part(model.name)
    settings = {name: getattr(model, name) for name in part.fields}
    sights = part.sees(**settings)
    if not sees_what_is_known(part.function):
        sights -= {Sight.MOVEMENT}
    if model.equals is not None:
        sights |= {Sight.CHANCE}
    inside = [nested.inner(hint, settings[name]) for name, (hint, _) in part.fields.items()]
    return sights.union(*(sees(strategy) for strategies in inside for _, strategy in strategies))


def sees_what_is_known(function: Callable[..., Any]) -> bool:
    """Whether a strategy's function asks for anything that the experiment knows besides the people and their ties."""
    return not KNOWN.isdisjoint(_positional(function))


def work(model: Any, **known: Any) -> Work:
    """The work of a strategy with those in its options; `known`: arguments of `work` in sim.families.strategies."""
    part = STRATEGIES.part(model.name)
    settings = {name: getattr(model, name) for name in part.fields}
    total: Work = part.work(**{**known, **settings})
    for name, (hint, _) in part.fields.items():
        for _place, strategy in nested.inner(hint, getattr(model, name)):
            inside = work(strategy, **known)
            total = Work(
                total.seconds + inside.seconds,
                max(total.bytes, inside.bytes),
                inside.once and total.seconds < inside.seconds,
                total.alone or inside.alone,
            )
    return total


def _check_within(
    reading: Reading, place: Place, model: Any, eligible: Wanted, columns: Mapping[str, np.ndarray]
) -> None:
    unknown: list[tuple[Place, str]] = []
    for column, values in eligible.items():
        named = (*place, "within", column) if isinstance(model.within, dict) else (*place, "within")
        if column not in columns:
            # A tribe that is no column is reported at `people.tribe`.
            if isinstance(model.within, dict):
                unknown.append((named, column))
            continue
        present = dict.fromkeys(np.unique(names_of(columns[column])).tolist())
        strange = [
            ((*named, number), value)
            for number, value in enumerate(values)
            if value not in present and not perhaps(columns, column, value)
        ]
        reading.first_faults(strange, partial(_in_none, f"{path(place)}.within", column, list(present)))
    reading.first_faults(unknown, partial(_no_column, f"{path(place)}.within", columns))


def _no_column(place: str, columns: Mapping[str, np.ndarray], column: str) -> str:
    known = did_you_mean(column, columns) or f"; known are {', '.join(columns) or 'none'}"
    return f'{place}: the people have no column "{column}"{known}'


def _in_none(place: str, column: str, present: list[str], value: str) -> str:
    known = did_you_mean(value, present) or f"; known are {_listing(present)}"
    return f'{place}: nobody has "{value}" in "{column}"{known}'


def check_enough(reading: Reading, place: Place, source: Source, eligible: Wanted, count: int) -> None:
    """Keep a fault if fewer people may be chosen than the scenario starts with."""
    if not eligible.keys() <= source.outline.keys():
        # A missing column is reported where it is named.
        return
    number = _may_be_chosen(reading, source, eligible)
    if number < count:
        reading.fault((*place, "within"), f"only {number} people may be chosen, fewer than the {count} seeds")


def _may_be_chosen(reading: Reading, source: Source, eligible: Wanted) -> int:
    # Among people who are yet to be drawn, these at most.
    outline = source.outline
    if outline.ties is None:
        sizes = [[outline.size(column, value) for value in set(values)] for column, values in eligible.items()]
        return min(sum(source.people if size is None else size for size in each) for each in sizes)
    never = np.zeros(source.people, np.bool_)
    never[held_back(reading, source)] = True
    people = replace(People.alike(source.people), attributes=outline.ties.attributes, never=never).within(eligible)
    return int((~people.never).sum())


def _listing(values: list[str]) -> str:
    return ", ".join(value or '""' for value in values[:10]) + ", ..." * (len(values) > 10)


def held_back(reading: Reading, source: Source) -> np.ndarray:
    """The numbers of people who never adopt according to a column, as far as that is known."""
    column = getattr(getattr(reading.sections.get("people"), "never", None), "column", None)
    if column is None or column not in source.outline or source.outline.ties is None:
        return np.empty(0, np.int64)
    values = numbers(source.outline[column])
    return np.empty(0, np.int64) if values is None else np.flatnonzero(values == 1)


def held(reading: Reading, source: Source) -> int:
    """How many people surely never adopt according to a column."""
    column = getattr(getattr(reading.sections.get("people"), "never", None), "column", None)
    if source.outline.ties is not None or column is None or column not in source.outline:
        return len(held_back(reading, source))
    cells = [value for value in source.outline[column].tolist() if valued(value) == 1]
    return sum(source.outline.size(column, value) or 0 for value in cells)


def _check_named(
    reading: Reading,
    place: Place,
    source: Source | None,
    named: Callable[..., tuple[str, ...]],
    options: dict[str, Any],
) -> None:
    # Strategies with a member `named` name people themselves; ids that match nobody are a fault.
    try:
        names = named(**options)
    except InputError as error:
        reading.faults += error.faults
        return
    if not names or source is None:
        return
    outline = source.outline
    never = {outline.names[i] for i in held_back(reading, source)}

    def say(name: str) -> str:
        if name in never:
            return f'"{name}" never adopts, as people.never says'
        return f'nobody in the network is called "{name}"{outline.near(name)}'

    wrong = [(line, name) for line, name in enumerate(names, 2) if not outline.is_called(name) or name in never]
    if options.get("file") is None:
        strangers = [((*place, "people"), name) for _, name in wrong]
        reading.first_faults(strangers, lambda name: f"{path(place)}: {say(name)}")
    else:
        reading.faults += first_of(str(options["file"]), wrong, say, "more lines like these")
