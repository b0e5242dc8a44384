"""Whether the change keeps up once support stops."""

from sim.drawing.words import short
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, values
from sim.reports.telling.words import sentences
from sim.results.results import Results
from sim.studies.support_stops import SupportStops

AFTER = ("sources",)
TABLES = ("self_sustaining",)


def find(results: Results, story: Story) -> Message | None:
    """Mean reach before support stops and in the end, by strategy."""
    table, stop = results.tables["self_sustaining"], results.about.study(SupportStops)
    series = (
        Series("before support stops", values(table["reach_before"]), look=5),
        Series("in the end", values(table["reach_end"]), look=0),
    )
    chart = Chart("bars", series, "percent", tuple(short(list(table["strategy"]))), up="mean reach", top=1)
    lines = sentences(story, "self_sustaining")
    counts = [
        f"{finding} with {count} of {len(table)} strategies"
        for finding, count in table["finding"].value_counts().items()
    ]
    title = lines[0].rstrip(".") if len(lines) == 1 else f"Once support stops in step {stop}: {', '.join(counts)}"
    caption = f"Bars: mean reach before step {stop} and at the last step."
    return Message("Without support", title, chart, caption, lines)
