import numpy as np
import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import PART
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The share of adoptions that were given up again: a ratio of sums over all people, steps and runs.

    Adoptions are those of seeds, and first ones and later ones of others; empty where nobody ever adopts.
    """
    quits = dict.fromkeys(results.strategies, 0)
    for rows in results.record.pieces("runs"):
        for strategy, number in rows["quits"].groupby(rows["strategy"], sort=False).sum().items():
            quits[str(strategy)] += int(number)
    given_up = np.array(list(quits.values()))
    # Everyone who adopted either gave up or is an adopter in the end.
    adoptions = given_up + results.record.ends[0].sum(axis=1)
    share = np.divide(given_up, adoptions, out=np.full(len(adoptions), np.nan), where=adoptions > 0)
    return pd.DataFrame({"strategy": results.strategies, "relapse": share})


COLUMNS = {"relapse": Column("given up", "percent", PART, "share of adoptions that are given up again")}

OUTCOME = Outcome(measure, COLUMNS, better="less", after=("regret",))
