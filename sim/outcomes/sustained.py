import numpy as np
import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import PART
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """How much of the highest number of adopters is left at the last step: a ratio of sums over runs.

    1 where nobody gives up; empty where nobody ever adopts.
    """
    highest = np.sum([curves.max(axis=2).sum(axis=1) for curves in results.record.curves()], axis=0)
    last = results.record.ends[0].sum(axis=1)
    share = np.divide(last, highest, out=np.full(len(last), np.nan), where=highest > 0)
    return pd.DataFrame({"strategy": results.strategies, "sustained": share})


COLUMNS = {
    "sustained": Column(
        "left in the end", "percent", PART, "what is left at the last step of the highest number of adopters"
    ),
}

OUTCOME = Outcome(measure, COLUMNS, better="more", after=("relapse",))
