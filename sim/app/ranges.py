"""How far a setting can be moved: from the schema of a scenario, and around its value where that is boundless."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.language.schema import Schema, inside, kind, whole

Place = tuple[str | int, ...]

WIDEST = 2.0
"""A range of the schema that is no wider is taken whole, such as that of a share or a correlation."""


@dataclass(frozen=True)
class Range:
    """From where to where a number can be moved, in which steps, and what the schema says that it is."""

    low: float
    high: float
    step: float
    about: str


def range_of(place: Place, content: Mapping[str, Any]) -> Range:
    """The range of the number at a place of a scenario, whole where both bounds of the schema are near.

    Else it goes from 0 (from its opposite, for what is below 0) to some two and a half times the number, as far as the
    schema allows.
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
    # The schema of what stands at a place, and the nearest description; nothing is known below what takes anything.
    schema, about = whole(), ""
    for key in place:
        schema = inside(kind(schema, content), key)
        content = content[key]
        about = schema.get("description", about)
    return kind(schema, content), about
