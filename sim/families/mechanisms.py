"""Mechanisms: what belongs to a movement besides the rule. One file each in `sim/mechanisms/`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sim.families.equations import Equations
from sim.families.evidence import NOBODYS, Evidence
from sim.families.turns import in_turn
from sim.ground.own import by_parts
from sim.ground.parts import Family, Part, nothing


def never(*_: Any, **__: Any) -> bool:
    """The default of `obeys_more` and `steady`: not known to hold."""
    return False


def no_sentence(*_: Any, **__: Any) -> str:
    """The default of `idle`: the mechanism always does something."""
    return ""


@dataclass(frozen=True)
class Mechanism(Part):
    """What the file of a mechanism has.

    Required: `begin(plan, *, options)` resolves it for one world. The object that it returns has a method
    `act(course)`, which changes the course, people's surroundings, at the beginning of each step
    (`sim.movement.course`). Random numbers come from `plan.draw(name)` alone. Raises MisfitError where the options do
    not fit the people. Options called `start`, `until` and `when`, of its own or of items in a list, are the times it
    is on.
    """

    AFTER: tuple[str, ...] | None = None
    """`AFTER`: the names of mechanisms that act before it in a step, so that it sees their effects. Optional: after all
    that have an AFTER."""

    SUPPORT: bool = False
    """Whether it supports the change from outside these people, so that `support_stops` ends it. Optional."""

    EVIDENCE: Evidence = NOBODYS
    """How good the evidence is that people act like this. Optional: ungraded."""

    SCHEDULE: str = ""
    """What happens in each step because of it, as a sentence of a model's description. Optional."""

    SENSING: str = ""
    """What people perceive because of it: what follows "people see which of those they listen to adopted by the step
    before" in a model's description. Optional."""

    equations: Callable[..., Equations] | None = None
    """`equations(*, options)`: what it adds to the equations of MODEL.md. Optional: reports say that it has none."""

    idle: Callable[..., str] = no_sentence
    """`idle(used, *, options)`: if it does nothing with these options, a clause that follows its name and says so, else
    an empty text; `used`: what other mechanisms use of the course. Optional: empty."""

    uses: Callable[..., Collection[str]] = nothing
    """`uses(*, options)`: what it uses that others leave on the course: `course.BACKING`, `course.RESULTS`. Optional:
    nothing."""

    lightest: Callable[..., float] | None = None
    """`lightest(*, options)`: the smallest factor for the weight of a tie. The object from `begin` then also has a
    method `weigh(ties)`, which returns the Ties that hold from the first step on. Optional: ties stay as they are."""

    obeys_more: Callable[..., bool] = never
    """`obeys_more(people, *, options)`: whether more adopters never push anybody less through it
    (`sim.families.law_of_more`). Optional: it obeys nowhere."""

    steady: Callable[..., bool] = never
    """`steady(*, options)`: whether it leaves receptivity the same in every step. Optional: it does not."""


MECHANISMS = Family("sim.mechanisms", "begin", Mechanism, noun="mechanism", asks=("plan",))


@by_parts
def ordered() -> Mapping[str, Mechanism]:
    """All mechanisms by name, in the order in which they act in a step."""
    return in_turn(MECHANISMS.parts, "mechanism")


def key(name: str) -> str:
    """The key of a mechanism under `movement:` in a scenario."""
    return name.replace("-", "_")
