"""What a scenario will take before it is run: time and memory, roughly."""

import math
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.families.strategies import Sight, Work
from sim.ground.own import known
from sim.ground.wording import Count
from sim.ground.wording import people as people_of
from sim.scenario.scenario import GIVEN, Scenario, Strategy

MINUTE, GB = 60.0, 1e9

VISIT = {10**3: 1.6, 10**4: 1.0, 10**5: 1.2, 3 * 10**5: 2.0, 10**6: 3.5, 3 * 10**6: 4.4, 10**7: 5.9}
"""Nanoseconds a tie of an adopter in sim/engines/_fronts.py, by number of people (tests/benchmarks/cost.py)."""

MADE = {"person": 12.0, "tie": 12.0}
"""Bytes a tie while ties are made of pairs; a tie without a direction counts twice (tests/benchmarks/cost.py)."""

RUNNING = {"person": 55.0, "tie": 4.8}
"""Bytes during a run, including its luck and a network of its own (tests/benchmarks/cost.py)."""

LUCK = {"person": 46.0, "tie": 0.0}
"""Bytes of each further simultaneous run on the same ties: its counters and its luck."""

PROCESS = 0.3 * GB
"""Bytes of a command with its libraries, and of the process that draws charts."""

WEIGHED = 8.0
"""Further bytes a tie where weights are not all 1."""

STEPWISE = 200.0
"""Further bytes a person where mechanisms act step by step."""

SETUP = 3.0
"""Seconds until the first run, and from the last to the end."""

PEOPLE = 100.0
"""Nanoseconds a person to draw traits."""

ARM = 2e-4
"""Seconds of overhead for each course (one movement from given seeds), in which no other thread runs."""

SIMULATION = 6e-5
"""Seconds of overhead for each course that a strategy simulates."""

KEPT = 30.0
"""Nanoseconds a person to store the results of a course."""

DENSE = 12.0
"""Nanoseconds a person and step where everyone who may adopt is looked at."""

STEP, STEPWISE_PERSON = 2.5e-4, 50.0
"""Seconds a step, and nanoseconds a person and step, where mechanisms act or reasons are recorded."""

AGENT = 12_000.0
"""Nanoseconds an agent and step: 3,500 where all adopt at once, 30,000 where nobody does (1,000 and 5,000 agents)."""

TALK = 60.0
"""Nanoseconds a person and step of a convention."""

ROW = 3_000.0
"""Nanoseconds a row of a table that is written."""


TOO_LONG = 10 * 365.25 * 86_400
"""Seconds from which on no more exact time is given."""

FAR = "this is far too long to be run: it would take more than 10 years"
"""How a time of `FAR` or more is put into words."""


@dataclass(frozen=True)
class Estimate:
    """A rough estimate: `seconds` on so many `workers`, peak memory in `bytes`, and what the time is `mostly` for."""

    seconds: float
    bytes: float
    workers: int
    mostly: str = ""


def estimate(scenario: Scenario, *, engine: str = "compiled", workers: int | None = None) -> Estimate:
    """What a run of a scenario will take on this machine, by the cost model above.

    `engine`: "compiled" or "agents"; `workers`: threads, as many as there are processors unless given. Where it depends
    on how the change spreads, everybody is taken to adopt; runs that are made until they are precise, to be all that
    are allowed. The truth is most often within a factor of three (tests/scenario/test_estimate.py).
    """
    with known(scenario.parts):
        return _estimate(scenario, engine, workers or os.cpu_count() or 1)


def _estimate(scenario: Scenario, engine: str, hands: int) -> Estimate:
    alone = shared = once = 0.0
    chosen: dict[str, float] = defaultdict(float)
    scenarios = [scenario] + ([scenario.claim.without] if scenario.claim and scenario.claim.without else [])
    for each in scenarios:
        begun = _Work(each, engine)
        runs = scenario.runs
        alone += runs * begun.alone
        shared += runs * begun.shared
        once += begun.once
        for label, taken in begun.chosen.items():
            chosen[label] += taken
    seconds = SETUP + once + alone + shared / hands + _written(scenario) * len(scenarios)
    at_once = min(hands, scenario.runs)
    most = max(_bytes(cell, at_once) for each in scenarios for cell in (each, *each.beside))
    return Estimate(seconds, PROCESS + most, hands, _most_of_it(scenario, chosen, alone + shared + once))


