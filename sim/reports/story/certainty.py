"""How sure a comparison is, in sentences with natural frequencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.ground.wording import Chance, Share, ShareInterval, compared_of
from sim.results.results import Results
from sim.statistics import precision
from sim.statistics.comparison import Compared, compared
from sim.statistics.lumps import risen
from sim.statistics.verdict import FEWEST, points


@dataclass(frozen=True)
class Outcome:
    """The results of a strategy: its label, what its name `means`, what it `reaches`, and how often it takes off.

    `takes_off` is empty where it says nothing: with a single run, or if the seeds alone count as a takeoff.
    """

    strategy: str
    means: str
    reaches: str
    takes_off: str


def outcomes(results: Results, meanings: Mapping[str, str], worlds: str) -> tuple[Outcome, ...]:
    """The results of each strategy, in the order of the scenario.

    `meanings`: of strategies, by label; `worlds`: a plural noun for what runs simulate.
    """
    rows = results.tables["summary"].to_dict("records")
    whole, reach, off = compared_of([row["takeoff"] for row in rows]), results.reach(), risen(results)
    return tuple(
        Outcome(
            str(row["strategy"]),
            meanings[str(row["strategy"])],
            _reaches(row, reach[row["strategy"]], worlds, results.about.takeoff if off[row["strategy"]] else None),
            _takes_off(results, row, whole, worlds),
        )
        for row in rows
    )


def comparisons(results: Results, worlds: str) -> tuple[str, ...]:
    """Each strategy against the baseline in the same worlds, in a sentence with its interval."""
    return tuple(_against(row, worlds, results.about.smallest_difference) for row in compared(results))


def known(results: Results) -> tuple[str, ...]:
    """How precise the runs are, what more of them would settle, and what no number of runs can tell."""
    runs = results.about.runs
    if runs == 1:
        return ("One run gives no interval: nothing can be said on how sure this is.",)
    few = (f"It takes {FEWEST} runs to name a winner, and more to name it well.",) if runs < FEWEST else ()
    return (
        *few,
        *precision.lines(results),
        "Intervals tell what luck leaves open in this model, with these assumptions; if an assumption is wrong, more "
        "runs do not mend it.",
    )


def _reaches(row: Mapping[Any, Any], reach: pd.Series, worlds: str, takeoff: float | None) -> str:
    # `takeoff`: given if the runs that take off are the upper of two lumps, else None.
    mean = Share(row["reach_mean"])
    if row["runs"] == 1:
        return f"reaches {mean} of people in the only run"
    if takeoff is not None:
        less = Share(float(reach[reach < takeoff].mean()))
        return f"reaches {Share(row['reach_given_takeoff'])} of people on average if it takes off, {less} if not"
    if row["lumps"] == 2:
        below = int((reach < row["antimode"]).sum())
        many = Chance(below, row["runs"]).of(compared_of([below / row["runs"]]))
        line = Share(row["antimode"])
        return f"has two outcomes: below {line} of people in {many} simulated {worlds}, more in the others"
    sentence = f"reaches {mean} of people on average"
    if row["reach_low"] < row["reach_high"]:
        sentence += f" (95 % interval: {ShareInterval(row['reach_low'], row['reach_high'])})"
    return sentence + _spread(row, reach, worlds)


FEW = 10
"""With fewer runs no tenth of them can be left out."""


def _spread(row: Mapping[Any, Any], reach: pd.Series, worlds: str) -> str:
    # The range in which most runs end, and how many do: more than 8 of 10 if many runs end alike.
    few = row["runs"] < FEW
    low, high = (reach.min(), reach.max()) if few else (row["reach_p10"], row["reach_p90"])
    if low == high:
        return ""
    inside = int(((reach >= low - ROUNDED) & (reach <= high + ROUNDED)).sum())
    many = Chance(inside, row["runs"]).of(compared_of([inside / row["runs"]]))
    return f"; in {many} simulated {worlds} between {Share(low)} and {Share(high)}"


ROUNDED = 1e-9
"""The rounding error of numbers in files."""


def _takes_off(results: Results, row: Mapping[Any, Any], whole: int, worlds: str) -> str:
    if row["runs"] == 1 or row["seeds"] / results.about.people >= results.about.takeoff:
        return ""
    many = Chance(round(row["takeoff"] * row["runs"]), int(row["runs"])).of(whole)
    interval = ShareInterval(row["takeoff_low"], row["takeoff_high"])
    return f"takes off in {many} simulated {worlds} (95 % interval: {interval})"


def _against(row: Compared, worlds: str, matters: float) -> str:
    strategy, baseline, paired = row.strategy, row.baseline, row.paired
    if row.runs == 1:
        return f"{strategy} against {baseline}, in the only run: {points(paired, signed=True)} of reach."
    if row.ties == row.runs:
        return f"{strategy} reaches the same as {baseline} in every simulated {worlds.removesuffix('s')}."
    sure = row.runs >= FEWEST and paired.sure
    size = f"{'' if sure else 'no clear difference, '}{points(paired, signed=True)} of reach"
    if sure and max(abs(paired.low), abs(paired.high)) < matters:
        size += ", less than matters"
    return (
        f"{strategy} against {baseline}, with the same people and the same luck: {size}; "
        f"{_won(row.wins, row.losses, row.runs, worlds)}."
    )


def _won(wins: int, losses: int, runs: int, worlds: str) -> str:
    # In how many worlds it is more, and in how many less, out of the same number of worlds.
    whole = compared_of([wins / runs, losses / runs])
    more, less = (Chance(count, runs).of(whole) if count else "none" for count in (wins, losses))
    if wins == 0:
        return f"less in {less} simulated {worlds}, more in none"
    return f"more in {more} simulated {worlds}, less in {less}"
