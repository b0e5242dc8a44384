from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.draws import ONCE, stream
from sim.results import Results
from sim.statistics import auc

RESAMPLES = 2000
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
    chapter 13) of 2,000 resamples of whole runs, the same ones for every strategy and measure; empty with one run.
    `wins`, `ties`, `losses`: runs in which the strategy is above, equal to or below the baseline.
    `variance_reduction`: how many times fewer runs the pairing needs for the same precision, (var a + var b) /
    var(a - b); empty where the differences do not vary.
    """
    baseline = results.about["baseline"]
    if baseline is None:
        return pd.DataFrame(columns=COLUMNS)
    reach = results.reach().reset_index(drop=True)
    takeoff = (reach >= results.about["takeoff"]).astype(float)
    rows = []
    for name, values in (("reach", reach), ("takeoff", takeoff), ("auc", auc.by_run(results))):
        others = [strategy for strategy in results.strategies if strategy != baseline]
        found = dict(zip(others, differences(values[others], values[baseline], results.about["seed"]), strict=True))
        rows += [_row(values, strategy, baseline, name, found[strategy]) for strategy in others]
    order = {strategy: number for number, strategy in enumerate(results.strategies)}
    rows.sort(key=lambda row: order[str(row["strategy"])])
    return pd.DataFrame(rows, columns=COLUMNS)


def differences(values: pd.DataFrame, baseline: pd.Series, seed: int) -> Iterator[Difference]:
    """The paired difference of each column to the baseline, one row a run."""
    paired = values.to_numpy() - baseline.to_numpy()[:, None]
    means = paired.mean(axis=0)
    if len(paired) == 1:
        yield from (Difference(mean, float("nan"), float("nan")) for mean in means)
        return
    low, high = np.percentile(_resampled_means(paired, seed), [2.5, 97.5], axis=0)
    yield from map(Difference, means.tolist(), low.tolist(), high.tolist())


def _resampled_means(paired: np.ndarray, seed: int) -> np.ndarray:
    # One resample at a time, column by column in one order, so that neither memory nor the other columns matter.
    runs = len(paired)
    rng = stream(seed, ONCE, "bootstrap")
    means = np.empty((RESAMPLES, paired.shape[1]))
    for k in range(RESAMPLES):
        chosen = rng.integers(runs, size=runs)
        for column in range(paired.shape[1]):
            means[k, column] = paired[chosen, column].mean()
    return means


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
