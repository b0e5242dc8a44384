import numpy as np
import pandas as pd

from sim.results.results import Results

NORMAL_975 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def measure(results: Results) -> pd.DataFrame:
    """The share of runs that take off, with its 95 % Wilson interval, and the mean reach of those that do.

    A run has taken off if its reach is at least `about.takeoff`; the mean is empty where none has.
    """
    reach = results.reach().to_numpy()
    taken_off = reach >= results.about.takeoff
    count = taken_off.sum(axis=0)
    low, high = wilson(count, len(reach))
    total = np.where(taken_off.T, results.record.ends[0], 0).sum(axis=1) / results.about.people
    mean = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    return pd.DataFrame(
        {
            "strategy": results.strategies,
            "takeoff": count / len(reach),
            "takeoff_low": low,
            "takeoff_high": high,
            "reach_given_takeoff": mean,
        }
    )


def wilson(successes: np.ndarray, trials: int) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of a probability (Wilson 1927, "Probable inference", JASA 22:209); trials >= 1."""
    share, z2 = successes / trials, NORMAL_975**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = np.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2)) * NORMAL_975 / (1 + z2 / trials)
    # At 0 and 1 the end of the interval is 0 or 1 exactly, but for rounding.
    low, high = np.where(successes == 0, 0.0, middle - half), np.where(successes == trials, 1.0, middle + half)
    return low, high
