import math

import numpy as np
import pandas as pd

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
