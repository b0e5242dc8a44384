"""Side experiments: other settings in the worlds of a scenario; only the end of each course (one movement) is kept."""

from dataclasses import replace

import numpy as np

from sim.experiment.choices import seeded
from sim.experiment.worlds import Recall, courses, draw_world, drawn
from sim.families.strategies import Sight
from sim.results.record import ended
from sim.scenario.scenario import Mistake, Scenario
from sim.world.mistakes import linking_pin, mistaken, without
from sim.world.trajectory import Trajectory
from sim.world.world import World

Chosen = list[tuple[np.ndarray, tuple[int, ...]]]
"""Whom each strategy starts with, and where in that list each later wave begins."""


def sides(scenario: Scenario, number: int, engine: str, recall: Recall) -> np.ndarray:
    """How every arm of the side experiments of a scenario ended in run `number`: int64, shape (arms, 5).

    `sim.results.record.ended` says which numbers describe an end. Arms stand in the order of `Scenario.beside`, with
    all strategies of each. `recall`: as used for the scenario's own world, so that what settings share is drawn once.
    """
    cells = scenario.beside
    # Arms with the same network follow each other, so that few networks are in memory at a time.
    networks = [drawn(cell, number) for cell in cells]
    first = {network: place for place, network in reversed([*enumerate(networks)])}
    ends: dict[int, np.ndarray] = {}
    for place in sorted(range(len(cells)), key=lambda place: (first[networks[place]], place)):
        curves = [course.adopters for course in _courses(cells[place], number, engine, recall)]
        ends[place] = ended(np.array(curves), cells[place].people)
    return np.concatenate([ends[place] for place in range(len(cells))])


def _courses(cell: Scenario, number: int, engine: str, recall: Recall) -> list[Trajectory]:
    # How the change spreads in a cell with each of its strategies.
    world = draw_world(cell, number, recall)
    whole = courses(cell, world, engine)
    trajectories = []
    for ids, starts in _chosen(cell, world, recall):
        lost, course = _lost(cell, world, ids), whole
        if lost is not None and cell.mistake != Mistake("champion declines"):
            course = courses(cell, _without(world, lost), engine)
        starts = tuple(start - int((ids[:start] == lost).sum()) for start in starts)
        trajectories.append(course(ids if lost is None else ids[ids != lost], starts))
    return trajectories


def _lost(cell: Scenario, world: World, ids: np.ndarray) -> int | None:
    # The person whom a strategy's movement must do without, if any.
    if cell.mistake is None or cell.mistake.share is not None:
        return None
    if cell.mistake.kind == "linking pin leaves":
        return linking_pin(world.ties, np.asarray(world.people.attributes[str(cell.tribe)]))
    return int(ids[0]) if len(ids) else None


def _without(world: World, lost: int) -> World:
    # The same world, in which one person has no ties and never adopts.
    people = world.people
    others = np.arange(len(people)) != lost
    aside = None if people.aside is None else people.aside & others
    return replace(
        world, ties=without(world.ties, lost), people=replace(people, never=people.never | ~others, aside=aside)
    )


def _on_map(cell: Scenario, world: World) -> World:
    # The world as strategies see it: with a wrong map of ties, if that is the mistake.
    mistake = cell.mistake
    if mistake is None or mistake.share is None:
        return world
    rng = world.luck.stream(f"wrong map {mistake.kind}")
    return replace(world, ties=mistaken(world.ties, mistake.kind, mistake.share, rng))


def _chosen(cell: Scenario, world: World, recall: Recall) -> Chosen:
    def choose() -> Chosen:
        return list(seeded(cell, _on_map(cell, world)))

    if any(Sight.MOVEMENT in strategy.sees for strategy in cell.strategies):
        return choose()
    # Strategies that go by people and ties alone choose the same seeds wherever these are the same.
    known = world.luck.run, drawn(cell, world.luck.run), cell.tribe, cell.reports_to, cell.choosing, *cell.visible
    # Mistakes without a share leave the map as it is.
    seen = cell.mistake if cell.wrong_map else None
    chosen: Chosen = recall("seeds", (*known, seen), choose)
    return chosen
