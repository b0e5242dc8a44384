import numpy as np
import pandas as pd

from sim.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The busiest step: the largest share of people who adopt in one step after the seeds, and when that is.

    `peak_new`: the mean over runs of that share; `peak_step`: the median over runs of the (first) step in which it is,
    over the runs in which anybody adopts after step 0; empty where there are none.
    """
    shares: dict[str, list[np.ndarray]] = {strategy: [] for strategy in results.strategies}
    steps: dict[str, list[np.ndarray]] = {strategy: [] for strategy in results.strategies}
    for rows in results.record.pieces("runs"):
        for strategy, new in rows["new"].groupby(rows["strategy"], sort=False):
            later = new.to_numpy().reshape(-1, results.about["steps"] + 1)[:, 1:]
            most = later.max(axis=1)
            shares[str(strategy)].append(most / results.about["people"])
            steps[str(strategy)].append(later.argmax(axis=1)[most > 0] + 1)
    middle = [np.concatenate(found) for found in steps.values()]
    table = {
        "peak_new": [np.concatenate(found).mean() for found in shares.values()],
        "peak_step": [np.median(found) if len(found) else np.nan for found in middle],
    }
    return pd.DataFrame({"strategy": results.strategies, **table})
