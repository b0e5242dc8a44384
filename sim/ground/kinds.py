"""Kinds of values: what may stand in a cell of a table or at a place of a document, with its range, and in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Limits = Mapping[str, Any]
"""Numbers and lists of words that kinds name: how many people there are, what the strategies are called."""

Place = tuple[str | int, ...]
"""Where a value stands in a document: keys and numbers of items from the top."""

SLACK = 1e-9
"""Tolerance at the ends of a range: numbers written with ten digits are rounded."""

LARGEST = 1e300
"""The largest number without another limit: all up to it fit into float64."""

MOST_PEOPLE = 2**31 - 1
"""The largest number of people: their numbers are int32."""

MOST_RUNS = 1_000_000
MOST_STEPS = 100_000

NAMED = 20
"""How many of the allowed words a fault lists."""

LONGEST = 60
"""How many characters of a value a fault shows."""


@dataclass(frozen=True)
class Text:
    """Text: any, or one of the words in `of`, which can be the name of a limit. `empty`: the text may be empty."""

    of: tuple[str, ...] | str = ()
    empty: bool = False

    def words(self, limits: Limits) -> str:
        """The kind in words."""
        known = self.known(limits)
        more = f" and {len(known) - NAMED:,} more" if len(known) > NAMED else ""
        what = f"one of {', '.join(map(show, known[:NAMED]))}{more}" if known else "text"
        return f"{what}, or nothing" if self.empty else what

    def known(self, limits: Limits) -> tuple[str, ...]:
        """All allowed words; empty if any text is allowed."""
        return tuple(limits[self.of]) if isinstance(self.of, str) else self.of

    def fits(self, value: Any, limits: Limits) -> bool:
        """Whether a value is of this kind."""
        if not isinstance(value, str):
            return False
        if not value:
            return self.empty
        known = self.known(limits)
        return value in known if known else writable(value)


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high`, each a number or the name of a limit; None: no bound.

    `whole`: without a fraction; `empty`: it may be missing; `endless`: it may be infinite.
    """

    low: float | str | None = None
    high: float | str | None = None
    whole: bool = False
    empty: bool = False
    endless: bool = False

    def words(self, limits: Limits) -> str:
        """The kind in words."""
        low, high = self.ends(limits)
        what = "a whole number" if self.whole else "a number"
        if low == high and math.isfinite(low):
            what = f"{low:,}"
        elif math.isfinite(low) and math.isfinite(high):
            what += f" from {low:,} to {high:,}"
        elif math.isfinite(low):
            what += f" of at least {low:,}"
        elif math.isfinite(high):
            what += f" of at most {high:,}"
        return f"{what}, or nothing" if self.empty else what

    def ends(self, limits: Limits) -> tuple[float, float]:
        """The smallest and the largest allowed number; infinite where there is no bound."""
        low = limits[self.low] if isinstance(self.low, str) else self.low
        high = limits[self.high] if isinstance(self.high, str) else self.high
        return -math.inf if low is None else low, math.inf if high is None else high

    def fits(self, value: Any, limits: Limits) -> bool:
        """Whether a value is of this kind."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            return value is None and self.empty
        if isinstance(value, float) and (math.isnan(value) or (math.isinf(value) and not self.endless)):
            return False
        low, high = self.ends(limits)
        return (isinstance(value, int) or not self.whole) and low - SLACK <= value <= high + SLACK


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def words(self, limits: Limits) -> str:
        """The kind in words."""
        return "True or False"

    def fits(self, value: Any, limits: Limits) -> bool:
        """Whether a value is of this kind."""
        return isinstance(value, bool)


@dataclass(frozen=True)
class Setting:
    """The value of a setting that varies: a number, text, true or false, or nothing."""

    def words(self, limits: Limits) -> str:
        """The kind in words."""
        return "a number, text, true, false or nothing"

    def fits(self, value: Any, limits: Limits) -> bool:
        """Whether a value is of this kind."""
        if isinstance(value, str):
            return writable(value)
        return value is None or (isinstance(value, int | float) and -LARGEST <= value <= LARGEST)


@dataclass(frozen=True)
class Moment:
    """A date with a time, as ISO 8601 has them."""

    def words(self, limits: Limits) -> str:
        """The kind in words."""
        return "a date with a time, such as 2026-01-31T12:00:00+00:00"

    def fits(self, value: Any, limits: Limits) -> bool:
        """Whether a value is of this kind."""
        try:
            return isinstance(value, str) and datetime.fromisoformat(value).year > 0
        except ValueError:
            return False


Cell = Text | Number | Flag | Setting
"""What may stand in a cell of a table."""


@dataclass(frozen=True)
class Items:
    """A list of at least `least` items, each of a kind; `apart`: no two are the same.

    `length`: exactly so many, a number or the name of a limit.
    """

    of: Kind
    least: int = 0
    length: int | str | None = None
    apart: bool = False


@dataclass(frozen=True)
class Row:
    """A list with an item of each kind, in this order."""

    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Table:
    """A mapping from any names to values of a kind."""

    of: Kind


@dataclass(frozen=True)
class Record:
    """A mapping with these keys, and perhaps `optional` ones, which can be null too; others are left alone."""

    keys: Mapping[str, Kind]
    optional: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True)
class Perhaps:
    """A value of a kind, or null."""

    of: Kind


@dataclass(frozen=True)
class Anything:
    """A mapping or a list whose contents are checked elsewhere."""

    type: type = dict


Kind = Text | Number | Flag | Setting | Moment | Items | Row | Table | Record | Perhaps | Anything


def misfits(value: Any, kind: Kind, limits: Limits, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """What is wrong with a value of a document: places, and what is there instead of what; empty if it fits."""
    match kind:
        case Anything():
            if not isinstance(value, kind.type):
                yield place, f"found {show(value)}, expected {'a list' if kind.type is list else 'a mapping'}"
        case Perhaps():
            if value is not None:
                yield from misfits(value, kind.of, limits, place)
        case Items() | Row():
            yield from _in_list(value, kind, limits, place)
        case Table() | Record():
            yield from _in_mapping(value, kind, limits, place)
        case _:
            if not kind.fits(value, limits):
                yield place, f"found {show(value)}, expected {kind.words(limits)}"


def _in_list(value: Any, kind: Items | Row, limits: Limits, place: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(value, list):
        yield place, f"found {show(value)}, expected a list"
        return
    length = len(kind.kinds) if isinstance(kind, Row) else kind.length
    length = limits[length] if isinstance(length, str) else length
    if length is not None and len(value) != length:
        yield place, f"found a list of {len(value):,}, expected one of {length:,}"
        return
    if isinstance(kind, Row):
        for number, (item, own) in enumerate(zip(value, kind.kinds, strict=True)):
            yield from misfits(item, own, limits, (*place, number))
        return
    if len(value) < kind.least:
        yield place, f"found a list of {len(value):,}, expected at least {kind.least:,} in it"
    right = True
    for number, item in enumerate(value):
        for fault in misfits(item, kind.of, limits, (*place, number)):
            right = False
            yield fault
    if right and kind.apart and len(set(value)) < len(value):
        yield place, f"found {show(repeated(value))} more than once"


def _in_mapping(value: Any, kind: Table | Record, limits: Limits, place: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(value, dict):
        yield place, f"found {show(value)}, expected a mapping"
    elif isinstance(kind, Table):
        for key, item in value.items():
            yield from misfits(item, kind.of, limits, (*place, key))
    elif isinstance(kind, Record):
        lacking = [key for key in kind.keys if key not in value]
        if lacking:
            yield place, f"lacks {', '.join(lacking)}"
        for key, own in kind.keys.items():
            if key in value:
                yield from misfits(value[key], own, limits, (*place, key))
        for key, own in kind.optional.items():
            if value.get(key) is not None:
                yield from misfits(value[key], own, limits, (*place, key))


def repeated(values: Sequence[Any]) -> Any:
    """The first value that occurs again, if any."""
    seen = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def writable(text: str) -> bool:
    """Whether a text can be written in UTF-8, and has no NUL in it."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def show(value: Any) -> str:
    """A value in the words of a fault."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."
