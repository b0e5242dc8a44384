"""The settings of a scenario that a class can move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.app.ranges import Place, Range, range_of

MOVED = ("people", "influence", "movement", "seeds")
NOT_MOVED = {"cost"}
"""Left out: costs of seeds change nobody's behaviour."""


@dataclass(frozen=True)
class Slider:
    """A number of a scenario: its place, name and value, and how far it can be moved."""

    place: Place
    value: float
    range: Range

    @property
    def name(self) -> str:
        """The place as it is written in a sweep."""
        return written(self.place)

    @property
    def label(self) -> str:
        """The place in words."""
        words = [str(key + 1) if isinstance(key, int) else key.replace("_", " ") for key in self.place]
        return ": ".join(words if self.place[0] == "seeds" else words[1:])


def written(place: Place) -> str:
    """A place as it is written in a sweep: `influence.threshold.mean`; items of lists are counted from 1."""
    words = [f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in place]
    return "".join(words).removeprefix(".")


def sliders(content: Mapping[str, Any]) -> list[Slider]:
    """The numbers that a scenario sets for people, influence, movement and seeds, in the order in which they stand."""
    return [
        Slider(place, value, range_of(place, content))
        for key in content
        if key in MOVED
        for place, value in _numbers(content[key], (key,))
    ]


def _numbers(value: Any, place: Place) -> Iterator[tuple[Place, float]]:
    if isinstance(value, dict):
        for key, inside in value.items():
            if key not in NOT_MOVED:
                yield from _numbers(inside, (*place, key))
    elif isinstance(value, list):
        for number, inside in enumerate(value):
            yield from _numbers(inside, (*place, number))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield place, value
