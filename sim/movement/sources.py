"""What pushed a person: each adoption splits exactly into its sources, because pushes add up (MODEL.md section 1)."""

import math

from sim.ground.kernels import kernel
from sim.movement import rule

SOURCES = ("spontaneous", "peers", "contacts", "formal", "stories")
"""The sources, in the order of their columns: l0; contagion and threshold; contacts; the formal line; stories.

An open threshold counts for stories by the part of hearsay in what is perceived; if it is open though no peer adopted
(theta_i <= 0), it counts for the person's own inclination.
"""


@kernel
def opened(seen: float, hearsay: float, heard: float) -> tuple[float, float, float]:
    """The shares of an open threshold: the person's own, that of peers whom they see, and that of hearsay.

    Arguments as in rule.perceived; the first share is 1 if nobody adopted, else 0.
    """
    perceived = rule.perceived(seen, hearsay, heard)
    if perceived <= 0.0:
        return 1.0, 0.0, 0.0
    hearing = hearsay * heard / perceived
    return 0.0, 1.0 - hearing, hearing


@kernel
def pieces(
    hazard: float,
    gate: float,
    alone: float,
    by_sight: float,
    by_hearsay: float,
    spontaneous: float,
    peers: float,
    contacts: float,
    formal: float,
    stories: float,
) -> tuple[float, float, float, float, float, float]:
    """What each source adds in a step with `hazard` = h_i and `gate` (an open threshold, split as in `opened`).

    The five sources are in the unit of the rate before receptivity. Returns a factor for the earlier sum, and five
    pieces to add: 1 and pieces with the sum hazard + gate; or, if the push is certain (infinite), 0 and five shares:
    certain sources share it evenly, finite ones and earlier pushes count for nothing.
    """
    before = 1.0
    if math.isinf(hazard) or math.isinf(gate):
        before = 0.0
        each = 0.5 if math.isinf(hazard) and math.isinf(gate) else 1.0
        gate = each if math.isinf(gate) else 0.0
        hazard = each if math.isinf(hazard) else 0.0
    own, seen, heard = gate * alone, gate * by_sight, gate * by_hearsay
    if math.isinf(contacts):
        return before, own, seen, hazard, 0.0, heard
    rate = spontaneous + peers + contacts + formal + stories
    part = hazard / rate if rate > 0.0 else 0.0
    return before, own + spontaneous * part, seen + peers * part, contacts * part, formal * part, heard + stories * part


def shares(*pushed: float) -> tuple[float, ...]:
    """The shares of the sources in the push, which sum to 1."""
    total = sum(pushed)
    return tuple(piece / total for piece in pushed)
