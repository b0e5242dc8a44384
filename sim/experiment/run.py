"""The experiment: one world (graph, people, luck) meets every strategy; many worlds make the results."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from functools import partial

import numpy as np

from sim.cluster.cluster import Cluster
from sim.experiment.choices import accounts, rosters, seeded
from sim.experiment.costs import costs, spent
from sim.experiment.outcome import outcome
from sim.experiment.reasons import adoptions
from sim.experiment.sides import sides
from sim.experiment.tables import measured
from sim.experiment.worlds import ENGINES, Recalling, courses, draw_world, rank_correlation
from sim.ground import threads
from sim.ground.own import known
from sim.results.ledger import Run, Shelf
from sim.results.results import WITHOUT, Results
from sim.scenario.read import confirmed
from sim.scenario.scenario import Scenario, unasked
from sim.statistics import precision
from sim.world.world import World

SECONDS_BETWEEN_WRITES = 0.5


Hands = Callable[[Scenario, Iterator[int]], Iterator[Run]]
"""Makes the runs with these numbers, and yields them as they finish, in any order."""


def run(
    scenario: Scenario,
    *,
    engine: str = "auto",
    workers: int | None = None,
    cluster: str | Cluster | None = None,
    ledger: Shelf | None = None,
    finished: Callable[[int], None] = lambda runs: None,
    planned: Callable[[int], None] = lambda runs: None,
) -> Results:
    """Run every strategy of a scenario in every one of its worlds.

    `engine`: "agents", "compiled" or "auto" (compiled); `workers`: threads, as many as there are processors by
    default; `cluster`: the address of a Dask cluster that makes the runs in their place, "local" for `workers`
    processes on this machine, or one that is open; none of these changes a number. `ledger` stores runs as they finish,
    and runs that it has are not made again: a `Ledger` never uses runs that other sources made, a plain `Shelf` cannot
    tell them apart; without one they are kept in memory. `finished(runs)` is called now and then with the number of
    finished runs, `planned(runs)` with their final number once that is known: with a precision, runs are made in rounds
    until it is reached. The results come with all measured tables, and read the runs where these are stored when tables
    of runs are asked for. A scenario with a claim also runs without it, as often. Raises ClusterError if a cluster
    fails, and InputError if a network cannot be drawn as asked.
    """
    scenario = confirmed(scenario)
    with known(scenario.parts), _hands(resolve(engine), workers, cluster) as hands:
        return _run(scenario, hands, Shelf() if ledger is None else ledger, finished, planned)


def _run(
    scenario: Scenario, hands: Hands, shelf: Shelf, finished: Callable[[int], None], planned: Callable[[int], None]
) -> Results:
    complete = _in_rounds(scenario, hands, shelf, finished)
    without = None if scenario.claim is None else scenario.claim.without
    planned(complete.runs if without is None else 2 * complete.runs)
    results = outcome(complete, shelf, accounts(complete), rosters(complete))
    if without is not None:
        # As many runs as with the claim, whatever their own precision.
        without, inside = replace(without, runs=complete.runs, precision=None), shelf.inside(WITHOUT)
        _make(without, hands, inside, lambda runs: finished(complete.runs + runs))
        beside = outcome(without, inside, accounts(without), rosters(without))
        results = replace(results, without=measured(beside))
    return measured(results)


def _in_rounds(scenario: Scenario, hands: Hands, shelf: Shelf, finished: Callable[[int], None]) -> Scenario:
    # Makes all runs; returns the scenario with their number. Whether another round is needed depends only on the runs
    # of earlier rounds, so that the number is the same wherever runs are made.
    current, goal = scenario, scenario.precision
    if goal is not None:
        current = replace(scenario, runs=min(precision.FIRST_ROUND, scenario.runs))
    _make(current, hands, shelf, finished)
    while goal is not None:
        half = precision.half_width(outcome(current, shelf))
        runs = precision.next_round(current.runs, half, goal, scenario.runs)
        if runs == current.runs:
            break
        current = replace(current, runs=runs)
        _make(current, hands, shelf, finished)
    return current


@contextmanager
def _hands(engine: str, workers: int | None, cluster: str | Cluster | None) -> Iterator[Hands]:
    if cluster is None:
        yield partial(_in_threads, engine, workers or os.cpu_count() or 1)
        return
    with Cluster(cluster, workers) if isinstance(cluster, str) else nullcontext(cluster) as machines:
        yield partial(_elsewhere, engine, machines)


def _make(scenario: Scenario, hands: Hands, shelf: Shelf, finished: Callable[[int], None]) -> None:
    # Makes the runs that are not on the shelf yet.
    shelved = shelf.numbers
    missing = (number for number in range(scenario.runs) if number not in shelved)
    count = len(shelved)
    waiting: list[Run] = []
    written = time.monotonic()
    try:
        for done in hands(scenario, missing):
            count += 1
            waiting.append(done)
            if time.monotonic() - written > SECONDS_BETWEEN_WRITES:
                shelf.keep(waiting)
                waiting, written = [], time.monotonic()
                finished(count)
    finally:
        shelf.keep(waiting)
        finished(count)


def resolve(engine: str) -> str:
    """The engine that "auto" stands for. Raises ValueError on an engine that does not exist."""
    chosen = "compiled" if engine == "auto" else engine
    if chosen not in ENGINES:
        raise ValueError(f"engine must be auto, {' or '.join(ENGINES)}, not {engine!r}")
    return chosen


def one_run(scenario: Scenario, number: int, engine: str) -> Run:
    """Run every strategy in one world, and the arms of side experiments."""
    with known(scenario.parts):
        if not scenario.beside:
            return in_world(scenario, draw_world(scenario, number), engine)
        recall = Recalling()
        run = in_world(scenario, draw_world(scenario, number, recall), engine)
        return replace(run, sides=sides(scenario, number, engine, recall))


def in_world(scenario: Scenario, world: World, engine: str) -> Run:
    """Run every strategy in a world."""
    ties, people = world.ties, world.people
    course = courses(scenario, world, engine)
    prices = None if scenario.costs is None else costs(people, **scenario.costs)
    chosen, trajectories, bills = [], [], []
    for ids, starts in seeded(scenario, world):
        chosen.append(ids)
        trajectories.append(course(ids, starts))
        if prices is not None:
            bills.append(spent(prices, people, ids, starts, scenario.seeding, trajectories[-1]))
    names, membership = people.groups
    return Run(
        world.luck.run,
        np.array([trajectory.new for trajectory in trajectories]),
        np.array([trajectory.quits for trajectory in trajectories]),
        np.array([trajectory.shares(membership, len(names)) for trajectory in trajectories])
        if names
        else np.empty((len(chosen), 0, scenario.steps + 1)),
        tuple(chosen),
        rank_correlation(people.passion, ties),
        adoptions(ties, trajectories, scenario.movement) if scenario.explained else None,
        names,
        costs=np.array(bills),
    )


def _elsewhere(engine: str, cluster: Cluster, scenario: Scenario, numbers: Iterator[int]) -> Iterator[Run]:
    # What only the results need stays on this machine.
    bare = replace(scenario, names=None, settings={}, inputs={}, claim=None, notes=())
    chosen = tuple(replace(strategy, account=None, work=unasked, score=None) for strategy in bare.strategies)
    work = partial(one_run, replace(bare, strategies=chosen), engine=engine)
    with closing(cluster.each(work, numbers, scenario.parts)) as runs:
        yield from runs


def _in_threads(engine: str, workers: int, scenario: Scenario, numbers: Iterator[int]) -> Iterator[Run]:
    return threads.each(partial(one_run, scenario, engine=engine), numbers, workers)
