import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import SHARE
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The mean share of adopters over all steps from 0 to the last, and over all runs: high for early and for much."""
    total = results.record.ends[1]
    whole = total.shape[1] * (results.about.steps + 1) * results.about.people
    return pd.DataFrame({"strategy": results.strategies, "auc": total.sum(axis=1) / whole})


COLUMNS = {
    "auc": Column(
        "mean over steps",
        "percent",
        SHARE,
        "share of adopters, mean over all steps and runs: high for early and for much",
    ),
}

OUTCOME = Outcome(measure, COLUMNS, better="more", after=("times",))
