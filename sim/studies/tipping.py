import math
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from sim.ground.elementary import each, rounded
from sim.ground.wording import Share, ShareInterval
from sim.ground.wording import people as group_of
from sim.outcomes.takeoff import wilson
from sim.results.results import Results
from sim.statistics.bootstrap import resampled
from sim.statistics.verdict import FEWEST

CHANCES = {"seeds50": 0.5, "seeds90": 0.9}
ROUNDS = 60
RIDGE = 1e-12
"""What keeps the information of a curve that is certain everywhere above 0."""


def measure(results: Results) -> pd.DataFrame:
    """The critical-mass curve: how often a movement tips with how many seeds, strategy by strategy.

    A run has tipped if it reaches at least `about["tipping"]["reach"]` of all people. `tipped`: the share of runs, with
    its 95 % Wilson interval; `fitted`: the logistic curve, see `fit`. A strategy that starts with the same people
    whatever the number of seeds has no curve.
    """
    counts, tipped = _tipped(results)
    runs = tipped.shape[2]
    rows = []
    for number, strategy in enumerate(results.about["tipping"]["strategies"]):
        many = tipped[number].sum(axis=1)
        low, high = wilson(many, runs)
        line = logistic(counts, many[None].astype(float), runs)[0]
        columns = {"strategy": strategy, "seeds": counts, "runs": runs, "tipped": many / runs, "low": low, "high": high}
        rows.append(pd.DataFrame({**columns, "fitted": expit(line[0] + line[1] * _scale(counts))}))
    return pd.concat(rows, ignore_index=True)


