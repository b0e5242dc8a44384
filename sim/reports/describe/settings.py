"""Every setting of a scenario with its value, whether that is the default, and its description."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from sim.scenario.language.schema import Schema, inside, kind, whole


def rows(settings: Any, written: Collection[str]) -> list[tuple[str, str, str, str]]:
    """Place, value, "default" or "set", and description of each single value, in the order of the scenario.

    `written`: the places at which the author wrote something, as in `sim.scenario.scenario.Scenario`. Values inside one
    that is written in its short form count as set unless they are the default.
    """
    return [
        (place, value, "set" if place in written or (_in_short(place, written) and not usual) else "default", meaning)
        for place, value, usual, meaning in _inside(settings, whole(), "")
    ]


def _in_short(place: str, written: Collection[str]) -> bool:
    # Whether something above a place is written as a single value.
    return any(place[: at.start()] in written for at in re.finditer(r"[.\[]", place))


def _inside(value: Any, schema: Schema, place: str) -> Iterator[tuple[str, str, bool, str]]:
    if isinstance(value, dict) and value:
        known = kind(schema, value)
        for key, item in value.items():
            yield from _inside(item, inside(known, key), f"{place}.{key}" if place else key)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        items = inside(kind(schema, value), 0)
        for number, item in enumerate(value):
            yield from _inside(item, items, f"{place}[{number + 1}]")
    else:
        usual = "default" in schema and schema["default"] == value
        yield place, _shown(value), usual, str(schema.get("description", ""))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if value is None:
        return "null"
    return "{}" if value == {} else str(value)
