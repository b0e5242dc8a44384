"""Shares and chances as people say them: natural frequencies, per cents, and the ends of intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from sim.ground.visible import in_lines
from sim.statistics.verdict import even

NO_LETTER = re.compile("[\ufffe\uffff]")
"""What Unicode says is no letter."""


def percent(share: float) -> str:
    """A share of 1 in per cent, with a decimal where it has one: `54 %`, `54.3 %`."""
    return f"{number(100 * share)} %"


def names(people: Iterable[str]) -> str:
    """Names in a sentence, with commas between; one that has a comma, a semicolon or a quote in it stands in quotes."""
    return ", ".join(map(_name, people))


def _name(person: str) -> str:
    return '"' + person.replace('"', '""') + '"' if set(person) & set(',;"') else person


def number(value: float) -> str:
    """A number with at most one decimal: `54`, `54.3`."""
    text = f"{even(value):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def between(low: float, high: float, decimals: int = 0) -> str:
    """The ends of an interval of shares of 1: `63 to 76 %`, `at least 98 %`, `at most 2 %`.

    Ends are rounded outwards, to so many `decimals` of per cents: no more is claimed than the interval allows.
    """
    size = 10**decimals
    least, most = math.floor(100 * size * low + 1e-6) / size, math.ceil(100 * size * high - 1e-6) / size
    if least <= 0 and most >= 100:
        return "anything from 0 to 100 %"
    if least <= 0:
        return f"at most {number(most)} %"
    return f"at least {number(least)} %" if most >= 100 else f"{number(least)} to {number(most)} %"


def often(hits: int, runs: int, whole: int) -> str:
    """How many of the runs, as a natural frequency: `7 of 10`, `about 7 of 10`, `all 200`, `none of 200`.

    `whole`: of how many it is told, 10 or 100; where there are no more runs than that, the runs themselves.
    """
    if hits in (0, runs):
        return f"all {runs}" if hits else f"none of {runs}"
    if runs <= whole:
        return f"{hits} of {runs}"
    count = round(whole * hits / runs)
    if count in (0, whole):
        return f"fewer than 1 of {whole}" if count == 0 else f"more than {whole - 1} of {whole}"
    return f"{'' if count * runs == hits * whole else 'about '}{count} of {whole}"


def out_of(shares: Sequence[float]) -> int:
    """Of how many frequencies are told that are compared: 10 if they are near tenths and these differ, else 100."""
    some = {share for share in shares if 0 < share < 1}
    tenths = {round(10 * share) for share in some}
    near = all(abs(share - round(10 * share) / 10) <= NEAR for share in some)
    return 10 if near and len(tenths) == len(some) and not tenths & {0, 10} else 100


NEAR = 0.015
"""So far from a tenth a share may be and be called one."""


def plain(text: str) -> str:
    """Text that a page or a paper can hold: controls are spelled, no line ends between a number and its per cent."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", in_lines(NO_LETTER.sub("", text)))
