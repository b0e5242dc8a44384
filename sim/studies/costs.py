"""What an adopter costs, and what an additional adopter costs against the baseline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd

from sim.families.studies import Study
from sim.families.tables import Column, Columns, Levels, Table
from sim.ground.kinds import Number, Text
from sim.ground.wording import Amount, Money
from sim.results.about import About
from sim.results.columns import ANY, END, HIGH, LOW, MONEY, STRATEGY
from sim.results.results import Results
from sim.statistics.bootstrap import bca, resampled, whole_parts
from sim.statistics.comparison import compared, differences
from sim.statistics.verdict import FEWEST

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

UNDEFINED, TRADE, DOMINATES, DOMINATED, TOO_FEW = "undefined", "trade-off", "dominates", "dominated", "too few runs"
UNCLEAR = "costs too close"

FINE = 1_000_000
"""Costs are rounded to so many parts of the largest before they are compared, so that equal ones are equal."""

NO_LIMIT = f"{HIGH}; no limit where the gain may be next to nothing"
FINDINGS = (UNDEFINED, TRADE, DOMINATES, DOMINATED, TOO_FEW, UNCLEAR)
RATIO = ("cost_per_extra_adopter", "low", "high")
COLUMNS: Columns = {
    "strategy": STRATEGY,
    "baseline": Column("baseline", "text", Text(of="strategies", empty=True), "the strategy that is compared with"),
    "cost": Column("cost", "money", Number(0), "cost of the seeds, mean over runs"),
    "cost_low": Column("cost, low", "money", END, LOW),
    "cost_high": Column("cost, high", "money", END, HIGH),
    "adopters": Column("adopters", "number", Number(0, "people"), "adopters at the last step, mean over runs"),
    "cost_per_adopter": Column("cost of an adopter", "money", END, "mean cost over mean number of adopters"),
    "per_adopter_low": Column("cost of an adopter, low", "money", MONEY, LOW),
    "per_adopter_high": Column("cost of an adopter, high", "money", MONEY, HIGH),
    "extra_cost": Column("more cost", "money", END, "mean cost more than with the baseline in the same worlds"),
    "extra_adopters": Column("more adopters", "number", END, "mean number of adopters more than with the baseline"),
    "extra_low": Column("more adopters, low", "number", END, LOW),
    "extra_high": Column("more adopters, high", "number", END, HIGH),
    "cost_per_extra_adopter": Column(
        "cost of one more", "money", END, "the ratio of both; empty where the gain may be nothing"
    ),
    "low": Column("cost of one more, low", "money", MONEY, LOW),
    "high": Column("cost of one more, high", "money", MONEY, NO_LIMIT),
    "finding": Column("finding", "text", Text(of=FINDINGS, empty=True), "what the numbers come to"),
    "extra_cost_low": Column("more cost, low", "money", END, LOW),
    "extra_cost_high": Column("more cost, high", "money", END, HIGH),
}


@dataclass(frozen=True)
class Costs:
    """What costs are counted in, such as EUR."""

    unit: Annotated[str, ANY]


def measure(results: Results) -> pd.DataFrame:
    """What seeds cost, for each adopter and for each adopter more than with the baseline: a row a strategy.

    `cost_per_adopter` is empty where nobody adopts. Intervals of differences are those of comparison.
    `cost_per_extra_adopter`: the incremental cost-effectiveness ratio of health economics (Drummond et al. 2015,
    Methods for the Economic Evaluation of Health Care Programmes, chapter 4). Intervals of ratios are the
    bias-corrected and accelerated bootstrap (Efron 1987) over whole runs, empty below 6 runs; an infinite end says that
    the gain may be next to nothing. `finding`: "undefined" if the interval of the gain includes 0, and the ratio is
    empty then; "costs too close" if that of the cost does; else "dominates" (more adopters for no higher cost),
    "dominated" (fewer for no lower cost), or "trade-off": more for a higher cost, or fewer for a lower one. Then the
    ratio is the price of one more, or what giving one up saves.
    """
    costs, adopters = results.record.costs, results.record.ends[0].astype(np.float64)
    seed, baseline, gains, rows = results.about.seed, results.about.baseline, _gains(results), []
    for number, strategy in enumerate(results.strategies):
        row: dict[str, Any] = dict.fromkeys(COLUMNS, math.nan) | {"strategy": strategy, "baseline": "", "finding": ""}
        cost = _ratio(costs[number], np.ones(costs.shape[1]), seed)
        row |= dict(zip(("cost", "cost_low", "cost_high"), cost, strict=True)) | {"adopters": adopters[number].mean()}
        if adopters[number].any():
            ratio = _ratio(costs[number], adopters[number], seed)
            row |= dict(zip(("cost_per_adopter", "per_adopter_low", "per_adopter_high"), ratio, strict=True))
        if baseline is not None and strategy in gains:
            both = [number, results.strategies.index(baseline)]
            row |= {"baseline": baseline}
            row |= _extra(costs[both], np.subtract(*adopters[both]), gains[strategy], seed)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _extra(costs: np.ndarray, more: np.ndarray, gain: tuple[float, float], seed: int) -> dict[str, Any]:
    # Against the baseline, whose costs are the second row; `more`: additional adopters by run, `gain`: their interval.
    more_cost, dear = np.subtract(*costs), _interval(costs, seed)
    ends = zip(("extra_low", "extra_high", "extra_cost_low", "extra_cost_high"), (*gain, *dear), strict=True)
    row = {"extra_cost": more_cost.mean(), "extra_adopters": more.mean(), **dict(ends)}
    row["finding"] = _finding(len(more), dear, *gain)
    if row["finding"] not in (UNDEFINED, TOO_FEW):
        ratio = _ratio(more_cost, more, seed)
        row |= dict(zip(("cost_per_extra_adopter", "low", "high"), ratio, strict=True))
    return row


def _gains(results: Results) -> dict[str, tuple[float, float]]:
    # The intervals of additional adopters against the baseline, by strategy.
    people = results.about.people
    return {row.strategy: (people * row.low, people * row.high) for row in compared(results)}


def _interval(costs: np.ndarray, seed: int) -> tuple[float, float]:
    # The interval of how much more the first costs than the second.
    most = costs.max() or 1.0
    first, second = np.rint(FINE * (costs / most)).astype(np.int64)
    (difference,) = differences(pd.DataFrame({"cost": first}), pd.Series(second), FINE, seed)
    return most * difference.low, most * difference.high


def _finding(runs: int, dear: tuple[float, float], low: float, high: float) -> str:
    # `dear`: the interval of how much more it costs; `low`, `high`: of how many more adopt.
    if runs < FEWEST:
        return TOO_FEW
    if not (low > 0 or high < 0):
        return UNDEFINED
    if dear == (0, 0):
        return DOMINATES if low > 0 else DOMINATED
    if not (dear[0] > 0 or dear[1] < 0):
        return UNCLEAR
    if low > 0:
        return TRADE if dear[0] > 0 else DOMINATES
    return TRADE if dear[1] < 0 else DOMINATED


def _ratio(cost: np.ndarray, gain: np.ndarray, seed: int) -> tuple[float, float, float]:
    # The ratio of two means over runs, whose denominator is not 0 and keeps its sign in nearly all resamples, with its
    # interval. Sums of whole parts are exact, so that rounding does not decide whether a resample equals the statistic.
    (cost, fine), (gain, finer) = whole_parts(cost), whole_parts(gain)
    statistic, sign = cost.sum() / gain.sum(), np.sign(gain.sum())
    low = high = math.nan
    if len(cost) >= FEWEST:
        above, below = resampled(np.column_stack([cost, gain]), seed).T
        again, left_out = _over(above, below, sign), _over(cost.sum() - cost, gain.sum() - gain, sign)
        low, high = statistic, statistic
        if np.ptp(left_out) > 0:
            low, high = _ends(statistic, again, left_out)
    ratio, low, high = (float(value) / fine * finer for value in (statistic, low, high))
    return ratio, low, high


def _ends(statistic: float, again: np.ndarray, left_out: np.ndarray) -> tuple[float, float]:
    with np.errstate(invalid="ignore"):
        low, high = bca(statistic, again, left_out)
    # numpy cannot interpolate between two infinite ratios.
    return -math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high


def _over(cost: np.ndarray, gain: np.ndarray, sign: float) -> np.ndarray:
    # A ratio; without a gain, or with one of the other sign, it is infinite, with the sign of the cost.
    gains = sign * gain
    beyond = np.where(cost == 0, 0.0, np.copysign(math.inf, sign * cost))
    return np.where(gains > 0, cost / np.where(gains > 0, gain, 1.0), beyond)


def sentences(results: Results) -> list[str]:
    """What an additional adopter costs, in a sentence for each strategy."""
    unit = results.about.study(Costs).unit
    return [_sentence(row, unit) for row in results.tables["costs"].to_dict("records")]


def _sentence(row: dict[Any, Any], unit: str) -> str:
    cost = f"{row['strategy']} costs {Money(row['cost'], unit)} in the mean"
    if row["cost_per_adopter"] == row["cost_per_adopter"]:
        cost += f", {Money(row['cost_per_adopter'], unit)} for each adopter"
    if not row["baseline"]:
        return f"{cost}."
    gain = f"{Amount(row['extra_adopters']):+} adopters{_range(row, 'extra')}"
    more = f"cost {Money(row['extra_cost'], unit):+}{_range(row, 'extra_cost')}"
    against = f"{cost}. Against {row['baseline']}: {gain}, {more}"
    if row["finding"] == TOO_FEW:
        return f"{against}; it takes {FEWEST} runs to say what an adopter more costs."
    if row["finding"] == UNDEFINED:
        return f"{against}; what an adopter more costs is undefined: the gain may be nothing."
    if row["finding"] in (TRADE, UNCLEAR):
        ratio = f"{Money(row['cost_per_extra_adopter'], unit)} ({Money(row['low'])} to {Money(row['high'])})"
        what = "each adopter more costs" if row["extra_low"] > 0 else "each adopter less saves"
        many = "more" if row["extra_low"] > 0 else "fewer"
        close = f"{many} adopters, and costs that cannot be told apart: " if row["finding"] == UNCLEAR else ""
        return f"{against}; {close}{what} {ratio}."
    what = "more adopters for no higher cost" if row["finding"] == DOMINATES else "fewer adopters for no lower cost"
    return f"{against}; {what}."


def _range(row: dict[Any, Any], name: str) -> str:
    # The interval, if there is one; costs that never differ have none.
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low != low or (name == "extra_cost" and low == high):
        return ""
    ends = (format(Amount(end), "+") for end in (low, high))
    return f" ({' to '.join(ends)})"


def entry(scenario: "Scenario") -> Costs | None:
    """What costs are counted in; None where nobody has a cost."""
    return None if scenario.costs is None else Costs(scenario.settings["people"]["cost"]["unit"])


def rows(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy."""
    strategies, baseline = about.strategies, about.baseline
    return [{"strategy": strategies, "baseline": [None if name == baseline else baseline for name in strategies]}]


STUDY = Study(
    question="What does an adopter cost, and what one more than with the baseline?",
    of=entry,
    entry=Costs,
    tables={
        "costs": Table(
            "Costs table",
            "What seeds cost, for each adopter, and for each adopter more than with the baseline",
            COLUMNS,
            measure,
            rows,
            rests_on=("comparison",),
            filled=[
                ("baseline", (), ("extra_cost", "extra_adopters", "finding")),
                ("finding", (TRADE, DOMINATES, DOMINATED, UNCLEAR), RATIO),
            ],
        )
    },
    heading="What it costs",
    sentences=sentences,
    phrase="costs of seeds",
    place="people.cost",
    after=("tribes",),
)
