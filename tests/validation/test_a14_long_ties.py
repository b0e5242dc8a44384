"""Long ties break complex contagion, and speed it up with a little noise: README.md beside this, A14."""

from dataclasses import replace

import numpy as np
import pytest
from published import FOREVER, lucky, network, with_thresholds, within
from scipy.special import gammaln

from sim.engines import compiled
from sim.ground.draws import stream
from sim.movement.settings import Movement
from sim.world.ties import Ties

PEOPLE, DEGREE = 10_000, 4
PAGE = [(0.001, 0.086), (0.01, 0.008)]
COUNTS = Movement(threshold_divisor=0.0)


def long_tied(run: int, share: float) -> Ties:
    """The ring with a share of its ties swapped in pairs, a-b and c-d for a-c and b-d, which keeps all degrees.

    The ties to swap, their pairs and which ends meet are drawn at random, anew until no tie is a self-tie, stands twice
    or stood before: every set of swaps without such ties is equally likely.
    """
    ring = network("ring", people=PEOPLE, ties=DEGREE)
    once = ring.listeners < ring.peers
    ends = np.stack([ring.listeners[once], ring.peers[once]], axis=1).astype(np.int64)
    rng = stream(2026, run, "network")
    pairs = round(share * len(ends) / 2)
    before = ends.min(axis=1) * PEOPLE + ends.max(axis=1)
    while True:
        drawn = rng.permutation(len(ends))[: 2 * pairs]
        one, other = ends[drawn[:pairs]], rng.permuted(ends[drawn[pairs:]], axis=1)
        new = np.stack([one, other], axis=2).reshape(-1, 2)
        after = new.min(axis=1) * PEOPLE + new.max(axis=1)
        if (new[:, 0] != new[:, 1]).all() and len(np.unique(after)) == len(after) and not np.isin(after, before).any():
            break
    ends[drawn] = new
    return Ties.from_pairs(PEOPLE, *ends.T, both_ways=True)


def neighbourhood(ties: Ties) -> list[int]:
    """A person and their peers."""
    return [0, *ties.peers[ties.starts[0] : ties.starts[1]].tolist()]


def reach(run: int, share: float, threshold: int) -> float:
    """The share of people in the end, from one neighbourhood, where everyone needs `threshold` adopting peers."""
    ties = long_tied(run, share)
    crowd = with_thresholds(np.full(PEOPLE, threshold))
    return compiled.run(ties, crowd, COUNTS, neighbourhood(ties), FOREVER).adopters[-1] / PEOPLE


def intact(share: float, ties: np.ndarray) -> np.ndarray:
    """The chance that none of so many given ties is among those swapped."""
    every = PEOPLE * DEGREE // 2
    swapped = round(share * every)
    return np.exp(
        gammaln(every - swapped + 1)
        - gammaln(every - swapped - ties + 1)
        - gammaln(every + 1)
        + gammaln(every - ties + 1)
    )


def expected_reach(share: float) -> tuple[float, float]:
    """Mean and median reach with threshold 2 if each of the two fronts stops at the first tie that is gone.

    Going round the ring, a person adopts because of the two before them; without one of these two ties the front stops,
    as the person after the next would need this one. So a front comes `a` people further if 2a ties are all there.
    For the mean also the tie must be there that makes the last seed a seed.
    """
    steps = np.arange(1, PEOPLE // 2 - 2)
    mean = 5 + 2 * float(intact(share, 2 * steps + 1).sum())
    both = np.arange(PEOPLE - 10)
    # Both fronts together come exactly s further, in s + 1 ways: 2s ties are there, and on each side one of the next
    # two is not.
    chance = (both + 1) * (intact(share, 2 * both) - 2 * intact(share, 2 * both + 2) + intact(share, 2 * both + 4))
    median = 5 + int(np.searchsorted(np.cumsum(chance), 0.5))
    return mean / PEOPLE, median / PEOPLE


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1])
def test_a14_swaps_keep_degrees(share):
    """Swaps keep everyone's number of peers, exchange just the share asked for, and lead far away."""
    ties, ring = long_tied(0, share), network("ring", people=PEOPLE, ties=DEGREE)
    assert (ties.peer_counts == DEGREE).all()
    assert not ties.directed
    assert (ties.weights == 1).all()
    apart = np.abs(ties.listeners - ties.peers)
    apart = np.minimum(apart, PEOPLE - apart)
    gone = np.setdiff1d(
        ring.listeners.astype(int) * PEOPLE + ring.peers, ties.listeners.astype(int) * PEOPLE + ties.peers
    )
    assert len(gone) == 2 * round(share * PEOPLE * DEGREE / 2)
    assert np.median(apart[apart > 2]) > PEOPLE / 10


