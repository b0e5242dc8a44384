"""Which strategy is best where settings are varied."""

import math
from typing import Any

import pandas as pd

from sim.drawing.words import short
from sim.ground.wording import Points
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, Values, values
from sim.reports.telling.words import sentences
from sim.results.results import Results
from sim.studies.sweep import Sweep

AFTER = ("claim",)
TABLES = ("sweep", "flip_map")


def find(results: Results, story: Story) -> Message | None:
    """The best strategy of each cell of a sweep, over its first two factors, or the reach over its only one."""
    table, factors = results.tables["flip_map"], results.about.study(Sweep).factors
    chart = _curves(results, factors[0]) if len(factors) == 1 else _map(results, *factors[:2])
    marks = "Lines: mean reach" if len(factors) == 1 else "Marks: the strategy with the highest mean reach"
    unsure = "" if len(factors) == 1 else "; pale: too close to call"
    enough = Points(results.about.smallest_difference).exact
    caption = (
        f"{marks}{unsure}. {len(table)} settings, each in the same worlds; best: ahead of every other by at least "
        f"{enough}, with an interval that excludes zero."
    )
    ask = "Ask where on this map the organisation lies, and how sure that is."
    return Message("Where it changes", "", chart, caption, (*sentences(story, "flip_map"), ask))


def _map(results: Results, down: str, across: str) -> Chart:
    table = results.tables["flip_map"]
    wide, high = _places(table[across]), _places(table[down])
    series = []
    for number, (strategy, name) in enumerate(zip(results.strategies, short(results.strategies), strict=True)):
        for sure in (True, False):
            here = (table["best"] == strategy) & (table["sure"].astype(bool) == sure)
            if here.any():
                words = name if sure else f"{name}, too close to call"
                up = values(place if own else math.nan for place, own in zip(high, here, strict=True))
                series.append(Series(words, up, across=wide, look=number, pale=not sure))
    return Chart("points", tuple(series), "number", across=_title(table, across), up=_title(table, down))


def _curves(results: Results, factor: str) -> Chart:
    table = results.tables["sweep"]
    series = []
    for number, (strategy, name) in enumerate(zip(results.strategies, short(results.strategies), strict=True)):
        rows = table[table["strategy"] == strategy]
        ordered = sorted(zip(_places(rows[factor]), values(rows["reach_mean"]), strict=True))
        across, up = zip(*ordered, strict=True)
        series.append(Series(name, up, across=across, look=number, joined=True))
    across_title = _title(table, factor)
    return Chart("points", tuple(series), "percent", across=across_title, up="mean reach", top=1)


def _places(column: "pd.Series[Any]") -> Values:
    # Numbers stand at their values; names one after the other, from 1.
    if pd.api.types.is_numeric_dtype(column) and column.dtype != bool:
        return values(column)
    names = list(dict.fromkeys(column))
    return values(names.index(name) + 1 for name in column)


def _title(table: pd.DataFrame, factor: str) -> str:
    column = table[factor]
    if pd.api.types.is_numeric_dtype(column) and column.dtype != bool:
        return factor
    return f"{factor}: {', '.join(f'{number} {name}' for number, name in enumerate(dict.fromkeys(column), 1))}"
