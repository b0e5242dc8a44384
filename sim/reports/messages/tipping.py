"""How many seeds it takes until the movement tips."""

from sim.drawing.words import short
from sim.ground.wording import Share
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, of
from sim.results.results import Results
from sim.studies.tipping import Tipping

AFTER = ("sensitivity",)
TABLES = ("tipping", "tipping_fit")


def find(results: Results, story: Story) -> Message | None:
    """The share of runs that tip by number of seeds, with its 95 % interval."""
    table = results.tables["tipping"]
    series = []
    for number, (strategy, name) in enumerate(zip(results.strategies, short(results.strategies), strict=True)):
        rows = table[table["strategy"] == strategy]
        series.append(of(rows, ("tipped", "low", "high"), name, look=number, across="seeds"))
    chart = Chart("points", tuple(series), "percent", across="number of seeds", up="share of runs that tip", top=1)
    goal = Share(results.about.study(Tipping).reach).exact
    caption = f"Points: share of runs that reach {goal} of people; whiskers: its 95 % Wilson interval."
    beware = f"Between the numbers that were tried lines are only drawn. To tip means to reach {goal} of people here."
    return Message("Tipping", "", chart, caption, beware=(beware,))
