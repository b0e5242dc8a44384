"""Sums of what peers contribute are the same in whatever order peers adopt (sim/MODEL.md, section 3, step 5)."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from engines.worlds import movements_of_staff
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import agents, compiled
from sim.movement import exact
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties

POSITIVE = st.one_of(st.floats(1e-3, 10), st.floats(5e-324, 1e300))
ENGINES = pytest.mark.parametrize("engine", [agents.run, compiled.run], ids=["agents", "compiled"])
BLANK = pytest.mark.parametrize("blank", [False, True], ids=["rule alone", "step by step"])


@given(st.floats(min_value=0, max_value=exact.LARGEST, exclude_min=True))
@settings(deadline=None)
def test_the_power_above_is_the_least_that_is_not_below(total):
    """2^(e-1) < D <= 2^e, in exact arithmetic; 2^-1022 is the least power; compiled and plain are equal."""
    power = exact.power(total)
    assert power == exact.power.py_func(total)
    assert math.frexp(power)[0] == 0.5
    assert total <= power
    assert power == 2.0**-1022 or power / 2 < total


@given(st.lists(POSITIVE, min_size=1, max_size=40), st.randoms(use_true_random=False))
@settings(max_examples=500, deadline=None)
def test_sums_are_exact_in_every_order(parts, order):
    """Rounded parts add up without rounding, in every order, and are the nearest multiples of 2^(ceil(log2 D) - 52)."""
    rounded = exact.together(dict(enumerate(parts)))
    total = 0.0
    for part in parts:
        total += part
    unit = Fraction(exact.power(total)) / 2**52
    for number, part in enumerate(parts):
        assert Fraction(rounded[number]) % unit == 0
        assert rounded[number] > 0
        assert abs(Fraction(rounded[number]) - Fraction(part)) <= (unit / 2 if part >= unit / 2 else unit)
    shuffled = list(rounded.values())
    order.shuffle(shuffled)
    added = 0.0
    for part in shuffled:
        added += part
    assert Fraction(added) == sum(map(Fraction, rounded.values()))


@given(st.lists(st.integers(1, 2**40), min_size=1, max_size=9))
@settings(deadline=None)
def test_whole_numbers_stay_as_they_are(weights):
    """Numbers of peers, and whole weights, are multiples of the unit of their sum."""
    assert exact.together(dict(enumerate(map(float, weights)))) == dict(enumerate(map(float, weights)))


def test_what_is_certain_is_no_part_of_the_sum():
    """An infinite contribution stays infinite and moves no other one."""
    finite = exact.together({0: 0.1, 1: 0.2})
    assert exact.together({0: 0.1, 1: 0.2, 2: math.inf}) == {**finite, 2: math.inf}


def test_sums_beyond_what_a_number_holds_are_left_as_they_are():
    """No part of a sum that is infinite, or nearly so, is rounded."""
    for parts in ([1e308, 1e308, 0.1], [1.7e308, 0.3]):
        assert list(exact.together(dict(enumerate(parts))).values()) == parts


def in_turn(weights: list[float], order: list[int]) -> tuple[Ties, People]:
    """Person 0 listens to persons 1, 2, ... with these weights; those adopt one a step, in the order given.

    Each of these listens to the one before in the order, and all follow once all their peers have adopted.
    """
    chain = list(zip(order[1:], order, strict=False))
    listeners = [0] * len(weights) + [later for later, _ in chain]
    peers = list(range(1, len(weights) + 1)) + [before for _, before in chain]
    ties = Ties.from_pairs(
        len(weights) + 1, np.array(listeners), np.array(peers), np.array(weights + [1.0] * len(chain))
    )
    return ties, replace(People.alike(ties.people), threshold=np.ones(ties.people))


def world(ties: Ties, people: People, movement: Movement, blank: bool) -> tuple[Ties, People, Movement]:
    """The same, with the programme that does nothing if `blank`."""
    return ties, people, replace(movement, programme=Programme.blank(len(people)) if blank else None)


@ENGINES
@BLANK
@pytest.mark.parametrize("order", [[1, 2, 3], [3, 2, 1], [2, 3, 1]])
def test_who_follows_if_all_do_follows_in_every_order(engine, blank, order):
    """In floats .3 + .2 + .1 is less than .1 + .2 + .3: added in order, a threshold of 1 would stay shut."""
    ties, people = in_turn([0.1, 0.2, 0.3], order)
    assert engine(*world(ties, people, Movement(), blank), order[:1], 9).adopted_at[0] == 3


@given(
    st.lists(st.one_of(st.floats(0.01, 3), st.floats(1e-200, 1e100)), min_size=2, max_size=7),
    st.randoms(use_true_random=False),
    st.floats(-2, 2),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_a_threshold_of_1_opens_exactly_when_all_peers_did(weights, luck, persuasion, blank):
    """Whatever ties weigh and however strongly peers are heard, and in every order, in both engines."""
    order = list(range(1, len(weights) + 1))
    luck.shuffle(order)
    ties, people = in_turn(weights, order)
    people = replace(people, passion=np.array([luck.uniform(-2, 2) for _ in range(len(people))]))
    told = world(ties, people, Movement(persuasion=persuasion), blank)
    for engine in (agents.run, compiled.run):
        assert engine(*told, order[:1], 20).adopted_at[0] == len(weights)


@given(movements_of_staff())
@settings(max_examples=150, deadline=None)
def test_what_people_feel_is_the_sum_over_peers_who_are_adopters_now(told):
    """After adoptions and departures of peers, exposure is their exact sum; contacts those of each step, fading."""
    ties, people, movement, seeds, steps = told
    model = agents.MovementModel(ties, people, movement, seeds)
    for _ in range(steps):
        since = [person.since for person in model.persons]
        listening = [
            person for person in model.persons if not person.closed and (not person.adopted or model.giving_up)
        ]
        model.step()
        for person in listening:
            peers = {peer.number: since[peer.number] for peer in person.peers if since[peer.number] >= 0}
            felt = sum(map(Fraction, (person.influences[number] for number in peers)), Fraction(0))
            assert Fraction(person.felt) == felt
            if movement.contacts_on:
                assert person.contacts == by_steps(person.attempts, peers, movement.persistence, model.steps)


def by_steps(attempts: dict[int, float], since: dict[int, int], persistence: float, now: int) -> float:
    """C = S(now - 1) + delta (S(now - 2) + delta (...)), with the attempts S(t) of those who adopted in step t."""
    contacts = 0.0
    for step in range(now):
        fresh = math.fsum(attempts[number] for number, adopted in since.items() if adopted == step)
        contacts = (contacts * persistence if persistence > 0 else 0.0) + fresh
    return contacts