def fit(results: Results) -> pd.DataFrame:
    """The number of seeds with which a movement tips in half and in nine of ten runs, strategy by strategy.

    From a logistic curve (`intercept`, `slope`) in the logarithm of one more than the number of seeds, fitted with
    Firth's (1993, Biometrika 80:27) penalty, with which it exists where all runs tip from some number on; `low`,
    `high`: 95 % percentile interval over resampled worlds, each of which meets all numbers of seeds; empty below 6
    runs. Of the numbers that were tried `smallest` and `largest` are the ends: a number is empty where the curve gets
    there only beyond the largest, and it is the smallest where it is there with that already.
    """
    counts, tipped = _tipped(results)
    runs = tipped.shape[2]
    again = resampled(tipped.reshape(-1, runs).T, results.about["seed"]).reshape(-1, *tipped.shape[:2])
    rows = []
    for number, strategy in enumerate(results.about["tipping"]["strategies"]):
        line = logistic(counts, tipped[number].sum(axis=1)[None].astype(float), runs)
        lines = logistic(counts, again[:, number], runs)
        row: dict[str, object] = {"strategy": strategy, "intercept": line[0, 0], "slope": line[0, 1]}
        row |= {"smallest": counts[0], "largest": counts[-1]}
        for name, chance in CHANCES.items():
            found, spread = _tried(line, chance, counts)[0], np.sort(_tried(lines, chance, counts))
            ends = spread[[math.floor(0.025 * len(spread)), math.ceil(0.975 * len(spread)) - 1]]
            ends = ends if runs >= FEWEST else np.full(2, math.nan)
            known = [value if value <= counts[-1] else math.nan for value in (found, *ends)]
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), known, strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def logistic(counts: np.ndarray, successes: np.ndarray, trials: int) -> np.ndarray:
    """Intercept and slope of logistic curves in log(1 + counts): float64, shape (curves, 2).

    `successes`: of `trials` at each count, shape (curves, counts). Penalised maximum likelihood (Firth 1993): each
    trial counts as one with half the leverage of a success and of a failure more (Heinze & Schemper 2002).
    """
    x, beta = _scale(counts), np.zeros((len(successes), 2))
    middle = x.mean()
    for _ in range(ROUNDS):
        step = _step(x - middle, beta, successes, trials)
        beta += step * np.minimum(1, 5 / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
        if np.abs(step).max() < 1e-10:
            break
    # Steps end at 1e-10, and the last digits of exp depend on the machine.
    return np.column_stack([beta[:, 0] - beta[:, 1] * middle, beta[:, 1]]).round(12)


def _step(x: np.ndarray, beta: np.ndarray, successes: np.ndarray, trials: int) -> np.ndarray:
    # One of Fisher's scoring, shape (curves, 2). The information of two parameters is inverted by hand: products and
    # sums are done in the same order everywhere.
    p = expit(beta[:, :1] + beta[:, 1:] * x)
    weight = trials * p * (1 - p)
    whole, first, second = weight.sum(axis=1) + RIDGE, (weight * x).sum(axis=1), (weight * x * x).sum(axis=1) + RIDGE
    determinant = whole * second - first * first
    spread = second[:, None] - 2 * first[:, None] * x + whole[:, None] * x * x
    leverage = weight * spread / determinant[:, None]
    rest = successes - trials * p + leverage * (0.5 - p)
    level, slope = rest.sum(axis=1), (rest * x).sum(axis=1)
    step = np.column_stack([second * level - first * slope, whole * slope - first * level])
    return np.asarray(step / determinant[:, None])


def seeds_for(lines: np.ndarray, chance: float) -> np.ndarray:
    """The number of seeds at which logistic curves reach a chance, to 10 digits; inf where they do not rise."""
    rises = lines[:, 1] > 0
    at = (math.log(chance / (1 - chance)) - lines[:, 0]) / np.where(rises, lines[:, 1], 1)
    return np.where(rises, rounded(each(math.expm1, np.clip(at, 0, 700)), 10), np.inf)


def _tried(lines: np.ndarray, chance: float, counts: np.ndarray) -> np.ndarray:
    # Likewise, but the smallest number that was tried where a curve is there with that.
    missing = math.log(chance / (1 - chance)) - (lines[:, 0] + lines[:, 1] * _scale(counts[0]))
    there = missing.round(10) <= 0
    return np.where(there, counts[0], seeds_for(lines, chance))


def said(results: Results) -> list[str]:
    """The smallest group that tips in nine of ten runs, in a sentence for each strategy."""
    lines, curves = [], results.tables["tipping"]
    tips = f"tips (reach of {Share(results.about['tipping']['reach']).exact}) in 90 % of runs"
    for row in results.tables["tipping_fit"].to_dict("records"):
        strategy, most = row["strategy"], row["largest"]
        if math.isnan(row["seeds90"]):
            last = curves[(curves["strategy"] == strategy) & (curves["seeds"] == most)].to_dict("records")[0]
            often = f"{Share(last['tipped'])} of runs ({ShareInterval(last['low'], last['high'])})"
            lines.append(f"{strategy}: no group of up to {most} people {tips}; {most} tip in {often}.")
        elif row["seeds90"] == row["smallest"]:
            lines.append(f"{strategy}: {_people(row['smallest'])}, the smallest group that was tried, {tips}.")
        else:
            group, half = _people(row["seeds90"]), math.ceil(row["seeds50"])
            between = interval(row) or "too few runs for an interval"
            told = f"{strategy}: the smallest group that {tips} has {group} ({between})"
            lines.append(f"{told}; in half of them, {half}.")
    return lines


def _people(number: float) -> str:
    return str(group_of(math.ceil(number)))


def interval(row: dict[Any, Any]) -> str:
    """From how many to how many people the smallest group that tips in nine of ten runs may have; empty if unknown."""
    if math.isnan(row["seeds90_low"]):
        return ""
    high = f"more than {row['largest']}" if math.isnan(row["seeds90_high"]) else math.ceil(row["seeds90_high"])
    return f"{math.ceil(row['seeds90_low']):,} to {high}"


def _scale(counts: np.ndarray) -> np.ndarray:
    return each(math.log1p, counts)


def _tipped(results: Results) -> tuple[np.ndarray, np.ndarray]:
    # The numbers of seeds, and whether each run tipped: int64, shape (strategies, counts, runs).
    ladder = results.about["tipping"]
    last = results.record.sides(range(*ladder["arms"]))[0]
    tipped = last / results.about["people"] >= ladder["reach"]
    whole = tipped.reshape(len(ladder["counts"]), len(ladder["strategies"]), -1).swapaxes(0, 1)
    return np.array(ladder["counts"]), np.ascontiguousarray(whole).astype(np.int64)
