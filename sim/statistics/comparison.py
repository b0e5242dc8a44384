import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd

from sim.families.tables import Column, Columns, rows_of
from sim.ground.kinds import Number, Text
from sim.ground.records import declared
from sim.results.columns import BASELINE, CHANGE, COUNTED, END, INTERVAL, MEASURE, STRATEGY
from sim.results.results import Results
from sim.statistics.bootstrap import bca, resampled
from sim.statistics.lumps import antimode

SKEWED = 1.0
"""From this absolute skewness on, Student's interval is not used."""

FEW = 50
"""With fewer runs a bootstrap interval by itself is too narrow."""


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences over runs, with its 95 % interval (nan where there is one run only).

    `interval`: its method, "t" or "bca". `low_all`, `high_all`: the simultaneous interval, which holds together with
    those of all other strategies compared with the same one.
    """

    mean: float
    low: float
    high: float
    interval: str = ""
    low_all: float = math.nan
    high_all: float = math.nan

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0

    @property
    def sure(self) -> bool:
        """Whether the simultaneous interval excludes zero (without other strategies, the interval itself)."""
        return self.excludes_zero if math.isnan(self.low_all) else self.together.excludes_zero

    def __neg__(self) -> "Difference":
        return Difference(-self.mean, -self.high, -self.low, self.interval, -self.high_all, -self.low_all)

    @property
    def together(self) -> "Difference":
        """The same difference with the simultaneous interval in place of its own."""
        return Difference(self.mean, self.low_all, self.high_all, self.interval, self.low_all, self.high_all)


ALL_AT_ONCE = "end of the interval that holds for all strategies at once"
GAP = Column("difference", "points", CHANGE, "mean difference in the same worlds, run by run, in points of 100")
PAIRED = "how many times as many runs the same precision would take without pairing"
KIND = Column("kind of interval", "text", Text(of=("t", "bca"), empty=True), "t (Student's), or bca (bootstrap)")


@dataclass(frozen=True)
class Compared:
    """A row of the table of comparison: a strategy and the baseline in the same worlds, by a measure."""

    strategy: Annotated[str, STRATEGY]
    baseline: Annotated[str, BASELINE]
    measure: Annotated[str, MEASURE]
    difference: Annotated[float, GAP]
    low: Annotated[float, INTERVAL["low"]]
    high: Annotated[float, INTERVAL["high"]]
    wins: Annotated[int, COUNTED["wins"]]
    ties: Annotated[int, COUNTED["ties"]]
    losses: Annotated[int, COUNTED["losses"]]
    runs: Annotated[int, COUNTED["runs"]]
    variance_reduction: Annotated[float, Column("gain by pairing", "number", Number(0, empty=True), PAIRED)]
    interval: Annotated[str, KIND]
    low_all: Annotated[float, Column("low, all at once", "points", END, f"lower {ALL_AT_ONCE}")]
    high_all: Annotated[float, Column("high, all at once", "points", END, f"upper {ALL_AT_ONCE}")]

    @property
    def paired(self) -> Difference:
        """The difference with its intervals."""
        return Difference(self.difference, self.low, self.high, self.interval, self.low_all, self.high_all)


COLUMNS: Columns = declared(Compared)


def compared(results: Results, measure: str = "reach") -> list[Compared]:
    """What the table of comparison says of a measure, strategy by strategy."""
    return [row for row in rows_of(results.tables["comparison"], Compared) if row.measure == measure]


def measure(results: Results) -> pd.DataFrame:
    """Each strategy against the baseline in the same worlds, for reach, takeoff and auc.

    `difference`: the mean over runs; `low`, `high`: its 95 % interval, empty with one run. `interval` says which: "t",
    the paired t interval (Student 1908), where the differences stand in one lump and are not strongly skewed; else
    "bca", the bias-corrected and accelerated bootstrap (Efron 1987) of 2,000 resamples of whole runs, the same ones for
    every strategy and measure, widened to the t interval below 50 runs: with few a bootstrap is too narrow (Hesterberg
    2015, "What teachers should know about the bootstrap").
    `low_all`, `high_all`: the same for all strategies together, so that all intervals of a measure hold at once with
    95 % (max-|t| over the resamples: Westfall & Young 1993, chapter 2); `low`, `high` where there are two strategies.
    `wins`, `ties`, `losses`: runs in which the strategy is above, equal to or below the baseline.
    `variance_reduction`: how many times fewer runs the pairing needs for the same precision, (var a + var b) /
    var(a - b); empty where the differences do not vary.
    """
    baseline = results.about.baseline
    if baseline is None:
        return pd.DataFrame(columns=list(COLUMNS))
    rows: list[Compared] = []
    for name, (values, whole) in counted(results).items():
        others = [strategy for strategy in results.strategies if strategy != baseline]
        gaps = differences(values[others], values[baseline], whole, results.about.seed)
        rows += [_row(values, strategy, baseline, name, gap) for strategy, gap in zip(others, gaps, strict=True)]
    rows.sort(key=lambda row: results.strategies.index(row.strategy))
    return pd.DataFrame([vars(row) for row in rows], columns=list(COLUMNS))


def counted(results: Results) -> dict[str, tuple[pd.DataFrame, int]]:
    """Each measure as whole numbers, one row a run and one column a strategy, and the number for a share of 1."""
    (last, total), people = results.record.ends, results.about.people
    measures = {
        "reach": (last, people),
        "takeoff": (last / people >= results.about.takeoff, 1),
        "auc": (total, people * (results.about.steps + 1)),
    }
    return {
        name: (pd.DataFrame(counts.T.astype(np.int64), columns=results.strategies), whole)
        for name, (counts, whole) in measures.items()
    }


def differences(counts: pd.DataFrame, baseline: pd.Series | int, whole: int, seed: int) -> Iterator[Difference]:
    """The paired difference of each column to the baseline, as a share of `whole`.

    `counts`, `baseline`: whole numbers, one row a run, so that equal differences are equal and not nearly so; a
    baseline of 0 leaves the columns as they are.
    """
    paired = counts.to_numpy() - np.reshape(baseline, (-1, 1))
    runs = len(paired)
    if runs == 1:
        yield from (Difference(float(gap) / whole, math.nan, math.nan) for gap in paired[0])
        return
    sums = resampled(paired, seed)
    reach = _critical(paired, sums) * paired.std(axis=0, ddof=1) / math.sqrt(runs)
    for column, half in zip(range(paired.shape[1]), reach, strict=True):
        interval, low, high = _interval(paired[:, column], sums[:, column])
        # Means of the same whole numbers could differ by rounding if added in another order.
        middle = paired[:, column].sum() / runs
        low_all, high_all = (low, high) if len(reach) == 1 else (min(low, middle - half), max(high, middle + half))
        ends = (float(end) / whole for end in (low_all, high_all))
        yield Difference(float(middle) / whole, low / whole, high / whole, interval, *ends)


def _critical(paired: np.ndarray, sums: np.ndarray) -> float:
    # How many standard errors all columns together stay within, in 95 % of the resamples; with few runs, Student's t of
    # the same probability.
    from sim.ground.quantiles import normal_share

    runs, deviation = len(paired), paired.std(axis=0)
    varies = deviation > 0
    away = np.abs(sums - paired.sum(axis=0))[:, varies] / (deviation[varies] * math.sqrt(runs))
    most = np.percentile(away.max(axis=1, initial=0), 95)
    return _student(runs, max(0.975, normal_share(most)))


def _student(runs: int, share: float) -> float:
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.quantiles import student_quantile

    return float(student_quantile(share, runs - 1.0))


def _interval(paired: np.ndarray, sums: np.ndarray) -> tuple[str, float, float]:
    # `sums`: of each resample. Returns the method of the interval and its ends.
    runs, middle = len(paired), float(paired.sum()) / len(paired)
    half = _student(runs, 0.975) * float(paired.std(ddof=1)) / math.sqrt(runs)
    if not _skewed(paired) and math.isnan(antimode(paired)):
        return "t", middle - half, middle + half
    low, high = (end / runs for end in bca(paired.sum(), sums, paired.sum() - paired))
    return ("bca", low, high) if runs >= FEW else ("bca", min(low, middle - half), max(high, middle + half))


def _skewed(paired: np.ndarray) -> bool:
    away = paired - paired.mean()
    squares = away * away
    size = float(squares.mean())
    return bool(abs((squares * away).mean()) > SKEWED * size * math.sqrt(size))


def _row(values: pd.DataFrame, strategy: str, baseline: str, name: str, gap: Difference) -> Compared:
    a, b = values[strategy].to_numpy(), values[baseline].to_numpy()
    counts = int((a > b).sum()), int((a == b).sum()), int((a < b).sum()), len(a)
    varies = len(a) > 1 and np.ptp(a - b) > 0
    gain = (a.var() + b.var()) / (a - b).var() if varies else math.nan
    ends = gap.interval, gap.low_all, gap.high_all
    return Compared(strategy, baseline, name, gap.mean, gap.low, gap.high, *counts, gain, *ends)
