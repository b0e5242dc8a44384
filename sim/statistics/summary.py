import numpy as np
import pandas as pd

from sim.families.outcomes import outcomes
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """One row a strategy with every outcome that there is; `seeds` is the mean number over runs."""
    count = dict.fromkeys(results.strategies, 0)
    for seeds in results.record.pieces("seeds"):
        for strategy, number in seeds["strategy"].value_counts().items():
            count[str(strategy)] += number
    table = pd.DataFrame({"strategy": results.strategies})
    table["seeds"] = np.array(list(count.values())) / results.about["runs"]
    table["runs"] = results.about["runs"]
    for outcome in outcomes().values():
        measured = outcome.measure(results)[["strategy", *outcome.columns]]
        table = table.merge(measured, on="strategy", validate="one_to_one")
    return table
