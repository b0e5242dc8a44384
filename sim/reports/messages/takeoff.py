"""How often the change takes off."""

from typing import Any

from sim.drawing.words import short
from sim.ground.wording import Chance, Share
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, of
from sim.reports.telling.words import ends
from sim.results.results import Results

AFTER = ("adoption",)


def find(results: Results, story: Story) -> Message | None:
    """The share of runs that take off with its 95 % interval; None if all or no runs do, or the seeds are enough."""
    table, mark = results.tables["summary"], Share(results.about.takeoff).exact
    if not any(outcome.takes_off for outcome in story.outcomes):
        return None
    if table["takeoff"].isin([0, 1]).all() and table["takeoff"].nunique() == 1:
        return None
    share = of(table, ("takeoff", "takeoff_low", "takeoff_high"), "takes off", look=0)
    chart = Chart("bars", (share,), "percent", tuple(short(list(table["strategy"]))), up="share of runs", top=1)
    caption = f"Bars: share of runs that reach at least {mark} of people; whiskers: its 95 % Wilson interval."
    lines = tuple(f"{outcome.strategy} {outcome.takes_off}." for outcome in story.outcomes if outcome.takes_off)
    beware = f"To take off means to reach {mark} of people here; another mark gives other counts."
    return Message("Takeoff", _title(results, story), chart, caption, lines, (beware,))


def _title(results: Results, story: Story) -> str:
    # Of strategies that take off equally often, the one that reaches more is named.
    rows = results.tables["summary"].sort_values(["takeoff", "reach_mean"], kind="stable").to_dict("records")
    rising = {outcome.strategy for outcome in story.outcomes if outcome.takes_off}
    rows = [row for row in rows if row["strategy"] in rising]
    low, high = rows[0], rows[-1]
    (most,) = (outcome.takes_off for outcome in story.outcomes if outcome.strategy == high["strategy"])
    title = f"{high['strategy']} {most}"
    if low["takeoff"] == high["takeoff"]:
        return title if len(rows) < len(results.strategies) or len(rows) == 1 else f"Every strategy {most}"
    return f"{title}; {low['strategy']} in {_often(low)}{ends(low['takeoff_low'], low['takeoff_high'])}"


def _often(row: dict[Any, Any]) -> str:
    return Chance(round(row["takeoff"] * row["runs"]), row["runs"]).of(100)
