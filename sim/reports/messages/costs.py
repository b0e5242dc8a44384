"""What each strategy costs, and what it reaches for that."""

from dataclasses import replace

import pandas as pd

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, of, values
from sim.results.results import Results
from sim.studies.costs import Costs

AFTER = ("self-sustaining",)
TABLES = ("costs",)


def find(results: Results, story: Story) -> Message | None:
    """Mean cost and mean number of adopters of each strategy."""
    table, unit = results.tables["costs"], results.about.study(Costs).unit
    people = results.about.people
    ends = people * results.tables["summary"][["reach_low", "reach_high"]]
    rows = table.assign(low=ends["reach_low"], high=ends["reach_high"])
    names = short(list(table["strategy"]))
    series = tuple(_point(rows[number : number + 1], name, number) for number, name in enumerate(names))
    cost = f"cost of the seeds{f', {unit}' if unit else ''}"
    chart = Chart("points", series, "number", across=cost, up="adopters in the end", top=people)
    caption = "Points: means over runs; whiskers: 95 % intervals of these means."
    beware = "Only what it costs to win the seeds is counted; no survey, and no running of a programme."
    return Message("Costs", "", chart, caption, beware=(beware,))


def _point(row: pd.DataFrame, name: str, look: int) -> Series:
    point = of(row, ("adopters", "low", "high"), name, look=look, across="cost")
    return replace(point, joined=False, across_low=values(row["cost_low"]), across_high=values(row["cost_high"]))
