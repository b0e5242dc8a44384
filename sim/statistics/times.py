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
    there = sum(_there(curves / results.about["people"]) for curves in results.record.curves()) / results.about["runs"]
    half = there >= 0.5
    table: dict[str, object] = {"strategy": results.strategies}
    for name, reached in zip(SHARES, half, strict=True):
        table[name] = np.where(reached.any(axis=1), reached.argmax(axis=1), np.nan)
    table["reached_t50"] = there[list(SHARES).index("t50"), :, -1]
    return pd.DataFrame(table)


def _there(curves: np.ndarray) -> np.ndarray:
    # How many runs have had each of the shares by each step: shape (shares, strategies, steps + 1).
    highest = np.maximum.accumulate(curves, axis=2)
    return np.stack([(highest >= share).sum(axis=1) for share in SHARES.values()])
