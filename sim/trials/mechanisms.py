"""The laws of mechanisms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.engines import agents, compiled
from sim.families.law_of_more import obeys_more
from sim.families.mechanisms import Mechanism
from sim.movement.course import Course
from sim.movement.giving_up import GivingUp
from sim.movement.plan import Plan
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.trials.worlds import holds, noted, shown, worlds
from sim.world.trajectory import Trajectory
from sim.world.world import World

STEPS = 12
RULE = Movement(contagion=0.4, contacts=0.3, persistence=1.0)
"""What pushes besides the mechanism; it obeys the law of more."""


class _Watch:
    # Acts behind a mechanism, and looks whether what that adds are numbers.
    def __init__(self) -> None:
        self.sound = True

    def act(self, course: Course) -> None:
        """Add nothing."""
        around = (
            course.openness,
            course.keen,
            course.formal,
            course.stories,
            course.hearsay,
            course.heard,
            course.held,
        )
        self.sound = self.sound and all(np.isfinite(values).all() for values in around)


def obeyed(part: Mechanism, options: Mapping[str, Any]) -> Iterator[str]:
    """The laws that a mechanism obeys in one world after the other.

    Raises BrokenError, and MisfitError where the options do not fit the worlds.
    """
    for world in worlds():
        with noted(shown(world)):
            yield from obeyed_in(part, options, world)


def obeyed_in(part: Mechanism, options: Mapping[str, Any], world: World) -> Iterator[str]:
    """The laws that a mechanism obeys in a world. Raises BrokenError."""
    ties, people, where = world.ties, world.people, shown(world)
    plan = Plan(people, ties.names, world.luck.stream, strict=False)
    mechanism, watch = part.function(plan, **options), _Watch()
    if part.lightest is not None:
        weighed, least = mechanism.weigh(ties), part.lightest(**options)
        enough = (weighed.total_weights >= least * ties.total_weights - 1e-9).all()
        yield holds("no tie is lighter than `lightest` says", enough, f"it says {least:g} times, {where}")
        ties = weighed
    giving_up = mechanism if isinstance(mechanism, GivingUp) else None
    programme = Programme(tuple(plan.scopes), plan.windows, (mechanism, watch), giving_up)
    rule, able = replace(RULE, programme=programme), np.flatnonzero(~people.never)
    for seeds in (able[:1], able[: 1 + len(able) // 3]):
        run = compiled.run(ties, people, rule, seeds, STEPS, explain=True)
        first = f"from {seeds.tolist()} people adopt in steps {run.adopted_at.tolist()}"
        yield holds("what is added to people are numbers", watch.sound, f"nan or inf; {first}, {where}")
        again = compiled.run(ties, people, rule, seeds, STEPS, explain=True)
        words = f"{first}, then in {again.adopted_at.tolist()}, {where}; course.stocks is for what it remembers"
        yield holds("nothing is kept in a mechanism itself, which serves many runs", alike(run, again), words)
        stepped = agents.run(ties, people, rule, seeds, STEPS, explain=True)
        words = f"{first}, with agents in {stepped.adopted_at.tolist()}, {where}"
        yield holds("both engines give the same run, to the bit", alike(run, stepped), words)
        still = (run.adopted_at[people.never] == -1).all()
        yield holds("who never adopts never does", still, f"{first}, {where}")
    if obeys_more(rule, {part.name: options}, people):
        few, many = (_steps(compiled.run(ties, people, rule, able[:count], STEPS)) for count in (1, 1 + len(able) // 3))
        words = f"from the first in steps {few.tolist()}, from a third of those who can in {many.tolist()}, {where}"
        yield holds("more seeds never harm, as `obeys_more` says", (many <= few).all(), words)


def _steps(run: Trajectory) -> np.ndarray:
    return np.where(run.adopted_at < 0, STEPS + 1, run.adopted_at)


def alike(run: Trajectory, other: Trajectory) -> bool:
    """Whether two runs are the same to the bit: adoptions, changes after them, and what pushed."""
    pairs = [(run.adopted_at, other.adopted_at), (run.sources, other.sources)]
    pairs += [
        (getattr(run.later, name), getattr(other.later, name)) for name in ("step", "person", "adopts", "sources")
    ]
    return all(_equal(*pair) for pair in pairs)


def _equal(values: Any, others: Any) -> bool:
    if values is None or others is None:
        return values is others
    return np.array_equal(values, others, equal_nan=values.dtype.kind == "f")
