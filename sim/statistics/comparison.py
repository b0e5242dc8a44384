import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.draws import ONCE, stream
from sim.results import Results

RESAMPLES = 2000
AT_ONCE = 200_000
"""How many draws of a run are held in memory together."""

COLUMNS = [
    "strategy",
    "baseline",
    "measure",
    "difference",
    "low",
    "high",
    "wins",
    "ties",
    "losses",
    "runs",
    "variance_reduction",
]


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences over runs, with its 95 % interval (nan where there is one run only)."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


def measure(results: Results) -> pd.DataFrame:
    """Each strategy against the baseline in the same worlds, for reach, takeoff and auc.

    `difference`: the mean over runs; `low`, `high`: 95 % percentile bootstrap interval (Efron & Tibshirani 1993,
    chapter 13) of 2,000 resamples of whole runs, the same ones for every strategy and measure, widened to the paired
    t interval (Student 1908) where that reaches further: with few runs a bootstrap is too narrow (Hesterberg 2015,
    "What teachers should know about the bootstrap"). Empty with one run.
    `wins`, `ties`, `losses`: runs in which the strategy is above, equal to or below the baseline.
    `variance_reduction`: how many times fewer runs the pairing needs for the same precision, (var a + var b) /
    var(a - b); empty where the differences do not vary.
    """
    baseline = results.about["baseline"]
    if baseline is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = []
    for name, (values, whole) in counted(results).items():
        others = [strategy for strategy in results.strategies if strategy != baseline]
        found = differences(values[others], values[baseline], whole, results.about["seed"])
        rows += [_row(values, strategy, baseline, name, one) for strategy, one in zip(others, found, strict=True)]
    order = {strategy: number for number, strategy in enumerate(results.strategies)}
    rows.sort(key=lambda row: order[str(row["strategy"])])
    return pd.DataFrame(rows, columns=COLUMNS)


def counted(results: Results) -> dict[str, tuple[pd.DataFrame, int]]:
    """Each measure as whole numbers, one row a run and one column a strategy, with the number that is a share of 1."""
    (last, total), people = results.record.ends, results.about["people"]
    measures = {
        "reach": (last, people),
        "takeoff": (last / people >= results.about["takeoff"], 1),
        "auc": (total, people * (results.about["steps"] + 1)),
    }
    return {
        name: (pd.DataFrame(counts.T.astype(np.int64), columns=results.strategies), whole)
        for name, (counts, whole) in measures.items()
    }


def differences(counts: pd.DataFrame, baseline: pd.Series, whole: int, seed: int) -> Iterator[Difference]:
    """The paired difference of each column to the baseline, as a share of `whole`.

    `counts`, `baseline`: whole numbers, one row a run, so that equal differences are equal and not nearly so.
    """
    paired = counts.to_numpy() - baseline.to_numpy()[:, None]
    for column in range(paired.shape[1]):
        mean = float(paired[:, column].mean()) / whole
        yield Difference(mean, *_interval(paired[:, column], whole, seed))


def _interval(paired: np.ndarray, whole: int, seed: int) -> tuple[float, float]:
    # Every column begins the stream anew: all are resampled by the same runs, and none depends on another.
    runs, rng = len(paired), stream(seed, ONCE, "bootstrap")
    if runs == 1:
        return math.nan, math.nan
    means = np.empty(RESAMPLES)
    batch = max(1, AT_ONCE // runs)
    for start in range(0, RESAMPLES, batch):
        part = means[start : start + batch]
        part[:] = paired[rng.integers(runs, size=(len(part), runs))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    # Two means of the same whole numbers, in other orders of adding, would differ where nothing does.
    middle, half = paired.sum() / runs, float(stdtrit(runs - 1, 0.975)) * paired.std(ddof=1) / math.sqrt(runs)
    return float(min(low, middle - half)) / whole, float(max(high, middle + half)) / whole


def _row(values: pd.DataFrame, strategy: str, baseline: str, name: str, found: Difference) -> dict[str, object]:
    a, b = values[strategy].to_numpy(), values[baseline].to_numpy()
    varies = len(a) > 1 and np.ptp(a - b) > 0
    return {
        "strategy": strategy,
        "baseline": baseline,
        "measure": name,
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
        "wins": int((a > b).sum()),
        "ties": int((a == b).sum()),
        "losses": int((a < b).sum()),
        "runs": len(a),
        "variance_reduction": (a.var() + b.var()) / (a - b).var() if varies else np.nan,
    }
