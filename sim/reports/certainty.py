"""How sure a comparison is, in sentences with natural frequencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.reports.wording import between, often, out_of, percent
from sim.results import Results
from sim.statistics import precision
from sim.statistics.comparison import Difference
from sim.statistics.verdict import FEWEST, points


@dataclass(frozen=True)
class Outcome:
    """What a strategy comes to: its label, what its name `means`, and what it `reaches` and how often it takes off.

    `takes_off` is empty where it says nothing: in a single run, and where the seeds alone are enough to count as one.
    """

    strategy: str
    means: str
    reaches: str
    takes_off: str


def outcomes(results: Results, meanings: Mapping[str, str], worlds: str) -> tuple[Outcome, ...]:
    """What each strategy comes to, in the order of the scenario.

    `meanings`: what each strategy is, by its label; `worlds`: what a run simulates, in the plural.
    """
    rows = results.tables["summary"].to_dict("records")
    whole = out_of([row["takeoff"] for row in rows])
    return tuple(
        Outcome(
            str(row["strategy"]),
            meanings[str(row["strategy"])],
            _reaches(results, row, worlds),
            _takes_off(results, row, whole, worlds),
        )
        for row in rows
    )


def comparisons(results: Results, worlds: str) -> tuple[str, ...]:
    """Each strategy against the baseline in the same worlds, in a sentence with its interval."""
    table = results.tables["comparison"]
    rows = table[table["measure"] == "reach"].to_dict("records")
    return tuple(_against(row, worlds, results.about["smallest_difference"]) for row in rows)


def known(results: Results) -> tuple[str, ...]:
    """How precise the runs are, what more of them would settle, and what no number of runs can tell."""
    runs = results.about["runs"]
    if runs == 1:
        return ("One run gives no interval: nothing can be said on how sure this is.",)
    few = (f"It takes {FEWEST} runs to name a winner, and more to name it well.",) if runs < FEWEST else ()
    return (
        *few,
        *precision.lines(results),
        "Intervals tell what luck leaves open in this model, with these assumptions; if an assumption is wrong, more "
        "runs do not mend it.",
    )


def _reaches(results: Results, row: Mapping[Any, Any], worlds: str) -> str:
    mean = percent(row["reach_mean"])
    if row["runs"] == 1:
        return f"reaches {mean} of people in the only run"
    if _all_or_nothing(row):
        reach = results.reach()[row["strategy"]]
        less = percent(float(reach[reach < results.about["takeoff"]].mean()))
        return f"reaches {percent(row['reach_given_takeoff'])} of people on average if it takes off, {less} if not"
    if row["lumps"] == 2:
        below = int((results.reach()[row["strategy"]] < row["antimode"]).sum())
        many = often(below, row["runs"], out_of([below / row["runs"]]))
        line = percent(row["antimode"])
        return f"has two outcomes: below {line} of people in {many} simulated {worlds}, more in the others"
    told = f"reaches {mean} of people on average"
    if row["reach_low"] < row["reach_high"]:
        told += f" (95 % interval: {between(row['reach_low'], row['reach_high'], 1)})"
    if row["reach_p10"] == row["reach_p90"]:
        return told
    return f"{told}; in 8 of 10 simulated {worlds} between {percent(row['reach_p10'])} and {percent(row['reach_p90'])}"


def _takes_off(results: Results, row: Mapping[Any, Any], whole: int, worlds: str) -> str:
    if row["runs"] == 1 or row["seeds"] / results.about["people"] >= results.about["takeoff"]:
        return ""
    many = often(round(row["takeoff"] * row["runs"]), int(row["runs"]), whole)
    return f"takes off in {many} simulated {worlds} (95 % interval: {between(row['takeoff_low'], row['takeoff_high'])})"


def _all_or_nothing(row: Mapping[Any, Any]) -> bool:
    # Two lumps, between which the line of a takeoff lies.
    return bool(row["lumps"] == 2 and 0 < row["takeoff"] < 1)


def _against(row: Mapping[Any, Any], worlds: str, matters: float) -> str:
    strategy, baseline, runs = row["strategy"], row["baseline"], int(row["runs"])
    if row["ties"] == runs:
        return f"{strategy} reaches the same as {baseline} in every simulated {worlds.removesuffix('s')}."
    found = Difference(row["difference"], row["low"], row["high"])
    whole = out_of([row["wins"] / runs, row["losses"] / runs])
    wins, losses = (often(int(row[name]), runs, whole) for name in ("wins", "losses"))
    sure = runs >= FEWEST and found.excludes_zero
    told = f"{'' if sure else 'no clear difference, '}{points(found, signed=True)} of reach"
    if sure and max(abs(found.low), abs(found.high)) < matters:
        told += ", less than matters"
    counted = f"; more in {wins}, less in {losses} simulated {worlds}" if runs > 1 else ""
    return f"{strategy} against {baseline}, with the same people and the same luck: {told}{counted}."
