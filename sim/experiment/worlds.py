"""The world of a run: the network, everyone on it, whom each strategy starts with, and how the change spreads there."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.traits import TRAITS
from sim.ground.draws import ONCE
from sim.ground.faults import Fault, InputError
from sim.ground.own import known
from sim.ground.ranking import ranks
from sim.movement.giving_up import GivingUp
from sim.movement.plan import Plan
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.scenario.scenario import GIVEN, WEIGHED, Scenario
from sim.world.people import People, reporting_line
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory
from sim.world.world import Luck, World

ENGINES = {"agents": "sim.engines.agents", "compiled": "sim.engines.compiled"}


Recall = Callable[[str, Any, Callable[[], Any]], Any]
"""`recall(kind, mark, make)`: the value that `make()` gave earlier for this kind and mark, or gives now."""

KEPT = 16
"""How many values of a kind are remembered: enough for a row of a sweep's grid."""


class Recalling:
    """A memory of what was drawn, for settings that share it; a `mark` is a key of all that a value depends on.

    The last few values of each kind are remembered, but only one network, which may be large.
    """

    def __init__(self) -> None:
        self._made: dict[str, dict[Any, Any]] = {}

    def __call__(self, kind: str, mark: Any, make: Callable[[], Any]) -> Any:
        """The remembered value for this mark, or a new one."""
        memory = self._made.setdefault(kind, {})
        if mark not in memory:
            if kind == "network":
                # Forget everything else too: values that belong to a network hold it in memory.
                self._made = {kind: {}}
                memory = self._made[kind]
            elif len(memory) >= KEPT:
                memory.pop(next(iter(memory)))
            memory[mark] = make()
        return memory[mark]


def _anew(kind: str, mark: Any, make: Callable[[], Any]) -> Any:
    return make()


def drawn(scenario: Scenario, number: int) -> tuple[Any, ...]:
    """The mark of the network of run `number`: what the network, and with it the people on it, depend on."""
    return scenario.seed, ONCE if scenario.drawing.fixed else number, scenario.marks["network"]


def draw_world(scenario: Scenario, number: int, recall: Recall = _anew) -> World:
    """The world of run `number` (0 or more, or `ONCE`: one of no run), the same for every strategy and engine.

    `recall` may return what other scenarios drew in this world.
    """
    with known(scenario.parts):
        return _world(scenario, number, recall)


def _world(scenario: Scenario, number: int, recall: Recall) -> World:
    luck, network = Luck(scenario.seed, number), drawn(scenario, number)
    ties = recall("network", network, lambda: _ties(scenario, luck, network))
    marks = {name: (number, network, scenario.marks[name]) for name in TRAITS.parts}
    of = tuple(marks.values()), scenario.tribe, scenario.reports_to
    people = recall("people", of, lambda: _peopled(scenario, luck, ties, marks, recall))
    weighing = scenario.weighing
    if weighing is None:
        return World(ties, people, luck)

    def weighed() -> Ties:
        plan = Plan(people, ties.names, luck.stream, strict=False)
        heavier = ties
        for name, options in weighing.items():
            heavier = MECHANISMS.part(name).function(plan, **options).weigh(heavier)
        return heavier

    if scenario.given:
        # What weighs ties sees columns only, unless it is somebody's own.
        mark = network, scenario.tribe, scenario.reports_to, scenario.marks[WEIGHED]
        return World(scenario.memory(mark, weighed, room=GIVEN), people, luck)
    return World(recall("weighed", (of, scenario.marks[WEIGHED]), weighed), people, luck)


def _ties(scenario: Scenario, luck: Luck, mark: tuple[Any, ...]) -> Ties:
    if not scenario.drawing.fixed:
        return _built(scenario, luck)
    ties: Ties = scenario.memory(mark, lambda: _built(scenario, replace(luck, run=ONCE)), room=GIVEN)
    return ties


def _built(scenario: Scenario, luck: Luck) -> Ties:
    ties = scenario.build(luck.stream("network"))
    # Tests hold the networks of groundswell to what they say.
    origins = [part.origin for part in scenario.parts if part.origin and part.origin.family == NETWORKS.package]
    if origins and ties.people != scenario.people:
        message = f"`size` says that there are {scenario.people:,} people, and the network has {ties.people:,}"
        raise InputError([Fault(origin.file, origin.line, message) for origin in origins])
    return ties


