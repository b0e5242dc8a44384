"""The range of a slider: from the schema of scenarios, or around the value where the schema sets no bounds."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.language.schema import Schema, inside, kind, whole

Place = tuple[str | int, ...]

WIDEST = 2.0
"""A slider covers the whole range of the schema if that is no wider than this, such as for a share or a correlation."""


@dataclass(frozen=True)
class Range:
    """The range of a slider, the size of its steps, and the schema's description of the setting."""

    low: float
    high: float
    step: float
    about: str


def range_of(place: Place, content: Mapping[str, Any]) -> Range:
    """The range of the number at a place of a scenario: the schema's, if that is narrow (`WIDE`).

    Otherwise from 0 (from minus the number, if it is negative) to about two and a half times the number, within the
    schema's bounds.
    """
    schema, about = _described(place, content)
    value = _at(content, place)
    whole = schema.get("type") == "integer"
    least, most = _bounds(schema)
    top = _round(2.5 * abs(value) or 1.0)
    low, high = (0.0 if value > 0 else -top), top
    if most - least <= WIDEST:
        low, high = least, most
    low, high = max(low, least), min(high, most)
    step = 1.0 if whole else min(_round((high - low) / 100, up=False), _last_digit(value))
    if schema.get("exclusiveMinimum") == low:
        low += step
    return Range(min(low, value), max(high, value), step, about)


def _bounds(schema: Schema) -> tuple[float, float]:
    least = schema.get("minimum", schema.get("exclusiveMinimum", -math.inf))
    most = schema.get("maximum", schema.get("exclusiveMaximum", math.inf))
    return float(least), float(most)


def _round(value: float, *, up: bool = True) -> float:
    # The next of 1, 2 and 5 times a power of ten.
    power = 10.0 ** math.floor(math.log10(value))
    lead = round(value / power, 9)
    if up:
        factor = min(step for step in (1, 2, 5, 10) if step >= lead)
    else:
        factor = max(step for step in (1, 2, 5) if step <= lead)
    return float(f"{factor * power:.10g}")


def _last_digit(value: float) -> float:
    digits = f"{value:.10f}".rstrip("0").partition(".")[2]
    return float(f"1e-{len(digits)}") if digits else math.inf


def _at(content: Any, place: Sequence[str | int]) -> Any:
    for key in place:
        content = content[key]
    return content


def _described(place: Place, content: Any) -> tuple[Schema, str]:
    # The schema of the value at a place, and the nearest description; empty below a schema that allows anything.
    schema, about = whole(), ""
    for key in place:
        schema = inside(kind(schema, content), key)
        content = content[key]
        about = schema.get("description", about)
    return kind(schema, content), about
