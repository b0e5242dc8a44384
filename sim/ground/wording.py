"""Numbers as people read them: small types that format themselves, and one rule of rounding for each.

`str()` of a number is what stands in a sentence, the same on the screen, on a page and on a slide. `bare` is the number
without its unit, for the cells of a table whose heading has it. SHEET says how a workbook shows the number itself, and
FLOATS how files for programs have it: to ten digits, with a point and never a unit. What is not known (nan) is
"unknown".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

FLOATS = "%.10g"
"""The format of decimal numbers in files: ten digits, more than are ever significant."""

UNKNOWN = "unknown"

NEAR = 0.015
"""How far a share may be from a tenth to be called one."""


def even(value: float) -> float:
    """A number as files have it (ten digits), so that it rounds to the same text before and after it is written."""
    return round(value, 8)


class Formatted:
    """Text without a format is the same as with an empty one."""

    def __str__(self) -> str:
        return format(self)


@dataclass(frozen=True)
class Share:
    """A share of 1, 0 to 1, in per cent: `54.3 %`, `54 %`.

    It has one decimal, half to even, because differences of shares are told in points with one decimal, and readers who
    subtract two shares should get the difference shown beside them; in whole per cents it could be off by one. A
    decimal 0 is left out. Only 0 is shown as 0, and only 1 as 100 %: otherwise `under 0.1 %` and `over 99.9 %`.
    """

    value: float

    SHEET: ClassVar[str] = "0.0 %"

    @property
    def bare(self) -> str:
        """The number without its sign: `54.3`."""
        percent = even(100 * self.value)
        if math.isnan(percent):
            return UNKNOWN
        if 0 < percent < 0.05:
            return "under 0.1"
        if 99.95 < percent < 100:
            return "over 99.9"
        return _decimal(percent)

    @property
    def exact(self) -> str:
        """A share that was set in a scenario, with all its digits: `0.25 %`."""
        return f"{even(100 * self.value):.10g} %"

    def __str__(self) -> str:
        return UNKNOWN if math.isnan(self.value) else f"{self.bare} %"


@dataclass(frozen=True)
class Interval:
    """From where to where something lies; an end that is not known is nan."""

    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is an interval: with one run there is none."""
        return not math.isnan(self.low + self.high)


class ShareBand(Interval):
    """A range of shares in runs: `12.5 to 63 %`. Its ends occurred, so each is rounded as a share is."""

    @property
    def bare(self) -> str:
        """The ends without a sign, for cells: `12.5-63`."""
        return f"{Share(self.low).bare}-{Share(self.high).bare}"

    def __str__(self) -> str:
        return f"{Share(self.low).bare} to {Share(self.high)}" if self.known else UNKNOWN


class ShareInterval(Interval):
    """The interval of a share that is estimated: `63.4 to 75.1 %`, `at least 98.1 %`, `at most 1.9 %`.

    Its ends are rounded outwards, to one decimal, so as not to claim more than the interval allows. An end that becomes
    0 or 100 % that way says nothing and is left out.
    """

    def _ends(self) -> tuple[float, float]:
        # Rounding errors of sums do not move an end by a digit.
        return math.floor(1000 * self.low + 1e-6) / 10, math.ceil(1000 * self.high - 1e-6) / 10

    @property
    def bare(self) -> str:
        """The ends without a sign, for cells: `63.4-75.1`."""
        return "-".join(map(_decimal, self._ends())) if self.known else UNKNOWN

    @property
    def bracketed(self) -> str:
        """The interval in brackets after a space, to stand behind its share; nothing where there is none."""
        return f" ({self})" if self.known else ""

    def __str__(self) -> str:
        if not self.known:
            return UNKNOWN
        low, high = self._ends()
        if low <= 0 and high >= 100:
            return "anything from 0 to 100 %"
        if low <= 0:
            return f"at most {_decimal(high)} %"
        return f"at least {_decimal(low)} %" if high >= 100 else f"{_decimal(low)} to {_decimal(high)} %"


