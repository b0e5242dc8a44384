"""How soon half of all people have changed."""

import math
from typing import Any

from sim.reports.messages._parts import Chart, Message, Series, values
from sim.reports.messages._words import HERE, short, source
from sim.reports.story import Story
from sim.reports.wording import often
from sim.results import Results


def find(results: Results, story: Story) -> Message | None:
    """The step by which half of all people have adopted, with its interval; None where no strategy gets there."""
    table = results.tables["summary"]
    if table["t50"].isna().all():
        return None
    low, high = values(table["t50_low"]), values(table["t50_high"])
    steps = Series("step by which half have changed", values(table["t50"]), low, high)
    chart = Chart("bars", (steps,), "number", tuple(short(list(table["strategy"]))), up="step")
    caption = (
        "Bars: median over runs of the step by which half of all people have adopted (Kaplan-Meier); whiskers: its "
        f"95 % interval, none where its end lies beyond the last step; no bar: in most runs never. {source(results)}"
    )
    lines = (
        f"{row['strategy']}: half of all people have changed at some time in "
        f"{often(round(row['reached_t50'] * row['runs']), row['runs'], 100)} simulated worlds."
        for row in table.to_dict("records")
    )
    beware = "A step has no length in weeks: what it stands for is for those who know the organisation to say."
    return Message("Times", _title(table.to_dict("records")), chart, caption, tuple(lines), (beware, HERE))


def _title(rows: list[dict[Any, Any]]) -> str:
    there = sorted((row for row in rows if not math.isnan(row["t50"])), key=lambda row: float(row["t50"]))
    first, last = there[0], there[-1]
    title = f"With {first['strategy']} half of all people have changed by {_step(first)}"
    never = len(rows) - len(there)
    if never:
        others = [row["strategy"] for row in rows if math.isnan(row["t50"])]
        return f"{title}; with {others[0] if never == 1 else f'{never} others'}, in most runs never"
    return title if first["t50"] == last["t50"] else f"{title}, with {last['strategy']} by {_step(last)}"


def _step(row: dict[Any, Any]) -> str:
    ends = [row["t50_low"], row["t50_high"]]
    known = "" if any(map(math.isnan, ends)) else f" ({ends[0]:g} to {ends[1]:g})"
    return f"step {row['t50']:g}{known}"