def _most_of_it(scenario: Scenario, chosen: Mapping[str, float], seconds: float) -> str:
    # What takes most of the time: a strategy whose choices take more than half of it, or else the runs. `chosen`:
    # seconds of each strategy, by label.
    runs, people = Count(scenario.runs, "run"), people_of(scenario.people)
    label = max(chosen, key=chosen.__getitem__, default=None)
    if label is not None and chosen[label] > seconds / 2:
        return f"{label} to choose {Count(scenario.seeding.count, 'seed')} among {people}"
    settings = f" in {Count(len(scenario.beside) + 1, 'setting')}" if scenario.beside else ""
    return f"{runs} with {people} and {Count(len(scenario.strategies), 'strategy', 'strategies')}{settings}"


class _Work:
    """Seconds of one run with its side experiments.

    `shared`: work that threads do at the same time; `alone`: work that one thread does at a time; `once`: work done
    once for all runs; `chosen`: the part of these for each strategy's choices, by label, over all runs.
    """

    def __init__(self, scenario: Scenario, engine: str) -> None:
        self.chosen: dict[str, float] = defaultdict(float)
        self.alone = self.shared = self.once = 0.0
        networks: set[str] = set()
        given: list[float] = []
        choices: set[tuple[Any, ...]] = set()
        for cell in (scenario, *scenario.beside):
            drawing, network = cell.drawing, cell.marks["network"]
            if network not in networks:
                networks.add(network)
                seconds = 1e-9 * drawing.ties * drawing.nanoseconds
                if drawing.fixed:
                    given.append(seconds)
                else:
                    self.shared += seconds
            course = _course(cell, engine)
            self.shared += 1e-9 * PEOPLE * cell.people
            self._choose(cell, course, choices)
            self.alone += len(cell.strategies) * ARM
            self.shared += len(cell.strategies) * (course + 1e-9 * KEPT * cell.people)
        # More than are remembered are made anew in each run.
        if len(given) <= GIVEN:
            self.once += sum(given)
        else:
            self.shared += sum(given)

    def _choose(self, cell: Scenario, course: float, choices: set[tuple[Any, ...]]) -> None:
        # Strategies that go by the network alone choose once for all settings with the same network and seeds.
        for strategy in cell.strategies:
            mark = (strategy.label, cell.choosing, cell.mistake, *cell.visible)
            if Sight.MOVEMENT not in strategy.sees and mark in choices:
                continue
            choices.add(mark)
            work = _choice(cell, strategy, course + SIMULATION)
            settled = strategy.label in cell.once or (work.once and cell.drawing.fixed)
            if settled and not cell.wrong_map:
                self.once += work.seconds
                self.chosen[strategy.label] += work.seconds
                continue
            self.chosen[strategy.label] += work.seconds * cell.runs
            if work.alone:
                self.alone += work.seconds
            else:
                self.shared += work.seconds


def _choice(scenario: Scenario, strategy: Strategy, simulation: float) -> Work:
    # What a strategy takes to choose in one world; `simulation`: seconds of one simulation.
    return strategy.work(
        people=scenario.people,
        ties=scenario.drawing.ties,
        spread=scenario.drawing.spread,
        seeds=scenario.seeding.count,
        simulation=simulation,
        movement=scenario.movement,
        steps=scenario.steps,
    )


def _course(scenario: Scenario, engine: str) -> float:
    # Seconds of one course with one strategy.
    people, steps, movement = scenario.people, scenario.steps, scenario.movement
    if scenario.convention is not None:
        return 1e-9 * TALK * people * steps
    if engine == "agents":
        return 1e-9 * AGENT * people * (steps + 5)
    visits = scenario.drawing.ties * 1e-9 * per_visit(people)
    if scenario.mechanisms or scenario.seeding.later or scenario.explained:
        return steps * (STEP + 1e-9 * STEPWISE_PERSON * people) + visits
    pushed = movement.spontaneous or movement.contagion or movement.persistence or movement.noise < 1
    if not pushed and not movement.linear:
        return visits + 1e-8 * people
    return 1e-9 * DENSE * people * steps * max(1.0, per_visit(people) / VISIT[10**5]) + visits


def per_visit(people: int) -> float:
    """Nanoseconds a visit: linear in logarithms between the sizes measured, and extrapolated beyond the last."""
    sizes, costs = list(VISIT), list(VISIT.values())
    if people <= sizes[0]:
        return costs[0]
    place = next((k for k, size in enumerate(sizes) if people <= size), len(sizes) - 1)
    (low, high), (near, far) = sizes[place - 1 : place + 1], costs[place - 1 : place + 1]
    share = math.log(people / low) / math.log(high / low)
    return near * math.exp(share * math.log(far / near))


