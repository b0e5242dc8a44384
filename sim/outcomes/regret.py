import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import SHARE
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """How much reach a strategy gives away: the mean over worlds of the best reach there, less its own (Savage 1951).

    A share of all people; 0 for a strategy that no other beats in any world.
    """
    last = results.record.ends[0]
    lost = (last.max(axis=0) - last).sum(axis=1) / (last.shape[1] * results.about.people)
    return pd.DataFrame({"strategy": results.strategies, "regret": lost})


COLUMNS = {
    "regret": Column(
        "gives away", "points", SHARE, "the best reach of each world less its own, mean over worlds, in points"
    ),
}

OUTCOME = Outcome(measure, COLUMNS, better="less", after=("lumps",))
