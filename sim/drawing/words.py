"""Names as charts say them, cut where there is no room, and where a chart comes from."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from sim.ground.wording import people

LONGEST = 44
"""Letters: longer names are cut where they stand beside a chart."""

LONG, NAME = 170, 30
"""Letters: in a title that is longer than the first, names of strategies are cut to the second."""


def short(names: Sequence[str], longest: int = LONGEST) -> list[str]:
    """Names of `longest` letters or a few more, that can be told apart as the whole ones can.

    Long ones are cut at the end; those that would be the same then lose what they begin with alike, and have a number
    where that does not help.
    """
    labels = [_cut(name, longest) for name in names]
    for alike in {name for name in labels if labels.count(name) > 1}:
        same = [number for number, name in enumerate(labels) if name == alike]
        letters = zip(*(names[number] for number in same), strict=False)
        start = "".join(here[0] for here in takewhile(lambda here: len(set(here)) == 1, letters))
        # From the word before the one that is another: "…variant 2" says more than "…2".
        words = start.rfind(" ") + 1 or len(start)
        begin = start.rstrip().rfind(" ", 0, max(0, words - 1)) + 1 or words
        for number in same:
            labels[number] = _cut(f"…{names[number][begin:]}", longest)
    twice = {name for name in labels if labels.count(name) > 1}
    return [f"{number}. {name}" if name in twice else name for number, name in enumerate(labels, 1)]


def shortened(title: str, names: Sequence[str]) -> str:
    """A title in which long names are cut, if it is long."""
    cut = dict(zip(names, short(names, NAME), strict=True))
    longest_first = "|".join(re.escape(name) for name in sorted(cut, key=len, reverse=True))
    return re.sub(longest_first, lambda name: cut[name[0]], title) if len(title) > LONG else title


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def too_few(runs: int) -> str:
    """That there are too few runs, to be gone on with what for."""
    return "One run is too little" if runs == 1 else f"{runs} runs are too few"


def origin(about: Mapping[str, Any]) -> str:
    """Where a chart comes from, and what it holds for."""
    return f"{people(about['people'])}. {source(about)}"


def source(about: Mapping[str, Any]) -> str:
    """The same where the number of people is told already, or is not one number."""
    return f"In this model, with these assumptions. Scenario: {about['name']}. groundswell {about['version']}"
