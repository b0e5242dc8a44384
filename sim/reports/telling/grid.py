"""The cells of numbers behind a chart that can be edited, in the order of its series."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.drawing.style import OKABE_ITO
from sim.reports.telling.message import Chart, Form, Series, Values

DASHES = ("solid", "dash", "sysDot", "dashDot", "sysDash", "lgDashDotDot")
"""The dashes of sim.drawing.style, as office files name them."""


def colours(series: Series) -> tuple[str, str]:
    """The colour of a series, and that of its area: the same or a paler one, as #RRGGBB."""
    full = OKABE_ITO[series.look % len(OKABE_ITO)]
    parts = (int(full[start : start + 2], 16) for start in (1, 3, 5))
    return full, "#" + "".join(f"{255 - round(0.3 * (255 - part)):02X}" for part in parts) if series.pale else full


@dataclass(frozen=True)
class Place:
    """The columns of a series, from 0: its values, the ends of its intervals, and the lengths of whiskers.

    `across`: places of its points along the other axis; `beside`: the lengths of their whiskers there.
    """

    values: int
    ends: tuple[int, int] | None = None
    lengths: tuple[int, int] | None = None
    across: int | None = None
    beside: tuple[int, int] | None = None


@dataclass(frozen=True)
class Grid:
    """Columns of numbers or words, each with a heading; and the columns of each series."""

    headings: tuple[str, ...]
    columns: tuple[Sequence[str | float], ...]
    places: tuple[Place, ...]


def grid(chart: Chart) -> Grid:
    """The cells of a chart: what is on its axis, then series by series values, ends of intervals, and their lengths.

    Points that have the same places across share a column of these.
    """
    headings, columns, places = [], [], []
    if chart.categories:
        headings.append(chart.across)
        columns.append(_numbers(chart.categories))
    across: dict[Values, int] = {}
    for series in chart.series:
        if series.across and series.across not in across:
            across[series.across] = len(columns)
            headings.append(chart.across)
            columns.append(series.across)
        at = len(columns)
        parts = _parts(series, chart.across)
        headings += parts
        columns += parts.values()
        spans = {"ends": (at + 1, at + 2)} if series.low else {}
        # Whiskers without length would be specks.
        if series.low and any((*columns[at + 3], *columns[at + 4])):
            spans["lengths"] = at + 3, at + 4
        if series.across_low:
            spans["beside"] = (len(columns) - 2, len(columns) - 1)
        places.append(Place(at, across=across.get(series.across), **spans))
    return Grid(tuple(headings), tuple(columns), tuple(places))


def _parts(series: Series, across: str) -> dict[str, Values]:
    parts = {series.name: series.values}
    if series.low:
        down, up = _lengths(series.values, series.low), _lengths(series.high, series.values)
        words = {"low": series.low, "high": series.high, "down": down, "up": up}
        parts |= {f"{series.name}, {word}": cells for word, cells in words.items()}
    if series.across_low:
        left, right = _lengths(series.across, series.across_low), _lengths(series.across_high, series.across)
        parts |= {f"{series.name}, {across}, left": left, f"{series.name}, {across}, right": right}
    return parts


def _lengths(higher: Values, lower: Values) -> Values:
    # The length of a whisker: 0 if there is none, or if rounding puts an end on the wrong side.
    pairs = zip(higher, lower, strict=True)
    return tuple(max(0.0, a - b) if math.isfinite(a - b) else 0.0 for a, b in pairs)


def _numbers(categories: tuple[str, ...]) -> Sequence[str | float]:
    numeric = all(category.isdecimal() for category in categories)
    return tuple(map(float, categories)) if numeric else categories


@dataclass(frozen=True)
class Axis:
    """The ends of an axis, and the distance of its ticks."""

    low: float
    high: float
    step: float

    def code(self, form: Form) -> str:
        """The number format of its ticks in office files, with as many decimals as they need."""
        step = 100 * self.step if form == "percent" else self.step
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        digits = f"0.{'0' * places}" if places else "0"
        return {"percent": f"{digits} %", "points": f"+{digits};-{digits};0", "number": f"#,##{digits}"}[form]


def across(chart: Chart) -> Axis:
    """The axis of the places of points: around all of them, with some room."""
    values = [value for series in chart.series for value in (*series.across, *series.across_low, *series.across_high)]
    finite = [value for value in values if math.isfinite(value)]
    return _axis(min(finite), max(finite), room=True)


def up(chart: Chart) -> Axis:
    """The axis of values: around all of them and their intervals; bars begin at 0."""
    if chart.top is not None:
        # Not beyond the total, which no value can exceed.
        return replace(_axis(0.0, float(chart.top), room=False), high=float(chart.top))
    cells = (value for series in chart.series for value in (*series.values, *series.low, *series.high))
    values = [value for value in cells if math.isfinite(value)]
    if chart.form == "points" and not any(values):
        # All values are equal: zero stands in the middle.
        return Axis(-1.0, 1.0, 0.5)
    shown = values if chart.kind == "points" else [*values, 0.0]
    return _axis(min(shown), max(shown), room=chart.kind == "points")


def _axis(low: float, high: float, *, room: bool) -> Axis:
    # Four to ten ticks at round numbers; with room, no value lies on an end.
    rough = ((high - low) or abs(high) or 1.0) / 5
    whole = 10.0 ** math.floor(math.log10(rough))
    step = whole * next(size for size in (1, 2, 5, 10) if size * whole >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    if room:
        first, last = math.ceil(low / step) - 1, math.floor(high / step) + 1
        first = max(first, 0) if low >= 0 else first
    return Axis(round(first * step, 12), round(max(last, first + 1) * step, 12), round(step, 12))
