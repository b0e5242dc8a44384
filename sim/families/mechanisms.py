"""Mechanisms: what belongs to a movement besides the rule. One file each in `sim/mechanisms/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.families.evidence import NOBODYS, Evidence
from sim.ground.parts import Family, Part


def never(*_: Any, **__: Any) -> bool:
    """Whether a law holds that nobody has thought about."""
    return False


@dataclass(frozen=True)
class Mechanism(Part):
    """What the file of a mechanism has.

    Required: `begin(plan, *, options)` resolves it for one world. What it gives has a method `act(course)`, which adds
    to what surrounds people at the beginning of each step (`sim.movement.course.Mechanism`). It draws from
    `plan.draw(name)` alone. Raises MisfitError where the options do not fit the people.
    """

    obeys_more: Callable[..., bool] = never
    """`obeys_more(people, *, options)`: whether more adopters never push anybody less through it
    (`sim.families.law_of_more`). Optional: it obeys nowhere."""

    steady: Callable[..., bool] = never
    """`steady(*, options)`: whether it leaves receptivity the same in every step. Optional: it does not."""

    EVIDENCE: Evidence = NOBODYS
    """`EVIDENCE`: how good the evidence is that people act like this. Optional: ungraded."""


MECHANISMS = Family("sim.mechanisms", "begin", Mechanism)
