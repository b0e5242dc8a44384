"""Declarations of options as data: the symbol in equations, and an option with one number for each group."""

from dataclasses import dataclass
from typing import Any

from pydantic import WithJsonSchema


@dataclass(frozen=True)
class Symbol:
    """The symbol of an option in the equations, as an annotation of its type; help begins with it (`mu: hazard`)."""

    name: str


def of_all_or_each(**limits: float) -> WithJsonSchema:
    """The schema of an option that is a number, or a mapping with one for each group; `limits`: `minimum=0` and so on.

    Mappings are checked elsewhere, where the groups are known.
    """
    number: dict[str, Any] = {"type": "number", **limits}
    return WithJsonSchema({"anyOf": [number, {"type": "object", "additionalProperties": number}]})
