import numpy as np
import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import SHARE, TIME
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The busiest step: the largest share of people who adopt in one step after the seeds, and when that is.

    `peak_new`: the mean over runs of that share; `peak_step`: the median over runs of the (first) step in which it is,
    over the runs in which anybody adopts after step 0; empty where there are none.
    """
    width = results.about.steps + 1
    total = dict.fromkeys(results.strategies, 0)
    steps = {strategy: np.zeros(width, np.int64) for strategy in results.strategies}
    for rows in results.record.pieces("runs"):
        for strategy, new in rows["new"].groupby(rows["strategy"], sort=False):
            later = new.to_numpy().reshape(-1, width)[:, 1:]
            most = later.max(axis=1)
            total[str(strategy)] += int(most.sum())
            steps[str(strategy)] += np.bincount(later.argmax(axis=1)[most > 0] + 1, minlength=width)
    share = np.array(list(total.values())) / (results.about.runs * results.about.people)
    middle = [_median(counts) for counts in steps.values()]
    return pd.DataFrame({"strategy": results.strategies, "peak_new": share, "peak_step": middle})


def _median(counts: np.ndarray) -> float:
    # The median of 0, 1, 2, ..., each as often as counted; nan if all counts are 0.
    below, count = np.cumsum(counts), int(counts.sum())
    if not count:
        return float("nan")
    return float(np.searchsorted(below, [(count - 1) // 2, count // 2], side="right").mean())


COLUMNS = {
    "peak_new": Column(
        "busiest step", "percent", SHARE, "largest share of people who adopt in one step, mean over runs"
    ),
    "peak_step": Column("step of the peak", "number", TIME, "the step in which that is, median over runs"),
}

OUTCOME = Outcome(measure, COLUMNS, after=("sustained",))
