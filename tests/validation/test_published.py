"""Published results that the model must reproduce: README.md beside this, A1 to A13."""

import itertools
import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from published import FOREVER, lucky, network, with_thresholds, within
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from scipy.stats import binom, poisson

from sim.engines import compiled
from sim.ground.draws import stream
from sim.movement.settings import Movement
from sim.presets import bass
from sim.world.people import People
from sim.world.ties import Ties

# A1, A2: Bass (1969)


def test_a1_bass_closed_form():
    """The closed form of Bass has the printed shares, median and peak."""
    assert round(bass.closed_form(0.03, 0.38, 5), 5) == 0.33120
    assert round(bass.closed_form(0.03, 0.38, 10), 5) == 0.81280
    assert round(brentq(lambda t: bass.closed_form(0.03, 0.38, t) - 0.5, 0, 20), 4) == 6.5502
    times = np.linspace(6, 6.4, 400_001)
    shares = np.array([bass.closed_form(0.03, 0.38, t) for t in times])
    rate = np.diff(shares)
    assert abs(times[rate.argmax()] - 6.1926) < 0.01


def test_a1_engine_tends_to_the_closed_form():
    """A large crowd of agents with hazards over steps of .01 follows the closed form of Bass."""
    people, step = 1500, 0.01
    everyone = network("complete", people=people)
    even = replace(People.alike(people), resistance=-np.log1p(-(np.arange(people) + 0.5) / people))
    rates = Movement(spontaneous=0.03 * step, contagion=0.38 * step)
    shares = compiled.run(everyone, even, rates, [], 1000).adopters / people
    for time in (5, 10):
        assert abs(shares[round(time / step)] - bass.closed_form(0.03, 0.38, time)) < 0.004


@pytest.mark.parametrize(("step", "expected"), [(1, 0.26107), (0.5, 0.29249), (0.1, 0.32279), (0.01, 0.33034)])
def test_a2_step_length(step, expected):
    """Hazards held over a step lag behind the continuous curve, to first order in its length."""
    assert round(bass.mean_field(0.03, 0.38, 5, step), 5) == expected


def test_a2_agents_lag_as_the_mean_field_does(record):
    """Agents with the hazard link on a complete graph show the bias of step length 1."""
    people = 400
    everyone = network("complete", people=people)
    rates = Movement(spontaneous=0.03, contagion=0.38)
    shares = [compiled.run(everyone, lucky(people, run), rates, [], 5).adopters[5] / people for run in range(600)]
    within(shares, 0.26107, record, "A2", allowance=0.003)


def test_a2_the_author_is_told():
    """Who asks for the continuous curve with long steps is told how far it lags; who does not is not."""
    (note,) = bass.notes(p=0.03, q=0.38, curve="continuous", step=1.0)
    assert "lag behind the continuous Bass curve" in note
    assert bass.notes(p=0.03, q=0.38, curve="discrete", step=1.0) == []


def test_a3_bass_agents(record):
    """Agents with the linear link follow the discrete recursion, their mean up to .003 below it."""
    p, q, people, runs = 0.03, 0.38, 1000, 400
    recursion = [0.0]
    for _ in range(12):
        recursion.append(recursion[-1] + (1 - recursion[-1]) * (p + q * recursion[-1]))
    assert [round(share, 6) for share in recursion[1:6]] == [0.03, 0.070158, 0.122843, 0.190104, 0.272907]
    assert round(recursion[12], 6) == 0.905624
    everyone = network("complete", people=people)
    rates = Movement(spontaneous=p, contagion=q, linear=True)
    curves = np.array(
        [compiled.run(everyone, lucky(people, run), rates, [], 12).adopters / people for run in range(runs)]
    )
    for step in (1, 2, 3, 4, 5, 12):
        within(curves[:, step], recursion[step] - 0.0015, record, f"A3 step {step}", allowance=0.0015)


# A4 to A8: contacts


def test_a4_si_on_ten(record):
    """Simple contagion on a complete graph of ten has the exact expected numbers."""
    everyone = network("complete", people=10)
    contacts = Movement(contacts=0.1, persistence=1.0)
    curves = np.array([compiled.run(everyone, lucky(10, run), contacts, [0], 4).adopters for run in range(20_000)])
    for step, expected in enumerate([1.9, 3.2732, 4.9641, 6.6214], start=1):
        within(curves[:, step], expected, record, f"A4 step {step}")


SMALL = {
    "path": (nx.path_graph(5), 1.9375, 2.0),
    "star": (nx.star_graph(5), 3.5, 6.0),
    "triangle": (nx.complete_graph(3), 2.25, 2.5),
    "four": (nx.complete_graph(4), 3.25, 2.888889),
    "ring": (nx.cycle_graph(5), 2.75, 2.875),
    "tree": (nx.balanced_tree(2, 2), 3.0, 3.0),
}


