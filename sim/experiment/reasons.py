"""Why people adopted, and who pushed whom."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.movement.settings import Movement
from sim.movement.sources import SOURCES
from sim.results.ledger import Adoptions
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory


def adoptions(ties: Ties, trajectories: Sequence[Trajectory], movement: Movement) -> Adoptions:
    """Why people adopted, for the first time and again, and who pushed, in the runs of several strategies in one world.

    An adoption ends a spell of non-adoption, which began when the person gave up, or with step 0. If contagion, a
    threshold or lasting contacts (`persistence` > 0) had a share in it, the peers who pushed are those who were
    adopters after any step of the spell; if contacts that do not last had a share, those who adopted in a step of the
    spell. Towards a threshold that is followed at once nothing adds up: where peers push by nothing else, only those
    who were adopters at the end of the spell pushed.
    """
    columns = []
    for number, trajectory in enumerate(trajectories):
        spells = _spells(trajectory)
        counts, persuaders = _who_pushed(ties, spells, movement)
        whose = np.full(len(counts), number)
        columns.append((whose, spells.person, spells.start, spells.sources, counts, persuaders))
    return Adoptions(*(np.concatenate(column) for column in zip(*columns, strict=True)))


class _Spells(NamedTuple):
    # Spells of adoption by person and step: an adopter after the steps from `start` on and before `end`, and a
    # non-adopter before that since `resisted`; int64. `sources`: what pushed, shape (spells, 5).
    person: np.ndarray
    resisted: np.ndarray
    start: np.ndarray
    end: np.ndarray
    sources: np.ndarray


def _spells(trajectory: Trajectory) -> _Spells:
    later = trajectory.later
    assert trajectory.sources is not None
    assert later.sources is not None
    first = np.flatnonzero(trajectory.adopted_at >= 0)
    person = np.concatenate([first, later.person])
    step = np.concatenate([trajectory.adopted_at[first], later.step]).astype(np.int64)
    sources = np.concatenate([trajectory.sources[first], later.sources])
    # Each person adopts, gives up, adopts again, ...: the events before and after an adoption bound its spells.
    order = np.lexsort((step, person))
    adopts = np.flatnonzero(np.concatenate([np.ones(len(first), np.bool_), later.adopts])[order])
    person, step, sources = person[order], step[order], sources[order]
    alone = np.concatenate([[True], person[1:] != person[:-1], [True]])
    before = np.where(alone[:-1], 0, np.concatenate([[0], step[:-1]]))
    after = np.where(alone[1:], trajectory.steps + 1, np.concatenate([step[1:], [0]]))
    return _Spells(person[adopts], before[adopts], step[adopts], after[adopts], sources[adopts])


def _who_pushed(ties: Ties, spells: _Spells, movement: Movement) -> tuple[np.ndarray, np.ndarray]:
    # The number of peers who pushed towards each adoption, int64, and these peers, adoption by adoption, int32.
    at_once = movement.noise >= 1 and movement.contagion == 0 and not movement.contacts_on
    talked = spells.sources[:, SOURCES.index("contacts")] > 0
    lasting = (spells.sources[:, SOURCES.index("peers")] > 0) | (talked & (movement.persistence > 0))
    pushed = np.flatnonzero(talked | lasting)
    listened = ties.peer_counts[spells.person[pushed]]
    adoption = np.repeat(pushed, listened)
    row_ends = np.cumsum(listened)
    within = np.arange(len(adoption)) - np.repeat(row_ends - listened, listened)
    peer = ties.peers[ties.starts[spells.person[adoption]] + within]
    # Of a peer's spells that began before the adoption, the last one extends furthest.
    width = int(spells.start.max(initial=0)) + 2
    place = peer.astype(np.int64) * width + spells.start[adoption]
    last = np.searchsorted(spells.person * width + spells.start, place) - 1
    began = (last >= 0) & (spells.person[last] == peer)
    since = spells.start[adoption] - 1 if at_once else spells.resisted[adoption]
    present = began & np.where(lasting[adoption], spells.end[last] > since, spells.start[last] >= since)
    return np.bincount(adoption[present], minlength=len(spells.person)), peer[present]
