"""The compiled engine with mechanisms: between steps the programme of the movement acts.

The same rule as in the kernel of `compiled`, and the same run where no mechanism is on.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.engines._groups import Net, Rates, of_tie
from sim.ground.kernels import kernel
from sim.movement import exact, rule
from sim.movement import sources as _sources
from sim.movement.forces import of_person
from sim.movement.giving_up import GivingUp
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.movement.spells import FOR_GOOD, KEEPING, RESISTANCE, erosion, even, exponential
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Changes, Trajectory


class Minds(NamedTuple):
    """The state of each person at the moment.

    `passion`: standardised, reduced by disappointments; `resistance`, `accumulated`: R and H since the last change of
    mind (this spell); `keeps`, `eroded`: the same for giving up; `felt`, `contacts`: the sums behind E and C; `fresh`:
    the contacts of the last step; `since`: the step of the present adoption, -1 if there is none; `closed`: never
    adopts (again); `committed`: never gives up; `spell`: the number of adoptions; `sources`: the pushes so far, shape
    (people, 5), or (0, 5) if not asked for.
    """

    passion: np.ndarray
    threshold: np.ndarray
    resistance: np.ndarray
    accumulated: np.ndarray
    keeps: np.ndarray
    eroded: np.ndarray
    felt: np.ndarray
    fresh: np.ndarray
    contacts: np.ndarray
    since: np.ndarray
    closed: np.ndarray
    committed: np.ndarray
    spell: np.ndarray
    sources: np.ndarray


class Around(NamedTuple):
    """What the programme sets around people in a step; see sim.movement.course.Course."""

    openness: np.ndarray
    keen: np.ndarray
    formal: np.ndarray
    stories: np.ndarray
    hearsay: np.ndarray
    heard: np.ndarray
    held: np.ndarray


def run(
    ties: Ties, people: People, movement: Movement, seeds: Sequence[int] | np.ndarray, steps: int, *, explain: bool
) -> Trajectory:
    """Run the movement step by step, from step 0 to `steps`, with its programme."""
    programme = movement.programme or Programme.blank(len(people))
    course = programme.course()
    net, rates, minds = Net.of(ties, people, movement), Rates.of(movement, programme.giving_up), _minds(people, explain)
    spells = programme.giving_up or GivingUp.off()
    log = Log(np.full(len(people), -1, np.int32), np.full((len(people), 5), np.nan) if explain else None)
    none = np.empty(0, np.int32)
    adopting, quitting = none, none
    for step in range(steps + 1):
        if step > 0:
            course.begin_step()
            around = Around(*(getattr(course, name) for name in Around._fields))
            _tell(net, rates, minds, step, adopting, quitting)
            adopting, quitting = _decide(net, rates, minds, around)
        log.explain(adopting, minds.sources)
        adopting = _with_seeds(adopting, programme.seeded(seeds, course), minds, programme.committed)
        log.keep(step, adopting, quitting)
        _commit(minds, step, adopting, quitting, spells.key, spells.for_good, spells.passion_lost, people.scale)
        course.change(adopting, True)
        course.change(quitting, False)
        course.end_step()
    return log.trajectory(steps)


class Log:
    """What happened so far: who first adopted when and why, and what came later."""

    def __init__(self, first: np.ndarray, sources: np.ndarray | None) -> None:
        self.first, self.sources = first, sources
        self.later: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.reasons: list[np.ndarray] = []
        self.pushed = np.empty((0, 5)) if sources is None else np.full(sources.shape, np.nan)

    def explain(self, adopting: np.ndarray, pushed: np.ndarray) -> None:
        """Add the sources of those who adopt in this step other than as seeds."""
        if self.sources is not None and len(adopting):
            self.pushed[adopting] = [_sources.shares(*parts) for parts in pushed[adopting].tolist()]

    def keep(self, step: int, adopting: np.ndarray, quitting: np.ndarray) -> None:
        """Keep who adopts and who gives up in a step, and why."""
        fresh = self.first[adopting] < 0
        again = adopting[~fresh]
        if len(again) or len(quitting):
            person = np.concatenate([again, quitting])
            order = np.argsort(person, kind="stable")
            adopts = np.arange(len(person)) < len(again)
            self.later.append((np.full(len(person), step, np.int32), person[order], adopts[order]))
            if self.sources is not None:
                self.reasons.append(self.pushed[person[order]])
        self.first[adopting[fresh]] = step
        if self.sources is not None:
            self.sources[adopting[fresh]] = self.pushed[adopting[fresh]]
            self.pushed[adopting] = np.nan

    def trajectory(self, steps: int) -> Trajectory:
        """The whole trajectory."""
        columns = map(np.concatenate, zip(*self.later, strict=True)) if self.later else ()
        reasons = None if self.sources is None else np.concatenate([np.empty((0, 5)), *self.reasons])
        return Trajectory(self.first, steps, replace(Changes(*columns), sources=reasons), self.sources)


def _with_seeds(adopting: np.ndarray, seeds: np.ndarray, minds: Minds, committed: bool) -> np.ndarray:
    if not len(seeds):
        return adopting
    # A seed of a later wave may have adopted before, or have given up for good.
    minds.committed[seeds] |= committed
    return np.union1d(adopting, seeds[(minds.since[seeds] < 0) & ~minds.closed[seeds]]).astype(np.int32)


def _minds(people: People, explain: bool) -> Minds:
    count = len(people)
    return Minds(
        people.standard_passion.copy(), people.threshold, people.resistance.copy(), np.zeros(count), np.ones(count),
        np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count), np.full(count, -1, np.int32),
        people.never.copy(), np.zeros(count, np.bool_), np.zeros(count, np.int32),
        np.zeros((count if explain else 0, 5)),
    )  # fmt: skip


@kernel
def _tell(net: Net, rates: Rates, minds: Minds, step: int, adopted: np.ndarray, quits: np.ndarray) -> None:
    # Update the audience of those who changed in the step before; sums are exact, so that their order is of no account.
    whole = len(net.power) == 0
    for k in range(len(adopted) + len(quits)):
        j, sign = (adopted[k], 1.0) if k < len(adopted) else (quits[k - len(adopted)], -1.0)
        force = of_person(net.force, j)
        for m in range(net.audience_starts[j], net.audience_starts[j + 1]):
            i = net.audience[m]
            weight = of_tie(net.audience_weights, m)
            influence = rule.influence(weight, force)
            minds.felt[i] += sign * (influence if whole else exact.rounded(influence, net.power[i]))
            if rates.contacts_on and k < len(adopted):
                attempt = rule.attempt(of_person(net.persuasive, i), weight, force)
                minds.fresh[i] += exact.rounded(attempt, net.contact_power[i])
    if not rates.contacts_on:
        return
    for i in range(len(minds.contacts)):
        minds.contacts[i] = rule.repeated(minds.contacts[i], rates.persistence, minds.fresh[i])
        minds.fresh[i] = 0.0
    if rates.persistence > 0.0 and len(quits) > 0:
        _without_quitters(net, rates, minds, step, quits)


@kernel
def _without_quitters(net: Net, rates: Rates, minds: Minds, step: int, quits: np.ndarray) -> None:
    # Contacts anew for those who lost a peer: attempts of peers who are adopters still, in the order of their steps.
    again = np.zeros(len(minds.contacts), np.bool_)
    for k in range(len(quits)):
        for m in range(net.audience_starts[quits[k]], net.audience_starts[quits[k] + 1]):
            again[net.audience[m]] = True
    begun = np.zeros(step)
    for i in range(len(again)):
        if not again[i]:
            continue
        for before in range(step):
            begun[before] = 0.0
        hazard = of_person(net.persuasive, i)
        for m in range(net.starts[i], net.starts[i + 1]):
            j = net.peers[m]
            if minds.since[j] >= 0:
                attempt = rule.attempt(hazard, of_tie(net.weights, m), of_person(net.force, j))
                begun[minds.since[j]] += exact.rounded(attempt, net.contact_power[i])
        minds.contacts[i] = 0.0
        for before in range(step):
            minds.contacts[i] = rule.repeated(minds.contacts[i], rates.persistence, begun[before])


@kernel
def _decide(net: Net, rates: Rates, minds: Minds, around: Around) -> tuple[np.ndarray, np.ndarray]:
    # Who adopts, and who gives up, each in ascending order.
    people = len(minds.felt)
    adopting = np.empty(people, np.int32)
    quitting = np.empty(people, np.int32)
    adopted = 0
    quits = 0
    for i in range(people):
        if minds.since[i] >= 0:
            if rates.erosion > 0.0 and not minds.committed[i]:
                exposed = rule.exposure(minds.felt[i], net.total[i], rates.divisor)
                held = rates.held_by_peers * exposed + around.held[i] + rates.held_by_passion * minds.passion[i]
                minds.eroded[i] += erosion(rates.erosion, held)
                if minds.eroded[i] >= minds.keeps[i]:
                    quitting[quits] = i
                    quits += 1
            continue
        if minds.closed[i]:
            continue
        receptive = rule.receptivity(rates.readiness, around.keen[i], minds.passion[i], around.openness[i])
        exposed = rule.exposure(minds.felt[i], net.total[i], rates.divisor)
        peers = rates.contagion * rule.felt(exposed, rates.reinforcement)
        rate = rule.push(receptive, rates.spontaneous, peers, minds.contacts[i], around.formal[i], around.stories[i])
        hazard = rule.linear_hazard(rate) if rates.linear else rate
        minds.accumulated[i] += hazard
        seen = rule.exposure(minds.felt[i], net.total[i], rates.threshold_divisor)
        heard = rule.heard(around.heard[i], net.total[i], rates.threshold_divisor)
        gate = 0.0
        if rule.follows(rule.perceived(seen, around.hearsay[i], heard), minds.threshold[i], receptive):
            gate = rates.gate
            minds.accumulated[i] += gate
        if len(minds.sources):
            alone, by_sight, by_hearsay = _sources.opened(seen, around.hearsay[i], heard)
            parts = _sources.pieces(
                hazard, gate, alone, by_sight, by_hearsay,
                rates.spontaneous, peers, minds.contacts[i], around.formal[i], around.stories[i],
            )  # fmt: skip
            for source in range(5):
                minds.sources[i, source] = minds.sources[i, source] * parts[0] + parts[source + 1]
        if minds.accumulated[i] >= minds.resistance[i]:
            adopting[adopted] = i
            adopted += 1
    return adopting[:adopted].copy(), quitting[:quits].copy()


@kernel
def _commit(
    minds: Minds,
    step: int,
    adopting: np.ndarray,
    quitting: np.ndarray,
    key: np.uint64,
    for_good: float,
    passion_lost: float,
    scale: np.ndarray,
) -> None:
    # All changes together: a new spell of adoption, or of resistance, begins.
    for k in range(len(adopting)):
        i = adopting[k]
        minds.since[i] = step
        minds.spell[i] += 1
        minds.eroded[i] = 0.0
        minds.keeps[i] = exponential(key, i, minds.spell[i], KEEPING)
    for k in range(len(quitting)):
        i = quitting[k]
        minds.since[i] = -1
        minds.accumulated[i] = 0.0
        minds.passion[i] -= passion_lost
        minds.resistance[i] = scale[i] * exponential(key, i, minds.spell[i], RESISTANCE)
        minds.closed[i] = even(key, i, minds.spell[i], FOR_GOOD) < for_good
        if len(minds.sources):
            minds.sources[i, :] = 0.0
