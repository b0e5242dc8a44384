import pandas as pd

from sim.families.outcomes import Outcome
from sim.results.columns import BEST_SHARE
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The share of worlds in which each strategy reaches most; strategies that tie share a world evenly."""
    last = results.record.ends[0]
    best = last == last.max(axis=0)
    # Thirds add up to 1 only approximately.
    share = (best / best.sum(axis=0)).mean(axis=1).round(12)
    return pd.DataFrame({"strategy": results.strategies, "best_share": share})


OUTCOME = Outcome(measure, {"best_share": BEST_SHARE}, better="more", after=("auc",))
