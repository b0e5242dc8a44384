"""The two engines give the same run, to the bit, whatever the world; and what both must obey."""

from dataclasses import replace

import numpy as np
import pytest
from engines.worlds import crowds, runs
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import _fronts, agents, compiled
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties

ENGINES = pytest.mark.parametrize("engine", [agents, compiled], ids=["agents", "compiled"])


@given(runs())
@settings(max_examples=400, deadline=None)
def test_engines_agree_to_the_bit(world):
    """Agents and arrays adopt in the same steps over random directed weighted graphs, mechanisms and draws."""
    by_agents, by_arrays = agents.run(*world), compiled.run(*world)
    np.testing.assert_array_equal(by_agents.adopted_at, by_arrays.adopted_at)
    assert by_agents.steps == by_arrays.steps


@given(runs())
@settings(max_examples=100, deadline=None)
def test_accumulated_pushes_agree_to_the_bit(world):
    """Not only whether people cross but how far they were pushed is the same: resistance is put exactly at the push."""
    ties, people, movement, seeds, steps = world
    model = agents.MovementModel(ties, people, movement, seeds)
    for _ in range(steps):
        model.step()
    pushed = np.array([person.accumulated for person in model.persons])
    exactly = np.where((pushed > 0) & np.isfinite(pushed), pushed, people.resistance)
    for resistance in (exactly, np.nextafter(exactly, np.inf)):
        at_the_edge = replace(people, resistance=resistance)
        by_agents = agents.run(ties, at_the_edge, movement, seeds, steps)
        by_arrays = compiled.run(ties, at_the_edge, movement, seeds, steps)
        np.testing.assert_array_equal(by_agents.adopted_at, by_arrays.adopted_at)


@st.composite
def fronts(draw: st.DrawFn) -> tuple[Ties, People, Movement, list[int], int]:
    """What a front kernel is for: thresholds alone or one-shot contacts alone, ties of whole weights."""
    people = draw(st.integers(1, 14))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    there = rng.random((people, people)) < draw(st.floats(0, 1))
    np.fill_diagonal(there, False)
    listeners, peers = np.nonzero(there)
    weights = None if draw(st.booleans()) else rng.choice([1.0, 2.0, 7.0], len(listeners))
    ties = Ties.from_pairs(people, listeners, peers, weights)
    crowd = draw(crowds(people))
    readiness = draw(st.one_of(st.just(0.0), st.floats(-3, 3), st.sampled_from([-900.0, 900.0])))
    if draw(st.booleans()):
        movement = Movement(threshold_divisor=draw(st.sampled_from([1.0, 0.0, 0.5])), readiness=readiness)
        # Exactly at what so many peers make, where the last bit decides.
        exact = rng.integers(0, 9, people) / np.maximum(ties.total_weights, 1) ** movement.threshold_divisor
        crowd = replace(crowd, threshold=np.where(rng.random(people) < 0.5, exact, crowd.threshold))
    else:
        p = draw(st.one_of(st.floats(0.001, 1), st.sampled_from([1.0, 1e-12, 0.5])))
        movement = Movement(contacts=p, divided=draw(st.booleans()), readiness=readiness)
        crowd = replace(crowd, threshold=np.full(people, np.inf))
    able = np.flatnonzero(~crowd.never).tolist()
    seeds = draw(st.lists(st.sampled_from(able), unique=True, max_size=4)) if able else []
    return ties, crowd, movement, seeds, draw(st.integers(0, 12))


@given(fronts(), st.sampled_from([0, 10**9]))
@settings(max_examples=500, deadline=None)
def test_fronts_agree_to_the_bit(world, large):
    """The kernels that look only at those whose peers just changed give the agents' run, asking for memory or not."""
    ties, people, movement = world[:3]
    exact = movement.contacts_on and _fronts.persuaded(ties, people, movement) is None
    assert exact or _fronts.fitting(ties, people, movement) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_fronts, "LARGE", large)
        by_arrays = compiled.run(*world)
    np.testing.assert_array_equal(agents.run(*world).adopted_at, by_arrays.adopted_at)


