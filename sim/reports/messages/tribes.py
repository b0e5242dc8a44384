"""What each tribe reaches."""

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, of
from sim.reports.telling.words import best
from sim.results.results import Results

AFTER = ("time-to-half",)
TABLES = ("tribes",)

MOST_TRIBES, MOST_STRATEGIES = 8, 3
"""The most that can be read in one chart; the table has all."""


def find(results: Results, story: Story) -> Message | None:
    """The mean reach of each tribe, by strategy, with its 95 % interval."""
    table = results.tables["tribes"]
    first = best(results)
    own = table[table["strategy"] == first].sort_values("behind", ascending=False, kind="stable")
    groups = [str(group) for group in own["group"]][:MOST_TRIBES]
    shown = [first, *(name for name in results.strategies if name != first)][:MOST_STRATEGIES]
    series = []
    # Named as if all of them were shown.
    labels = dict(zip(results.strategies, short(results.strategies), strict=True))
    for strategy in shown:
        rows = table[table["strategy"] == strategy]
        rows = rows.set_index(rows["group"].astype(str)).reindex(groups)
        look = results.strategies.index(strategy)
        series.append(of(rows, ("reach_mean", "reach_low", "reach_high"), labels[strategy], look=look))
    names = tuple(short(groups))
    chart = Chart("bars", tuple(series), "percent", names, up="mean reach, share of the tribe", top=1)
    cut = "" if len(own) <= MOST_TRIBES and len(results.strategies) <= MOST_STRATEGIES else " Not all are shown."
    caption = f"Bars: mean reach within each tribe; whiskers: its 95 % interval.{cut}"
    return Message("Tribes", "", chart, caption)
