"""What a declaration of an option says as data: its symbol in equations, and that it can be one number a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import WithJsonSchema


@dataclass(frozen=True)
class Symbol:
    """What an option is called in the equations, as an annotation of its type; help begins with it (`mu: hazard`)."""

    name: str


def of_all_or_each(**limits: float) -> WithJsonSchema:
    """The schema of an option that is a number, or a mapping with one for each group; `limits`: `minimum=0` and so on.

    What is wrong with the mapping is told by whoever knows the groups.
    """
    number: dict[str, Any] = {"type": "number", **limits}
    return WithJsonSchema({"anyOf": [number, {"type": "object", "additionalProperties": number}]})
