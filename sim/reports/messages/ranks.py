"""Which strategy comes first, second and so on, and how often."""

from sim.drawing.words import short
from sim.ground.wording import Share
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, values
from sim.results.results import Results
from sim.statistics.verdict import FEWEST

AFTER = ("differences",)
TABLES = ("ranks",)

MOST = 3
"""Ranks that are shown one by one; the table has all."""


def find(results: Results, story: Story) -> Message | None:
    """In which share of worlds each strategy comes first, second, ...; None where nothing can be ranked."""
    if len(results.strategies) < 2 or results.about.runs < FEWEST:
        return None
    table = results.tables["ranks"].pivot(index="strategy", columns="rank", values="share").loc[results.strategies]
    # A single remaining rank takes no more room than "a lower rank".
    most = MOST if len(table.columns) > MOST + 1 else MOST + 1
    shown = [(f"rank {rank}", table[rank]) for rank in list(table.columns)[:most]]
    if len(table.columns) > most:
        shown.append(("a lower rank", table.iloc[:, most:].sum(axis=1)))
    series = tuple(Series(words, values(shares), look=number) for number, (words, shares) in enumerate(shown))
    names = tuple(short(results.strategies))
    chart = Chart("stack", series, "percent", names, up="share of worlds", top=1)
    first = table.iloc[:, 0].sort_values(ascending=False, kind="stable")
    lines = [f"{name} reaches most in {Share(share)} of simulated worlds." for name, share in first.items()]
    caption = "Bars: share of worlds in which a strategy has each rank by reach; ties are split."
    beware = "To come first says nothing of by how much: see the differences."
    return Message("Ranks", "", chart, caption, tuple(lines), (beware,))
