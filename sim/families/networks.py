"""Networks that are drawn: who listens to whom. One file each in `sim/networks/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sim.families.evidence import NOBODYS, Evidence
from sim.ground.parts import Family, Part, no_words, nothing
from sim.world.outline import Column, Drawing


def usual(**_: object) -> float:
    """The default of `lightest`: the weight of all ties."""
    return 1.0


@dataclass(frozen=True)
class Network(Part):
    """What the file of a network has.

    Required: `build(rng, *, options)` gives the Ties that the generator draws from `rng` alone. Raises OptionError
    where the options cannot be met in this draw.
    """

    size: Callable[..., int] = field(kw_only=True)
    """`size(*, options)`: the number of people, known before the draw. Required."""

    drawing: Callable[..., Drawing] | None = None
    """`drawing(*, options)`: the expected number of ties, and the work of a draw. Optional: ten ties a person."""

    columns: Callable[..., Mapping[str, Column]] = no_words
    """`columns(*, options)`: the columns of its people, with the values that they can have, before anybody is drawn.
    Optional: none."""

    lightest: Callable[..., float] = usual
    """`lightest(*, options)`: the least weight that a tie can have. Optional: 1."""

    luck: Callable[..., Iterable[str]] = nothing
    """`luck(*, options)`: options for which only the draw shows whether they can be met. Optional: none."""

    EVIDENCE: Evidence = NOBODYS
    """`EVIDENCE`: how good the evidence is that ties are like this. Optional: ungraded."""


NETWORKS = Family("sim.networks", "build", Network, noun="network", asks=("rng",))
