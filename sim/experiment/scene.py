"""The first world of an experiment, person by person: what a replay shows."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import numpy as np

from sim.experiment.choices import seeded
from sim.experiment.reasons import adoptions
from sim.experiment.worlds import courses, draw_world
from sim.ground.texts import names_of
from sim.movement.sources import SOURCES
from sim.results.ledger import Adoptions
from sim.scenario.scenario import Scenario
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory
from sim.world.world import World

MOST_PEOPLE, MOST_TIES = 1_000, 20_000
"""The largest first world that is written without being asked for, and can still be looked at."""


def has_scene(scenario: Scenario) -> bool:
    """Whether a scenario asks for its first world, or is small enough to have it anyway (but for its ties)."""
    return scenario.people <= MOST_PEOPLE if scenario.shown is None else scenario.shown


def scene(scenario: Scenario, chosen: Sequence[np.ndarray]) -> dict[str, Any] | None:
    """The world of run 0 and what happened to each person in it with each strategy, ready for JSON.

    `chosen`: whom each strategy starts with there, best first. In the result, `people`: names; `tribe`, `passion`,
    `threshold`: of each person, None if there are none (`threshold_of`: whether of the share or the count of peers);
    `ties`: [from, to, weight], numbers of people, `to` listens to `from`; with `both_ways` each tie is given once. For
    each strategy: `seeds`, and `changes`: [step, person, 1 or 0, shares, peers], 1 where a person adopts and 0 where
    one gives up, in order; `shares`: of the sources of the push, in the order of `sources` (None for seeds, and where
    unknown), `peers`: who pushed. Returns None if there are too many ties.
    """
    world = draw_world(scenario, 0)
    ties, people = world.ties, world.people
    if scenario.shown is None and len(ties.peers) > MOST_TIES * (1 if ties.directed else 2):
        return None
    explained = scenario if scenario.convention is not None else replace(scenario, explained=True)
    course = courses(explained, world, "compiled")
    runs = [course(ids, starts) for ids, starts in zip(chosen, _starts(scenario, world), strict=True)]
    known = adoptions(ties, runs, scenario.movement) if explained.explained else None
    return {
        "run": 0,
        "steps": scenario.steps,
        "people": list(ties.names),
        "tribe": None if people.tribe is None else names_of(people.attributes[people.tribe]).tolist(),
        "passion": _told(people.passion) if np.ptp(people.passion) > 0 else None,
        "threshold": None if people.follow_nobody else _told(people.threshold),
        "threshold_of": "share" if scenario.movement.threshold_divisor else "count",
        "both_ways": not ties.directed,
        "ties": _ties(ties),
        "sources": list(SOURCES),
        "strategies": {
            strategy.label: {"seeds": ids.tolist(), "changes": _changes(trajectory, known, number)}
            for number, (strategy, ids, trajectory) in enumerate(zip(scenario.strategies, chosen, runs, strict=True))
        },
    }


def _starts(scenario: Scenario, world: World) -> list[tuple[int, ...]]:
    # Where later waves begin among the seeds.
    seeding = scenario.seeding
    if seeding.later and seeding.declining and not seeding.replaced:
        return [starts for _, starts in seeded(scenario, world)]
    return [tuple(accumulate(seeding.counts[:-1]))] * len(scenario.strategies)


def _told(values: np.ndarray) -> list[float | None]:
    return [round(value, 4) if np.isfinite(value) else None for value in values.tolist()]


def _ties(ties: Ties) -> list[list[float]]:
    # Who is heard, who listens, and how much.
    keep = np.ones(len(ties.peers), np.bool_) if ties.directed else ties.peers < ties.listeners
    rows = zip(ties.peers[keep].tolist(), ties.listeners[keep].tolist(), ties.dense_weights[keep].tolist(), strict=True)
    return [[peer, listener, round(weight, 4)] for peer, listener, weight in rows]


def _changes(trajectory: Trajectory, known: Adoptions | None, strategy: int) -> list[list[Any]]:
    first = np.flatnonzero(trajectory.adopted_at >= 0)
    rows: list[list[Any]] = [[int(trajectory.adopted_at[person]), int(person), 1] for person in first]
    later = trajectory.later
    rows += [list(row) for row in zip(later.step.tolist(), later.person.tolist(), map(int, later.adopts), strict=True)]
    reasons = {} if known is None else _reasons(known, strategy)
    return sorted(row + reasons.get((row[0], row[1]), [None, []]) if row[2] else row for row in rows)


def _reasons(known: Adoptions, strategy: int) -> dict[tuple[int, int], list[Any]]:
    # The shares of sources and the peers who pushed in each adoption with a strategy, by step and person.
    ends = np.cumsum(known.counts)
    reasons = {}
    for k in np.flatnonzero(known.strategy == strategy):
        sources = known.sources[k]
        shares = None if np.isnan(sources).any() else [round(share, 3) for share in sources.tolist()]
        peers = known.persuaders[ends[k] - known.counts[k] : ends[k]].tolist()
        reasons[int(known.step[k]), int(known.person[k])] = [shares, peers]
    return reasons
