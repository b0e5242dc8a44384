import math

import numpy as np
import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import REACH_MEAN, SHARE
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The final share of adopters: mean, median, 10th and 90th percentile over runs, and the mean of the worst tenth.

    The worst tenth has at least one run.
    """
    reach = np.sort(results.reach().to_numpy(), axis=0)
    p10, median, p90 = np.percentile(reach, [10, 50, 90], axis=0)
    return pd.DataFrame(
        {
            "strategy": results.strategies,
            "reach_mean": results.mean_reach().to_numpy(),
            "reach_median": median,
            "reach_p10": p10,
            "reach_p90": p90,
            "worst10": reach[: math.ceil(len(reach) / 10)].mean(axis=0),
        }
    )


COLUMNS = {
    "reach_mean": REACH_MEAN,
    "reach_median": Column("median reach", "percent", SHARE, "median over runs of the reach"),
    "reach_p10": Column("reach, 10 %", "percent", SHARE, "a tenth of the runs reaches no more"),
    "reach_p90": Column("reach, 90 %", "percent", SHARE, "a tenth of the runs reaches at least as much"),
    "worst10": Column("worst tenth", "percent", SHARE, "mean reach of the worst tenth of the runs"),
}

OUTCOME = Outcome(measure, COLUMNS, better="more")
