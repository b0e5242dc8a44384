"""Traits: what people are like. One file each in `sim/traits/`."""

from dataclasses import dataclass

from sim.ground.parts import Family, Part


@dataclass(frozen=True)
class Trait(Part):
    """What the file of a trait has.

    Required: `draw(ties, rng, *, options)` gives the fields of People that it decides, by name, each an array of shape
    (people), drawn from `rng` alone.
    """


TRAITS = Family("sim.traits", "draw", Trait)
