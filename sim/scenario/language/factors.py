"""What a sweep may say: the settings that it varies, and their values; and what other side experiments may."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.ground.parts import Options

FACTORS = 100
"""How many settings can vary at a time: a point of a sample has a value for each."""

RANGE = {"from", "to", "count", "scale"}
EXPECTED = "a list of values, or a range such as {from: 0.1, to: 0.5, count: 5} (with `scale: log`, in equal ratios)"


def _factor(value: Any) -> Any:
    # A union of types would report one error for each of them.
    if isinstance(value, list) and value and all(isinstance(one, str | int | float | bool) for one in value):
        return value
    if _is_range(value):
        return value
    raise PydanticCustomError("expected", "expected {expected}", {"expected": EXPECTED})


def _is_range(value: Any) -> bool:
    if not isinstance(value, dict) or not {"from", "to"} <= set(value) <= RANGE:
        return False
    low, high, count, scale = value["from"], value["to"], value.get("count", 2), value.get("scale", "linear")
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (low, high, count))
    right = numbers and isinstance(count, int) and 2 <= count <= 1000 and low < high
    return right and (scale == "linear" or (scale == "log" and low > 0))


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
_LIST_SCHEMA = {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}}
FactorValues = Annotated[Any, AfterValidator(_factor), WithJsonSchema({"anyOf": [_LIST_SCHEMA, _RANGE_SCHEMA]})]


class SweepTable(Options):
    """The same experiment at other settings, in the same worlds: which strategy is best where."""

    factors: Annotated[dict[str, FactorValues], Field(min_length=1, max_length=FACTORS)] = Field(
        description="settings by where they stand (`influence.threshold.sd`, `strategies[2].asks`), each with a list "
        "of values or a range; one or two, or any number with `latin_hypercube:`"
    )
    latin_hypercube: Annotated[int | None, Field(ge=2, le=100_000)] = Field(
        None, description="number of points drawn from the ranges, in place of all combinations of values"
    )


Count = Annotated[int, Field(ge=0)]


class TippingTable(Options):
    """The critical-mass curve: how often a movement takes off with how many seeds."""

    counts: Annotated[tuple[Count, ...] | None, Field(min_length=2)] = Field(
        None,
        description="numbers of seeds; from one person on, in steps of half an octave, unless given",
        examples=[[5, 10, 20, 40]],
    )
    reach: Annotated[float | None, Field(gt=0, le=1)] = Field(
        None, description="a run has tipped if it reaches at least this share of all people; `takeoff:` unless given"
    )


SENSITIVE = {"influence.threshold.mean": {"from": 0.3, "to": 0.45}, "seeds.share": {"from": 0.02, "to": 0.08}}


class SensitivityTable(Options):
    """Which settings a comparison of two strategies hangs on, one by one or all together."""

    factors: Annotated[dict[str, FactorValues], Field(min_length=1, max_length=FACTORS)] = Field(
        description="settings by where they stand, each with a range, or a list from its first value to its last",
        examples=[SENSITIVE],
    )
    method: Literal["one-at-a-time", "morris", "sobol"] = Field(
        "one-at-a-time",
        description="each factor alone from end to end; or Morris screening, or Sobol indices (extra `research`)",
    )
    samples: Annotated[int | None, Field(ge=2, le=10_000)] = Field(
        None, description="trajectories of morris (20), base samples of sobol (64, a power of two)"
    )
    strategy: str | None = Field(None, description="the strategy whose lead is looked at; the first but the baseline")
    over: str | None = Field(None, description="the strategy over which it has a lead; the baseline unless given")


SHARES = ("missing_ties", "added_ties", "rewired_ties", "lost_respondents")
"""The mistakes of a map of which there can be more or less."""

Wrong = Annotated[tuple[Annotated[float, Field(ge=0, le=1)], ...], Field(max_length=100)]


class RobustnessTable(Options):
    """What strategies lose where the map is wrong, or somebody who matters is gone; all shares are of 0 to 1."""

    missing_ties: Wrong = Field((), description="shares of ties that are missing on the map", examples=[[0.1, 0.3]])
    added_ties: Wrong = Field((), description="false ties that are on the map, as shares of all true ones")
    rewired_ties: Wrong = Field((), description="shares of ties that lead to somebody else on the map")
    lost_respondents: Wrong = Field((), description="shares of people who did not answer the survey")
    champion: tuple[Literal["declines", "leaves"], ...] = Field(
        (), description="the best seed declines and is not replaced, or leaves the network"
    )
    linking_pin: Literal["leaves"] | None = Field(
        None, description="whoever has the most ties across tribes leaves the network"
    )


def values(factor: Any) -> list[Any]:
    """The values of a factor on a grid, a range evenly spaced; whole numbers where both ends are whole."""
    if isinstance(factor, list):
        return factor
    count = factor.get("count", 5)
    return [at(factor, number / (count - 1)) for number in range(count)]


def at(factor: Any, share: float) -> Any:
    """The value of a factor at a share (0 to 1) of its way, to ten digits: a list in equal parts."""
    if isinstance(factor, list):
        return factor[min(int(share * len(factor)), len(factor) - 1)]
    low, high = factor["from"], factor["to"]
    if factor.get("scale") == "log":
        found = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
    else:
        found = low + share * (high - low)
    if isinstance(low, int) and isinstance(high, int):
        return round(found)
    return float(f"{found:.10g}")


def latin_hypercube(factors: dict[str, Any], points: int, rng: np.random.Generator) -> list[tuple[Any, ...]]:
    """Points of a Latin hypercube (McKay, Beckman & Conover 1979): each factor has one value in each of `points` parts.

    The place inside a part is drawn; numbers that must be whole are rounded.
    """
    places = [(rng.permutation(points) + rng.random(points)) / points for _ in factors]
    return [
        tuple(at(factor, share) for factor, share in zip(factors.values(), shares, strict=True))
        for shares in zip(*places, strict=True)
    ]