@dataclass(frozen=True)
class Points(Formatted):
    """A difference of two shares of 1, -1 to 1, in points of 100: `3.2 points`; `f"{points:+}"` has its sign.

    One decimal, half to even, also if that is 0. Only 0 is shown as 0; other values get as many decimals as that takes
    (`0.04 points`): a difference, or an end of its interval, stays on its side of zero. The minus is a hyphen, which
    can be searched for and put into a spreadsheet.
    """

    value: float

    SHEET: ClassVar[str] = "+0.0;-0.0;0.0"

    def bare(self, sign: str = "") -> str:
        """The number alone: `3.2`; `sign`: "+" shows that of a gain, too."""
        return _apart_from_zero(even(100 * self.value), sign)

    @property
    def exact(self) -> str:
        """A difference that was set in a scenario, with all its digits: `0.25 points`, `1 point`."""
        return f"{self._digits(10)} {self._noun}"

    @property
    def margin(self) -> str:
        """Half the width of an interval: `±1.23 points`, with three digits, as it is compared with a goal."""
        return f"±{self._digits(3)} {self._noun}"

    def _digits(self, digits: int) -> str:
        return f"{even(100 * self.value):.{digits}g}"

    @property
    def _noun(self) -> str:
        return "point" if even(100 * self.value) == 1 else "points"

    def __format__(self, sign: str) -> str:
        return UNKNOWN if math.isnan(self.value) else f"{self.bare(sign)} points"


class PointsInterval(Formatted, Interval):
    """The interval of a difference of shares: `1.2 to 5.3`, or with the signs of its ends, `f"{interval:+}"`.

    Its ends are rounded to the nearest decimal, as the difference is, and stay on their side of zero: rounded outwards,
    an interval that excludes zero could seem to include it, which is what readers look for.
    """

    def __format__(self, sign: str) -> str:
        return f"{Points(self.low).bare(sign)} to {Points(self.high).bare(sign)}" if self.known else UNKNOWN


@dataclass(frozen=True)
class PointsEstimate(Formatted):
    """A difference of shares with its interval: `3.2 points (1.2 to 5.3)`; `f"{estimate:+}"` has their signs.

    `together`: a wider interval, which holds for several differences at once, if that is to be shown too.
    """

    mean: float
    low: float
    high: float
    together: PointsInterval | None = None

    def bare(self, sign: str = "") -> str:
        """The numbers alone, for cells: `3.2 (1.2 to 5.3)`."""
        return f"{Points(self.mean).bare(sign)} ({self._within(sign)})"

    def _within(self, sign: str) -> str:
        interval = PointsInterval(self.low, self.high)
        if not interval.known:
            return "one run: no interval"
        if self.together is None:
            return format(interval, sign)
        return f"{format(interval, sign)}; of all differences at once, {format(self.together, sign)}"

    def __format__(self, sign: str) -> str:
        return f"{format(Points(self.mean), sign)} ({self._within(sign)})"


@dataclass(frozen=True)
class Count:
    """How many there are of something: `1 run`, `1,200 runs`, `2 people`.

    `noun`: the singular; `many`: the plural, if that is not the noun with an s.
    """

    number: int
    noun: str = ""
    many: str = ""

    SHEET: ClassVar[str] = "#,##0"

    def __str__(self) -> str:
        if not self.noun:
            return f"{self.number:,}"
        return f"{self.number:,} {self.noun if self.number == 1 else self.many or self.noun + 's'}"


def people(number: int) -> Count:
    """How many people: `1 person`, `2,000 people`."""
    return Count(number, "person", "people")


