import numpy as np
import pandas as pd

from sim.results import Results

SHARES = {"t10": 0.1, "t50": 0.5, "t90": 0.9}


def measure(results: Results) -> pd.DataFrame:
    """The steps in which 10, 50 and 90 % of all people have adopted, and the share of runs that get to 50 %.

    Each time is the Kaplan-Meier median over runs: a run that never gets there counts as one that takes longer than the
    last step, so the median is the first step in which at least half of the runs are there, and empty if fewer than
    half ever are (Kaplan & Meier 1958; all runs are censored at the same step). A run that gets there and falls back,
    because people give up, has been there.
    """
    curves = np.maximum.accumulate(results.curves_by_run(), axis=2) / results.about["people"]
    table: dict[str, object] = {"strategy": results.strategies}
    for name, share in SHARES.items():
        there = (curves >= share).mean(axis=1) >= 0.5
        table[name] = np.where(there.any(axis=1), there.argmax(axis=1), np.nan)
        if name == "t50":
            table["reached_t50"] = (curves[:, :, -1] >= share).mean(axis=1)
    return pd.DataFrame(table)
