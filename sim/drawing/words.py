"""Numbers as charts say them: shares in percent, and how often of how many."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

LONGEST = 44
"""Letters: longer names are cut where they stand beside a chart."""

LONG, NAME = 170, 30
"""Letters: in a title that is longer than the first, names of strategies are cut to the second."""


def percent(share: float) -> str:
    """A share of one in whole percent; next to nothing and next to everything are told apart from both."""
    value = 100 * share
    if 0 < value < 0.05:
        return "under 0.1 %"
    if 99.95 < value < 100:
        return "over 99.9 %"
    return f"{value:.1f} %" if 0 < value < 1 or 99 < value < 100 else f"{value:.0f} %"


def often(share: float, runs: int, what: str = "runs") -> str:
    """How many of all runs a share of them is; "about" where it is no whole number of them, as where ties are split."""
    count, whole = share * runs, f"{runs:,} {what.removesuffix('s') if runs == 1 else what}"
    if abs(count - round(count)) < 1e-6:
        return f"{round(count):,} of {whole}"
    if count < 1:
        return f"fewer than 1 of {whole}"
    return f"more than {runs - 1:,} of {whole}" if count > runs - 1 else f"about {round(count):,} of {whole}"


def counted(number: int, what: str) -> str:
    """How many there are: "1 run", "1,200 runs"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def short(names: Sequence[str], longest: int = LONGEST) -> list[str]:
    """Names of `longest` letters or a few more, that can be told apart as the whole ones can.

    Long ones are cut at the end; those that would be the same then lose what they begin with alike, and have a number
    where that does not help.
    """
    found = [_cut(name, longest) for name in names]
    for alike in {name for name in found if found.count(name) > 1}:
        same = [number for number, name in enumerate(found) if name == alike]
        letters = zip(*(names[number] for number in same), strict=False)
        start = "".join(here[0] for here in takewhile(lambda here: len(set(here)) == 1, letters))
        # From the word before the one that is another: "…variant 2" says more than "…2".
        words = start.rfind(" ") + 1 or len(start)
        begin = start.rstrip().rfind(" ", 0, max(0, words - 1)) + 1 or words
        for number in same:
            found[number] = _cut(f"…{names[number][begin:]}", longest)
    twice = {name for name in found if found.count(name) > 1}
    return [f"{number}. {name}" if name in twice else name for number, name in enumerate(found, 1)]


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
    people = "1 person" if about["people"] == 1 else f"{about['people']:,} people"
    return f"{people}. {source(about)}"


def source(about: Mapping[str, Any]) -> str:
    """The same where the number of people is told already, or is not one number."""
    return f"In this model, with these assumptions. Scenario: {about['name']}. groundswell {about['version']}"
