"""How many random seeds are worth as much as the network map."""

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, of
from sim.reports.telling.words import sentences
from sim.results.results import Results

AFTER = ("tipping",)
TABLES = ("equivalents",)


def find(results: Results, story: Story) -> Message | None:
    """The number of random seeds that reach as much as each strategy does, with its 95 % interval."""
    table = results.tables["equivalents"]
    own = of(table, ("seeds",), "seeds of the strategy", look=5)
    worth = of(table, ("random_equivalent_seeds", "low", "high"), "random seeds that reach as much", look=0)
    names = tuple(short(list(table["strategy"])))
    chart = Chart("bars", (own, worth), "number", names, up="number of seeds")
    caption = (
        "Bars: seeds that each strategy has, and number of random ones with which the mean reach is the same; "
        "whiskers: 95 % interval; no bar: no number that was tried suffices."
    )
    lines = sentences(story, "equivalents")
    title = lines[0].rstrip(".") if lines else "All strategies draw at random: none is worth more seeds"
    beware = "What mapping the network costs is not in this: compare it with the cost of so many more volunteers."
    return Message("Worth in seeds", title, chart, caption, lines, (beware,))
