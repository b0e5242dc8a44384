"""Tribes must be neither too closed nor too open: README.md beside this, A16."""

import numpy as np
import pytest
from published import FOREVER, network, with_thresholds, within
from scipy.stats import binom, poisson

from sim.engines import compiled
from sim.ground.draws import stream
from sim.movement.settings import Movement

Z, THETA, SEEDS = 20, 0.4, 0.17
POINTS = [(0.1, (1.0, 0.001)), (0.25, (1.0, 1.0)), (0.4, (0.364, 0.004))]


def mean_field(across: float) -> np.ndarray:
    """The share of adopters in A and in B in the end, on infinitely large blocks (Nematzadeh et al. 2014).

    The equations of Gleeson & Cahalane (2007) with a block each: q is the share of adopters at the end of a tie, one
    peer (the one who asks) not counted; a peer is of the other block with chance `across`. All seeds are in A.
    """
    k = np.arange(120)
    shares = poisson.pmf(k, Z)
    seeds = np.array([2 * SEEDS, 0.0])

    def following(degree: np.ndarray, peers: np.ndarray, met: float) -> float:
        # Divided as the engine divides, so that exactly 2 of 5 is enough: counts of peers run over the columns.
        enough = np.arange(len(k) + 2) / np.maximum(degree, 1)[:, None] >= THETA
        least = np.where(degree > 0, enough.argmax(axis=1), len(k))
        return float((shares * binom.sf(least - 1, peers, met)).sum())

    def met(q: np.ndarray) -> np.ndarray:
        return (1 - across) * q + across * q[::-1]

    q, change = seeds, 1.0
    while change > 1e-12:
        update = seeds + (1 - seeds) * np.array([following(k + 1, k, share) for share in met(q)])
        q, change = update, np.abs(update - q).max()
    return seeds + (1 - seeds) * np.array([following(k, k, share) for share in met(q)])


@pytest.mark.parametrize(("across", "expected"), POINTS)
def test_a16_mean_field(across, expected):
    """The published equations have the printed solutions."""
    assert mean_field(across).round(3).tolist() == list(expected)


def test_a16_neither_too_closed_nor_too_open():
    """Both tribes adopt only with a middling share of ties across: few do not carry over, many water down."""
    both = [bool(mean_field(across).min() > 0.9) for across in (0.05, 0.15, 0.25, 0.3, 0.35, 0.4)]
    assert both == [False, False, True, True, False, False]


@pytest.mark.slow
@pytest.mark.parametrize(("across", "expected"), POINTS)
def test_a16_agents_agree(across, expected, record):
    """Two blocks of 20,000 agents end where the equations, and the page, say."""
    block, reach = 20_000, []
    for run in range(12):
        ties = network("blocks", run, sizes=(block, block), within=Z * (1 - across), across=Z * across)
        seeds = stream(2026, run, "strategy").permutation(block)[: round(2 * SEEDS * block)]
        crowd = with_thresholds(np.full(2 * block, THETA))
        adopted = compiled.run(ties, crowd, Movement(), seeds, FOREVER).adopted_at >= 0
        reach.append(adopted.reshape(2, block).mean(axis=1))
    for column, tribe in enumerate("AB"):
        shares = np.array(reach)[:, column]
        # Tree-like equations leave out short loops, which finite networks have: of the order of Z/people, .0005.
        solved = float(mean_field(across)[column])
        within(shares, solved, record, f"A16 {across} {tribe}, equations", allowance=0.0005)
        # The page has three digits, .0005 to either side.
        within(shares, expected[column], record, f"A16 {across} {tribe}", allowance=0.0005)
