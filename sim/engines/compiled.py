"""The same run on arrays, compiled; never imports Mesa.

One pass over the people in each step, and one visit to each tie of somebody who adopts: adopters push, nobody pulls.
What has a programme of mechanisms, or is to be explained, goes step by step (`_stepwise`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numba import njit

from sim.engines import _stepwise
from sim.movement import rule
from sim.movement.settings import Movement
from sim.people import People
from sim.ties import Ties
from sim.trajectory import Trajectory


def _kernel(rule_digest: int) -> Callable[..., np.ndarray]:
    # numba keeps compiled code until this file changes and does not see that the file of the rule did. What a
    # closure holds is part of its key, so holding a digest of the rule makes a new rule a new kernel.

    @njit(cache=True, nogil=True)
    def spread(
        starts: np.ndarray,
        weights: np.ndarray,
        peers: np.ndarray,
        audience_starts: np.ndarray,
        audience: np.ndarray,
        audience_weights: np.ndarray,
        passion: np.ndarray,
        rank: np.ndarray,
        threshold: np.ndarray,
        resistance: np.ndarray,
        never: np.ndarray,
        seeds: np.ndarray,
        steps: int,
        spontaneous: float,
        contagion: float,
        divisor: float,
        reinforcement: float,
        contacts: float,
        divided: bool,
        contacts_on: bool,
        persistence: float,
        threshold_divisor: float,
        noise: float,
        readiness: float,
        persuasion: float,
        authority: float,
        linear: bool,
    ) -> np.ndarray:
        people = len(starts) - 1
        adopted_at = np.full(people, -1, np.int32)
        if rule_digest < 0:  # never: it is here to be held
            return adopted_at
        receptive = np.empty(people)
        force = np.empty(people)
        for i in range(people):
            receptive[i] = rule.receptivity(readiness, 0.0, passion[i], 0.0)
            force[i] = rule.force(persuasion, passion[i], authority, rank[i])
        total = np.zeros(people)
        total_weight = np.zeros(people)
        for i in range(people):
            for k in range(starts[i], starts[i + 1]):
                total[i] += rule.influence(weights[k], force[peers[k]])
                total_weight[i] += weights[k]

        felt = np.zeros(people)
        attempts = np.zeros(people)
        accumulated = np.zeros(people)
        fresh = np.empty(people, np.int32)
        changed = len(seeds)
        gate = rule.linear_hazard(noise)
        # With nothing that pushes of itself, a step in which nobody changed is followed by none in which somebody does.
        settles = spontaneous == 0.0 and contagion == 0.0 and noise >= 1.0 and (not contacts_on or persistence == 0.0)
        for k in range(changed):
            # One by one: numba compiles the assignment of a slice for a second.
            fresh[k] = seeds[k]
            adopted_at[seeds[k]] = 0
        for step in range(1, steps + 1):
            if contacts_on:
                for i in range(people):
                    attempts[i] = attempts[i] * persistence if persistence > 0.0 else 0.0
            for k in range(changed):
                j = fresh[k]
                for m in range(audience_starts[j], audience_starts[j + 1]):
                    i = audience[m]
                    felt[i] += rule.influence(audience_weights[m], force[j])
                    if contacts_on:
                        attempts[i] += rule.attempt(contacts, audience_weights[m], total_weight[i], divided, force[j])
            changed = 0
            for i in range(people):
                if adopted_at[i] >= 0 or never[i]:
                    continue
                exposed = rule.exposure(felt[i], total[i], divisor)
                peers_push = contagion * rule.felt(exposed, reinforcement)
                rate = rule.push(receptive[i], spontaneous, peers_push, attempts[i], 0.0, 0.0)
                accumulated[i] += rule.linear_hazard(rate) if linear else rate
                perceived = rule.exposure(felt[i], total[i], threshold_divisor)
                if rule.follows(perceived, threshold[i], receptive[i]):
                    accumulated[i] += gate
                if accumulated[i] >= resistance[i]:
                    fresh[changed] = i
                    changed += 1
            for k in range(changed):
                adopted_at[fresh[k]] = step
            if changed == 0 and settles:
                break
        return adopted_at

    return spread


spread = _kernel(crc32(Path(rule.__file__).read_bytes()))


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
    if len(people) != ties.people:
        raise ValueError("people and ties must speak of the same people")
    people.check_seeds(seeds)
    if movement.programme is not None or explain:
        return _stepwise.run(ties, people, movement, seeds, steps, explain=explain)
    audience_starts, audience, audience_weights = ties.audience
    nobody = np.zeros(len(people))
    adopted_at = spread(
        ties.starts,
        ties.weights,
        ties.peers,
        audience_starts,
        audience,
        audience_weights,
        people.standard_passion if movement.readiness != 0 or movement.persuasion != 0 else nobody,
        people.standard_rank if movement.authority != 0 else nobody,
        people.threshold,
        people.resistance,
        people.never,
        np.sort(np.asarray(seeds, dtype=np.int32)),
        steps,
        movement.spontaneous,
        movement.contagion,
        movement.divisor,
        movement.reinforcement,
        movement.contacts,
        movement.divided,
        movement.contacts_on,
        movement.persistence,
        movement.threshold_divisor,
        movement.noise,
        movement.readiness,
        movement.persuasion,
        movement.authority,
        movement.linear,
    )
    return Trajectory(adopted_at, steps)
