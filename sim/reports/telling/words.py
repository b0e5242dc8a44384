"""Numbers, intervals and names in messages."""

from sim.drawing.words import origin
from sim.ground.wording import Count, ShareInterval
from sim.reports.story.story import Story
from sim.results.results import Results


def ends(low: float, high: float) -> str:
    """An interval of shares in brackets, after a space; nothing where there is none."""
    return ShareInterval(low, high).bracketed


def source(results: Results) -> str:
    """The end of a caption: the runs, people, scenario and version of a chart."""
    about = results.about
    return f"{Count(about.runs, 'run')}, {origin(about)}."


def best(results: Results) -> str:
    """The strategy with the highest mean reach; among equals, the first."""
    table = results.tables["summary"]
    return str(table["strategy"].iloc[int(table["reach_mean"].argmax())])


def sentences(story: Story, table: str) -> tuple[str, ...]:
    """The sentences of the story's finding on a table."""
    return next((finding.lines for finding in story.findings if finding.name == table), ())


HERE = "This holds in this model, with these assumptions; it is no forecast for a real organisation."
