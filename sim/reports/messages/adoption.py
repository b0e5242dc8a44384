"""How far the change spreads, step by step."""

from sim.drawing.words import short
from sim.ground.wording import Share
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, of
from sim.reports.telling.words import best
from sim.results.results import Results

AFTER = ()

BANDS = 3
"""With more strategies than this, overlapping bands hide each other."""


def find(results: Results, story: Story) -> Message | None:
    """The median share of adopters by step, and the middle 80 % of the runs where there are few strategies."""
    curves, about = results.tables["curves"], results.about
    curves = curves[curves["group"] == "everyone"]
    banded = len(results.strategies) <= BANDS and about.runs > 1
    series = []
    for number, (strategy, name) in enumerate(zip(results.strategies, short(results.strategies), strict=True)):
        rows = curves[curves["strategy"] == strategy]
        series.append(of(rows, ("p50", "p10", "p90") if banded else ("p50",), name, look=number))
    steps = tuple(str(step) for step in range(about.steps + 1))
    # In the order of the ends of curves, as in the legend.
    series.sort(key=lambda line: -line.values[-1])
    chart = Chart("lines", tuple(series), "percent", steps, "step", "adopters, share of all people", top=1)
    shown = "Thick lines: the median of the runs" if about.runs > 1 else "Lines: the only run"
    band_said = "; thin lines: the middle 80 % of the outcomes, not of their mean" if banded else ""
    beware = "A curve is the middle of many runs; a single organisation can lie anywhere in the band, and beyond."
    return Message("Adoption", "", chart, f"{shown}{band_said}.", (_told(results), *story.known), (beware,))


def _told(results: Results) -> str:
    curves, first = results.tables["curves"], best(results)
    rows = curves[(curves["strategy"] == first) & (curves["group"] == "everyone")]
    start, end = (float(rows["p50"].iloc[place]) for place in (0, -1))
    return (
        f"Every line is one way to choose whom to start with. With {first}, {Share(start)} of people have changed at "
        f"the start and {Share(end)} in step {results.about.steps}, in the middle one of {results.about.runs} "
        "simulated worlds. All strategies meet the same people with the same luck."
    )
