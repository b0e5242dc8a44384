"""Data sets: published networks that are shipped. One file each in `sim/datasets/`."""

from dataclasses import dataclass

from sim.families.evidence import NOBODYS, Evidence
from sim.ground.parts import Family, Part


@dataclass(frozen=True)
class Dataset(Part):
    """What the file of a data set has.

    Required: `load(*, options)` gives its Ties.
    """

    EVIDENCE: Evidence = NOBODYS
    """`EVIDENCE`: how good the evidence is that ties are like this. Optional: ungraded."""


DATASETS = Family("sim.datasets", "load", Dataset)
