"""Arguments of kernels, in named groups: who listens to whom, and the numbers of the rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.ground.kernels import kernel
from sim.movement import exact, rule
from sim.movement.forces import forces, of_person
from sim.movement.giving_up import GivingUp
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties


class Net(NamedTuple):
    """Ties in both directions, and what decides how much comes over each of them.

    Weights are empty where every tie weighs 1; `force` is exp(y_j), a single number if it is the same for all, and
    `persuasive` the hazard of one attempt over a tie of weight 1, in the same way. `power` and `contact_power` are
    those of the sums of each listener (sim.movement.exact), empty where influences are whole numbers, and where nobody
    makes contacts. `total` is D_i, the sum of all v_ij.
    """

    starts: np.ndarray
    peers: np.ndarray
    weights: np.ndarray
    audience_starts: np.ndarray
    audience: np.ndarray
    audience_weights: np.ndarray
    force: np.ndarray
    power: np.ndarray
    total: np.ndarray
    persuasive: np.ndarray
    contact_power: np.ndarray

    @classmethod
    def of(cls, ties: Ties, people: People, movement: Movement) -> Net:
        """The ties of a world as the kernels take them."""
        force = forces(people, movement)
        starts, audience, audience_weights = ties.audience
        weights = heard = np.empty(0)
        if not ties.even:
            weights, heard = ties.dense_weights, np.ascontiguousarray(audience_weights)
        power, total = np.empty(0), ties.total_weights
        alike = movement.persuasion == 0 and movement.authority == 0
        if not (alike and ties.whole and ties.heaviest <= exact.WHOLE):
            power, total = _exposures(ties.starts, ties.peers, weights, force)
        persuasive = contact_power = np.empty(0)
        if movement.contacts_on:
            chance, divided = float(movement.contacts), bool(movement.divided)
            persuasive = _hazards(ties.total_weights if divided else np.ones(1), chance, divided)
            contact_power = _contact_powers(ties.starts, ties.peers, weights, force, persuasive)
        return cls(
            ties.starts, ties.peers, weights, starts, audience, heard,
            force, power, total, persuasive, contact_power,
        )  # fmt: skip


@kernel
def _hazards(total_weight: np.ndarray, chance: float, divided: bool) -> np.ndarray:
    hazards = np.zeros(len(total_weight))
    for i in range(len(total_weight)):
        if total_weight[i] > 0.0:
            hazards[i] = rule.persuasive(chance, total_weight[i], divided)
    return hazards


@kernel
def of_tie(weights: np.ndarray, tie: int) -> float:
    """The weight of a tie: 1 where there are no weights."""
    return weights[tie] if len(weights) > 0 else 1.0


@kernel
def _exposures(
    starts: np.ndarray, peers: np.ndarray, weights: np.ndarray, force: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    # The power of each person's sum of influences, and that sum.
    people = len(starts) - 1
    power, total = np.empty(people), np.zeros(people)
    for i in range(people):
        largest = 0.0
        for k in range(starts[i], starts[i + 1]):
            largest = exact.plus(largest, rule.influence(of_tie(weights, k), of_person(force, peers[k])))
        power[i] = exact.power(largest)
        for k in range(starts[i], starts[i + 1]):
            total[i] += exact.rounded(rule.influence(of_tie(weights, k), of_person(force, peers[k])), power[i])
    return power, total


@kernel
def _contact_powers(
    starts: np.ndarray, peers: np.ndarray, weights: np.ndarray, force: np.ndarray, persuasive: np.ndarray
) -> np.ndarray:
    # The power of each person's sum of contacts.
    power = np.empty(len(starts) - 1)
    for i in range(len(power)):
        hazard, largest = of_person(persuasive, i), 0.0
        for k in range(starts[i], starts[i + 1]):
            largest = exact.plus(largest, rule.attempt(hazard, of_tie(weights, k), of_person(force, peers[k])))
        power[i] = exact.power(largest)
    return power


class Rates(NamedTuple):
    """The numbers of the rule; `erosion` is mu, 0 where nobody gives up; `held_by_...` are what keeps adopters."""

    spontaneous: float
    contagion: float
    divisor: float
    reinforcement: float
    contacts: float
    divided: bool
    contacts_on: bool
    persistence: float
    threshold_divisor: float
    gate: float
    readiness: float
    linear: bool
    erosion: float
    held_by_peers: float
    held_by_passion: float

    @classmethod
    def of(cls, movement: Movement, held: GivingUp | None = None) -> Rates:
        """The numbers of the rule, as all kernels take them; `held`: how people give up, if they do."""
        return cls(
            spontaneous=float(movement.spontaneous),
            contagion=float(movement.contagion),
            divisor=float(movement.divisor),
            reinforcement=float(movement.reinforcement),
            contacts=float(movement.contacts),
            divided=bool(movement.divided),
            contacts_on=bool(movement.contacts_on),
            persistence=float(movement.persistence),
            threshold_divisor=float(movement.threshold_divisor),
            gate=rule.linear_hazard(movement.noise),
            readiness=float(movement.readiness),
            linear=bool(movement.linear),
            erosion=float(held.rate) if held else 0.0,
            held_by_peers=float(held.peers) if held else 0.0,
            held_by_passion=float(held.passion) if held else 0.0,
        )
