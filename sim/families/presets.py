"""Presets: published models as settings of the rule. One file each in `sim/presets/`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.families.evidence import NOBODYS, Evidence
from sim.ground.parts import Family, Part, no_words, nothing


@dataclass(frozen=True)
class Preset(Part):
    """What the file of a preset has.

    Required: `influence(*, options)` gives what pushes people, in the words of `influence:` in a scenario.
    """

    movement: Callable[..., Mapping[str, Any]] = no_words
    """`movement(*, options)`: the mechanisms that come with it, in the words of `movement:`. Optional: none."""

    notes: Callable[..., Iterable[str]] = nothing
    """`notes(*, options)`: what the author of a scenario should know, a clause each. Optional."""

    EVIDENCE: Evidence = NOBODYS
    """`EVIDENCE`: how good the evidence is that people move like this. Optional: ungraded."""


PRESETS = Family("sim.presets", "influence", Preset)
