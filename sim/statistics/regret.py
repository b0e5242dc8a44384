import pandas as pd

from sim.results import Results


def measure(results: Results) -> pd.DataFrame:
    """How much reach a strategy gives away: the mean over worlds of the best reach there, less its own (Savage 1951).

    A share of all people; 0 for a strategy that no other beats in any world.
    """
    reach = results.reach()
    lost = (-reach).add(reach.max(axis=1), axis=0).mean()
    return pd.DataFrame({"strategy": results.strategies, "regret": lost[results.strategies].to_numpy()})
