"""The times in which a mechanism, or an item in a list of its options, is on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from sim.ground.kinds import Place
from sim.movement.plan import Reach, reach_faults


@runtime_checkable
class Timed(Protocol):
    """Something that is on from a step, or once a share is reached, until a step."""

    start: int
    until: int | None
    when: Reach | None


def windows(options: Mapping[str, Any]) -> Iterator[tuple[Place, int, int | None, Reach | None]]:
    """The times in the options of a mechanism: its own, and those of items in lists, with their places."""
    if "start" in options:
        yield (), options["start"], options.get("until"), options.get("when")
    for name, number, item in _timed(options):
        yield (name, number), item.start, item.until, item.when


def misfits(options: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """What is wrong between the times in the options of a mechanism, each fault with its place in them."""
    for place, start, until, when in windows(options):
        if when is not None and start != 1:
            yield (*place, "from"), "takes either `from:` or `when:`"
        if until is not None and until < start:
            yield (*place, "from"), f"until ({until}) is before from ({start})"
        yield from reach_faults(when, place)


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