@pytest.mark.parametrize("weights", [(1,), (1, 2, 3), (1, 100, 200, 255)])
@pytest.mark.parametrize("readiness", [0.0, 0.4])
def test_fronts_count_beyond_a_byte(weights, readiness):
    """Where people need hundreds or thousands of peers, or never adopt, fronts give what the general kernel gives."""
    rng = np.random.default_rng(len(weights))
    reached = 0
    for people in (300, 700, 1500):
        listening = rng.random((people, people)) < 0.9
        np.fill_diagonal(listening, val=False)
        listeners, peers = np.nonzero(listening)
        ties = Ties.from_pairs(people, listeners, peers, rng.choice(weights, len(peers)).astype(float))
        around = np.concatenate([np.arange(1, 60), *(np.arange(k - 2, k + 3) for k in range(256, people, 256))])
        for share in (0.1, 0.5):
            needed = rng.choice(around, people) * (1 if share == 0.1 else np.mean(weights))
            crowd = replace(
                People.alike(people),
                passion=rng.normal(size=people),
                threshold=np.where(rng.random(people) < 0.9, np.floor(needed), np.inf),
                never=rng.random(people) < 0.1,
            )
            seeds = rng.permutation(np.flatnonzero(~crowd.never))[: int(share * people) // 4].astype(np.int32)
            movement = Movement(threshold_divisor=0.0, readiness=readiness)
            front = _fronts.fitting(ties, crowd, movement)
            assert front is not None
            for steps in (2, 30):
                found = front(seeds, steps)
                np.testing.assert_array_equal(found, compiled._dense(ties, crowd, movement)(seeds, steps))
                reached += int((found[crowd.threshold > 256] > 0).sum())
    assert reached > 100


def test_fronts_are_not_for_ties_heavier_than_a_byte():
    """A tie of weight 256 or more is left to the general kernel, and the run is that of the agents."""
    for weight, fits in ((255.0, True), (256.0, False)):
        ties = Ties.from_pairs(3, np.array([1, 2, 2]), np.array([0, 0, 1]), np.array([weight, weight, 1]))
        people = replace(People.alike(3), threshold=np.array([9.0, weight, weight + 1]))
        movement = Movement(threshold_divisor=0.0)
        assert (_fronts.fitting(ties, people, movement) is not None) == fits
        by_agents, by_arrays = (one.run(ties, people, movement, [0], 3) for one in (agents, compiled))
        np.testing.assert_array_equal(by_agents.adopted_at, by_arrays.adopted_at)
        np.testing.assert_array_equal(by_arrays.adopted_at, [0, 1, 2])


@pytest.mark.parametrize(("threshold", "readiness"), [(-np.inf, 0.0), (-1e100, 900.0)])
def test_who_needs_less_than_nothing_follows_without_a_peer(threshold, readiness):
    """However far below 0 a threshold is, whoever sees nobody follows at once, in both engines."""
    ties, movement = Ties.from_pairs(3, np.array([1]), np.array([0])), Movement(readiness=readiness)
    people = replace(People.alike(3), threshold=np.full(3, threshold), passion=np.array([-1.0, 0.0, -2.0]))
    for engine in (agents, compiled):
        np.testing.assert_array_equal(engine.run(ties, people, movement, [0], 2).adopted_at, [0, 1, 1])


def test_a_resistance_of_a_whole_number_of_attempts_is_left_to_the_rule():
    """Where rounding could decide, the front gives no answer, and the run is that of the agents all the same."""
    ties = Ties.from_pairs(4, np.array([3, 3, 3]), np.array([0, 1, 2]))
    attempt = -np.log1p(-0.3)
    for resistance in (3 * attempt, attempt + attempt + attempt, np.nextafter(3 * attempt, 9)):
        people = replace(People.alike(4), resistance=np.array([9, 9, 9, resistance]))
        movement = Movement(contacts=0.3)
        assert _fronts.persuaded(ties, people, movement) is None
        assert _fronts.fitting(ties, people, movement) is None
        by_agents, by_arrays = (one.run(ties, people, movement, [0, 1, 2], 3) for one in (agents, compiled))
        np.testing.assert_array_equal(by_agents.adopted_at, by_arrays.adopted_at)


@pytest.mark.parametrize(
    "movement",
    [
        Movement(spontaneous=0.1),
        Movement(contagion=0.1),
        Movement(noise=0.5),
        Movement(persuasion=1),
        Movement(contacts=0.1),  # beside thresholds
        Movement(contacts=0.1, persistence=0.5),
        Movement(contacts=0.1, linear=True),
    ],
)
def test_fronts_are_for_nothing_else(movement):
    """Where anything else is on, or a weight is no whole number, there is no front."""
    people = replace(People.alike(3), threshold=np.full(3, 0.5))
    ends = np.array([0, 1]), np.array([1, 2])
    assert _fronts.fitting(Ties.from_pairs(3, *ends), people, movement) is None
    assert _fronts.fitting(Ties.from_pairs(3, *ends, np.array([1, 0.5])), people, Movement()) is None
    assert _fronts.fitting(Ties.from_pairs(3, *ends), people, Movement()) is not None


@given(runs())
@settings(max_examples=150, deadline=None)
def test_curves_obey_their_bounds(world):
    """A curve never falls, starts at the seeds, and never exceeds the people who can adopt."""
    ties, people, movement, seeds, steps = world
    trajectory = compiled.run(ties, people, movement, seeds, steps)
    assert trajectory.adopters[0] == len(seeds)
    assert (np.diff(trajectory.adopters) >= 0).all()
    assert trajectory.adopters[-1] <= (~people.never).sum()
    assert (trajectory.adopted_at[people.never] == -1).all()


@given(runs())
@settings(max_examples=60, deadline=None)
def test_renaming_people_changes_nothing_but_names(world):
    """Other ids for the same people give the same run."""
    ties, people, movement, seeds, steps = world
    renamed = replace(ties, ids=tuple(f"person {i}" for i in reversed(range(ties.people))))
    before, after = (compiled.run(network, people, movement, seeds, steps) for network in (ties, renamed))
    np.testing.assert_array_equal(before.adopted_at, after.adopted_at)


@ENGINES
@given(world=runs())
@settings(max_examples=30, deadline=None)
def test_everything_off_only_the_seeds_adopt(engine, world):
    """With no mechanism and no threshold nobody but the seeds ever adopts."""
    ties, people, _, seeds, steps = world
    without = replace(people, threshold=np.full(len(people), np.inf))
    assert sorted(np.flatnonzero(engine.run(ties, without, Movement(), seeds, steps).adopted_at >= 0)) == sorted(seeds)


@ENGINES
@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ([9], "seeds must be people of the network"),
        ([-1], "seeds must be people of the network"),
        ([0, 0], "each seed is named once"),
        ([2], "people who never adopt cannot be seeds"),
    ],
)
def test_impossible_seeds_are_refused(engine, seeds, message):
    """Seeds that are nobody, twice, or never adopt are an error in both engines, never silently dropped."""
    ties = Ties.from_pairs(3, np.array([0, 1]), np.array([1, 2]))
    people = replace(People.alike(3), never=np.array([False, False, True]))
    with pytest.raises(ValueError, match=message):
        engine.run(ties, people, Movement(), seeds, 3)


