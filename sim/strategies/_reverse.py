"""Reverse reachable sets, compiled: who could have brought a random person to adopt (Borgs et al. 2014)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.ground.elementary import expm1
from sim.ground.kernels import kernel
from sim.movement import rule
from sim.movement.forces import forces, of_person
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties


@dataclass(frozen=True)
class Sets:
    """Reverse reachable sets in compressed rows: set s is `members[ends[s]:ends[s + 1]]`, its root first.

    The share of sets that hold one of the seeds, times the people who can adopt, estimates without bias how many
    adopt (Tang et al. 2015, lemma 2). `members`: int32; `ends`: int64, shape (sets + 1).
    """

    members: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        return len(self.ends) - 1

    def and_more(self, more: Sets) -> Sets:
        """These sets, followed by others."""
        ends = np.concatenate([self.ends, more.ends[1:] + self.ends[-1]])
        return Sets(np.concatenate([self.members, more.members]), ends)

    def covered(self, seeds: np.ndarray) -> float:
        """The share of sets that hold one of the seeds."""
        if not len(self) or not len(seeds):
            return 0.0
        hits = np.concatenate([[0], np.cumsum(np.isin(self.members, seeds))])
        return float(np.mean(hits[self.ends[1:]] > hits[self.ends[:-1]]))

    def cover(self, candidates: np.ndarray, count: int, draws: np.ndarray) -> np.ndarray:
        """The `count` candidates (bool, shape (people)) that together cover most sets, chosen greedily, best first.

        Among equals the one with the lower draw comes first (`draws`: float64, shape (people)).
        """
        return _cover(self.members, self.ends, candidates, count, draws)


def sampler(
    ties: Ties, people: People, movement: Movement, steps: int, rng: np.random.Generator
) -> Callable[[int], Sets]:
    """A function that draws a number of sets, for contacts with one attempt, or else for random thresholds from 0 to 1.

    A set holds the people from whom the change would reach a random person within `steps` steps. People who never adopt
    pass nothing on. Ties of weight k are k parallel ties; force, readiness and scale of resistance count.
    """
    able = people.can_adopt
    roots = np.flatnonzero(able)
    passion = people.standard_passion
    force = forces(people, movement)
    if movement.contacts_on:
        chances = _chances(
            ties.starts, ties.peers, ties.dense_weights, force, movement.readiness, passion, people.scale,
            movement.contacts, movement.divided,
        )  # fmt: skip
        return lambda count: Sets(*_cascades(rng, ties.starts, ties.peers, chances, roots, able, steps, count))
    upto = _running_influence(ties.starts, ties.peers, ties.dense_weights, force)
    return lambda count: Sets(*_walks(rng, ties.starts, ties.peers, upto, roots, able, steps, count))


@kernel
def _chances(
    starts: np.ndarray,
    peers: np.ndarray,
    weights: np.ndarray,
    force: np.ndarray,
    readiness: float,
    passion: np.ndarray,
    scale: np.ndarray,
    chance: float,
    divided: bool,
) -> np.ndarray:
    """p_ij: the chance that the single attempt over each tie persuades."""
    chances = np.empty(len(peers))
    for i in range(len(starts) - 1):
        ready = rule.gain(rule.receptivity(readiness, 0.0, passion[i], 0.0)) / scale[i]
        total = 0.0
        for k in range(starts[i], starts[i + 1]):
            total += weights[k]
        hazard = rule.persuasive(chance, total, divided) if total > 0.0 else 0.0
        for k in range(starts[i], starts[i + 1]):
            attempt = rule.attempt(hazard, weights[k], of_person(force, peers[k]))
            chances[k] = -expm1(-ready * attempt)
    return chances


@kernel
def _running_influence(starts: np.ndarray, peers: np.ndarray, weights: np.ndarray, force: np.ndarray) -> np.ndarray:
    """v_ij added up along each person's row."""
    sums = np.empty(len(peers))
    for i in range(len(starts) - 1):
        total = 0.0
        for k in range(starts[i], starts[i + 1]):
            total += rule.influence(weights[k], of_person(force, peers[k]))
            sums[k] = total
    return sums


