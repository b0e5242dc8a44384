"""Side experiments: other settings in the worlds of a scenario, of which only the end of each course is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.experiment.worlds import Recall, courses, drawn, seeded, world
from sim.ground.draws import stream
from sim.results.record import ended
from sim.scenario.scenario import Mistake, Scenario
from sim.world.mistakes import linking_pin, mistaken, without
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory

Chosen = list[tuple[np.ndarray, tuple[int, ...]]]
"""Whom each strategy starts with, and where in that list each later wave begins."""


def sides(scenario: Scenario, number: int, engine: str, recall: Recall) -> np.ndarray:
    """How every arm of the side experiments of a scenario ended in run `number`: int64, shape (arms, 5).

    See `sim.results.record.ended` for what is known of an end. Arms stand in the order of `Scenario.beside`, and in
    each of these strategy by strategy. `recall`: what the world of the scenario itself was drawn with; what the
    settings have in common is drawn once.
    """
    cells = scenario.beside
    # One network after the other: few are held at a time.
    networks = [drawn(cell, number) for cell in cells]
    first = {network: place for place, network in reversed([*enumerate(networks)])}
    ends: dict[int, np.ndarray] = {}
    for place in sorted(range(len(cells)), key=lambda place: (first[networks[place]], place)):
        curves = [course.adopters for course in _courses(cells[place], number, engine, recall)]
        ends[place] = ended(np.array(curves), cells[place].people)
    return np.concatenate([ends[place] for place in range(len(cells))])


def _courses(cell: Scenario, number: int, engine: str, recall: Recall) -> list[Trajectory]:
    # How the change spreads in a cell with each of its strategies.
    ties, people = world(cell, number, recall)
    whole = courses(cell, number, engine, ties, people)
    trajectories = []
    for ids, starts in _chosen(cell, number, ties, people, recall):
        lost, course = _lost(cell, ties, people, ids), whole
        if lost is not None and cell.mistake != Mistake("champion declines"):
            course = courses(cell, number, engine, without(ties, lost), _never(people, lost))
        starts = tuple(start - int((ids[:start] == lost).sum()) for start in starts)
        trajectories.append(course(ids if lost is None else ids[ids != lost], starts))
    return trajectories


def _lost(cell: Scenario, ties: Ties, people: People, ids: np.ndarray) -> int | None:
    # Whom a strategy's movement goes without, if anybody.
    if cell.mistake is None or cell.mistake.share is not None:
        return None
    if cell.mistake.kind == "linking pin leaves":
        return linking_pin(ties, np.asarray(people.attributes[str(cell.tribe)]))
    return int(ids[0]) if len(ids) else None


def _never(people: People, lost: int) -> People:
    # The same people, of whom one never adopts.
    others = np.arange(len(people)) != lost
    return replace(people, never=people.never | ~others, aside=None if people.aside is None else people.aside & others)


def _map(cell: Scenario, number: int, ties: Ties) -> Ties:
    # The ties as those who choose seeds see them.
    mistake = cell.mistake
    if mistake is None or mistake.share is None:
        return ties
    return mistaken(ties, mistake.kind, mistake.share, stream(cell.seed, number, f"wrong map {mistake.kind}"))


def _chosen(cell: Scenario, number: int, ties: Ties, people: People, recall: Recall) -> Chosen:
    def choose() -> Chosen:
        return list(seeded(cell, number, _map(cell, number, ties), people))

    if any(strategy.knows for strategy in cell.strategies):
        return choose()
    # Who goes by the people and their ties alone chooses the same wherever these are the same.
    known = drawn(cell, number), cell.tribe, cell.reports_to, cell.choosing, *cell.visible
    # Without a share of mistakes the map is the true one.
    seen = cell.mistake if cell.mistake is not None and cell.mistake.share is not None else None
    chosen: Chosen = recall("seeds", (*known, seen), choose)
    return chosen
