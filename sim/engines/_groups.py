"""Arguments of kernels, in named groups: who listens to whom, and the numbers of the rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.movement import rule
from sim.movement.giving_up import GivingUp
from sim.movement.settings import Movement


class Net(NamedTuple):
    """Ties in both directions, and what follows from them: the force of each person, and the weight of all peers.

    Weights are empty where every tie weighs 1 and the kernel reads none; `whole`: whether the influence over every tie
    is a whole number.
    """

    starts: np.ndarray
    peers: np.ndarray
    weights: np.ndarray
    audience_starts: np.ndarray
    audience: np.ndarray
    audience_weights: np.ndarray
    force: np.ndarray
    total: np.ndarray
    total_weight: np.ndarray
    whole: bool


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
