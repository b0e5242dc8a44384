"""Published results on whom to start with: README.md beside this, A21."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.engines import compiled
from sim.families.strategies import STRATEGIES
from sim.ground.draws import stream
from sim.movement.settings import Movement
from sim.strategies._ranking import highest
from sim.world.people import People
from sim.world.ties import Ties


@pytest.fixture
def collaboration(shared_data) -> Ties:
    """NetHEPT, on which Chen et al. worked: a tie weighs the papers that two physicists wrote together."""
    pairs = pd.read_csv(shared_data / "nethept" / "edges.csv")
    people = len(pd.read_csv(shared_data / "nethept" / "nodes.csv"))
    return Ties.from_pairs(people, pairs["source"], pairs["target"], pairs["weight"], both_ways=True)


@pytest.mark.slow
def test_a21_degree_discount_beats_degree(collaboration, record_property):
    """50 seeds by degree discount reach about 10 % more than 50 by degree (papers counted), with the same luck."""
    everyone = People.alike(collaboration.people)
    papers = np.bincount(collaboration.peers, collaboration.weights)
    assert (len(papers), papers.sum() / 2) == (15_233, 58_852)
    chosen = {
        "degree": highest(papers, everyone, 50, stream(2026, 0, "strategy")),
        "discount": STRATEGIES.part("degree-discount").function(
            collaboration, everyone, 50, stream(2026, 0, "strategy"), p=0.01
        ),
    }
    reach: dict[str, list[int]] = {name: [] for name in chosen}
    for run in range(1000):
        luck = stream(2026, run, "resistance").standard_exponential(len(everyone))
        for name, seeds in chosen.items():
            found = compiled.run(
                collaboration, replace(everyone, resistance=luck), Movement(contacts=0.01), seeds, 1000
            )
            reach[name].append(int((found.adopted_at >= 0).sum()))
    degree, discount = (np.array(reach[name], float) for name in ("degree", "discount"))
    more = discount.mean() / degree.mean() - 1
    error = (discount - degree * (1 + more)).std(ddof=1) / math.sqrt(len(degree)) / degree.mean()
    record_property(
        "A21", {"estimate": float(more), "standard_error": float(error), "runs": len(degree), "expected": 0.10}
    )
    assert abs(more - 0.10) <= 4 * error + 0.01
