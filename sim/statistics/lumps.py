import math

import numpy as np
import pandas as pd

from sim.results.results import Results
from sim.statistics.dip import modes

SMALLEST = 0.05
"""The least share of runs in a lump, which also has at least two runs."""


def measure(results: Results) -> pd.DataFrame:
    """Whether the reach of the runs falls into one lump or two, and the emptiest place between two (the antimode).

    `lumps`: 2 where the dip test (Hartigan & Hartigan 1985, Annals of Statistics 13:70) says at 5 % that there is more
    than one, and both sides of the antimode hold at least 5 % of the runs, and two; else 1. `antimode`: a share of all
    people, empty where there is one lump.
    """
    places = [antimode(counts) for counts in results.record.ends[0]]
    table = {"lumps": [1 if math.isnan(place) else 2 for place in places]}
    return pd.DataFrame({"strategy": results.strategies, **table, "antimode": np.array(places) / results.about.people})


def risen(results: Results) -> dict[str, bool]:
    """Whether the measured reach of a strategy falls into two lumps, of which the upper one are the runs that take off.

    If these sets of runs differ by 5 % of all runs or more, the mean reach of runs that take off may mix both lumps.
    """
    parted = results.tables["summary"].set_index("strategy")["antimode"]
    reach = results.reach()
    above, off = (reach >= parted).mean(), (reach >= results.about.takeoff).mean()
    return {name: bool(parted[name] > 0 and abs(above[name] - off[name]) < SMALLEST) for name in results.strategies}


def antimode(counts: np.ndarray) -> float:
    """The emptiest place between two lumps of whole numbers, shape (runs,); nan where they are one lump."""
    runs = len(counts)
    least = max(2, math.ceil(SMALLEST * runs))
    ordered = spread(counts)
    if runs < 2 * least or not modes(ordered):
        return math.nan
    # The widest interval with `many` runs, and the widest gap in it. Tails are thin too, so widths are weighted by the
    # shares of runs on both sides.
    many = max(1, runs // 40)
    below = (np.arange(runs - many) + (many + 1) / 2) / runs
    first = int(np.argmax((ordered[many:] - ordered[:-many]) * below * (1 - below)))
    first += int(np.argmax(np.diff(ordered[first : first + many + 1])))
    if min(first + 1, runs - first - 1) < least:
        return math.nan
    return float(ordered[first] + ordered[first + 1]) / 2


def spread(counts: np.ndarray) -> np.ndarray:
    """Whole numbers in order, with equal ones spread evenly over half a unit to both sides: steps of 1 are no lumps."""
    values, times = np.unique(counts, return_counts=True)
    place = np.arange(len(counts)) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(values, times) + (place + 0.5) / np.repeat(times, times) - 0.5
