"""The JSON Schema of a scenario, for editors, and what it says of what stands in one."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.scenario.language.settings import json_schema

Schema = Mapping[str, Any]


def text() -> str:
    """The schema as JSON, two spaces a level, with a newline at the end."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


@cache
def whole() -> Schema:
    """The schema of a scenario."""
    return json_schema()


def definition(reference: str) -> Schema:
    """What a reference in the schema stands for."""
    known: Schema = whole()["$defs"][reference.removeprefix("#/$defs/")]
    return known


def kind(schema: Schema, value: Any) -> Schema:
    """The one of several kinds of values that a schema allows that a value is of; empty where it is of none."""
    if "$ref" in schema:
        return kind(definition(schema["$ref"]), value)
    choice = (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ()))
    kinds = [kind(each, value) for each in choice]
    return next((each for each in kinds if _fits(each, value)), {}) if kinds else schema


def inside(schema: Schema, key: str | int) -> Schema:
    """The schema of an item of a list, of a named key, or of any key of a mapping; empty where anything may stand."""
    if isinstance(key, int):
        return dict(schema.get("items", {}))
    known, any_key = schema.get("properties", {}), schema.get("additionalProperties")
    return dict(known.get(key, any_key if isinstance(any_key, dict) else {}))


def _fits(schema: Schema, value: Any) -> bool:
    # A mapping is told by its keys, and by those that say which part is meant.
    if not isinstance(value, dict):
        return schema.get("type") in (("array",) if isinstance(value, list | tuple) else ("number", "integer"))
    if isinstance(schema.get("additionalProperties"), dict):
        return True
    known = schema.get("properties", {})
    constants = {key: rule["const"] for key, rule in known.items() if "const" in rule}
    return set(value) <= set(known) and all(value.get(key) == rule for key, rule in constants.items())
