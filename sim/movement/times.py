"""The times in which a mechanism, or an item in a list of its options, is on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from sim.movement.plan import Reach


@runtime_checkable
class Timed(Protocol):
    """Something that is on from a step, or once a share is reached, until a step."""

    start: int
    until: int | None
    when: Reach | None


def begins(options: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """The first steps in the options of a mechanism, its own and those of items in lists, with their places."""
    if "start" in options:
        yield (), options["start"]
    for name, number, item in _timed(options):
        yield (name, number), item.start


def ended(options: Mapping[str, Any], last: int) -> dict[str, Any]:
    """The options of a mechanism, changed so that it, and all items in its lists, end at a step at the latest."""
    changed = dict(options)
    if "until" in options:
        changed["until"] = _earlier(options["until"], last)
    for name, number, item in _timed(options):
        items = list(changed[name])
        assert isinstance(item, BaseModel)
        items[number] = item.model_copy(update={"until": _earlier(item.until, last)})
        changed[name] = tuple(items)
    return changed


def _timed(options: Mapping[str, Any]) -> Iterator[tuple[str, int, Timed]]:
    for name, value in options.items():
        for number, item in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(item, Timed):
                yield name, number, item


def _earlier(until: int | None, last: int) -> int:
    return last if until is None else min(until, last)
