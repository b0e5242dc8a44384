"""Who pushed whom: the reasons of every adoption, first or again, against a replay of the run in plain Python."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from engines.worlds import runs, staff
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import agents, compiled
from sim.experiment.reasons import adoptions
from sim.families.mechanisms import MECHANISMS
from sim.ground.draws import stream
from sim.mechanisms.giving_up import NOTHING
from sim.movement.plan import Plan
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.results.ledger import Adoptions
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Changes, Trajectory

World = tuple[Ties, People, Movement, list[int], int]
PEERS, CONTACTS = 1, 2


def restless(people: People, movement: Movement, rate: float, waves: tuple[tuple[int, int], ...] = ()) -> Movement:
    """The same movement where adopters give up at a rate, and all may come back; waves are (first seed, step)."""
    plan = Plan(people, [], lambda name: stream(1, 0, name))
    options = {"held_by": NOTHING, "for_good": 0.0, "passion_lost": 0.0}
    away = MECHANISMS.part("giving-up").function(plan, rate=rate, **options)
    later = tuple((start, plan.window(step)) for start, step in waves)
    return replace(movement, programme=Programme(tuple(plan.scopes), plan.windows, (away,), away, later))


@st.composite
def restless_runs(draw: st.DrawFn) -> World:
    """What an engine is asked for, where adopters give up and come back, and some seeds come in a later wave."""
    network, people, movement, seeds, _ = draw(runs())
    people = draw(staff(people))
    waves = ((draw(st.integers(0, len(seeds))), draw(st.integers(1, 8))),) if seeds else ()
    movement = restless(people, movement, draw(st.floats(0.2, 2)), waves)
    return network, people, movement, seeds, draw(st.integers(0, 20))


def replay(ties: Ties, movement: Movement, found: Trajectory) -> list[tuple[int, int, list[float], list[int]]]:
    """Each adoption as (person, step, sources, peers who pushed), by person and step: step by step, tie by tie."""
    at_once = movement.noise >= 1 and movement.contagion == 0 and not movement.contacts_on
    came: dict[int, dict[int, list[float]]] = {step: {} for step in range(found.steps + 1)}
    left: dict[int, set[int]] = {step: set() for step in range(found.steps + 1)}
    for person, step in enumerate(found.adopted_at.tolist()):
        if step >= 0:
            came[step][person] = found.sources[person].tolist()
    later = found.later
    for step, person, adopts, sources in zip(
        later.step.tolist(), later.person.tolist(), later.adopts.tolist(), later.sources.tolist(), strict=True
    ):
        if adopts:
            came[step][person] = sources
        else:
            left[step].add(person)
    graph = {i: ties.peers[ties.starts[i] : ties.starts[i + 1]].tolist() for i in range(ties.people)}
    adopters: set[int] = set()
    told: dict[int, set[int]] = {i: set() for i in graph}  # whose attempts to persuade reach a person in this step
    seen: dict[int, set[int]] = {i: set() for i in graph}  # peers who were adopters, in this spell
    talked: dict[int, set[int]] = {i: set() for i in graph}  # peers who tried to persuade, in this spell
    entries = []
    for step in range(found.steps + 1):
        before = set(adopters)
        fresh = set(came[step - 1]) if step else set()
        for i, peers in graph.items():
            told[i] = {j for j in told[i] if movement.persistence > 0 and j in before}
            told[i] |= {j for j in peers if j in fresh}
            if i not in before:
                # Nothing adds up towards a threshold that is followed at once: only who is there now counts.
                seen[i] = (set() if at_once else seen[i]) | {j for j in peers if j in before}
                talked[i] |= told[i]
        for i in sorted(came[step]):
            sources = came[step][i]
            pushed = (seen[i] if sources[PEERS] > 0 else set()) | (talked[i] if sources[CONTACTS] > 0 else set())
            entries.append((i, step, sources, sorted(pushed)))
        for i in left[step]:
            seen[i], talked[i] = set(), set()
        adopters = (before | set(came[step])) - left[step]
    return sorted(entries, key=lambda entry: entry[:2])


def listed(told: Adoptions, strategy: int) -> list[tuple[int, int, list[float], list[int]]]:
    """The entries of one strategy, as `replay` gives them."""
    parts = np.split(told.persuaders, np.cumsum(told.counts))[:-1]
    rows = zip(told.strategy.tolist(), told.person.tolist(), told.step.tolist(), told.sources.tolist(), strict=True)
    return [(*row, part.tolist()) for (number, *row), part in zip(rows, parts, strict=True) if number == strategy]


def same(one: list, other: list) -> None:
    """The same entries to the bit; nan is nan."""
    assert repr(one) == repr(other)


@given(restless_runs())
@settings(max_examples=300, deadline=None)
def test_who_pushed_is_what_a_replay_finds(world):
    """The entries are those of the replay, whatever the rule: who adopted, when, why, and each peer who pushed."""
    ties, _, movement, *_ = world
    found = compiled.run(*world, explain=True)
    told = adoptions(ties, [found, found], movement)
    for strategy in (0, 1):
        same(listed(told, strategy), replay(ties, movement, found))
    assert told.strategy.tolist() == sorted(told.strategy.tolist())


@given(restless_runs())
@settings(max_examples=100, deadline=None)
def test_both_engines_keep_the_same_reasons(world):
    """Agents and arrays keep the sources of later adoptions alike to the bit, and keep none unless they are asked."""
    one, other = agents.run(*world, explain=True), compiled.run(*world, explain=True)
    assert one.later.sources.tobytes() == other.later.sources.tobytes()
    assert one.later.sources.shape == (len(one.later.step), 5)
    assert agents.run(*world).later.sources is None
    assert compiled.run(*world).later.sources is None


@given(restless_runs())
@settings(max_examples=150, deadline=None)
def test_shares_of_every_adoption_sum_to_one(world):
    """Each adoption, first or again, splits wholly into its sources, but for seeds in the step of their wave."""
    ties, _, movement, seeds, _ = world
    found = compiled.run(*world, explain=True)
    told = adoptions(ties, [found], movement)
    assert len(told.step) == found.new.sum()
    asked = np.isnan(told.sources).any(axis=1)
    assert (told.sources[~asked] >= 0).all()
    np.testing.assert_allclose(told.sources[~asked].sum(axis=1), 1, atol=1e-9)
    assert set(told.person[asked].tolist()) <= set(seeds)
    waves = {0} | {int(movement.programme.windows.first[window]) for _, window in movement.programme.waves}
    assert set(told.step[asked].tolist()) <= waves
    assert (told.counts[asked] == 0).all()
    assert np.isnan(found.later.sources[~found.later.adopts]).all()


@given(runs(), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_where_nobody_gives_up_peers_pushed_who_had_adopted(world, luck):
    """Without giving up, an entry a person: all peers who had adopted before, where peers had a share in it."""
    ties, _, movement, *_ = world
    found = compiled.run(*world, explain=True)
    when = found.adopted_at.tolist()
    expected = []
    for i in range(ties.people):
        if when[i] >= 0:
            peers = ties.peers[ties.starts[i] : ties.starts[i + 1]].tolist()
            sources = found.sources[i].tolist()
            pushed = sources[PEERS] + sources[CONTACTS] > 0
            expected.append((i, when[i], sources, [j for j in peers if pushed and 0 <= when[j] < when[i]]))
    same(listed(adoptions(ties, [found], movement), 0), expected)


@pytest.mark.parametrize(("persistence", "again"), [(0.0, [3]), (0.5, [1, 3])])
def test_a_spell_by_hand(persistence, again):
    """Who gave up before a spell began did not push in it; talk that does not last comes from those who just adopted.

    Person 0 listens to three peers, and is an adopter from step 2 to step 4 and again from step 9 on. Peer 1 is one
    from 0 to 2 and from 4 to 7, peer 2 from 1 to 3, peer 3 from 7 on.
    """
    ties = Ties.from_pairs(4, np.array([0, 0, 0]), np.array([1, 2, 3]))
    turns = [(3, 1, False), (4, 1, True), (4, 2, False), (5, 0, False), (8, 1, False), (9, 0, True)]
    step, person, adopts = (np.array(column) for column in zip(*turns, strict=True))
    nobody, peers, talk = [np.nan] * 5, [0.5, 0.5, 0, 0, 0], [0, 0, 1.0, 0, 0]
    later = Changes(step, person, adopts, np.array([talk if up else nobody for *_, up in turns]))
    found = Trajectory(np.array([2, 0, 1, 7]), 10, later, np.array([peers, nobody, talk, talk]))
    told = listed(adoptions(ties, [found], Movement(contacts=0.1, persistence=persistence)), 0)
    assert [entry[:2] for entry in told] == [(0, 2), (0, 9), (1, 0), (1, 4), (2, 1), (3, 7)]
    assert [entry[3] for entry in told] == [[1, 2], again, [], [], [], []]


def test_peers_come_and_go_between_two_adoptions():
    """In sixty worlds many adopt again, some peers who had pushed the first time did not push again, and some did."""
    again = dropped = kept = 0
    for luck in range(60):
        rng = np.random.default_rng(luck)
        there = rng.random((14, 14)) < 0.3
        np.fill_diagonal(there, False)
        ties = Ties.from_pairs(14, *np.nonzero(there))
        people = replace(People.alike(14), resistance=rng.exponential(size=14))
        rates = ({"contagion": 1.0}, {"contacts": 0.4}, {"contacts": 0.3, "persistence": 0.5})[luck % 3]
        movement = restless(people, Movement(spontaneous=0.02, **rates), 0.4)
        found = compiled.run(ties, people, movement, [0, 1], 20, explain=True)
        entries = listed(adoptions(ties, [found], movement), 0)
        same(entries, replay(ties, movement, found))
        for one, other in pairwise(entries):
            if one[0] == other[0]:
                again += 1
                dropped += len(set(one[3]) - set(other[3]))
                kept += len(set(one[3]) & set(other[3]))
    assert min(again, dropped, kept) > 100
