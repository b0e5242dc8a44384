"""Whom each strategy starts with: chosen in each world, or once for all runs (MODEL.md section 7)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import accumulate
from typing import Any

import numpy as np

from sim.experiment.worlds import draw_world, programme, spreading, trait
from sim.families.strategies import Sight
from sim.ground.draws import ONCE
from sim.results.about import LISTED, MANY, Roster
from sim.scenario.scenario import Scenario, Seeding, Strategy
from sim.world.people import LUCK
from sim.world.trajectory import Trajectory
from sim.world.world import Luck, World

REDRAWS = 10
"""So often equals are drawn again where they cannot be counted: with two for the last place one time in a thousand all
draws are alike.
"""


def seeds(scenario: Scenario, world: World) -> Iterator[np.ndarray]:
    """Whom each strategy starts with in a world, best first.

    All strategies draw from one stream, each from its beginning: strategies that cannot tell people apart choose the
    same ones. Those that choose once for all runs draw from one that belongs to no run.
    """
    return (ids for ids, _ in seeded(scenario, world))


def seeded(scenario: Scenario, world: World) -> Iterator[tuple[np.ndarray, tuple[int, ...]]]:
    """Whom each strategy starts with, and where in that list each later wave begins."""
    declining = scenario.seeding.declining
    declines = np.zeros(len(world.people), np.bool_)
    if declining:
        declines = world.luck.stream("decline").random(len(world.people)) < declining
    asked, aside = _asking(scenario, world), _asking(scenario, replace(world, luck=Luck(scenario.seed, ONCE)))
    for strategy in scenario.strategies:
        ask = partial(asked, strategy.choose)
        if strategy.label in scenario.once:
            # Of a wrong map only the mistakes are luck of the run.
            ask = partial(aside, strategy.choose) if scenario.wrong_map else partial(_once, scenario, strategy)
        yield _accepting(ask, declines, scenario.seeding)


def _once(scenario: Scenario, strategy: Strategy, count: int) -> np.ndarray:
    # The choice that a strategy makes for all runs, in a world that belongs to none.
    def choose() -> np.ndarray:
        ids: np.ndarray = _asking(scenario, draw_world(scenario, ONCE))(strategy.choose, count)
        return ids

    ids: np.ndarray = scenario.memory((scenario.once[strategy.label], count), choose)
    return ids.copy()


def accounts(scenario: Scenario) -> Iterator[str]:
    """What the choices of strategies rest on, in sentences, where there is something to say."""
    for strategy in scenario.strategies:
        if strategy.account is not None:
            once = strategy.label in scenario.once
            asked = _asking(scenario, draw_world(scenario, ONCE if once else 0))
            where = "" if once else ", in the first run"
            yield f"{strategy.label}{where}: {asked(strategy.account, scenario.seeding.count)}"


def rosters(scenario: Scenario) -> Iterator[Roster]:
    """The lists of the strategies that choose once for all runs."""
    world = cache(partial(draw_world, scenario, ONCE))
    for strategy in scenario.strategies:
        if strategy.label in scenario.once:
            ids = _once(scenario, strategy, scenario.seeding.count)
            names = ids[:LISTED].tolist() if scenario.names is None else [scenario.names[i] for i in ids[:LISTED]]
            yield Roster(strategy.label, tuple(map(str, names)), _equal(scenario, strategy, ids, world))


def _equal(scenario: Scenario, strategy: Strategy, ids: np.ndarray, drawn: Callable[[], World]) -> int | None:
    # How many lists are equal to a strategy; None if several are, and they cannot be counted. What is chosen by
    # simulation is not asked: there hardly anybody equals anybody.
    if not len(ids) or Sight.MOVEMENT in strategy.sees:
        return 1
    world = drawn()
    if strategy.score is not None:
        score = strategy.score(world.ties, world.people.seen())
        last = score == score[ids[-1]]
        return _ways(int(last.sum()), int(last[ids].sum()))
    for number in range(REDRAWS):
        other = replace(world, luck=replace(world.luck, other=f"equals {number} "))
        if set(_asking(scenario, other)(strategy.choose, scenario.seeding.count).tolist()) != set(ids.tolist()):
            return None
    return 1


def _ways(people: int, places: int) -> int:
    # How many choices of so many of these people there are, up to MANY + 1.
    number = 1
    for place in range(min(places, people - places)):
        number = number * (people - place) // (place + 1)
        if number > MANY:
            return MANY + 1
    return number


def _asking(scenario: Scenario, world: World) -> Callable[[Callable[..., Any], int], Any]:
    # `asked(ask, count)`: the answer of a strategy's function, which gets the movement and the world as it can be seen,
    # but not people's luck. Each call draws from the beginning of one stream.
    rng = world.luck.stream("strategy")
    beginning = rng.bit_generator.state
    simulate = simulation(scenario, world)
    known = {"simulate": simulate, "movement": scenario.movement, "steps": scenario.steps}
    seen = world.people.seen()

    def asked(ask: Callable[..., Any], count: int) -> Any:
        rng.bit_generator.state = beginning
        return ask(world.ties, seen, count, rng, **known)

    return asked


def simulation(scenario: Scenario, world: World) -> Callable[[Sequence[int], int], int]:
    """`simulate(ids, sample)`: how many are adopters in the end, from these seeds and with other luck than the run's.

    Luck is people's resistance, their thresholds, and all that mechanisms draw; each sample has its own.
    """

    @cache
    def lucky(sample: int) -> Callable[[np.ndarray], Trajectory]:
        luck = replace(world.luck, other=f"strategy {sample} ")
        columns: dict[str, Any] = {}
        for name in LUCK:
            columns |= trait(scenario, luck, world.ties, name)
        other = World(world.ties, replace(world.people, **columns), luck)
        movement = replace(scenario.movement, programme=programme(scenario, other))
        return partial(spreading(scenario, other, "compiled"), movement)

    def simulate(ids: Sequence[int], sample: int) -> int:
        return int(lucky(sample)(np.asarray(ids)).adopters[-1])

    return simulate


def _accepting(
    ask: Callable[[int], np.ndarray], declines: np.ndarray, seeding: Seeding
) -> tuple[np.ndarray, tuple[int, ...]]:
    # Who is asked to be a seed and accepts. With `replaced`, the next best are asked until there are enough or nobody
    # is left; otherwise those who decline are missing from the wave in which they were asked.
    asked = seeding.count
    starts = list(accumulate(seeding.counts[:-1]))
    ids = ask(asked)
    if not seeding.declining:
        return ids, tuple(starts)
    accepted = ids[~declines[ids]]
    while seeding.replaced and len(ids) == asked and len(accepted) < seeding.count:
        asked += seeding.count - len(accepted)
        ids = ask(asked)
        accepted = ids[~declines[ids]]
    if not seeding.replaced:
        starts = [int((~declines[ids[:start]]).sum()) for start in starts]
    return accepted, tuple(starts)
