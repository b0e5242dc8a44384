import math

import numpy as np
import pandas as pd
from scipy.special import expit

from sim.results import Results
from sim.statistics.bootstrap import resampled
from sim.statistics.takeoff import wilson

CHANCES = {"seeds50": 0.5, "seeds90": 0.9}
ROUNDS = 60


def measure(results: Results) -> pd.DataFrame:
    """The critical-mass curve: how often a movement tips with how many seeds, strategy by strategy.

    A run has tipped if it reaches at least `about["tipping"]["reach"]` of all people. `tipped`: the share of runs, with
    its 95 % Wilson interval; `fitted`: the logistic curve, see `fit`.
    """
    counts, tipped = _tipped(results)
    runs = tipped.shape[2]
    rows = []
    for number, strategy in enumerate(results.strategies):
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
    `high`: 95 % percentile interval over resampled worlds, each of which meets all numbers of seeds. Empty where the
    curve does not rise, or gets there only beyond the numbers that were tried (of which the largest is `largest`).
    """
    counts, tipped = _tipped(results)
    runs = tipped.shape[2]
    again = resampled(tipped.reshape(-1, runs).T, results.about["seed"]).reshape(-1, *tipped.shape[:2])
    rows = []
    for number, strategy in enumerate(results.strategies):
        line = logistic(counts, tipped[number].sum(axis=1)[None].astype(float), runs)
        lines = logistic(counts, again[:, number], runs)
        row: dict[str, object] = {"strategy": strategy, "intercept": line[0, 0], "slope": line[0, 1]}
        row["largest"] = counts[-1]
        for name, chance in CHANCES.items():
            found, spread = seeds_for(line, chance)[0], np.sort(seeds_for(lines, chance))
            ends = spread[[math.floor(0.025 * len(spread)), math.ceil(0.975 * len(spread)) - 1]]
            known = [value if value <= counts[-1] else math.nan for value in (found, *ends)]
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), known, strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def logistic(counts: np.ndarray, successes: np.ndarray, trials: int) -> np.ndarray:
    """Intercept and slope of logistic curves in log(1 + counts): float64, shape (curves, 2).

    `successes`: of `trials` at each count, shape (curves, counts). Penalised maximum likelihood (Firth 1993): each
    trial counts as one with half the leverage of a success and of a failure more (Heinze & Schemper 2002).
    """
    x = np.stack([np.ones(len(counts)), _scale(counts)])
    beta = np.zeros((len(successes), 2))
    for _ in range(ROUNDS):
        p = expit(beta @ x)
        weight = trials * p * (1 - p)
        information = np.einsum("ik,ck,jk->cij", x, weight, x) + 1e-12 * np.eye(2)
        inverse = np.linalg.inv(information)
        leverage = weight * np.einsum("ik,cij,jk->ck", x, inverse, x)
        score = (successes - trials * p + leverage * (0.5 - p)) @ x.T
        step = np.einsum("cij,cj->ci", inverse, score)
        beta += step * np.minimum(1, 5 / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
        if np.abs(step).max() < 1e-10:
            break
    return beta


def seeds_for(lines: np.ndarray, chance: float) -> np.ndarray:
    """The number of seeds at which logistic curves reach a chance; inf where they do not rise."""
    rises = lines[:, 1] > 0
    at = (math.log(chance / (1 - chance)) - lines[:, 0]) / np.where(rises, lines[:, 1], 1)
    return np.where(rises, np.expm1(np.clip(at, 0, 700)), np.inf)


def said(results: Results) -> list[str]:
    """The smallest group that tips in nine of ten runs, in a sentence for each strategy."""
    lines, reach = [], results.about["tipping"]["reach"]
    for row in results.tables["tipping_fit"].to_dict("records"):
        if math.isnan(row["seeds90"]):
            lines.append(f"{row['strategy']}: even {row['largest']} seeds do not tip in 90 % of runs.")
            continue
        high = f"more than {row['largest']}" if math.isnan(row["seeds90_high"]) else math.ceil(row["seeds90_high"])
        lines.append(
            f"{row['strategy']}: the smallest group that tips (reach of {reach:.0%}) in 90 % of runs has "
            f"{math.ceil(row['seeds90'])} people ({math.ceil(row['seeds90_low'])} to {high}); in half of them, "
            f"{math.ceil(row['seeds50'])}."
        )
    return lines


def _scale(counts: np.ndarray) -> np.ndarray:
    return np.log1p(counts)


def _tipped(results: Results) -> tuple[np.ndarray, np.ndarray]:
    # The numbers of seeds, and whether each run tipped: int64, shape (strategies, counts, runs).
    ladder, strategies = results.about["tipping"], len(results.strategies)
    last = results.record.sides(range(*ladder["arms"]))[0]
    tipped = last / results.about["people"] >= ladder["reach"]
    whole = tipped.reshape(len(ladder["counts"]), strategies, -1).swapaxes(0, 1)
    return np.array(ladder["counts"]), np.ascontiguousarray(whole).astype(np.int64)
