"""Errors of pydantic in words for the scenario's author."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from sim.ground.kinds import show
from sim.ground.spelling import did_you_mean
from sim.scenario.language.settings import keys, models, settings

Place = tuple[str | int, ...]
"""A place in a scenario: keys and numbers of items from the top."""

EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
    "bool_type": "true or false",
    "path_type": "the name of a file",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "too_short": "at least {min_length} in it",
    "too_long": "at most {max_length} in it",
    "string_too_short": "some text",
    "literal_error": "{expected}",
    "expected": "{expected}",
}


def path(place: Place) -> str:
    """A place as a scenario's author would say it: `people.passion.a`, `strategies[2]`."""
    text = ""
    for key in place:
        if isinstance(key, int):
            text += f"[{key + 1}]"
        elif not is_tag(key):
            text += f".{key}" if text else key
    return text


def inside(place: Place, option: str | Place) -> Place:
    """The place of an option, or of something inside one, of what stands at a place."""
    return (*place, option) if isinstance(option, str) else (*place, *option)


def worded(error: ErrorDetails, place: Place) -> tuple[Place, str]:
    """The place and the message of one error, found below `place` in the scenario."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        # The kind of an item depends on the key of its list, not on its number.
        model = models().get(next(str(key) for key in reversed(place[:-1]) if not isinstance(key, int)), settings())
        known = keys(model)
        inside = path(place[:-1])
        return place, unknown_key(str(place[-1]), known, f" in {inside}")
    if kind == "missing":
        return place[:-1], f'"{place[-1]}" is missing in {path(place[:-1])}'
    if kind == "choice":
        return place, f"{path(place)}: {error['msg']}"
    opening = f"found {show(error['input'])}"
    if kind in EXPECTED:
        return place, f"{path(place)}: {opening}, expected {EXPECTED[kind].format_map(_Numbers(context))}"
    return place, f"{path(place)}: {opening}: {error['msg']}"


def unknown_key(key: str, known: list[str], inside: str = "") -> str:
    """The message for an unknown key."""
    near = did_you_mean(key, known) or ("; known are " + ", ".join(known) if known else "; it knows no keys yet")
    return f'unknown key "{key}"{inside}{near}'


class _Numbers(dict[str, Any]):
    def __init__(self, context: Mapping[str, Any]) -> None:
        super().__init__({k: f"{v:g}" if isinstance(v, float) else v for k, v in context.items()})


def is_tag(key: str) -> bool:
    """Whether an element of a place is pydantic's tag for a kind of settings, which no scenario contains."""
    return key.startswith("<")
