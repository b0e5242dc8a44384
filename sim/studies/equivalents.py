import math
from typing import Any

import numpy as np
import pandas as pd

from sim.ground.wording import Amount
from sim.results.results import Results
from sim.statistics.bootstrap import RESAMPLES, resampled
from sim.statistics.verdict import FEWEST


def measure(results: Results) -> pd.DataFrame:
    """How many random seeds reach as much as each strategy does: the random-equivalent number of seeds.

    Akbarpour, Malladi & Saberi (2020, "Just a few seeds more"): where a few more random seeds do as well, the
    network need not be mapped. They show that they do for simple contagion by single contacts; with thresholds or
    reinforcement the number is that of the model, outside the scope of their result. `seeds`: how many each
    strategy starts with, in the mean; `random_equivalent_seeds`: with how many random ones the mean reach is the
    same, on a straight line between the numbers that were tried; empty where all of them reach less; `low`, `high`:
    95 % percentile interval over resampled worlds, in which the strategy and random seeds meet the same people;
    empty below 6 runs. Where that is the highest reach there is, any number from the one before may do, and the
    interval begins there. Where no number suffices `low` is the largest, and `high` empty. `extra`: how many more
    that is than the strategy's.
    """
    ladder = results.about["equivalents"]
    ends = results.record.sides(range(*ladder["arms"]))[0].T
    mine = results.record.ends[0].T
    counts, width, seeds = np.array(ladder["counts"], float), len(results.strategies), ladder["seeds"]
    sums = np.concatenate([mine, ends], axis=1)
    again = resampled(sums, results.about["seed"])
    rows = []
    for number, strategy in enumerate(results.strategies):
        level, curve = sums[:, number].sum(), sums[:, width:].sum(axis=0)
        found = _finite(at_level(counts, curve[None], level[None])[0])
        low, high = _ends(np.sort(at_level(counts, again[:, width:], again[:, number])))
        if level == curve.max():
            low = min(low, counts[max(0, int((np.maximum.accumulate(curve) < level).sum()) - 1)])
        row = {"strategy": strategy, "seeds": seeds[number], "random_equivalent_seeds": found}
        row |= {"low": low if math.isfinite(low) else counts[-1], "high": _finite(high)}
        if len(sums) < FEWEST:
            row |= {"low": math.nan, "high": math.nan}
        rows.append(row | {"extra": found - seeds[number]})
    return pd.DataFrame(rows)


def at_level(counts: np.ndarray, curves: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Where rising curves first reach levels: float64, shape (curves), inf where they never do.

    `counts`: ascending, shape (points); `curves`: shape (curves, points), made to rise by its highest point so far;
    `levels`: one for each curve. Between points it is a straight line; below the first point it is the first count.
    """
    rising = np.maximum.accumulate(curves, axis=1)
    place = (rising < levels[:, None]).sum(axis=1)
    after = np.minimum(place, len(counts) - 1)
    before = np.maximum(after - 1, 0)
    rows = np.arange(len(rising))
    low, high = rising[rows, before], rising[rows, after]
    rise = np.where(high > low, high - low, 1)
    part = np.where(place == 0, 0.0, (levels - low) / rise)
    found = counts[before] + part * (counts[after] - counts[before])
    return np.where(place == len(counts), np.inf, found)


def said(results: Results) -> list[str]:
    """What the numbers mean, in a sentence for each strategy with seeds that are not drawn at random themselves."""
    lines = []
    for row in results.tables["equivalents"].to_dict("records"):
        if row["strategy"] == "random" or row["seeds"] == 0:
            continue
        most = results.about["equivalents"]["counts"][-1]
        if math.isnan(row["random_equivalent_seeds"]):
            lines.append(f"{row['strategy']}: no number of random seeds reaches as much on average (up to {most}).")
            continue
        extra, own = row["extra"], f"its own {Amount(row['seeds'])}"
        worth = f"{Amount(abs(extra))} {'more' if extra >= 0 else 'fewer'} than {own}"
        if row["low"] <= row["seeds"] <= row["high"]:
            worth = f"which cannot be told from {own}"
        lines.append(
            f"{row['strategy']}: {Amount(row['random_equivalent_seeds'])} random seeds reach as much "
            f"({_range(row)}), {worth}."
        )
    return lines


def _range(row: dict[Any, Any]) -> str:
    if math.isnan(row["low"]):
        return "too few runs for an interval"
    return f"{Amount(row['low'])} to {'more than all' if math.isnan(row['high']) else Amount(row['high'])}"


def _ends(ordered: np.ndarray) -> tuple[float, float]:
    # Percentiles without going between a number and infinity.
    low = ordered[math.floor(0.025 * (RESAMPLES - 1))]
    return float(low), float(ordered[math.ceil(0.975 * (RESAMPLES - 1))])


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.nan
