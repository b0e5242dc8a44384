"""Results made by hand, for tests of measures and charts."""

import numpy as np
import pandas as pd

from sim.results.record import Tables
from sim.results.results import Results


def results(curves: dict[str, np.ndarray], people: int, **about) -> Results:
    """Results with given numbers of adopters: strategy -> array of shape (runs, steps + 1)."""
    names = list(curves)
    adopters = np.array([curves[name] for name in names])
    _, runs, width = adopters.shape
    keys = pd.MultiIndex.from_product([names, range(runs), range(width)], names=["strategy", "run", "step"])
    table = keys.to_frame(index=False).assign(
        adopters=adopters.ravel(), new=np.diff(adopters, axis=2, prepend=0).ravel(), quits=0
    )
    facts = {
        "name": "Made by hand",
        "question": "Does it pay?",
        "people": people,
        "runs": runs,
        "steps": width - 1,
        "seed": 1,
        "strategies": names,
        "baseline": names[-1] if len(names) > 1 else None,
        "takeoff": 0.1,
        "smallest_difference": 0.02,
        "version": "0.1.0",
    }
    seeds = pd.DataFrame(columns=["strategy", "run", "rank", "person"])
    record = Tables({"runs": lambda: table, "seeds": lambda: seeds}, len(names), runs, width - 1)
    return Results(facts | about, record)
