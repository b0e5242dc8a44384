import pandas as pd

from sim.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The share of worlds in which each strategy reaches most; strategies that tie share a world evenly."""
    reach = results.reach()
    best = reach.eq(reach.max(axis=1), axis=0)
    shares = best.div(best.sum(axis=1), axis=0).mean()
    return pd.DataFrame({"strategy": results.strategies, "best_share": shares[results.strategies].to_numpy()})