def _peopled(scenario: Scenario, luck: Luck, ties: Ties, marks: Mapping[str, Any], recall: Recall) -> People:
    columns: dict[str, np.ndarray] = {}
    for name in TRAITS.parts:
        columns |= recall(name, marks[name], partial(trait, scenario, luck, ties, name))
    line = None if scenario.reports_to is None else reporting_line(ties.names, ties.attributes[scenario.reports_to])
    return People(**columns, attributes=ties.attributes, tribe=scenario.tribe, manager=line)


def trait(scenario: Scenario, luck: Luck, ties: Ties, name: str) -> dict[str, np.ndarray]:
    # The random stream is only made if it is needed.
    rng = luck.stream(name)
    columns: dict[str, np.ndarray] = TRAITS.parts[name].function(ties, rng, **scenario.traits[name])
    return columns


def programme(scenario: Scenario, world: World) -> Programme | None:
    """The mechanisms of a scenario in a world; None if nothing but the rule is on."""
    seeding = scenario.seeding
    if not (scenario.mechanisms or seeding.later):
        return None
    plan = Plan(world.people, world.ties.names, world.luck.stream, strict=False)
    with known(scenario.parts):
        acting = {name: MECHANISMS.part(name).function for name in scenario.mechanisms}
    resolved = {name: acting[name](plan, **options) for name, options in scenario.mechanisms.items()}
    starts = np.cumsum(seeding.counts[:-1]).tolist()
    waves = tuple(
        (start, plan.window(first or 1, None, when)) for start, (first, when) in zip(starts, seeding.later, strict=True)
    )
    return Programme(
        tuple(plan.scopes),
        plan.windows,
        tuple(resolved.values()),
        next((mechanism for mechanism in resolved.values() if isinstance(mechanism, GivingUp)), None),
        waves,
        seeding.committed,
    )


def courses(scenario: Scenario, world: World, engine: str) -> Callable[[np.ndarray, tuple[int, ...]], Trajectory]:
    """`course(ids, starts)`: how the change spreads in a world from seeds, of whom later waves begin at `starts`."""
    moved = programme(scenario, world)
    spread = spreading(scenario, world, engine)

    def course(ids: np.ndarray, starts: tuple[int, ...]) -> Trajectory:
        movement = scenario.movement
        if moved is not None:
            movement = replace(movement, programme=moved.in_waves(starts))
        return spread(movement, ids)

    return course


def spreading(scenario: Scenario, world: World, engine: str) -> Callable[[Movement, np.ndarray], Trajectory]:
    # How the change spreads in a world from given seeds; what is the same for all seeds is worked out once.
    ties, people = world.ties, world.people
    if scenario.convention is not None:
        # Every strategy has the same luck: the same people talk in the same order.
        play = scenario.convention
        return lambda _, ids: play(ties, people, ids, scenario.steps, world.luck.stream("convention"))
    module = import_module(ENGINES[engine])
    if engine == "compiled" and not (scenario.explained or scenario.mechanisms or scenario.seeding.later):
        prepared: Callable[..., Trajectory] = module.prepare(ties, people, scenario.movement)
        return lambda _, ids: prepared(ids, scenario.steps)
    run: Callable[..., Trajectory] = module.run
    return lambda movement, ids: run(ties, people, movement, ids, scenario.steps, explain=scenario.explained)


def rank_correlation(values: np.ndarray, ties: Ties) -> float:
    """Spearman's rank correlation of values with the sizes of audiences; nan if all values or all sizes are equal.

    Equal values share the mean of their ranks.
    """
    if np.ptp(values) == 0 or np.ptp(ties.audience_sizes) == 0:
        return float("nan")
    # Ranks are 1, 2, 3, ... or means of these, so that their mean is known.
    rank, size = ranks(values) - (len(values) + 1) / 2, ties.audience_ranks - (len(values) + 1) / 2
    # Sums, not dot products: from half a million people on these are not exact, and depend on the order of adding.
    return float((rank * size).sum() / math.sqrt((rank * rank).sum() * (size * size).sum()))
