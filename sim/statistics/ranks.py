import numpy as np
import pandas as pd

from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """In which share of worlds each strategy comes first, second, and so on, by reach: a row a strategy and rank.

    Strategies that tie in a world share their ranks evenly, so that the shares of a strategy sum to 1, and so do those
    of a rank.
    """
    last = results.record.ends[0]
    count = len(last)
    shares = np.zeros((count, count))
    for strategy, own in enumerate(last):
        first, ties = (last > own).sum(axis=0), (last == own).sum(axis=0)
        for rank in range(count):
            shares[strategy, rank] = np.where((first <= rank) & (rank < first + ties), 1 / ties, 0).mean()
    keys = {"strategy": np.repeat(results.strategies, count), "rank": np.tile(np.arange(1, count + 1), count)}
    # Thirds add up to 1 only approximately.
    return pd.DataFrame({**keys, "share": shares.ravel().round(12)})
