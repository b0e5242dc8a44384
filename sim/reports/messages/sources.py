"""What brought people in, with the strategy that reaches most."""

from sim.charts import sources as drawn
from sim.ground.wording import Share
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, values
from sim.reports.telling.words import best
from sim.results.columns import SOURCES
from sim.results.results import Results

AFTER = ("tribes",)
TABLES = ("sources",)


def find(results: Results, story: Story) -> Message | None:
    """The share of all people brought in by each source, step by step."""
    first, table = best(results), results.tables["sources"]
    rows = table[table["strategy"] == first].pivot(index="step", columns="source", values="mean")
    present = [name for name in SOURCES if name in rows and rows[name].max() > 0]
    series = tuple(Series(drawn.WORDS[name], values(rows[name]), look=SOURCES.index(name)) for name in present)
    steps = tuple(str(step) for step in rows.index)
    chart = Chart("areas", series, "percent", steps, "step", "share of all people", top=1)
    shown = "share of all people who first adopted by each step, by what pushed them, mean of the runs"
    lines = [f"{drawn.WORDS[name]}: {Share(rows[name].iloc[-1])} of all people with {first}." for name in present]
    beware = "An adoption with several sources counts for each by its share of the push: nobody is counted twice."
    return Message("Sources", "", chart, f"Areas: {shown}; with {first}.", tuple(lines), (beware,))
