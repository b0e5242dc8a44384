"""What the difference of two strategies depends on."""

import pandas as pd

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Form, Message, Series, values
from sim.reports.telling.words import sentences
from sim.results.results import Results
from sim.studies.sensitivity import Sensitivity

AFTER = ("flip-map",)
TABLES = ("sensitivity",)

MOST = 10
"""Factors in a chart; the table has all."""


def find(results: Results, story: Story) -> Message | None:
    """What each factor does to the difference, those that matter most first."""
    table, asked = results.tables["sensitivity"], results.about.study(Sensitivity)
    rows = table[table["output"] == "difference"].head(MOST)
    series, form, up, shown = _drawn(rows, asked.method)
    chart = Chart("bars", series, form, tuple(short(list(rows["factor"]))), up=up)
    between = f"Difference of mean reach, {asked.strategy} less {asked.over}"
    caption = f"{between}. {shown}"
    first = "What stands on top is what to find out first about the organisation."
    beware = "A factor matters over the range that was tried, and no further."
    return Message("What it hangs on", "", chart, caption, (*sentences(story, "sensitivity"), first), (beware,))


def _drawn(rows: pd.DataFrame, method: str) -> tuple[tuple[Series, ...], Form, str, str]:
    # The series, the form of their values, the title of their axis, and what is shown, in words.
    if method == "one-at-a-time":
        ends = (("at_low", "beginning of the range", 5), ("at_high", "end of the range", 0))
        series = tuple(Series(words, values(100 * rows[name]), look=look) for name, words, look in ends)
        shown = "Bars: at both ends of a factor's range, all others as in the scenario."
        return series, "points", "difference, points of reach", shown
    if method == "morris":
        series = (_within("mean size of effects", 100 * rows["mu_star"], 100 * rows["mu_star_conf"], 0),)
        shown = "Bars: from end to end of a factor's range (Morris's mu*); whiskers: 95 % interval."
        return series, "points", "mean size of effects, points of reach", shown
    pairs = (("S1", "alone", 5), ("ST", "together with others", 0))
    series = tuple(_within(words, rows[name], rows[f"{name}_conf"], look) for name, words, look in pairs)
    return series, "percent", "share of the variance", "Bars: Sobol indices; whiskers: 95 % intervals."


def _within(words: str, middle: "pd.Series[float]", half: "pd.Series[float]", look: int) -> Series:
    return Series(words, values(middle), values(middle - half), values(middle + half), look=look)
