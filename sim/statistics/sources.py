import numpy as np
import pandas as pd

from sim.results.results import Results

SOURCES = ("seed", "peers", "contacts", "formal", "stories", "spontaneous")


def measure(results: Results) -> pd.DataFrame:
    """What brought people in: the share of all people who first adopted up to each step, by source, mean over runs.

    Only first adoptions count: people who give up stay in, and those who adopt again do not count again. An adoption
    with several sources counts for each by its share, so that the sources of a step add up to the share of people who
    ever adopted by then. Needs results with recorded reasons of adoptions.
    """
    if not results.record.explained:
        return pd.DataFrame(columns=["strategy", "step", "source", "mean"])
    steps = results.about["steps"]
    new = {strategy: np.zeros((len(SOURCES), steps + 1)) for strategy in results.strategies}
    for adoptions in results.record.pieces("adoptions"):
        # A person's first row in a run is their first adoption: steps ascend.
        first = adoptions.drop_duplicates(["strategy", "run", "person"])
        for strategy, rows in first.groupby("strategy", sort=False):
            _add(new[str(strategy)], rows)
    whole = results.about["people"] * results.about["runs"]
    tables = [
        pd.DataFrame(
            {"strategy": strategy, "step": np.arange(steps + 1), "source": source, "mean": np.cumsum(added) / whole}
        )
        for strategy, by_source in new.items()
        for source, added in zip(SOURCES, by_source, strict=True)
    ]
    return pd.concat(tables, ignore_index=True)


def _add(new: np.ndarray, rows: pd.DataFrame) -> None:
    # Adds up first adoptions by source and step one by one, so that the size of batches does not matter.
    places = np.concatenate([np.arange(new.shape[1]), rows["step"]])
    for source, before in zip(SOURCES, new, strict=True):
        parts = (rows["main_source"] == "seed").astype(float) if source == "seed" else rows[f"share_{source}"].fillna(0)
        before[:] = np.bincount(places, weights=np.concatenate([before, parts]))
