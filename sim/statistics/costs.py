"""What an adopter costs, and what an adopter more than with the baseline."""

import math
from typing import Any

import numpy as np
import pandas as pd

from sim.results import Results
from sim.statistics.bootstrap import bca, resampled
from sim.statistics.verdict import FEWEST

UNDEFINED, TRADE, DOMINATES, DOMINATED, TOO_FEW = "undefined", "trade-off", "dominates", "dominated", "too few runs"

COLUMNS = [
    *("strategy", "baseline", "cost", "cost_low", "cost_high", "adopters"),
    *("cost_per_adopter", "per_adopter_low", "per_adopter_high"),
    *("extra_cost", "extra_adopters", "extra_low", "extra_high", "cost_per_extra_adopter", "low", "high", "finding"),
]


def measure(results: Results) -> pd.DataFrame:
    """What seeds cost, for each adopter and for each adopter more than with the baseline: a row a strategy.

    `cost`, `adopters`: means over runs; `cost_low`, `cost_high`: the 95 % interval of the mean cost.
    `cost_per_adopter`: the ratio of the two means, empty where nobody adopts.
    `extra_cost`, `extra_adopters`: how much more than with the baseline in the same worlds, `extra_low` and
    `extra_high` the 95 % interval of the gain (see comparison). `cost_per_extra_adopter`: the ratio of these two means,
    the incremental cost-effectiveness ratio of health economics (Drummond et al. 2015, Methods for the Economic
    Evaluation of Health Care Programmes, chapter 4). Intervals of ratios are the bias-corrected and accelerated
    bootstrap (Efron 1987) over whole runs, empty below 6 runs; an infinite end says that the gain may be next to
    nothing. `finding`: "undefined" if the interval of the gain includes 0, and the ratio is empty then; else
    "dominates" (more adopters for no higher cost), "dominated" (fewer for no lower cost), or "trade-off": more for a
    higher cost, or fewer for a lower one. Then the ratio is the price of one more, or what giving one up saves.
    """
    costs, adopters = results.record.costs, results.record.ends[0].astype(np.float64)
    runs, seed = costs.shape[1], results.about["seed"]
    rows: list[dict[str, Any]] = []
    gains = _gains(results)
    for number, strategy in enumerate(results.strategies):
        row: dict[str, Any] = dict.fromkeys(COLUMNS, math.nan) | {"strategy": strategy, "baseline": "", "finding": ""}
        cost = _ratio(costs[number], np.ones(runs), seed)
        row |= dict(zip(("cost", "cost_low", "cost_high"), cost, strict=True)) | {"adopters": adopters[number].mean()}
        if adopters[number].any():
            found = _ratio(costs[number], adopters[number], seed)
            row |= dict(zip(("cost_per_adopter", "per_adopter_low", "per_adopter_high"), found, strict=True))
        if strategy in gains:
            baseline = results.strategies.index(results.about["baseline"])
            low, high = gains[strategy]
            more_cost, more = costs[number] - costs[baseline], adopters[number] - adopters[baseline]
            row |= {
                "baseline": results.about["baseline"],
                "extra_cost": more_cost.mean(),
                "extra_adopters": more.mean(),
            }
            row |= {"extra_low": low, "extra_high": high}
            row["finding"] = _finding(runs, more_cost.mean(), low, high)
            if row["finding"] not in (UNDEFINED, TOO_FEW):
                found = _ratio(more_cost, more, seed)
                row |= dict(zip(("cost_per_extra_adopter", "low", "high"), found, strict=True))
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def _gains(results: Results) -> dict[str, tuple[float, float]]:
    # The interval of how many more adopt than with the baseline, by strategy.
    people, table = results.about["people"], results.tables["comparison"]
    return {
        row["strategy"]: (people * row["low"], people * row["high"])
        for row in table[table["measure"] == "reach"].to_dict("records")
    }


def _finding(runs: int, extra_cost: float, low: float, high: float) -> str:
    if runs < FEWEST:
        return TOO_FEW
    if not (low > 0 or high < 0):
        return UNDEFINED
    if low > 0:
        return TRADE if extra_cost > 0 else DOMINATES
    return TRADE if extra_cost < 0 else DOMINATED


def _ratio(cost: np.ndarray, gain: np.ndarray, seed: int) -> tuple[float, float, float]:
    # The ratio of two means over runs, whose denominator is not 0 and keeps its sign in nearly all resamples, with its
    # interval.
    found, sign = cost.sum() / gain.sum(), np.sign(gain.sum())
    if len(cost) < FEWEST:
        return float(found), math.nan, math.nan
    above, below = resampled(np.column_stack([cost, gain]), seed).T
    again, left_out = _over(above, below, sign), _over(cost.sum() - cost, gain.sum() - gain, sign)
    if np.ptp(left_out) == 0:
        return float(found), float(found), float(found)
    with np.errstate(invalid="ignore"):
        low, high = bca(found, again, left_out)
    # Between two infinite ratios numpy finds none.
    return float(found), -math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high


def _over(cost: np.ndarray, gain: np.ndarray, sign: float) -> np.ndarray:
    # A ratio; without a gain, or with one of the other sign, it is beyond all others on the side of the cost.
    gains = sign * gain
    beyond = np.where(cost == 0, 0.0, np.copysign(math.inf, sign * cost))
    return np.where(gains > 0, cost / np.where(gains > 0, gain, 1.0), beyond)


def said(results: Results) -> list[str]:
    """What an adopter more costs, in a sentence for each strategy."""
    unit = results.about["costs"]["unit"]
    return [_sentence(row, unit) for row in results.tables["costs"].to_dict("records")]


def _sentence(row: dict[Any, Any], unit: str) -> str:
    cost = f"{row['strategy']} costs {money(row['cost'], unit)} in the mean"
    if row["cost_per_adopter"] == row["cost_per_adopter"]:
        cost += f", {money(row['cost_per_adopter'], unit)} for each adopter"
    if not row["baseline"]:
        return f"{cost}."
    gain = f"{row['extra_adopters']:+.1f} adopters ({row['extra_low']:+.1f} to {row['extra_high']:+.1f})"
    against = f"{cost}. Against {row['baseline']}: {gain}, {money(row['extra_cost'], unit, '+')}"
    if row["finding"] == TOO_FEW:
        return f"{against}; it takes {FEWEST} runs to say what an adopter more costs."
    if row["finding"] == UNDEFINED:
        return f"{against}; what an adopter more costs is undefined: the gain may be nothing."
    ratio = f"{money(row['cost_per_extra_adopter'], unit)} ({money(row['low'])} to {money(row['high'])})"
    if row["finding"] == TRADE:
        what = "each adopter more costs" if row["extra_low"] > 0 else "each adopter less saves"
        return f"{against}; {what} {ratio}."
    what = "more adopters for no higher cost" if row["finding"] == DOMINATES else "fewer adopters for no lower cost"
    return f"{against}; {what}."


def money(value: float, unit: str = "", sign: str = "") -> str:
    """An amount with its unit, in about three digits; "no limit" where it is infinite."""
    if math.isinf(value):
        return "no limit"
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:{sign},.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {unit}".strip()
