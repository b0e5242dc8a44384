"""How far the strategies are apart in the same worlds."""

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, values
from sim.results.results import Results

AFTER = ("reach",)
TABLES = ("comparison",)


def find(results: Results, story: Story) -> Message | None:
    """Paired differences of reach to the baseline, each with its 95 % interval.

    None if there is nothing to compare with, or only one run, which gives no intervals.
    """
    table = results.tables["comparison"]
    table = table[table["measure"] == "reach"]
    if not len(table) or results.about.runs == 1:
        return None
    names = dict(zip(results.strategies, short(results.strategies), strict=True))
    baseline = names[str(table["baseline"].iloc[0])]
    low, high = (values(100 * table[name]) for name in ("low", "high"))
    difference = Series(f"reach more than with {baseline}", values(100 * table["difference"]), low, high)
    up = f"points of reach, against {baseline}"
    chart = Chart("bars", (difference,), "points", tuple(names[name] for name in table["strategy"]), up=up)
    caption = "Bars: mean difference of reach in the same worlds, run by run; whiskers: its 95 % interval."
    beware = "A whisker that crosses zero: no difference is shown. That is not to say that there is none."
    return Message("Differences", "", chart, caption, story.comparisons, (beware,))
