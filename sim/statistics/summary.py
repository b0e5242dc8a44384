import numpy as np
import pandas as pd

from sim.outcomes import (
    auc,
    best,
    furthest_behind,
    peak,
    random_equivalent,
    reach,
    regret,
    relapse,
    sustained,
    takeoff,
    times,
)
from sim.results.results import Results
from sim.statistics import lumps, mean_reach

COLUMNS = [
    "strategy",
    "seeds",
    "runs",
    "reach_mean",
    "reach_median",
    "reach_p10",
    "reach_p90",
    "takeoff",
    "takeoff_low",
    "takeoff_high",
    "reach_given_takeoff",
    "t10",
    "t50",
    "t90",
    "reached_t50",
    "auc",
    "worst10",
    "best_share",
    "random_equivalent_seeds",
    "lumps",
    "antimode",
    "regret",
    "relapse",
    "sustained",
    "peak_new",
    "peak_step",
    *("t10_low", "t10_high", "t50_low", "t50_high", "t90_low", "t90_high"),
    "reach_low",
    "reach_high",
    "furthest_behind",
    "furthest_behind_reach",
]

OWN = (
    reach,
    takeoff,
    times,
    auc,
    best,
    lumps,
    regret,
    relapse,
    sustained,
    peak,
    mean_reach,
    furthest_behind,
    random_equivalent,
)


def measure(results: Results) -> pd.DataFrame:
    """One row a strategy with everything that is measured of it by itself; `seeds` is the mean number over runs."""
    count = dict.fromkeys(results.strategies, 0)
    for seeds in results.record.pieces("seeds"):
        for strategy, number in seeds["strategy"].value_counts().items():
            count[str(strategy)] += number
    table = pd.DataFrame({"strategy": results.strategies, "runs": results.about["runs"]})
    table["seeds"] = np.array(list(count.values())) / results.about["runs"]
    for part in OWN:
        table = table.merge(part.measure(results), on="strategy", validate="one_to_one")
    return table[COLUMNS]