def _written(scenario: Scenario) -> float:
    # Seconds for the rows of tables.
    rows = scenario.runs * len(scenario.strategies) * (scenario.steps + 1 + scenario.seeding.count)
    if scenario.explained:
        rows += scenario.runs * len(scenario.strategies) * scenario.people
    return 1e-9 * ROW * rows


def _bytes(scenario: Scenario, at_once: int) -> float:
    # Peak memory of a scenario's networks and people, with so many runs at a time.
    people, drawing = scenario.people, scenario.drawing
    weights = 0.0 if drawing.even else WEIGHED
    around = STEPWISE if scenario.mechanisms or scenario.seeding.later or scenario.explained else 0.0
    chosen = max((_choice(scenario, strategy, 0.0).bytes for strategy in scenario.strategies), default=0.0)
    running = people * (RUNNING["person"] + around) + drawing.ties * (RUNNING["tie"] + weights) + chosen
    making = people * MADE["person"] + drawing.ties * (max(MADE["tie"], drawing.bytes) + weights)
    if not drawing.fixed:
        return at_once * max(making, running)
    return max(making, running + (at_once - 1) * people * (LUCK["person"] + around))


def warning(load: Estimate, memory: float | None = None) -> str | None:
    """What a run will take, as a sentence if that is much, else None.

    Much is more than a minute, more than a GB, or more than half of the `memory` of this machine (bytes).
    """
    memory = _memory() if memory is None else memory
    much = [load.seconds > MINUTE, load.bytes > min(GB, memory / 2 if memory else GB)]
    if not any(much):
        return None
    beyond = f"; this machine has {size(memory)}" if memory and load.bytes > memory / 2 else ""
    if load.seconds > TOO_LONG:
        needs = f"; it needs roughly {size(load.bytes)}" if much[1] else ""
        return f"{FAR} on this machine{_mostly(load)}{needs}{beyond}"
    parts = [duration(load.seconds)] if much[0] else []
    parts += [size(load.bytes)] if much[1] else []
    return f"this will take roughly {' and '.join(parts)} on this machine{_mostly(load) if much[0] else ''}{beyond}"


def cluster_warning(load: Estimate) -> str | None:
    """What a run will take on a cluster, as a sentence if that is much, else None; `load` is for one worker."""
    parts = []
    if load.seconds > TOO_LONG:
        parts = [f"{FAR} on one processor like those here{_mostly(load)}"]
    elif load.seconds > MINUTE:
        time = duration(load.seconds)
        parts = [
            f"this would take roughly {time} on one processor like those here{_mostly(load)}; the workers share it"
        ]
    if load.bytes > GB:
        parts.append(f"each worker needs roughly {size(load.bytes)}, and more if it makes several runs at a time")
    return "; ".join(parts) or None


def _mostly(load: Estimate) -> str:
    return f", mostly for {load.mostly}" if load.mostly else ""


def duration(seconds: float) -> str:
    """A time in words, with one digit: `40 minutes`, `3 hours`."""
    units: Iterable[tuple[str, float]] = (("year", 365.25 * 86_400), ("day", 86_400), ("hour", 3_600), ("minute", 60))
    for unit, length in units:
        if seconds >= 1.95 * length:
            return str(Count(_digit(seconds / length), unit))
    return str(Count(_digit(seconds), "second"))


def size(number: float) -> str:
    """An amount of memory in words: `6 GB`."""
    unit, name = (1e12, "TB") if number >= 1e12 else (1e9, "GB")
    return f"{_digit(number / unit):,} {name}" if number >= 0.95 * unit else f"{_digit(number / 1e6):,} MB"


def _digit(value: float) -> int:
    # To one digit, from 1 on; two from 10 to 20.
    step = 10 ** max(0, math.floor(math.log10(max(value, 1))) - (1 if f"{value:e}"[0] == "1" else 0))
    return max(1, round(value / step) * step)


def _memory() -> float:
    # Bytes of memory of this machine, 0 where that is not known.
    known = getattr(os, "sysconf_names", {})
    if not {"SC_PAGE_SIZE", "SC_PHYS_PAGES"} <= set(known):
        return 0.0
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