@ENGINES
def test_ndlib_threshold_trajectory(engine):
    """The trajectory that NDlib's ThresholdModel gives on a preferential attachment graph."""
    import networkx as nx

    ties = Ties.from_networkx(nx.barabasi_albert_graph(60, 2, seed=1))
    people = replace(People.alike(60), threshold=np.full(60, 0.3))
    trajectory = engine.run(ties, people, Movement(), [0, 1, 2], 7)
    assert trajectory.adopters.tolist() == [3, 15, 25, 35, 49, 60, 60, 60]


@ENGINES
def test_golden_trajectory(engine):
    """A recorded run with every mechanism on stays as it is, on every version of Mesa and of the libraries."""
    rng = np.random.Generator(np.random.PCG64(7))
    people = 40
    there = rng.random((people, people)) < 0.1
    np.fill_diagonal(there, False)
    network = Ties.from_pairs(people, *np.nonzero(there), rng.random(there.sum()) + 0.5)
    crowd = People(rng.random(people), rng.random(people) * 3, rng.exponential(size=people), rng.random(people) < 0.1)
    movement = Movement(0.01, 0.2, 1.0, 1.5, 0.1, False, 0.5, 0.0, 0.5, 0.4, 0.3, False)
    seeds = np.flatnonzero(~crowd.never)[:3]
    assert engine.run(network, crowd, movement, seeds, 12).adopted_at.tolist() == GOLDEN


GOLDEN = [
    -1,
    0,
    0,
    0,
    5,
    4,
    4,
    -1,
    2,
    4,
    3,
    4,
    11,
    6,
    2,
    1,
    3,
    3,
    -1,
    2,
    3,
    2,
    3,
    3,
    1,
    -1,
    -1,
    4,
    4,
    8,
    3,
    1,
    -1,
    5,
    5,
    2,
    -1,
    5,
    3,
    -1,
]


def test_closed_gate_noise_has_the_law_of_a_die_in_every_step():
    """An open gate with noise .3 lets a person wait as long as a die with probability .3 would (chi-square)."""
    people = 20_001
    rng = np.random.Generator(np.random.PCG64(3))
    star = Ties.from_pairs(people, np.arange(1, people), np.zeros(people - 1, dtype=int))
    crowd = replace(People.alike(people), threshold=np.ones(people), resistance=rng.exponential(size=people))
    new = compiled.run(star, crowd, Movement(noise=0.3), [0], 8).new[1:]
    expected = (people - 1) * 0.3 * 0.7 ** np.arange(8)
    assert ((new - expected) ** 2 / expected).sum() < 26.1  # 99.9 % of chi-square with 8 degrees of freedom


def test_people_and_subclasses_can_be_stepped_and_inspected():
    """A notebook can subclass Person, step the model, and read names, peers and adopters."""

    class Stubborn(agents.Person):
        def push(self) -> float:
            return 0.0

        def follows(self) -> bool:
            return False

    ties = Ties.from_pairs(3, np.array([0, 1]), np.array([1, 2]), ids=["ann", "bob", "cem"])
    everyone = replace(People.alike(3), threshold=np.ones(3))
    model = agents.MovementModel(ties, everyone, Movement(), [2])
    assert [person.name for person in model.persons[0].peers] == ["bob"]
    model.step()
    assert [person.name for person in model.adopters] == ["bob", "cem"]
    model.step()
    assert model.trajectory().adopted_at.tolist() == [2, 1, 0]
    stubborn = agents.MovementModel(ties, everyone, Movement(), [2], person=Stubborn)
    stubborn.step()
    assert [person.name for person in stubborn.adopters] == ["cem"]