@pytest.mark.parametrize("name", SMALL)
def test_a5_cascade_enumerated(name):
    """The exact spread of a cascade, by enumerating which ties are live (Kempe et al. 2003), is the published one."""
    graph, expected, _ = SMALL[name]
    total = 0
    for live in itertools.product((False, True), repeat=graph.number_of_edges()):
        open_ties = [tie for tie, is_live in zip(graph.edges, live, strict=True) if is_live]
        alive = nx.Graph(open_ties)
        alive.add_node(0)
        total += len(nx.node_connected_component(alive, 0))
    assert total / 2 ** graph.number_of_edges() == expected


@pytest.mark.parametrize("name", SMALL)
def test_a5_cascade_simulated(name, record):
    """The engine's cascade has the exact mean spread."""
    graph, expected, _ = SMALL[name]
    ties = Ties.from_networkx(graph)
    runs = (lucky(ties.people, run) for run in range(20_000))
    reach = [compiled.run(ties, crowd, Movement(contacts=0.5), [0], 10).adopters[-1] for crowd in runs]
    within(reach, expected, record, f"A5 {name}")


@pytest.mark.parametrize("name", SMALL)
def test_a6_linear_threshold(name, record):
    """The engine's linear threshold model has the exact mean spread."""
    graph, _, expected = SMALL[name]
    ties = Ties.from_networkx(graph)
    draws = (stream(2026, run, "threshold").random(ties.people) for run in range(20_000))
    reach = [compiled.run(ties, with_thresholds(theta), Movement(), [0], 10).adopters[-1] for theta in draws]
    within(reach, expected, record, f"A6 {name}", allowance=5e-7)


def test_a7_reed_frost(record):
    """A cascade on a complete graph is the Reed-Frost epidemic."""
    everyone = network("complete", people=50)
    contacts = Movement(contacts=0.04)
    reach = np.array([compiled.run(everyone, lucky(50, run), contacts, [0], 60).adopters[-1] for run in range(20_000)])
    within(reach, 31.26944, record, "A7 mean")
    within(reach == 1, 0.135298, record, "A7 only the seed")
    within(reach > 50 / 4, 0.778420, record, "A7 more than a quarter")


@pytest.mark.slow
def test_a8_cascade_is_percolation(record):
    """On a random graph a cascade takes off as often, and reaches as far, as the giant component of live ties."""
    people, z, p = 20_000, 4, 0.5
    giant = brentq(lambda share: 1 - math.exp(-z * p * share) - share, 0.1, 1)
    assert round(giant, 5) == 0.79681
    reach = []
    for run in range(1500):
        ties = network("random", run, people=people, ties=z)
        seed = stream(2026, run, "strategy").integers(people)
        reach.append(
            compiled.run(ties, lucky(people, run), Movement(contacts=p), [seed], FOREVER).adopters[-1] / people
        )
    shares = np.array(reach)
    taken_off = shares > 0.1
    within(taken_off, giant, record, "A8 takeoff")
    within(shares[taken_off], giant, record, "A8 reach given takeoff", allowance=3 / people)
    within(shares, giant**2, record, "A8 reach")


# A9 to A13: thresholds


def test_a9_granovetters_riot():
    """Thresholds 0 to 99 give a riot of all; with the threshold 1 raised to 2, of exactly one."""
    everyone = network("complete", people=100)
    counts = Movement(threshold_divisor=0.0)
    thresholds = np.arange(100.0)
    assert compiled.run(everyone, with_thresholds(thresholds), counts, [], 200).adopters[-1] == 100
    thresholds[1] = 2
    assert compiled.run(everyone, with_thresholds(thresholds), counts, [], 200).adopters[-1] == 1


def test_a10_granovetter_normal_recursion():
    """With normal thresholds the equilibrium jumps from few to all at a standard deviation of .122221."""

    def equilibrium(sd: float) -> float:
        share = 0.0
        for _ in range(100_000):
            share = ndtr((share - 0.25) / sd)
        return share

    assert round(equilibrium(0.12), 4) == 0.0402
    assert round(equilibrium(0.123), 4) == 1.0
    below, above = equilibrium(0.122220), equilibrium(0.122222)
    assert below < 0.1
    assert above > 0.9


@pytest.mark.parametrize(("sd", "expected"), [(0.12, 0.0402), (0.123, 1.0)])
def test_a10_granovetter_normal_agents(sd, expected):
    """A complete graph of agents with evenly spread normal thresholds stops where the recursion does."""
    people = 3000
    everyone = network("complete", people=people)
    thresholds = 0.25 + sd * ndtri((np.arange(people) + 0.5) / people)
    reach = compiled.run(everyone, with_thresholds(thresholds), Movement(), [], FOREVER).adopters[-1] / people
    # The edge of a fold is soft: one person in 3,000 moves the equilibrium by several.
    assert abs(reach - expected) < 0.004


