"""Settings that are varied, and their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any

import numpy as np
from pydantic import Field, StringConstraints

from sim.ground.kinds import Place
from sim.scenario.language.unions import checked

VARIED = ("network", "people", "influence", "movement", "seeds")
"""Sections that a claim or a sweep may change: those about the world, not about how it is tried."""

FACTORS = 100
"""How many settings can vary at a time: a point of a sample has a value for each."""

RANGE = {"from", "to", "count", "scale"}
EXPECTED = "a list of values, or a range such as {from: 0.1, to: 0.5, count: 5} (with `scale: log`, in equal ratios)"


def _fits(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, str | int | float | bool) for item in value)
    return _is_range(value)


def _is_range(value: Any) -> bool:
    if not isinstance(value, dict) or not {"from", "to"} <= set(value) <= RANGE:
        return False
    low, high, count, scale = value["from"], value["to"], value.get("count", 2), value.get("scale", "linear")
    numbers = all(isinstance(number, int | float) and not isinstance(number, bool) for number in (low, high, count))
    right = numbers and isinstance(count, int) and 2 <= count <= 1000 and low < high
    return right and (scale == "linear" or (scale == "log" and low > 0))


Line = Annotated[str, StringConstraints(strip_whitespace=True)]
"""Text of the author, without the line end that YAML adds after `>`."""

_NUMBER = {"type": "number"}
_RANGE_SCHEMA = {
    "type": "object",
    "required": ["from", "to"],
    "properties": {
        "from": _NUMBER,
        "to": _NUMBER,
        "count": {"type": "integer", "minimum": 2},
        "scale": {"enum": ["linear", "log"]},
    },
    "additionalProperties": False,
}
LIST_SCHEMA = {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}}
FactorValues = Annotated[Any, *checked(_fits, EXPECTED, LIST_SCHEMA, _RANGE_SCHEMA)]
Factors = Annotated[dict[str, FactorValues], Field(min_length=1, max_length=FACTORS)]
"""Settings by their places, each with its values."""


def values(factor: Any) -> list[Any]:
    """The values of a factor on a grid, a range evenly spaced; whole numbers where both ends are whole."""
    if isinstance(factor, list):
        return factor
    count = factor.get("count", 5)
    return [at(factor, number / (count - 1)) for number in range(count)]


def at(factor: Any, share: float) -> Any:
    """The value of a factor at a share (0 to 1) of its range, to ten digits; the values of a list get equal parts."""
    if isinstance(factor, list):
        return factor[min(int(share * len(factor)), len(factor) - 1)]
    low, high = factor["from"], factor["to"]
    if factor.get("scale") == "log":
        # In decimals, which are the same on every machine and quick to import.
        first, last = Decimal(low).ln(), Decimal(high).ln()
        value = float((first + Decimal(share) * (last - first)).exp())
    else:
        value = low + share * (high - low)
    if isinstance(low, int) and isinstance(high, int):
        return round(value)
    return float(f"{value:.10g}")


def latin_hypercube(factors: dict[str, Any], points: int, rng: np.random.Generator) -> list[tuple[Any, ...]]:
    """Points of a Latin hypercube (McKay, Beckman & Conover 1979): each factor has one value in each of `points` parts.

    The place inside a part is random; values that must be whole are rounded.
    """
    places = [(rng.permutation(points) + rng.random(points)) / points for _ in factors]
    return [
        tuple(at(factor, share) for factor, share in zip(factors.values(), shares, strict=True))
        for shares in zip(*places, strict=True)
    ]


def uneven(factors: int, **lists: Sequence[Any]) -> Iterator[tuple[Place, str]]:
    """What is uneven in what a manifest says of settings that are varied: places in it, and what is wrong there.

    The first of some lists has points, each with a value for each of so many factors; the others an item a point.
    """
    (name, points), *others = lists.items()
    for number, point in enumerate(points):
        if len(point) != factors:
            yield (name, number), f"found {len(point)} values, expected {factors}"
    for other, items in others:
        if len(items) != len(points):
            yield (other,), f"found {len(items):,}, expected {len(points):,}, one for each of {name}"
