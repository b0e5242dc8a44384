"""Who is tied to whom in the first world, and in which order they changed."""

from sim.reports.story.story import Story
from sim.reports.telling.message import Message
from sim.results.results import Results

AFTER = ("robustness",)


def find(results: Results, story: Story) -> Message | None:
    """Two strategies side by side in the first world; None where there is none."""
    if results.scene is None:
        return None
    say = (
        "Every dot is a person, every line a tie; the darker, the earlier somebody changed. Both sides have the same "
        "people with the same luck; only whom one started with differs.",
    )
    beware = ("This is one simulated world of many, chosen because it is the first: it shows how, and not how often.",)
    return Message("Network", "", None, "", say, beware, "network")
