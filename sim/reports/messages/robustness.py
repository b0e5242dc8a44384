"""What strategies lose where the map is wrong, or somebody is gone."""

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, of
from sim.results.results import Results
from sim.studies.robustness import event

AFTER = ("equivalents",)
TABLES = ("robustness",)

MOST = 24
"""Bars in a chart; the table has all."""


def find(results: Results, story: Story) -> Message | None:
    """The loss of reach of each strategy for each thing that goes wrong, at its largest share, with its interval."""
    table = results.tables["robustness"]
    worst = table.groupby("kind", sort=False)["share"].transform("max")
    table = table[table["share"].isna() | (table["share"] == worst)]
    pairs = list(dict.fromkeys(zip(table["kind"], table["share"].fillna(-1), strict=True)))
    shown = results.strategies[: max(1, MOST // len(pairs))]
    series = []
    for number, (strategy, name) in enumerate(zip(shown, short(shown), strict=True)):
        rows = table[table["strategy"] == strategy]
        series.append(of(rows, ("loss", "low", "high"), name, look=number, scale=100))
    names = tuple(event(kind, share).removeprefix("If ") for kind, share in pairs)
    chart = Chart("bars", tuple(series), "points", names, up="points of reach lost")
    cut = "" if len(shown) == len(results.strategies) else f" Shown: the first {len(shown)} strategies."
    caption = (
        "Bars: reach with the true map less that with the wrong one, in the same worlds; whiskers: 95 % interval; each "
        f"at the largest share that was tried.{cut}"
    )
    return Message("If the map is wrong", "", chart, caption)
