"""Parts of somebody's own: functions and classes that are handed in, and what packages bring as entry points."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import FunctionType
from typing import Any

from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.outcomes import OUTCOMES, OutcomePart, clashes
from sim.families.strategies import STRATEGIES
from sim.ground import own
from sim.ground.faults import Fault, InputError
from sim.ground.kinds import Place
from sim.ground.parts import Family, Part

OPEN: tuple[Family[Any], ...] = (STRATEGIES, MECHANISMS, NETWORKS, OUTCOMES)
"""The families of which anybody can have parts."""


def part(thing: Any, *, name: str = "", **members: Any) -> Part:
    """A part of your own: a strategy, a mechanism, a network or an outcome, for `sim.read(..., parts=[...])`.

    `thing`: a function; what it asks for first says what it is: `ties` a strategy, `plan` a mechanism, `rng` a network,
    `results` an outcome. Its keyword-only arguments with their types are the options in a scenario. Or a class or a
    module that has what a file of such a part has (CONTRIBUTING.md), such as `choose`. `name`: as scenarios have it,
    else its own with hyphens. `members`: what else such a file may have, such as `size` of a network; of an outcome
    that gives more than a number a strategy, its `columns`. Raises InputError with all that is wrong.
    """
    if isinstance(thing, Part):
        return thing
    if not isinstance(thing, own.PYTHON):
        reason = "its source cannot be had, and nobody could say which runs it made"
        if hasattr(thing, "py_func"):
            reason = "it is compiled by numba, and takes numbers and arrays only"
        message = f"{thing!r} is no part: {reason}"
        raise InputError([Fault("sim.part", 1, f"{message}; write a function around it")])
    family = next((family for family in OPEN if _is_of(thing, family)), None)
    if family is None:
        function = isinstance(thing, FunctionType)
        asked = " or ".join(f"`{one.asks[0] if function else one.verb}` ({one.noun})" for one in OPEN)
        verb = "asks first for none of" if function else "has none of"
        called = name or own.name_of(thing) or type(thing).__name__
        raise InputError([Fault(*own.place(thing), f'"{called}" is no part: it {verb} {asked}')])
    return own.described(family, thing, name=name, members=members)


def _is_of(thing: Any, family: Family[Any]) -> bool:
    if isinstance(thing, FunctionType):
        return next(iter(inspect.signature(thing).parameters), None) == family.asks[0]
    return hasattr(thing, family.verb)


def parts_of(things: Iterable[Any]) -> tuple[Part, ...]:
    """The parts that are handed in. Raises InputError with all that is wrong with them, or if two have one name."""
    if isinstance(things, str | type) or not isinstance(things, Iterable):
        raise InputError([Fault("sim.read", 1, f"parts: found {things!r}, expected a list, as in parts=[...]")])
    parts: dict[tuple[str, str], Part] = {}
    faults: list[Fault] = []
    for thing in things:
        try:
            each = part(thing)
        except InputError as error:
            faults += error.faults
            continue
        assert each.origin is not None
        family = next(family for family in OPEN if family.package == each.origin.family)
        if (family.package, each.name) in parts or each.name in family.installed:
            other = "a package brings one, too" if each.name in family.installed else "it is handed in twice"
            message = f'"{each.name}" is a {family.noun} already: {other}; sim.part(..., name="...") gives it another'
            faults.append(Fault(each.origin.file, each.origin.line, message))
        parts[family.package, each.name] = each
    faults += [fault for _, fault in clashes(each for each in parts.values() if isinstance(each, OutcomePart))]
    if faults:
        raise InputError(faults)
    return tuple(parts.values())


SECTIONS = {STRATEGIES: "strategies", MECHANISMS: "movement", NETWORKS: "network"}
"""The key of a scenario under which parts of a family are named."""


def brought(content: Any, only: Iterable[str] = ()) -> tuple[Part, ...]:
    """The parts that packages bring and that a scenario of this content names, or `only` does; no others are loaded.

    Outcomes are not among them: all of these are measured. Raises InputError, in which the packages are named, with all
    that is wrong with them.
    """
    parts: list[Part] = []
    faults: list[Fault] = []
    for family, section in SECTIONS.items():
        words = {*_words(_sections(content, section)), *(only if family is STRATEGIES else ())}
        named = {word.replace("_", "-") for word in words}
        for name in sorted(named & family.installed.keys() - family.shipped):
            try:
                parts.append(family.part(name))
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(parts)


def _sections(content: Any, key: str) -> list[Any]:
    # What stands under a key, wherever that is: a claim changes sections of its own.
    if isinstance(content, list):
        return [section for item in content for section in _sections(item, key)]
    if not isinstance(content, dict):
        return []
    deeper = [section for name, value in content.items() if name != key for section in _sections(value, key)]
    return [content[key], *deeper] if key in content else deeper


def _words(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        yield from map(str, content)
        yield from _words(list(content.values()))
    elif isinstance(content, list | tuple):
        for item in content:
            yield from _words(item)
    elif isinstance(content, str):
        yield content


def lacking(
    entries: Iterable[Mapping[str, str]], families: Iterable[Family[Any]] = OPEN
) -> Iterator[tuple[Place, str]]:
    """Which parts of these families that the manifest of results names are not here: the place, and words."""
    by_folder = {family.folder: family for family in families}
    for number, entry in enumerate(entries):
        family = by_folder.get(entry["family"])
        if family is not None and family.get(entry["name"]) is None:
            words = f'the results were made with the {family.noun} "{entry["name"]}", which is not here'
            yield ("parts", number, "name"), f"{words} ({entry['of']})"


@contextmanager
def everything_brought() -> Iterator[list[Fault]]:
    """All parts that packages bring are known inside; gives what is wrong with those that cannot be had."""
    parts = [part for family in OPEN for part in family.brought[0].values()]
    with own.known((*own.own(), *parts)):
        yield [fault for family in OPEN for fault in family.brought[1]]
