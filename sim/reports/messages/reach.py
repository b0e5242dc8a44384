"""How many people each strategy reaches in the end."""

from sim.drawing.words import short
from sim.ground.wording import Share
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, of
from sim.reports.telling.words import ends
from sim.results.results import Results

AFTER = ("takeoff",)


def find(results: Results, story: Story) -> Message | None:
    """The mean reach of each strategy with its 95 % interval."""
    table = results.tables["summary"]
    mean = of(table, ("reach_mean", "reach_low", "reach_high"), "mean reach", look=0)
    names = tuple(short(list(table["strategy"])))
    chart = Chart("bars", (mean,), "percent", names, up="mean reach, share of all people", top=1)
    lumps = list(table.loc[table["lumps"] == 2, "strategy"])
    caption = "Bars: mean reach at the last step; whiskers: 95 % interval of that mean."
    if results.about.runs == 1:
        caption = "Bars: reach at the last step of the only run; one run gives no interval."
    warning = f"With {', '.join(lumps)} runs end in two lumps, hardly any near the mean: say how often it takes off."
    lines = tuple(f"{outcome.strategy} {outcome.reaches}." for outcome in story.outcomes)
    return Message("Reach", _title(results, story), chart, caption, lines, (warning,) if lumps else ())


def _title(results: Results, story: Story) -> str:
    rows = results.tables["summary"].sort_values("reach_mean", kind="stable").to_dict("records")
    low, high = rows[0], rows[-1]
    if len(rows) > 1 and high["reach_mean"] == low["reach_mean"]:
        where, end = ("In the only run every", "") if results.about.runs == 1 else ("Every", " on average")
        return f"{where} strategy reaches {Share(high['reach_mean'])} of people{end}"
    (most,) = (outcome.reaches for outcome in story.outcomes if outcome.strategy == high["strategy"])
    title = f"{high['strategy']} {most.split('; ')[0]}"
    if len(rows) == 1:
        return title
    return f"{title}; {low['strategy']} reaches {Share(low['reach_mean'])}{ends(low['reach_low'], low['reach_high'])}"
