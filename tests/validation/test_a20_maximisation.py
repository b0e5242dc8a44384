"""Influence maximisation on a collaboration graph: README.md beside this, A20, and A21 against greedy.

The graph is NetHEPT as Chen et al. (2009) used it (15,233 people; a tie weighs the papers written together), not
the one of Kempe et al. (2003), which has 10,748. Greedy is greedy over reverse reachable sets, many enough for the
sampling error to be far below what is tested: by simulation it would take hours. What is chosen is then run in the
engine, with luck that the choice has not seen.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.engines import compiled
from sim.families.strategies import STRATEGIES
from sim.files.edge_list import read
from sim.ground.draws import stream
from sim.ground.tables import read_people
from sim.movement.settings import Movement
from sim.strategies._ranking import highest
from sim.strategies._reverse import sampler
from sim.world.people import People
from sim.world.ties import Ties

pytestmark = pytest.mark.slow
STEPS = 1_000


@pytest.fixture
def physicists(shared_data) -> Ties:
    """NetHEPT with everyone in it; a tie weighs the papers written together."""
    folder = shared_data / "nethept"
    ties = read(folder / "edges.csv", read_people(folder / "nodes.csv")[0])
    assert (ties.people, ties.weights.sum() / 2) == (15_233, 58_852)
    return ties


def greedily(ties: Ties, movement: Movement, count: int, sets: int) -> np.ndarray:
    """Whom greedy chooses, from a number of reverse reachable sets."""
    drawn = sampler(ties, People.alike(ties.people), movement, STEPS, stream(1, 0, "sets"))(sets)
    draws = stream(1, 0, "equals").random(ties.people)
    return drawn.cover(np.ones(ties.people, bool), count, draws)


def by_papers(ties: Ties, count: int) -> np.ndarray:
    """Who wrote most with others, papers counted."""
    papers = np.bincount(ties.peers, ties.weights, minlength=ties.people)
    return highest(papers, People.alike(ties.people), count, stream(1, 0, "strategy"))


def chosen(name: str, ties: Ties, count: int, run: int = 0, **options) -> np.ndarray:
    """Whom a strategy chooses."""
    function = STRATEGIES.part(name).function
    return function(ties, People.alike(ties.people), count, stream(1, run, "strategy"), **options)


def reached(ties: Ties, movement: Movement, choices: dict[str, np.ndarray], runs: int) -> dict[str, np.ndarray]:
    """How many adopt in each run with each choice; all choices meet the same luck."""
    found: dict[str, list[int]] = {name: [] for name in choices}
    everyone = People.alike(ties.people)
    for run in range(runs):
        rng = stream(2026, run, "luck")
        luck = {"resistance": rng.standard_exponential(ties.people)}
        if not movement.contacts_on:
            luck = {"threshold": rng.random(ties.people)}
        people = replace(everyone, **luck)
        for name, ids in choices.items():
            found[name].append(int(compiled.run(ties, people, movement, ids, STEPS).adopters[-1]))
    return {name: np.array(values, float) for name, values in found.items()}


def lead(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """How much more the first reaches than the second, as a share of it, and the standard error (paired)."""
    ratio = one.mean() / other.mean()
    return ratio - 1, (one - ratio * other).std(ddof=1) / math.sqrt(len(one)) / other.mean()


def test_a20_threshold_greedy_beats_degree(physicists, record):
    """Linear threshold, k=30: greedy leads by 15 % over those with most papers, by 21 % over those with most peers.

    Published for another physics collaboration graph: about 16-18 %, which lies between. The two figures were
    derived from 400,000 sets and 400,000 others to judge by: 1005.8 against 871.4 and 834.2, each +-6.
    """
    choices = {
        "greedy": greedily(physicists, Movement(), 30, 400_000),
        "papers": by_papers(physicists, 30),
        "peers": chosen("most-connected", physicists, 30),
        "imm": STRATEGIES.part("influence-maximisation").function(
            physicists, People.alike(physicists.people), 30, stream(1, 0, "strategy"), Movement(), STEPS, epsilon=0.3
        ),
    }
    found = reached(physicists, Movement(), choices, 600)
    for name, expected in (("papers", 0.154), ("peers", 0.206)):
        estimate, error = lead(found["greedy"], found[name])
        record(f"A20 {name}", {"estimate": estimate, "standard_error": error, "expected": expected})
        # What was derived has an error of its own: 0.9 %.
        assert abs(estimate - expected) <= 4 * math.hypot(error, 0.009)
    assert lead(found["greedy"], found["papers"])[0] < 0.17 < lead(found["greedy"], found["peers"])[0]
    assert found["imm"].mean() >= 0.97 * found["greedy"].mean()


def test_a20_cascade_degree_stays_flat_and_random_passes_it(physicists, record):
    """Cascade p=10 %: by degree 1 person does as well as 60 do, within 4 %; random people start badly and pass them.

    Here one in seven cascades from a random person takes off, so 30 random people still fail now and then: on
    average they pass the 30 with most peers not yet, those with 60 do (published: by 30, on another graph).
    """
    cascade = Movement(contacts=0.1)
    sets = sampler(physicists, People.alike(physicists.people), cascade, STEPS, stream(2, 0, "sets"))(20_000)

    def reach(name: str, count: int, runs: int = 1) -> float:
        covered = [sets.covered(chosen(name, physicists, count, run)) for run in range(runs)]
        return float(physicists.people * np.mean(covered))

    degree = {count: reach("most-connected", count) for count in (1, 10, 30, 60)}
    chance = {count: reach("random", count, 40) for count in (1, 10, 30, 60)}
    record("A20 cascade", {"degree": degree, "random": chance})
    assert degree[60] <= 1.04 * degree[1]
    assert chance[1] < 0.4 * degree[1]
    assert chance[1] < chance[10] < chance[30] < chance[60]
    assert abs(chance[30] / degree[30] - 1) < 0.06
    assert chance[60] > 1.01 * degree[60]
    # The same in the engine: the estimate by sets is that of the runs.
    found = reached(physicists, cascade, {"degree": chosen("most-connected", physicists, 30)}, 40)["degree"]
    share = degree[30] / physicists.people
    error = math.hypot(found.std() / math.sqrt(40), physicists.people * math.sqrt(share * (1 - share) / 20_000))
    assert abs(found.mean() - degree[30]) <= 4 * error


def test_a21_greedy_within_two_percent_of_degree_discount(physicists, record):
    """Cascade p=1 %, k=50: greedy and degree discount reach the same within 2 %, and more than degree."""
    cascade = Movement(contacts=0.01)
    choices = {
        "greedy": greedily(physicists, cascade, 50, 10_000_000),
        "discount": chosen("degree-discount", physicists, 50, p=0.01),
        "papers": by_papers(physicists, 50),
    }
    found = reached(physicists, cascade, choices, 1_000)
    estimate, error = lead(found["greedy"], found["discount"])
    record("A21 greedy", {"estimate": estimate, "standard_error": error, "expected": 0.0})
    assert abs(estimate) <= 0.02 + 4 * error
    assert found["greedy"].mean() > 1.08 * found["papers"].mean()
