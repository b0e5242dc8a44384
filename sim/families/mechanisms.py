"""Mechanisms: what belongs to a movement besides the rule. One file each in `sim/mechanisms/`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.families.equations import Equations
from sim.families.evidence import NOBODYS, Evidence
from sim.families.turns import in_turn
from sim.ground.parts import Family, Part, nothing


def never(*_: Any, **__: Any) -> bool:
    """Whether a law holds that nobody has thought about."""
    return False


def no_sentence(*_: Any, **__: Any) -> str:
    """What is said of a mechanism that always does something."""
    return ""


@dataclass(frozen=True)
class Mechanism(Part):
    """What the file of a mechanism has.

    Required: `begin(plan, *, options)` resolves it for one world. What it gives has a method `act(course)`, which adds
    to what surrounds people at the beginning of each step (`sim.movement.course.Mechanism`). It draws from
    `plan.draw(name)` alone. Raises MisfitError where the options do not fit the people. Options called `start`, `until`
    and `when`, of its own or of items in a list, are the times in which it is on.
    """

    AFTER: tuple[str, ...] | None = None
    """The mechanisms that act before it in a step, by name, where they are on: it sees what these leave. Optional:
    after all that say what they come after."""

    SUPPORT: bool = False
    """Whether it supports the change from outside the people it spreads among: `support_stops` ends it. Optional."""

    EVIDENCE: Evidence = NOBODYS
    """How good the evidence is that people act like this. Optional: ungraded."""

    SCHEDULE: str = ""
    """What happens in each step because of it, as a sentence of a model's description. Optional."""

    SENSING: str = ""
    """What people perceive because of it: what follows "people see which of those they listen to adopted by the step
    before" in a model's description. Optional."""

    equations: Callable[..., Equations] | None = None
    """`equations(*, options)`: what it adds to the equations of MODEL.md. Optional: it is named as unknown to them."""

    idle: Callable[..., str] = no_sentence
    """`idle(used, *, options)`: what is said of it where it does nothing, as a clause that follows its name, else
    nothing; `used`: what others that are on use of what surrounds people. Optional: nothing."""

    uses: Callable[..., Collection[str]] = nothing
    """`uses(*, options)`: what it uses of that which others leave on the course: `course.BACKING`, `course.RESULTS`.
    Optional: nothing."""

    lightest: Callable[..., float] | None = None
    """`lightest(*, options)`: the least that it multiplies the weight of a tie by. What `begin` gives then also has a
    method `weigh(ties)`, with the Ties that everybody meets from the first step on. Optional: ties stay as they are."""

    obeys_more: Callable[..., bool] = never
    """`obeys_more(people, *, options)`: whether more adopters never push anybody less through it
    (`sim.families.law_of_more`). Optional: it obeys nowhere."""

    steady: Callable[..., bool] = never
    """`steady(*, options)`: whether it leaves receptivity the same in every step. Optional: it does not."""


MECHANISMS = Family("sim.mechanisms", "begin", Mechanism)


@cache
def ordered() -> Mapping[str, Mechanism]:
    """All mechanisms by name, in the order in which they act in a step."""
    return in_turn(MECHANISMS.parts, "mechanism")


def key(name: str) -> str:
    """The key of a mechanism under `movement:` in a scenario."""
    return name.replace("-", "_")