@pytest.mark.parametrize("threshold", [1, 2])
def test_a14_the_ring_fills(threshold):
    """Without long ties a neighbourhood recruits the whole ring, with one adopting peer needed or two."""
    assert reach(0, 0.0, threshold) == 1


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1])
def test_a14_simple_contagion_does_not_care(share):
    """Where one adopting peer is enough everyone adopts, however many ties are long."""
    assert [reach(run, share, 1) for run in range(3)] == [1, 1, 1]


@pytest.mark.slow
@pytest.mark.parametrize(("share", "page", "runs"), [(*PAGE[0], 200), (*PAGE[1], 500)])
def test_a14_complex_contagion_breaks(share, page, runs, record):
    """Where two adopting peers are needed a few long ties stop the change where the derivation says it stops."""
    reached = np.array([reach(run, share, 2) for run in range(runs)])
    mean, median = expected_reach(share)
    # The derivation leaves out that a new tie may lead into the crowd of adopters: it does so only if the two barriers
    # that bound the crowd come from one swap, 1 chance in (swapped ties - 1), and then the crowd about doubles.
    within(reached, mean, record, f"A14 mean, {share}", allowance=mean / (round(share * PEOPLE * DEGREE / 2) - 1))
    # The page's "about" lies by the median, not by the mean (.0955 and .0102): the distribution is skewed. Its last
    # digit, .0005 to either side, holds up to .04 of the runs.
    within(reached <= page, 0.5, record, f"A14 half the runs reach {page} at most, {share}", allowance=0.04)
    record(f"A14 median, {share}", {"estimate": float(np.median(reached)), "derived": median, "page": page})


@pytest.mark.parametrize(("share", "page"), PAGE)
def test_a14_derived_median(share, page):
    """The median that the derivation gives is about the page's figure."""
    assert abs(expected_reach(share)[1] - page) < 0.1 * page


@pytest.mark.slow
def test_a14_noise_reverses_the_order_of_speed(record):
    """Where people with one adopting peer too little follow now and then, the more ties are long the sooner half adopt.

    Eckles et al. (2024). Two adopting peers are enough at once; each adopting peer adds a hazard of .01 a step below
    that. On the plain ring the change goes round at 1 person a step on each side, whatever happens: people/4 steps to
    half of them. A tie that is gone stops a front for some 1/.01 steps only; but each long tie carries the change,
    about as soon, to a place where nobody is yet, and two new fronts start there. So the number of fronts grows in
    proportion to itself, the time to half of the people with the logarithm of their number. It shows where a ring is so
    large that people/4 is many times 1/hazard; with a hazard of .003 the plain ring is still the first to come to a
    tenth of the people, before the ring with a tenth of long ties.
    """
    runs, shares = 16, (0.0, 0.001, 0.01, 0.1)
    noisy = replace(COUNTS, contagion=0.01, divisor=0.0)
    half = np.empty((len(shares), runs))
    for row, share in enumerate(shares):
        for run in range(runs):
            ties = long_tied(run, share)
            crowd = replace(lucky(PEOPLE, run), threshold=np.full(PEOPLE, 2.0))
            adopters = compiled.run(ties, crowd, noisy, neighbourhood(ties), PEOPLE // 4).adopters
            assert adopters[-1] >= PEOPLE / 2
            half[row, run] = np.argmax(adopters >= PEOPLE / 2)
    front = (PEOPLE / 2 - 5) / 2
    assert ((half[0] <= np.ceil(front)) & (half[0] > 0.97 * front)).all()
    for row in range(1, len(shares)):
        sooner = half[row - 1] - half[row]
        error = sooner.std(ddof=1) / np.sqrt(runs)
        record(
            f"A14 sooner, {shares[row]} than {shares[row - 1]}",
            {"estimate": float(sooner.mean()), "standard_error": float(error), "runs": runs, "expected": "above 0"},
        )
        assert sooner.mean() > 4 * error
    assert (half[3] < half[0] / 4).all()
