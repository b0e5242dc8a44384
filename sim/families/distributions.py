"""Distributions: how values are spread over people. One file each in `sim/distributions/`."""

from dataclasses import dataclass

from sim.families.evidence import Evidence
from sim.ground.parts import Family, Part


@dataclass(frozen=True)
class Distribution(Part):
    """What the file of a distribution has.

    Required: `values(draws, ties, *, options)` gives the value of each person, float64, shape (people); `draws`:
    float64, shape (people), uniform in 0..1, so that it draws nothing itself.
    """

    DRAWN: bool = True
    """Whether values hang on the draws. Optional: yes."""

    EVIDENCE: Evidence | None = None
    """`EVIDENCE`: how good the evidence is for values from it, of whatever trait. Optional: as good as for the trait
    itself."""


DISTRIBUTIONS = Family("sim.distributions", "values", Distribution)
