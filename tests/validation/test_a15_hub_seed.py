"""The well-connected start cascades a little more often than anyone: README.md beside this, A15."""

import numpy as np
import pytest
from published import FOREVER, network, with_thresholds, within
from scipy.optimize import brentq
from scipy.stats import poisson

from sim.engines import compiled
from sim.ground.draws import stream
from sim.movement.settings import Movement

PEOPLE, PHI, TOP, CASCADE = 10_000, 0.18, 0.1, 0.1
POINTS = [(2, 1.33), (3, 1.13), (5, 1.32)]


def chances(z: float) -> tuple[float, float]:
    """The chance of a global cascade from one of the top tenth by degree, and from anyone, on an infinite random graph.

    Somebody with up to 1/phi peers is vulnerable: one adopting peer is enough. A seed starts a cascade if one of its
    peers belongs to the giant cluster of the vulnerable (Watts 2002; Watts & Dodds 2007), a branching process.
    """
    k = np.arange(200)
    shares = poisson.pmf(k, z)
    vulnerable = (k >= 1) & (k <= np.floor(1 / PHI))

    def excess(v: float) -> float:
        return float((k * shares / z * (1 - (1 - v) ** np.maximum(k - 1, 0)))[vulnerable].sum()) - v

    starts = 1 - (1 - brentq(excess, 1e-6, 1)) ** k
    higher = shares[::-1].cumsum()[::-1] - shares
    top = np.clip(TOP - higher, 0, shares) / TOP
    return float((starts * top).sum()), float((starts * shares).sum())


@pytest.mark.parametrize(("z", "expected"), POINTS)
def test_a15_derived_ratio(z, expected):
    """The ratio of the two chances on an infinite random graph is the page's, within its error of .06."""
    hub, anyone = chances(z)
    assert abs(hub / anyone - expected) < 0.06


@pytest.mark.slow
@pytest.mark.parametrize(("z", "expected"), POINTS)
def test_a15_hubs_start_cascades_a_little_more_often(z, expected, record):
    """Agents have a global cascade from a hub more often than from anyone by the page's factor, which is modest."""
    worlds, each = 100, 8
    crowd = with_thresholds(np.full(PEOPLE, PHI))
    taken_off = np.empty((worlds, 2))
    for run in range(worlds):
        ties = network("random", run, people=PEOPLE, ties=z)
        rng = stream(2026, run, "strategy")
        ranked = np.lexsort((rng.random(PEOPLE), -ties.audience_sizes))
        hubs = rng.permutation(ranked[: int(TOP * PEOPLE)])[:each]
        anyone = rng.permutation(PEOPLE)[:each]
        for column, seeds in enumerate((hubs, anyone)):
            ends = [compiled.run(ties, crowd, Movement(), [seed], FOREVER).adopters[-1] for seed in seeds]
            taken_off[run, column] = np.mean(np.array(ends) > CASCADE * PEOPLE)
    # A world counts as one: its seeds share a graph. 10,000 people are not infinitely many: .01 for each chance.
    for column, (who, chance) in enumerate(zip(("hub", "anyone"), chances(z), strict=True)):
        within(taken_off[:, column], chance, record, f"A15 z={z}, {who}", allowance=0.01)
    hub, anyone = taken_off.mean(axis=0)
    # The ratio of two means, linearised (delta method), with the page's own error as the allowance.
    ratios = hub / anyone + (taken_off[:, 0] - hub / anyone * taken_off[:, 1]) / anyone
    within(ratios, expected, record, f"A15 z={z}, ratio", allowance=0.06)
    assert hub / anyone > 1
