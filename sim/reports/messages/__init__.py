"""Messages: what a folder of results has to say, one message a file, in plain parts that any kind of page can draw."""

from sim.reports.messages import (
    adoption,
    claim,
    costs,
    differences,
    equivalents,
    flip_map,
    ranks,
    reach,
    robustness,
    self_sustaining,
    sensitivity,
    sources,
    takeoff,
    times,
    tipping,
    tribes,
)
from sim.reports.messages.parts import Message
from sim.reports.story.story import Story
from sim.results.results import Results

ORDER = (
    *(adoption, takeoff, reach, differences, ranks, times, tribes, sources, self_sustaining, costs),
    *(claim, flip_map, sensitivity, tipping, equivalents, robustness),
)
"""From the answer to how far it can be trusted."""


def messages(results: Results, story: Story) -> list[Message]:
    """All messages that there are tables for, in the order in which they are told; `story`: of the same results."""
    return [found for part in ORDER if (found := part.find(results, story)) is not None]