@dataclass(frozen=True)
class Chance:
    """In how many of all runs something happens, a natural frequency: `134 of 200`, `all 200 runs`, `none of 200`.

    `hits` need not be whole, as when runs with equal reach are split: `about 33 of 100`, `fewer than 1 of 6`. `noun`:
    the word for one run, if it is to follow.
    """

    hits: float
    runs: int
    noun: str = ""

    def __str__(self) -> str:
        return self.of(self.runs)

    def of(self, whole: int) -> str:
        """The same out of `whole` runs, 10 or 100, for comparing frequencies: `7 of 10`, `about 7 of 10`.

        With no more runs than that, it is of the runs themselves. "All" and "none" always refer to all runs.
        """
        exact = abs(self.hits - round(self.hits)) < 1e-6
        if exact and self.runs > 1 and round(self.hits) in (0, self.runs):
            return f"{'all' if round(self.hits) else 'none of'} {Count(self.runs, self.noun)}"
        size = min(whole, self.runs)
        hits, all_of_them = self.hits * size / self.runs, Count(size, self.noun)
        count = round(hits)
        if exact and size == self.runs:
            return f"{count:,} of {all_of_them}"
        # Half a run, from splitting, does not count as a run; half of one in ten is about one.
        if hits < (1 if size == self.runs else 0.5):
            return f"fewer than 1 of {all_of_them}"
        if count == size or (size == self.runs and hits > size - 1):
            return f"more than {size - 1:,} of {all_of_them}"
        return f"{'' if abs(hits - count) < 1e-9 else 'about '}{count:,} of {all_of_them}"


def compared_of(shares: Sequence[float]) -> int:
    """Out of how many runs frequencies are compared: 10 if they are near tenths and these differ, else 100."""
    parts = {share for share in shares if 0 < share < 1}
    tenths = {round(10 * share) for share in parts}
    near = all(abs(share - round(10 * share) / 10) <= NEAR for share in parts)
    return 10 if near and len(tenths) == len(parts) and not tenths & {0, 10} else 100


@dataclass(frozen=True)
class Amount(Formatted):
    """A number that is no share and need not be whole: `12.3`, `1,234`, `0.12`.

    Three digits from 1 on and two below, and never an exponent; whole numbers are never rounded. Zeros at the end are
    left out. Infinity is "no limit". `unit`: such as that of money.
    """

    value: float
    unit: str = ""

    SHEET: ClassVar[str] = "#,##0.0##"

    def __format__(self, sign: str) -> str:
        if math.isnan(self.value):
            return UNKNOWN
        if math.isinf(self.value):
            return "no limit"
        size = Decimal(float(self.value)).adjusted() if self.value else 0
        places = max(0, 2 - size) if size >= 0 else min(12, 1 - size)
        text = f"{self.value:{sign},.{places}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        text = "0" if text in ("-0", "+0") else text
        return f"{text} {self.unit}".strip()


@dataclass(frozen=True)
class Money(Amount):
    """An amount of money, or of whatever costs are counted in: `1,250 EUR`, `12.5`."""

    SHEET: ClassVar[str] = "#,##0.00"


@dataclass(frozen=True)
class Step:
    """When something happens: `step 12`, or `not within 60 steps` if it has not happened by the `last` one (nan)."""

    value: float
    last: int

    @property
    def bare(self) -> str:
        """The number of the step alone, for cells: `12`, `-`."""
        return "-" if math.isnan(self.value) else _decimal(self.value)

    def __str__(self) -> str:
        return f"not within {Count(self.last, 'step')}" if math.isnan(self.value) else f"step {self.bare}"


class StepInterval(Interval):
    """The interval of a step: `10 to 14`, `10 to beyond the last` where its end is not known (nan)."""

    def __str__(self) -> str:
        if math.isnan(self.low):
            return UNKNOWN
        return f"{_decimal(self.low)} to {'beyond the last' if math.isnan(self.high) else _decimal(self.high)}"


@dataclass(frozen=True)
class Names:
    """Names in a sentence: `a`, `a and b`, `a, b and c`."""

    names: tuple[str, ...]

    @property
    def listed(self) -> str:
        """Separated by commas; a name with a comma, a semicolon or a quote in it stands in quotes."""
        return ", ".join(map(_quoted, self.names))

    def __str__(self) -> str:
        if len(self.names) < 2:
            return "".join(self.names)
        return f"{', '.join(self.names[:-1])} and {self.names[-1]}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if set(name) & set(',;"') else name


def _decimal(value: float) -> str:
    # A number with at most one decimal: `54`, `54.3`.
    text = f"{even(value):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _apart_from_zero(value: float, sign: str) -> str:
    if value == 0 or math.isnan(value):
        return "0.0" if value == 0 else UNKNOWN
    places = 1
    while float(f"{value:.{places}f}") == 0:
        places += 1
    return f"{value:{sign}.{places}f}"
