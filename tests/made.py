"""Results made by hand, for tests of measures and charts."""

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.results.about import About
from sim.results.record import Tables
from sim.results.results import Results


def known(**about) -> About:
    """What is known of two runs of two strategies, but for what is said of them."""
    facts = {
        "name": "Made by hand",
        "question": "Does it pay?",
        "people": 10,
        "runs": 2,
        "steps": 5,
        "seed": 1,
        "strategies": ("a", "b"),
        "baseline": None,
        "takeoff": 0.1,
        "smallest_difference": 0.02,
        "version": "0.1.0",
    }
    return About(**facts | about)


def results(curves: dict[str, np.ndarray], people: int, **about) -> Results:
    """Results with given numbers of adopters: strategy -> array of shape (runs, steps + 1)."""
    names = list(curves)
    adopters = np.array([curves[name] for name in names])
    _, runs, width = adopters.shape
    keys = pd.MultiIndex.from_product([names, range(runs), range(width)], names=["strategy", "run", "step"])
    table = keys.to_frame(index=False).assign(
        adopters=adopters.ravel(), new=np.diff(adopters, axis=2, prepend=0).ravel(), quits=0
    )
    baseline = names[-1] if len(names) > 1 else None
    facts = known(people=people, runs=runs, steps=width - 1, strategies=tuple(names), baseline=baseline)
    seeds = pd.DataFrame(columns=["strategy", "run", "rank", "person"])
    record = Tables({"runs": lambda: table, "seeds": lambda: seeds}, len(names), runs, width - 1)
    return Results(replace(facts, **about), record)
