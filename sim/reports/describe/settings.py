"""Every setting of a scenario with its value, whether that is the default, and what it is."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from sim.scenario.language.settings import json_schema


def rows(settings: Any, written: Collection[str]) -> list[tuple[str, str, str, str]]:
    """Place, value, "default" or "set", and description of each single value, in the order of the scenario.

    `written`: the places at which the author wrote something, as `sim.scenario.scenario.Scenario` has them. What
    stands inside a value that is written in short is set unless it is the default.
    """
    root = json_schema()
    return [
        (place, value, "set" if place in written or (_in_short(place, written) and not usual) else "default", meaning)
        for place, value, usual, meaning in _inside(settings, root, root, "")
    ]


def _in_short(place: str, written: Collection[str]) -> bool:
    # Whether something above a place is written as a single value.
    return any(place[: at.start()] in written for at in re.finditer(r"[.\[]", place))


def _inside(
    value: Any, schema: dict[str, Any], root: dict[str, Any], place: str
) -> Iterator[tuple[str, str, bool, str]]:
    if isinstance(value, dict) and value:
        known = _fitting(schema, value, root).get("properties", {})
        for key, item in value.items():
            yield from _inside(item, known.get(key, {}), root, f"{place}.{key}" if place else key)
        return
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        items = _fitting(schema, value, root).get("items", {})
        for number, item in enumerate(value):
            yield from _inside(item, items, root, f"{place}[{number + 1}]")
        return
    usual = "default" in schema and schema["default"] == value
    yield place, _shown(value), usual, str(schema.get("description", ""))


def _fitting(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> dict[str, Any]:
    # The schema among several that a value was made by: told by its keys and by fixed values.
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return _fitting(root["$defs"][name], value, root)
    for option in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        fitting = _fitting(option, value, root)
        if isinstance(value, list) and "items" in fitting:
            return fitting
        if isinstance(value, dict) and _fits(fitting, value):
            return fitting
    return schema


def _fits(schema: dict[str, Any], value: dict[str, Any]) -> bool:
    known = schema.get("properties", {})
    fixed = {key: rule["const"] for key, rule in known.items() if "const" in rule}
    return value.keys() <= known.keys() and all(value.get(key) == const for key, const in fixed.items())


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if value is None:
        return "null"
    return "{}" if value == {} else str(value)
