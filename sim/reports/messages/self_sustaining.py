"""Whether the change keeps up once support stops."""

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, values
from sim.reports.telling.words import HERE, sentences, source
from sim.results.results import Results

AFTER = ("sources",)
TABLES = ("self_sustaining",)


def find(results: Results, story: Story) -> Message | None:
    """Mean reach before support stops and in the end, by strategy."""
    table = results.tables["self_sustaining"]
    series = (
        Series("before support stops", values(table["reach_before"]), look=5),
        Series("in the end", values(table["reach_end"]), look=0),
    )
    chart = Chart("bars", series, "percent", tuple(short(list(table["strategy"]))), up="mean reach", top=1)
    caption = f"Bars: mean reach before step {results.about['support_stops']} and at the last step. {source(results)}"
    lines = sentences(story, "self_sustaining")
    counts = table["finding"].value_counts()
    title = (
        lines[0].rstrip(".") if len(lines) == 1 else f"Once support stops in step {results.about['support_stops']}: "
    )
    if len(lines) > 1:
        title += ", ".join(f"{finding} with {count} of {len(table)} strategies" for finding, count in counts.items())
    return Message("Without support", title, chart, caption, lines, (HERE,))
