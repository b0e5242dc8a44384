"""Conventions: rules by which people talk, in place of the pushes. One file each in `sim/conventions/`."""

from dataclasses import dataclass

from sim.families.evidence import NOBODYS, Evidence
from sim.ground.parts import Family, Part


@dataclass(frozen=True)
class Convention(Part):
    """What the file of a convention has.

    Required: `play(ties, people, seeds, steps, rng, *, options)` gives the Trajectory of a run from seeds, int32, shape
    (seeds), over a number of steps, drawn from `rng` alone. Raises ValueError as the engines do.
    """

    RULE: str = ""
    """Its rule in full, in sentences, for the description of a model. Optional."""

    EVIDENCE: Evidence = NOBODYS
    """`EVIDENCE`: how good the evidence is that people talk like this. Optional: ungraded."""


CONVENTIONS = Family("sim.conventions", "play", Convention)
