import numpy as np
import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import BEYOND, LOW, SHARE, TIME
from sim.results.record import TIMES
from sim.results.results import Results
from sim.statistics.takeoff import NORMAL_975


def measure(results: Results) -> pd.DataFrame:
    """The steps in which 10, 50 and 90 % of all people have adopted, and the share of runs that get to 50 %.

    Each time is the Kaplan-Meier median over runs: a run that never gets there counts as one that takes longer than the
    last step, so the median is the first step in which at least half of the runs are there, and empty if fewer than
    half ever are (Kaplan & Meier 1958; all runs are censored at the same step). A run that gets there and falls back,
    because people give up, has been there. `_low`, `_high`: the 95 % interval of the median (Brookmeyer & Crowley 1982,
    Biometrics 38:29, of log-log bounds with Greenwood's variance); empty where it lies beyond the last step, and with
    one run.
    """
    not_yet, low, high = kaplan_meier(results)
    table: dict[str, object] = {"strategy": results.strategies}
    for number, name in enumerate(TIMES):
        table[name] = _first(not_yet[number] <= 0.5)
        table[f"{name}_low"], table[f"{name}_high"] = _first(low[number] <= 0.5), _first(high[number] <= 0.5)
    runs = results.about.runs
    table["reached_t50"] = (runs - np.rint(runs * not_yet[list(TIMES).index("t50"), :, -1])) / runs
    return pd.DataFrame(table)


def kaplan_meier(results: Results) -> np.ndarray:
    """The share of runs that have not had 10, 50 and 90 % of all people adopt by each step, with its 95 % interval.

    float64, shape (3, shares, strategies, steps + 1): the share, and the ends of its interval, point by point (Kaplan &
    Meier 1958; log-log bounds with Greenwood's variance, of no width where all runs are there, or none), nan with
    one run.
    """
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.elementary import each, exp, log

    runs = results.about.runs
    there = (_there(curves / results.about.people) for curves in results.record.curves())
    share = sum(there, start=np.zeros((), np.int64)) / runs
    # No run is censored before the last step, so Greenwood's sum is that of a binomial.
    between, not_yet = (share > 0) & (share < 1), 1 - share
    left = np.where(between, not_yet, 0.5)
    depth = each(log, left)
    away = NORMAL_975 * np.sqrt((1 - left) / (runs * left)) / -depth
    # Rounded, because the median is where they reach exactly a half.
    ends = [np.where(between, each(exp, depth * each(exp, sign * away)).round(12), not_yet) for sign in (1, -1)]
    if runs == 1:
        ends = [np.full(not_yet.shape, np.nan)] * 2
    return np.stack([not_yet, *ends])


def _there(curves: np.ndarray) -> np.ndarray:
    # How many runs have had each of the shares by each step: shape (shares, strategies, steps + 1).
    highest = np.maximum.accumulate(curves, axis=2)
    return np.stack([(highest >= share).sum(axis=1) for share in TIMES.values()])


def _first(reached: np.ndarray) -> np.ndarray:
    # The first step by strategy, nan where there is none.
    return np.where(reached.any(axis=1), reached.argmax(axis=1), np.nan)


MEDIAN = "median over runs (Kaplan-Meier); empty where fewer than half of the runs get there"
COLUMNS = {
    "t10": Column("step of 10 %", "number", TIME, f"step by which 10 % of all people have adopted: {MEDIAN}"),
    "t50": Column("step of 50 %", "number", TIME, f"step by which half of all people have adopted: {MEDIAN}"),
    "t90": Column("step of 90 %", "number", TIME, f"step by which 90 % of all people have adopted: {MEDIAN}"),
    "reached_t50": Column("gets to 50 %", "percent", SHARE, "share of runs in which half of all people adopt"),
    "t10_low": Column("step of 10 %, low", "number", TIME, LOW),
    "t10_high": Column("step of 10 %, high", "number", TIME, BEYOND),
    "t50_low": Column("step of 50 %, low", "number", TIME, LOW),
    "t50_high": Column("step of 50 %, high", "number", TIME, BEYOND),
    "t90_low": Column("step of 90 %, low", "number", TIME, LOW),
    "t90_high": Column("step of 90 %, high", "number", TIME, BEYOND),
}

OUTCOME = Outcome(measure, COLUMNS, better="less", after=("takeoff",))
