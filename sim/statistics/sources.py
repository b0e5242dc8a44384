import numpy as np
import pandas as pd

from sim.results import Results

SOURCES = ("seed", "peers", "contacts", "formal", "stories", "spontaneous")


def measure(results: Results) -> pd.DataFrame:
    """What brought people in: the share of all people who first adopted up to each step, by source, mean over runs.

    Only first adoptions count: who gives up stays in, and who adopts again does not count again. An adoption with
    several sources counts for each by its share, so that the sources of a step add up to the share of people who ever
    adopted by then. Needs results that know why people adopted.
    """
    found = results.adoptions
    if found is None:
        return pd.DataFrame(columns=["strategy", "step", "source", "mean"])
    # Of a person's rows in a run, the first is the first adoption: steps ascend.
    first = found.drop_duplicates(["strategy", "run", "person"])
    steps = results.about["steps"]
    whole = results.about["people"] * results.about["runs"]
    tables = []
    for strategy in results.strategies:
        rows = first[first["strategy"] == strategy]
        for source in SOURCES:
            parts = (rows["main_source"] == "seed").astype(float) if source == "seed" else rows[f"share_{source}"]
            new = np.bincount(rows["step"], weights=parts.fillna(0.0), minlength=steps + 1)
            mean = np.cumsum(new) / whole
            tables.append(
                pd.DataFrame({"strategy": strategy, "step": np.arange(steps + 1), "source": source, "mean": mean})
            )
    return pd.concat(tables, ignore_index=True)
