"""The grammar of numbers: how shares, differences, intervals, counts, amounts, steps and names are told."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ground.wording import (
    Amount,
    Chance,
    Count,
    Money,
    Names,
    Points,
    PointsEstimate,
    PointsInterval,
    Share,
    ShareBand,
    ShareInterval,
    Step,
    StepInterval,
    compared_of,
    people,
)

NAN = math.nan

SHARES = st.floats(0, 1)
DIFFERENCES = st.floats(-1, 1)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.51, "51 %"),
        (0.5425, "54.2 %"),
        (0.5435, "54.4 %"),
        (0.07 + 0.0005, "7 %"),
        (0.0001, "under 0.1 %"),
        (0.9999, "over 99.9 %"),
        (0.996, "99.6 %"),
        (1 - 1e-16, "100 %"),
        (1e-12, "0 %"),
        (NAN, "unknown"),
    ],
)
def test_shares(share, words):
    """A share has one decimal, half to even, and none where it is 0; next to nothing and next to all are told apart."""
    assert str(Share(share)) == words


@given(SHARES)
def test_a_share_is_told_to_half_its_last_digit(share):
    """What is read off a share in words is within 0.05 per cent of it, and only nothing is 0 and only all is 100."""
    words = str(Share(share))
    percent = float(re.fullmatch(r"(?:under |over )?([\d.]+) %", words)[1])
    assert abs(percent - 100 * share) <= (0.1 if words[0] in "uo" else 0.05 + 1e-6)
    assert (words == "0 %") == (round(100 * share, 8) == 0)
    assert (words == "100 %") == (round(100 * share, 8) == 100)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_shares_and_their_difference_add_up(thousandths, others):
    """Whoever subtracts two shares as they are told gets the difference as it is told."""
    one, other = Share(thousandths / 1000), Share(others / 1000)
    left = float(one.bare) - float(other.bare)
    assert float(Points(one.value - other.value).bare()) == pytest.approx(left, abs=1e-9)


def test_shares_that_were_set():
    """What somebody set is told with all its digits."""
    assert [Share(share).exact for share in (0.1, 0.125, 0.0025, 1 / 3)] == [
        "10 %", "12.5 %", "0.25 %", "33.33333333 %",
    ]  # fmt: skip
    assert [Points(size).exact for size in (0.02, 0.01, 0.0025)] == ["2 points", "1 point", "0.25 points"]


def test_shares_in_cells_and_bands():
    """A cell leaves the sign to its heading; the ends of a band of outcomes were seen and are told as they are."""
    assert (Share(0.543).bare, ShareBand(0.125, 0.63).bare, ShareInterval(0.6342, 0.75).bare) == (
        "54.3", "12.5-63", "63.4-75",
    )  # fmt: skip
    assert str(ShareBand(0, 0.63)) == "0 to 63 %"
    assert str(ShareBand(0.00001, 1)) == "under 0.1 to 100 %"
    assert str(ShareBand(NAN, 1)) == "unknown"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.63429, 0.75001, "63.4 to 75.1 %"),
        (0.63, 0.75, "63 to 75 %"),
        (0.981, 1, "at least 98.1 %"),
        (0.981, 0.9996, "at least 98.1 %"),
        (0, 0.01881, "at most 1.9 %"),
        (0.0004, 0.01881, "at most 1.9 %"),
        (0, 1, "anything from 0 to 100 %"),
        (NAN, NAN, "unknown"),
    ],
)
def test_intervals_of_shares(low, high, words):
    """Ends are rounded outwards; one that says nothing is left out."""
    assert str(ShareInterval(low, high)) == words


@given(SHARES, SHARES)
def test_an_interval_claims_no_more_than_it_has(one, other):
    """What is read off an interval in words holds the interval, within a tenth of a per cent at each end."""
    low, high = sorted((one, other))
    words = str(ShareInterval(low, high))
    ends = [float(end) for end in re.findall(r"[\d.]+", words)]
    ends = [0.0, *ends] if words.startswith("at most") else [*ends, 100.0] if words.startswith("at least") else ends
    assert 100 * low - 0.1 - 1e-6 <= ends[0] <= 100 * low + 1e-6
    assert 100 * high - 1e-6 <= ends[1] <= 100 * high + 0.1 + 1e-6


def test_no_interval_no_brackets():
    """Where there is no interval nothing stands behind a share."""
    assert ShareInterval(NAN, NAN).bracketed == ""
    assert ShareInterval(0.1, 0.2).bracketed == " (10 to 20 %)"


@pytest.mark.parametrize(
    ("difference", "plain", "signed"),
    [
        (0.032, "3.2 points", "+3.2 points"),
        (-0.032, "-3.2 points", "-3.2 points"),
        (0.0, "0.0 points", "0.0 points"),
        (-0.0, "0.0 points", "0.0 points"),
        (0.2, "20.0 points", "+20.0 points"),
        (0.0525 - 1e-13, "5.2 points", "+5.2 points"),
        (0.0004, "0.04 points", "+0.04 points"),
        (-0.00002, "-0.002 points", "-0.002 points"),
        (1e-13, "0.0 points", "0.0 points"),
        (NAN, "unknown", "unknown"),
    ],
)
def test_points(difference, plain, signed):
    """A difference has one decimal, half to even, and as many as it takes to be told from zero; zero has no sign."""
    assert (f"{Points(difference)}", f"{Points(difference):+}") == (plain, signed)


@given(DIFFERENCES, DIFFERENCES)
def test_ends_stay_on_their_side_of_zero(one, other):
    """An interval in words excludes zero if and only if the interval does, as files have it."""
    low, high = sorted((one, other))
    ends = [float(end) for end in f"{PointsInterval(low, high):+}".split(" to ")]
    assert [(end > 0) - (end < 0) for end in ends] == [
        (round(100 * end, 8) > 0) - (round(100 * end, 8) < 0) for end in (low, high)
    ]


def test_differences_with_their_intervals():
    """A difference stands before its interval; with one run there is none, and that is said."""
    estimate = PointsEstimate(0.032, 0.0003, 0.061)
    assert f"{estimate:+}" == "+3.2 points (+0.03 to +6.1)"
    assert f"{estimate}" == "3.2 points (0.03 to 6.1)"
    assert estimate.bare("+") == "+3.2 (+0.03 to +6.1)"
    assert str(PointsEstimate(-0.01, NAN, NAN)) == "-1.0 points (one run: no interval)"


def test_margins():
    """Half-widths have three digits, as they are held against those that were set."""
    assert [Points(half).margin for half in (0.012345, 0.02, 0.01, 0.0)] == [
        "±1.23 points", "±2 points", "±1 point", "±0 points",
    ]  # fmt: skip


def test_counts():
    """One is one, and many are many, with marks between thousands."""
    assert [str(Count(number, "run")) for number in (0, 1, 1200)] == ["0 runs", "1 run", "1,200 runs"]
    assert [str(people(number)) for number in (1, 2000)] == ["1 person", "2,000 people"]
    assert str(Count(12345)) == "12,345"


@pytest.mark.parametrize(
    ("hits", "runs", "words"),
    [
        (70, 200, "70 of 200 runs"),
        (0, 200, "none of 200 runs"),
        (200, 200, "all 200 runs"),
        (100 / 3, 100, "about 33 of 100 runs"),
        (1, 1, "1 of 1 run"),
        (0, 1, "0 of 1 run"),
        (2500, 5000, "2,500 of 5,000 runs"),
        (0.5, 6, "fewer than 1 of 6 runs"),
        (5.75, 6, "more than 5 of 6 runs"),
        (0.5, 1, "fewer than 1 of 1 run"),
    ],
)
def test_chances(hits, runs, words):
    """How many of all runs, as they are; about, where ties are split."""
    assert str(Chance(hits, runs, "run")) == words


@pytest.mark.parametrize(
    ("hits", "runs", "whole", "words"),
    [
        (200, 200, 10, "all 200"),
        (0, 200, 10, "none of 200"),
        (140, 200, 10, "7 of 10"),
        (139, 200, 10, "about 7 of 10"),
        (3, 7, 10, "3 of 7"),
        (1, 1000, 100, "fewer than 1 of 100"),
        (999, 1000, 100, "more than 99 of 100"),
    ],
)
def test_frequencies(hits, runs, whole, words):
    """Natural frequencies are exact, or say that they are not; all and none are said of what was seen."""
    assert Chance(hits, runs).of(whole) == words


def test_frequencies_are_never_far_from_the_share():
    """Told of 10 or of 100, a frequency is within 1.5 points of the share, whatever the number of runs."""
    for runs in (23, 200, 999):
        for hits in range(1, runs):
            words = re.search(r"(\d+) of (\d+)", Chance(hits, runs).of(compared_of([hits / runs])))
            assert abs(int(words[1]) / int(words[2]) - hits / runs) <= 0.0151


def test_amounts():
    """Three digits, or two of what is small; no exponent, no cut whole number, no limit where there is none."""
    values = (0.0, 12.345, 123.456, 1234567.0, 0.1234, -0.00123, 5.0, math.inf, NAN)
    assert [str(Amount(value)) for value in values] == [
        "0", "12.3", "123", "1,234,567", "0.12", "-0.0012", "5", "no limit", "unknown",
    ]  # fmt: skip
    assert f"{Money(1250.0, 'EUR'):+}" == "+1,250 EUR"
    assert f"{Amount(0.0):+}" == "0"


@given(st.floats(-1e9, 1e9))
def test_an_amount_is_near_what_it_is(value):
    """What is read off an amount is within half a unit of its third digit, of its second below 1, or of a whole one."""
    size = abs(value)
    places = max(1e-12, size * (0.005 if size >= 1 else 0.05), 0)
    assert abs(float(str(Amount(value)).replace(",", "")) - value) <= max(places, 0.5 if size >= 100 else 0)


def test_steps():
    """A step that was not reached is told as that."""
    assert [str(Step(step, 60)) for step in (12.0, 12.5, NAN)] == ["step 12", "step 12.5", "not within 60 steps"]
    assert [Step(step, 60).bare for step in (12.0, NAN)] == ["12", "-"]
    ends = ((10, 14), (10, NAN), (NAN, NAN))
    assert [str(StepInterval(*pair)) for pair in ends] == ["10 to 14", "10 to beyond the last", "unknown"]


def test_names():
    """Names stand in a row with an "and"; in a list those with a comma or a quote in them are quoted."""
    rows = ((), ("a",), ("a", "b"), ("a", "b", "c"))
    assert [str(Names(row)) for row in rows] == ["", "a", "a and b", "a, b and c"]
    assert Names(("ann", 'bo "b", jr')).listed == 'ann, "bo ""b"", jr"'
