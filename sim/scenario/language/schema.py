"""The JSON Schema of scenarios, for editors, and look-ups of values in it."""

import json
from collections.abc import Mapping
from typing import Any

from sim.ground.own import by_parts
from sim.scenario.language.settings import json_schema

Schema = Mapping[str, Any]


def text() -> str:
    """The schema as JSON, two spaces a level, with a newline at the end."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


@by_parts
def whole() -> Schema:
    """The schema of a scenario."""
    return json_schema()


def definition(reference: str) -> Schema:
    """The schema that a reference stands for."""
    known: Schema = whole()["$defs"][reference.removeprefix("#/$defs/")]
    return known


def kind(schema: Schema, value: Any) -> Schema:
    """The alternative of a schema that fits a value; empty if none does."""
    if "$ref" in schema:
        return kind(definition(schema["$ref"]), value)
    choice = (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ()))
    kinds = [kind(each, value) for each in choice]
    return next((each for each in kinds if _fits(each, value)), {}) if kinds else schema


def inside(schema: Schema, key: str | int) -> Schema:
    """The schema of an item of a list, of a named key, or of any key of a mapping; empty if anything is allowed."""
    if isinstance(key, int):
        return dict(schema.get("items", {}))
    known, any_key = schema.get("properties", {}), schema.get("additionalProperties")
    return dict(known.get(key, any_key if isinstance(any_key, dict) else {}))


def _fits(schema: Schema, value: Any) -> bool:
    # A mapping fits by its keys, and by the values of those that name the part.
    if not isinstance(value, dict):
        return schema.get("type") in (("array",) if isinstance(value, list | tuple) else ("number", "integer"))
    if isinstance(schema.get("additionalProperties"), dict):
        return True
    known = schema.get("properties", {})
    constants = {key: rule["const"] for key, rule in known.items() if "const" in rule}
    return set(value) <= set(known) and all(value.get(key) == rule for key, rule in constants.items())
