import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import ANY, PART
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The tribe that stays furthest behind all people under each strategy, and its mean reach; empty without tribes.

    From the table `tribes` of the results; of tribes equally far behind, the first.
    """
    strategies = results.strategies
    if "tribes" not in results.tables:
        return pd.DataFrame({"strategy": strategies, "furthest_behind": "", "furthest_behind_reach": float("nan")})
    tribes = results.tables["tribes"]
    last = tribes.loc[tribes.groupby("strategy")["behind"].idxmax()].set_index("strategy").loc[strategies]
    columns = {"furthest_behind": last["group"].to_numpy(), "furthest_behind_reach": last["reach_mean"].to_numpy()}
    return pd.DataFrame({"strategy": strategies, **columns})


COLUMNS = {
    "furthest_behind": Column("furthest behind", "text", ANY, "the tribe that stays furthest behind all people"),
    "furthest_behind_reach": Column("its reach", "percent", PART, "mean reach of that tribe"),
}

OUTCOME = Outcome(measure, COLUMNS, after=("mean-reach",))
