"""Side experiments: other settings in the worlds of a scenario, of which only the end of each course is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.people import People
from sim.record import ended
from sim.scenario.scenario import Scenario
from sim.ties import Ties
from sim.trajectory import Trajectory
from sim.world import Recall, Recalling, programme, seeded, spreading, world

Chosen = list[tuple[np.ndarray, tuple[int, ...]]]
"""Whom each strategy starts with, and where in that list each later wave begins."""


def sides(scenario: Scenario, number: int, engine: str, recall: Recall | None = None) -> np.ndarray:
    """How every arm of the side experiments of a scenario ended in run `number`: int64, shape (arms, 5).

    See `sim.record.ended` for what is known of an end. Arms stand in the order of `Scenario.beside`, and in each of
    these strategy by strategy. `recall`: what the world of the scenario itself was drawn with; what the settings have
    in common is drawn once.
    """
    if not scenario.beside:
        return np.empty((0, 5), np.int64)
    recall, cells = recall or Recalling(), scenario.beside
    # One network after the other: few are held at a time.
    first = {build: place for place, build in reversed([*enumerate(id(cell.build) for cell in cells)])}
    ends: dict[int, np.ndarray] = {}
    for place in sorted(range(len(cells)), key=lambda place: (first[id(cells[place].build)], place)):
        courses = _courses(cells[place], number, engine, recall)
        ends[place] = ended(np.array([course.adopters for course in courses]), cells[place].people)
    return np.concatenate([ends[place] for place in range(len(cells))])


def _courses(cell: Scenario, number: int, engine: str, recall: Recall) -> list[Trajectory]:
    # How the change spreads in a cell with each of its strategies.
    ties, people = world(cell, number, recall)
    moved = programme(cell, number, ties, people)
    spread = spreading(cell, number, engine, ties, people)
    movement = cell.movement
    courses = []
    for ids, starts in _chosen(cell, number, ties, people, recall):
        if moved is not None:
            movement = replace(cell.movement, programme=moved.in_waves(starts))
        courses.append(spread(movement, ids))
    return courses


def _chosen(cell: Scenario, number: int, ties: Ties, people: People, recall: Recall) -> Chosen:
    def choose() -> Chosen:
        return list(seeded(cell, number, ties, people))

    if any(strategy.knows for strategy in cell.strategies):
        return choose()
    # Who goes by the people and their ties alone chooses the same wherever these are the same.
    drawn = id(cell.build), repr(cell.traits), cell.tribe, cell.reports_to, repr(cell.mechanisms.get("homophily"))
    asked = cell.seeding, str(cell.settings.get("strategies")), tuple(strategy.label for strategy in cell.strategies)
    chosen: Chosen = recall("seeds", (*drawn, *asked), choose)
    return chosen
