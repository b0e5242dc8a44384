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
from sim.engines._groups import Net, Rates
from sim.ground.kernels import kernel
from sim.movement import rule
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory


@kernel
def _opened(
    passion: np.ndarray,
    rank: np.ndarray,
    threshold: np.ndarray,
    readiness: float,
    persuasion: float,
    authority: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # Constant over steps and seeds: exp(x_i), the exposure from which on each person follows, and exp(y_j).
    people = len(threshold)
    gain, bar, force = np.empty(people), np.empty(people), np.empty(people)
    for i in range(people):
        receptive = rule.receptivity(readiness, 0.0, passion[i], 0.0)
        gain[i] = rule.gain(receptive)
        bar[i] = rule.bar(threshold[i], receptive)
        force[i] = rule.force(persuasion, passion[i], authority, rank[i])
    return gain, bar, force


@kernel
def _heard(starts: np.ndarray, peers: np.ndarray, weights: np.ndarray, force: np.ndarray) -> np.ndarray:
    # The influence of all peers of each person together.
    people = len(starts) - 1
    total = np.zeros(people)
    weighted = len(weights) == len(peers)
    for i in range(people):
        for k in range(starts[i], starts[i + 1]):
            total[i] += rule.influence(weights[k] if weighted else 1.0, force[peers[k]])
    return total


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
    weighted = len(net.audience_weights) == len(net.audience)
    follow = False
    for i in range(people):
        follow = follow or persons.bar[i] < np.inf
    # What is the same for all is not read from memory, on which a step spends its time.
    alike = len(persons.gain) == 1
    felt = np.zeros(people)
    attempts = np.zeros(people if rates.contacts_on else 1)
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
        if rates.contacts_on:
            for i in range(people):
                attempts[i] = attempts[i] * rates.persistence if rates.persistence > 0.0 else 0.0
        for k in range(changed):
            j = fresh[k]
            for m in range(net.audience_starts[j], net.audience_starts[j + 1]):
                i = net.audience[m]
                weight = net.audience_weights[m] if weighted else 1.0
                felt[i] += rule.influence(weight, net.force[j])
                if rates.contacts_on:
                    attempts[i] += rule.attempt(
                        rates.contacts, weight, net.total_weight[i], rates.divided, net.force[j]
                    )
        changed = 0
        stay = 0
        for k in range(left):
            i = waiting[k]
            exposed = rule.exposure(felt[i], net.total[i], rates.divisor)
            peers_push = rates.contagion * rule.felt(exposed, rates.reinforcement)
            receptive, talked = persons.gain[0 if alike else i], attempts[i] if rates.contacts_on else 0.0
            rate = rule.pushed(receptive, rates.spontaneous, peers_push, talked, 0.0, 0.0)
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
    nobody, alike = np.zeros(len(people)), np.empty(0)
    starts, audience, weights = ties.audience
    equal = movement.persuasion == 0 and movement.authority == 0
    if equal and movement.readiness == 0:
        # The exponential of 0 is 1 to the bit, and need not be worked out.
        gain, bar, force = np.ones(1), people.threshold.copy(), np.ones(len(people))
    else:
        gain, bar, force = _opened(
            people.standard_passion if movement.readiness != 0 or movement.persuasion != 0 else nobody,
            people.standard_rank if movement.authority != 0 else nobody,
            people.threshold,
            movement.readiness,
            movement.persuasion,
            movement.authority,
        )
    total = ties.total_weights
    if not equal:
        total = _heard(ties.starts, ties.peers, alike if ties.even else ties.dense_weights, force)
    heard = alike if ties.even else np.ascontiguousarray(weights)
    net = Net(ties.starts, ties.peers, alike, starts, audience, heard, force, total, ties.total_weights, False)
    persons, rates = Persons(gain, bar, people.resistance, people.never), Rates.of(movement)
    return lambda seeds, steps: _spread(net, persons, rates, np.sort(seeds), steps)
