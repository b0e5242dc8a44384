"""What each strategy costs, and what it reaches for that."""

from dataclasses import replace

import pandas as pd

from sim.reports.messages._parts import Chart, Message, Series, of, values
from sim.reports.messages._words import HERE, short, source, told
from sim.reports.story import Story
from sim.results import Results
from sim.statistics.costs import DOMINATES, TRADE


def find(results: Results, story: Story) -> Message | None:
    """Mean cost and mean number of adopters of each strategy; None where nothing costs anything."""
    if "costs" not in results.tables:
        return None
    table, unit = results.tables["costs"], results.about["costs"]["unit"]
    people = results.about["people"]
    ends = people * results.tables["summary"][["reach_low", "reach_high"]]
    rows = table.assign(low=ends["reach_low"], high=ends["reach_high"])
    names = short(list(table["strategy"]))
    series = tuple(_point(rows[number : number + 1], name, number) for number, name in enumerate(names))
    cost = f"cost of the seeds{f', {unit}' if unit else ''}"
    chart = Chart("points", series, "number", across=cost, up="adopters in the end", top=people)
    caption = f"Points: means over runs; whiskers: 95 % intervals of these means. {source(results)}"
    beware = "Only what it costs to win the seeds is counted; no survey, and no running of a programme."
    return Message("Costs", _title(results), chart, caption, told(story, "costs"), (beware, HERE))


def _point(row: pd.DataFrame, name: str, look: int) -> Series:
    found = of(row, ("adopters", "low", "high"), name, look=look, across="cost")
    return replace(found, joined=False, across_low=values(row["cost_low"]), across_high=values(row["cost_high"]))


def _title(results: Results) -> str:
    table, unit = results.tables["costs"], results.about["costs"]["unit"]
    better = table[table["finding"] == DOMINATES]
    if len(better):
        row = max(better.to_dict("records"), key=lambda one: float(one["extra_adopters"]))
        more = f"{row['extra_adopters']:.1f} more adopters ({row['extra_low']:.1f} to {row['extra_high']:.1f})"
        return f"{row['strategy']} wins {more} than {row['baseline']}, for no higher cost"
    traded = table[(table["finding"] == TRADE) & (table["extra_low"] > 0)]
    if len(traded):
        row = min(traded.to_dict("records"), key=lambda one: float(one["cost_per_extra_adopter"]))
        price = " ".join(f"{row['cost_per_extra_adopter']:,.0f} {unit}".split())
        ends = f" ({row['low']:,.0f} to {row['high']:,.0f})" if row["high"] < float("inf") else ""
        return f"With {row['strategy']}, an adopter more than with {row['baseline']} costs {price}{ends}"
    return "No strategy is shown to buy more adopters than the baseline"