@kernel
def _with_room(members: np.ndarray, size: int) -> np.ndarray:
    if size < len(members):
        return members
    larger = np.empty(2 * len(members), np.int32)
    for k in range(size):
        larger[k] = members[k]
    return larger


@kernel
def _cascades(
    rng: np.random.Generator,
    starts: np.ndarray,
    peers: np.ndarray,
    chances: np.ndarray,
    roots: np.ndarray,
    able: np.ndarray,
    steps: int,
    sets: int,
) -> tuple[np.ndarray, np.ndarray]:
    # Breadth-first search against live ties; a level is a step of the movement.
    seen = np.full(len(starts) - 1, -1, np.int64)
    members = np.empty(2 * sets + 1, np.int32)
    ends = np.zeros(sets + 1, np.int64)
    size = 0
    for s in range(sets):
        first = size
        members = _with_room(members, size)
        members[size] = roots[int(rng.random() * len(roots))]
        seen[members[size]] = s
        size += 1
        for _ in range(steps):
            last = size
            for m in range(first, last):
                i = members[m]
                for k in range(starts[i], starts[i + 1]):
                    j = peers[k]
                    if seen[j] != s and able[j] and rng.random() < chances[k]:
                        members = _with_room(members, size)
                        members[size] = j
                        seen[j] = s
                        size += 1
            first = last
            if first == size:
                break
        ends[s + 1] = size
    return members[:size], ends


@kernel
def _walks(
    rng: np.random.Generator,
    starts: np.ndarray,
    peers: np.ndarray,
    upto: np.ndarray,
    roots: np.ndarray,
    able: np.ndarray,
    steps: int,
    sets: int,
) -> tuple[np.ndarray, np.ndarray]:
    # With thresholds from 0 to 1 each person heeds one peer, drawn by influence (Kempe et al. 2003, claim 2.6).
    seen = np.full(len(starts) - 1, -1, np.int64)
    members = np.empty(2 * sets + 1, np.int32)
    ends = np.zeros(sets + 1, np.int64)
    size = 0
    for s in range(sets):
        i = roots[int(rng.random() * len(roots))]
        for step in range(steps + 1):
            members = _with_room(members, size)
            members[size] = i
            seen[i] = s
            size += 1
            low, high = starts[i], starts[i + 1]
            if step == steps or low == high:
                break
            drawn = rng.random() * upto[high - 1]
            k = low + np.searchsorted(upto[low:high], drawn, side="right")
            i = peers[min(k, high - 1)]
            if seen[i] == s or not able[i]:
                break
        ends[s + 1] = size
    return members[:size], ends


@kernel
def _cover(members: np.ndarray, ends: np.ndarray, candidates: np.ndarray, count: int, draws: np.ndarray) -> np.ndarray:
    people = len(candidates)
    starts = np.zeros(people + 1, np.int64)
    for i in members:
        starts[i + 1] += 1
    left = starts[1:].copy()
    for i in range(people):
        starts[i + 1] += starts[i]
    holding = np.empty(len(members), np.int64)
    free = starts[:-1].copy()
    for s in range(len(ends) - 1):
        for m in range(ends[s], ends[s + 1]):
            holding[free[members[m]]] = s
            free[members[m]] += 1
    done = np.zeros(len(ends) - 1, np.bool_)
    open_ = candidates.copy()
    chosen = np.empty(min(count, candidates.sum()), np.int64)
    for k in range(len(chosen)):
        best = -1
        for i in range(people):
            if open_[i] and (best < 0 or left[i] > left[best] or (left[i] == left[best] and draws[i] < draws[best])):
                best = i
        chosen[k] = best
        open_[best] = False
        for h in range(starts[best], starts[best + 1]):
            s = holding[h]
            if not done[s]:
                done[s] = True
                for m in range(ends[s], ends[s + 1]):
                    left[members[m]] -= 1
    return chosen
