import pandas as pd

from sim.families.outcomes import Outcome
from sim.results.columns import RANDOM_EQUIVALENT
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """With how many random seeds the mean reach is that of each strategy; empty where that was not tried.

    From the table `equivalents` of the results.
    """
    if "equivalents" in results.tables:
        return results.tables["equivalents"][["strategy", "random_equivalent_seeds"]]
    return pd.DataFrame({"strategy": results.strategies, "random_equivalent_seeds": float("nan")})


OUTCOME = Outcome(measure, {"random_equivalent_seeds": RANDOM_EQUIVALENT}, better="more", after=("best",))
