import numpy as np
import pandas as pd

from sim.results import Results


def measure(results: Results) -> pd.DataFrame:
    """The share of adopters by step in each group: mean, and 10th, 50th and 90th percentile of the runs at that step.

    The group `everyone` comes first, then each tribe, over the runs that have it.
    """
    runs, steps = results.about["runs"], results.about["steps"]
    everyone = results.curves_by_run() / results.about["people"]
    names = list(dict.fromkeys(results.groups["group"]))
    shape = (len(results.strategies), runs, len(names), steps + 1)
    tribes = results.groups["share"].to_numpy().reshape(shape).transpose(0, 2, 1, 3)
    tables = []
    for strategy, whole, parts in zip(results.strategies, everyone, tribes, strict=True):
        for group, shares in zip(["everyone", *names], [whole, *parts], strict=True):
            shares = shares[~np.isnan(shares[:, 0])]
            p10, p50, p90 = np.percentile(shares, [10, 50, 90], axis=0)
            spread = {"step": np.arange(steps + 1), "mean": shares.mean(axis=0), "p10": p10, "p50": p50, "p90": p90}
            tables.append(pd.DataFrame({"strategy": strategy, "group": group, **spread}))
    return pd.concat(tables, ignore_index=True)
