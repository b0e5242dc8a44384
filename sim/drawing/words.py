"""Names as charts show them, cut where there is no room, and the line that says where a chart comes from."""

import re
from collections.abc import Sequence
from itertools import takewhile

from sim.ground.wording import people
from sim.results.about import About

LONGEST = 44
"""Names of more characters are cut where they stand beside a chart."""

LONG, NAME = 170, 30
"""In a title of more characters than the first number, names of strategies are cut to the second."""


def short(names: Sequence[str], longest: int = LONGEST) -> list[str]:
    """Names of `longest` characters or a few more, which can still be told apart.

    Long names are cut at the end; if they are the same then, their common beginning is cut instead, and where that does
    not help either they get a number.
    """
    labels = [_cut(name, longest) for name in names]
    for alike in {name for name in labels if labels.count(name) > 1}:
        same = [number for number, name in enumerate(labels) if name == alike]
        letters = zip(*(names[number] for number in same), strict=False)
        start = "".join(here[0] for here in takewhile(lambda here: len(set(here)) == 1, letters))
        # From the word before the first difference: "…variant 2" says more than "…2".
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
    """The warning that there are too few runs; the caller adds what for."""
    return "One run is too little" if runs == 1 else f"{runs} runs are too few"


def origin(about: About) -> str:
    """The end of a caption: the runs that a chart comes from, and the people it holds for."""
    return f"{people(about.people)}. {source(about)}"


def source(about: About) -> str:
    """As `origin`, for captions that give the number of people already or where it varies."""
    return f"In this model, with these assumptions. Scenario: {about.name}. groundswell {about.version}"
