"""How messages put numbers, intervals and names."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.charts._words import origin
from sim.reports.story import Story
from sim.reports.wording import between
from sim.results import Results

LONGEST = 44
"""Letters: longer names are cut where they stand beside a chart."""


def ends(low: float, high: float) -> str:
    """An interval of shares in brackets, after a space; nothing where there is none."""
    return "" if math.isnan(low) or math.isnan(high) else f" ({between(low, high)})"


def short(names: Sequence[str]) -> list[str]:
    """Names as they stand beside a chart: cut where they are long, and numbered where that makes them the same."""
    cut = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…" for name in names]
    twice = {name for name in cut if cut.count(name) > 1}
    return [f"{number + 1}. {name}" if name in twice else name for number, name in enumerate(cut)]


def source(results: Results) -> str:
    """What a chart rests on and holds for: runs, people, scenario, version."""
    about = results.about
    runs = "1 run" if about["runs"] == 1 else f"{about['runs']:,} runs"
    return f"{runs}, {origin(about)}."


def best(results: Results) -> str:
    """The strategy with the highest mean reach; of those with the same, the first."""
    table = results.tables["summary"]
    return str(table["strategy"].iloc[int(table["reach_mean"].argmax())])


def told(story: Story, table: str) -> tuple[str, ...]:
    """What the story says of a further table, in sentences."""
    return next((found.lines for found in story.findings if found.name == table), ())


HERE = "This holds in this model, with these assumptions; it is no forecast for a real organisation."
