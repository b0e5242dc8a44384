import pandas as pd

from sim.families.outcomes import Outcome
from sim.results.columns import REACH_HIGH, REACH_LOW
from sim.results.results import Results
from sim.statistics.comparison import differences


def measure(results: Results) -> pd.DataFrame:
    """The 95 % interval of the mean reach over runs, Student's or BCa as for differences; empty with one run."""
    counts = pd.DataFrame(results.record.ends[0].T, columns=results.strategies)
    intervals = list(differences(counts, 0, results.about.people, results.about.seed))
    ends = {"reach_low": [each.low for each in intervals], "reach_high": [each.high for each in intervals]}
    return pd.DataFrame({"strategy": results.strategies, **ends})


OUTCOME = Outcome(measure, {"reach_low": REACH_LOW, "reach_high": REACH_HIGH}, better="more", after=("peak",))
