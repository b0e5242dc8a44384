"""What the page shows: strategies in the same world, side by side, stepped together as Mesa models."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.engines.agents import MovementModel, Person
from sim.experiment.choices import seeded
from sim.experiment.worlds import draw_world, programme
from sim.scenario.scenario import Scenario
from sim.world.world import World

NUMBER = 0
"""The run whose world is shown."""


class Stage:
    """Some strategies of a scenario, by label, in the world of its run 0.

    `models`: the Mesa model of each strategy; `curves`: how many were adopters after each step so far, from step 0.
    """

    def __init__(self, scenario: Scenario, labels: Sequence[str]) -> None:
        shown = tuple(strategy for strategy in scenario.strategies if strategy.label in labels)
        # Strategies that are not shown need not choose: their choices affect no other strategy.
        self.scenario = replace(scenario, strategies=shown)
        self.labels = tuple(labels)
        self.world = draw_world(scenario, NUMBER)
        self.ties, self.people = self.world.ties, self.world.people
        self.reset()

    def reset(self) -> None:
        """Go back to step 0: the same people, with the same luck."""
        self.models = _models(self.scenario, self.labels, self.world)
        self.curves = [[len(model.adopters)] for model in self.models]

    @property
    def step_number(self) -> int:
        """The number of the latest step, from 0."""
        return len(self.curves[0]) - 1

    @property
    def finished(self) -> bool:
        """Whether the last step of the scenario is done."""
        return self.step_number >= self.scenario.steps

    def step(self) -> None:
        """Make one step with each strategy, unless the last was made."""
        if self.finished:
            return
        for model, curve in zip(self.models, self.curves, strict=True):
            model.step()
            curve.append(len(model.adopters))

    def states(self) -> list[str]:
        """For each strategy a text with a letter for each person: see `state`."""
        return ["".join(map(state, model.persons)) for model in self.models]


def state(person: Person) -> str:
    """The state of a person: `s` a seed, `a` another adopter, `q` gave up, `n` never adopts, `.` not yet an adopter."""
    if person.adopted:
        return "s" if person.why[-1] is None else "a"
    if person.adopted_at >= 0:
        return "q"
    return "n" if person.closed else "."


def _models(scenario: Scenario, labels: Sequence[str], world: World) -> list[MovementModel]:
    moved = programme(scenario, world)
    chosen: dict[str, tuple[np.ndarray, tuple[int, ...]]] = {}
    for strategy, choice in zip(scenario.strategies, seeded(scenario, world), strict=True):
        chosen[strategy.label] = choice
    models = []
    for label in labels:
        ids, starts = chosen[label]
        movement = scenario.movement
        if moved is not None:
            movement = replace(movement, programme=moved.in_waves(starts))
        models.append(MovementModel(world.ties, world.people, movement, ids))
    return models
