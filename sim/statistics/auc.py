import pandas as pd

from sim.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The mean share of adopters over all steps from 0 to the last, and over all runs: high for early and for much."""
    by_run = results.record.ends[1] / (results.about["steps"] + 1) / results.about["people"]
    return pd.DataFrame({"strategy": results.strategies, "auc": by_run.mean(axis=1)})
