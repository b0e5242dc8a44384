"""The same run on arrays, compiled; never imports Mesa.

Each step makes one pass over those who may still adopt, and visits each tie of a new adopter once: adopters push,
nobody pulls. Where only the peers of new adopters can change, even that pass is spared (`_fronts`). Mechanisms, and
runs that keep reasons, go step by step (`_stepwise`).
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.engines import _fronts, _stepwise
from sim.engines._groups import Net, Rates, of_tie
from sim.ground.kernels import kernel
from sim.movement import exact, rule
from sim.movement.forces import of_person
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory


@kernel
def _opened(passion: np.ndarray, threshold: np.ndarray, readiness: float) -> tuple[np.ndarray, np.ndarray]:
    # Constant over steps and seeds: exp(x_i), and the exposure from which on each person follows.
    people = len(threshold)
    gain, bar = np.empty(people), np.empty(people)
    for i in range(people):
        receptive = rule.receptivity(readiness, 0.0, passion[i], 0.0)
        gain[i] = rule.gain(receptive)
        bar[i] = rule.bar(threshold[i], receptive)
    return gain, bar


class Persons(NamedTuple):
    """Constant over steps: exp(x_i), the exposure from which on each person follows, R, and who never adopts.

    `gain` has a single number if it is the same for all.
    """

    gain: np.ndarray
    bar: np.ndarray
    resistance: np.ndarray
    never: np.ndarray


@kernel
def _spread(net: Net, persons: Persons, rates: Rates, seeds: np.ndarray, steps: int) -> np.ndarray:
    people = len(persons.resistance)
    adopted_at = np.full(people, -1, np.int32)
    whole = len(net.power) == 0
    follow = False
    for i in range(people):
        follow = follow or persons.bar[i] < np.inf
    # What is the same for all is not read from memory, on which a step spends its time.
    alike = len(persons.gain) == 1
    felt = np.zeros(people)
    # The attempts of those who adopted in the step before, and all that still lasts.
    fresh_contacts = np.zeros(people if rates.contacts_on else 1)
    contacts = np.zeros(people if rates.contacts_on else 1)
    accumulated = np.zeros(people)
    fresh = np.empty(people, np.int32)
    changed = len(seeds)
    # If nothing pushes without peers, nobody changes any more after a step in which nobody changed.
    settles = (
        rates.spontaneous == 0.0
        and rates.contagion == 0.0
        and rates.gate == np.inf
        and (not rates.contacts_on or rates.persistence == 0.0)
    )
    # Who may still adopt, ascending: those who have adopted, or never will, need not be looked at again.
    waiting = np.empty(people, np.int32)
    left = 0
    for k in range(changed):
        # In a loop: the assignment of a slice takes numba a second to compile.
        fresh[k] = seeds[k]
        adopted_at[seeds[k]] = 0
    for i in range(people):
        if adopted_at[i] < 0 and not persons.never[i]:
            waiting[left] = i
            left += 1
    for step in range(1, steps + 1):
        for k in range(changed):
            j = fresh[k]
            force = of_person(net.force, j)
            for m in range(net.audience_starts[j], net.audience_starts[j + 1]):
                i = net.audience[m]
                weight = of_tie(net.audience_weights, m)
                influence = rule.influence(weight, force)
                felt[i] += influence if whole else exact.rounded(influence, net.power[i])
                if rates.contacts_on:
                    attempt = rule.attempt(of_person(net.persuasive, i), weight, force)
                    fresh_contacts[i] += exact.rounded(attempt, net.contact_power[i])
        changed = 0
        stay = 0
        for k in range(left):
            i = waiting[k]
            exposed = rule.exposure(felt[i], net.total[i], rates.divisor)
            peers_push = rates.contagion * rule.felt(exposed, rates.reinforcement)
            talked = 0.0
            if rates.contacts_on:
                talked = rule.repeated(contacts[i], rates.persistence, fresh_contacts[i])
                contacts[i] = talked
                fresh_contacts[i] = 0.0
            rate = rule.pushed(persons.gain[0 if alike else i], rates.spontaneous, peers_push, talked, 0.0, 0.0)
            accumulated[i] += rule.linear_hazard(rate) if rates.linear else rate
            if follow and rule.exposure(felt[i], net.total[i], rates.threshold_divisor) >= persons.bar[i]:
                accumulated[i] += rates.gate
            if accumulated[i] >= persons.resistance[i]:
                fresh[changed] = i
                changed += 1
            else:
                waiting[stay] = i
                stay += 1
        left = stay
        for k in range(changed):
            adopted_at[fresh[k]] = step
        if left == 0 or (changed == 0 and settles):
            break
    return adopted_at


def run(
    ties: Ties,
    people: People,
    movement: Movement,
    seeds: Sequence[int] | np.ndarray,
    steps: int,
    *,
    explain: bool = False,
) -> Trajectory:
    """Run the movement on arrays from step 0 to `steps`; raises ValueError as the agents do.

    `explain`: keep the sources of each adoption.
    """
    return prepare(ties, people, movement, explain=explain)(seeds, steps)


def prepare(
    ties: Ties, people: People, movement: Movement, *, explain: bool = False
) -> Callable[[Sequence[int] | np.ndarray, int], Trajectory]:
    """`spread(seeds, steps)` in one world: as `run`, but what is the same for all seeds is worked out only once."""
    if len(people) != ties.people:
        raise ValueError("people and ties must speak of the same people")
    if movement.programme is not None or explain:
        step_by_step = partial(_stepwise.run, ties, people, movement, explain=explain)
        return lambda seeds, steps: step_by_step(_checked(people, seeds), steps)
    kernel = _fronts.fitting(ties, people, movement) or _dense(ties, people, movement)
    return lambda seeds, steps: Trajectory(kernel(_checked(people, seeds), steps), steps)


def _checked(people: People, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
    people.check_seeds(seeds)
    return np.asarray(seeds, np.int32)


def _dense(ties: Ties, people: People, movement: Movement) -> Callable[[np.ndarray, int], np.ndarray]:
    if movement.readiness == 0:
        # The exponential of 0 is 1 to the bit, and need not be worked out.
        gain, bar = np.ones(1), people.threshold.copy()
    else:
        gain, bar = _opened(people.standard_passion, people.threshold, movement.readiness)
    net = Net.of(ties, people, movement)
    persons, rates = Persons(gain, bar, people.resistance, people.never), Rates.of(movement)
    return lambda seeds, steps: _spread(net, persons, rates, seeds, steps)