def degrees(z: float) -> tuple[np.ndarray, np.ndarray]:
    """The degrees of a random graph of mean degree z, and their shares (Poisson)."""
    k = np.arange(int(z + 15 * math.sqrt(z) + 30))
    return k, poisson.pmf(k, z)


def test_a11_watts_window():
    """Cascades are possible where the vulnerable percolate: between the two published mean degrees."""

    def excess(z: float) -> float:
        k, shares = degrees(z)
        vulnerable = k <= math.floor(1 / 0.18)
        return float((k * (k - 1) * shares)[vulnerable].sum()) - z

    assert round(brentq(excess, 0.9, 2), 4) == 1.0207
    assert round(brentq(excess, 4, 8), 4) == 5.7647


@pytest.mark.slow
@pytest.mark.parametrize(("z", "possible"), [(0.6, False), (3.0, True), (10.0, False)])
def test_a11_agents_cascade_inside_the_window_only(z, possible):
    """Agents with a threshold of .18 have global cascades from one seed inside the window, and none well outside."""
    people, reach = 5000, []
    for run in range(60):
        ties = network("random", run, people=people, ties=z)
        seed = stream(2026, run, "strategy").integers(people)
        crowd = with_thresholds(np.full(people, 0.18))
        reach.append(compiled.run(ties, crowd, Movement(), [seed], FOREVER).adopters[-1] / people)
    assert (max(reach) > 0.5) == possible


def gleeson_cahalane(z: float, seeds: float, phi: float = 0.18) -> float:
    """The share of adopters in the end on an infinite random graph (Gleeson & Cahalane 2007, equations 1 and 2)."""
    k, shares = degrees(z)
    enough = [int(np.argmax(np.arange(degree + 2) >= phi * degree)) if degree else 1 for degree in k]

    def chance(degree: int, peers: int, q: float) -> float:
        return binom.sf(enough[degree] - 1, peers, q)

    q = seeds
    for _ in range(3000):
        update = sum(degree * shares[degree] / z * chance(degree, degree - 1, q) for degree in k[1:])
        change, q = q, seeds + (1 - seeds) * update
        if abs(change - q) < 1e-13:
            break
    return seeds + (1 - seeds) * sum(shares[degree] * chance(degree, degree, q) for degree in k)


POINTS = [(3, 0.9412), (5, 0.9931), (8, 0.9997), (10, 0.0197)]


@pytest.mark.parametrize(("z", "expected"), POINTS)
def test_a12_gleeson_cahalane_equations(z, expected):
    """The published equations have the printed solutions."""
    assert round(gleeson_cahalane(z, 0.01), 4) == expected


@pytest.mark.slow
@pytest.mark.parametrize(("z", "expected"), POINTS)
def test_a12_agents_agree(z, expected, record):
    """20,000 agents with 1 % of seeds end where the equations say, within .006."""
    people, reach = 20_000, []
    for run in range(20):
        ties = network("random", run, people=people, ties=z)
        seeds = stream(2026, run, "strategy").permutation(people)[: people // 100]
        crowd = with_thresholds(np.full(people, 0.18))
        reach.append(compiled.run(ties, crowd, Movement(), seeds, FOREVER).adopters[-1] / people)
    record(f"A12 z={z}", {"estimate": float(np.mean(reach)), "runs": len(reach), "expected": expected})
    assert abs(np.mean(reach) - expected) < 0.006


@pytest.mark.parametrize(("threshold", "expected"), [(3 / 8, 3600), (4 / 8, 9)])
def test_a13_torus(threshold, expected):
    """On a torus with eight peers a person and its peers recruit everyone at 3/8, and nobody at 4/8."""
    ties = network("torus", people=3600, ties=8)
    seeds = [0, *ties.peers[ties.starts[0] : ties.starts[1]]]
    assert len(seeds) == 9
    crowd = with_thresholds(np.full(3600, threshold))
    assert compiled.run(ties, crowd, Movement(), seeds, FOREVER).adopters[-1] == expected


@pytest.mark.parametrize("k", [2, 4, 6, 8, 10])
def test_a13_ring(k):
    """On a ring of degree k a neighbourhood recruits everyone at a threshold of k/2 peers, and nobody at k/2 + 1."""
    people = 500
    ties = network("ring", people=people, ties=k)
    seeds = [0, *ties.peers[ties.starts[0] : ties.starts[1]]]
    counts = Movement(threshold_divisor=0.0)
    for threshold, expected in ((k / 2, people), (k / 2 + 1, k + 1)):
        crowd = with_thresholds(np.full(people, threshold))
        assert compiled.run(ties, crowd, counts, seeds, FOREVER).adopters[-1] == expected
