"""How soon half of all people have changed."""

from sim.drawing.words import short
from sim.ground.wording import Chance
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, values
from sim.results.results import Results

AFTER = ("ranks",)


def find(results: Results, story: Story) -> Message | None:
    """The step by which half of all people have adopted, with its interval; None where no strategy gets there."""
    table = results.tables["summary"]
    if table["t50"].isna().all():
        return None
    low, high = values(table["t50_low"]), values(table["t50_high"])
    steps = Series("step by which half have changed", values(table["t50"]), low, high)
    chart = Chart("bars", (steps,), "number", tuple(short(list(table["strategy"]))), up="step")
    caption = (
        "Bars: median over runs of the step by which half of all people have adopted (Kaplan-Meier); whiskers: its "
        "95 % interval, none where its end lies beyond the last step; no bar: in most runs never."
    )
    lines = (
        f"{row['strategy']}: half of all people have changed at some time in "
        f"{Chance(round(row['reached_t50'] * row['runs']), row['runs']).of(100)} simulated worlds."
        for row in table.to_dict("records")
    )
    beware = "A step has no length in weeks: what it stands for is for those who know the organisation to say."
    return Message("Times", "", chart, caption, tuple(lines), (beware,))
