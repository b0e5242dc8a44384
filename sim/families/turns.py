"""Parts in order: each after those that its `AFTER` names."""

import inspect
from collections.abc import Iterator, Mapping
from graphlib import CycleError
from typing import Any, TypeVar

from sim.ground.faults import Fault, InputError
from sim.ground.ordering import in_order
from sim.ground.parts import Part
from sim.ground.spelling import did_you_mean

Placed = TypeVar("Placed", bound=Any)
"""A part with `AFTER`: names of parts of its family, or None if its place does not matter."""


def in_turn(parts: Mapping[str, Placed], noun: str) -> dict[str, Placed]:
    """Parts by name, each after those that its `AFTER` names, else in alphabetical order; without AFTER, last.

    `noun`: what such a part is called. Raises InputError if an AFTER names no part, or if they lead in a circle.
    """
    if faults := list(_strangers(parts, noun)):
        raise InputError(faults)
    placed = {name: part.AFTER for name, part in parts.items() if part.AFTER is not None}
    try:
        first = in_order(placed)
    except CycleError as error:
        circle = error.args[1]
        message = f"AFTER: these come after each other in a circle: {', '.join(circle)}"
        raise InputError([Fault(file(parts[circle[0]]), 1, message)]) from None
    return {name: parts[name] for name in (*first, *sorted(parts.keys() - placed.keys()))}


def _strangers(parts: Mapping[str, Any], noun: str) -> Iterator[Fault]:
    for part in parts.values():
        for name in part.AFTER or ():
            if name not in parts:
                message = f'AFTER: there is no {noun} "{name}"{did_you_mean(name, parts)}'
                yield Fault(file(part), 1, message)


def file(part: Part) -> str:
    """The file of a part."""
    return inspect.getfile(part.function)
