"""Messages: a sentence, a chart as plain numbers, and what to say about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Values = tuple[float, ...]

Kind = Literal["lines", "bars", "stack", "areas", "points"]
Form = Literal["percent", "points", "number"]


@dataclass(frozen=True)
class Series:
    """A series of a chart: lists of the same length, with nan for missing values, or empty if the series lacks them.

    `values`: the heights of lines, areas and points, the lengths of bars. `low`, `high`: the ends of their intervals.
    `across`: where points stand along the other axis, with the ends of intervals too. `look`: the number of its colour
    and dashes, see sim.drawing.style.line. `joined`: points with a line through them. `pale`: points that are drawn
    paler, as they are not certain.
    """

    name: str
    values: Values
    low: Values = ()
    high: Values = ()
    across: Values = ()
    across_low: Values = ()
    across_high: Values = ()
    look: int = 0
    joined: bool = False
    pale: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart that slides and workbooks draw as a native one, which can be edited there.

    `kind`: lines or stacked areas over steps, horizontal bars, bars stacked up to the whole, or points. `categories`:
    the steps, or the labels of bars; none for points. `form`: how values are written: shares as percent, points of 100,
    or numbers. `across`, `up`: the titles of the axes. `top`: where the axis of values ends, None where that follows
    from the values.
    """

    kind: Kind
    series: tuple[Series, ...]
    form: Form
    categories: tuple[str, ...] = ()
    across: str = ""
    up: str = ""
    top: float | None = None


@dataclass(frozen=True)
class Message:
    """One message: its topic in a word or two, the finding in a sentence, a chart, and notes.

    `chart`: None if office programs have no such chart; then `picture` is the name of a chart of ours, or empty if the
    message is only sentences. `caption`: what the chart shows, and the runs it rests on. `say`: what to say about it,
    `beware`: what not to claim; both sentences.
    """

    topic: str
    title: str = ""
    chart: Chart | None = None
    caption: str = ""
    say: tuple[str, ...] = ()
    beware: tuple[str, ...] = ()
    picture: str = ""


def values(numbers: Iterable[float]) -> Values:
    """Numbers as a series has them."""
    return tuple(float(number) for number in numbers)


def of(
    rows: pd.DataFrame, columns: Sequence[str], name: str, *, look: int, scale: float = 1, across: str = ""
) -> Series:
    """A series from a table: one column, or one with the ends of its intervals, times `scale`.

    `across`: the column that says where points stand along the other axis; they have a line through them.
    """
    middle, *ends = (values(scale * rows[column]) for column in columns)
    low, high = ends or ((), ())
    place = values(rows[across]) if across else ()
    return Series(name, middle, low, high, across=place, look=look, joined=bool(across))
