"""What pushed a person: each adoption splits exactly into its sources, because pushes add up (MODEL.md section 1)."""

import math

from numba import njit

SOURCES = ("spontaneous", "peers", "contacts", "formal", "stories")
"""The sources, in the order of their columns: l0; contagion and threshold; contacts; the formal line; stories."""


@njit(cache=True)
def pieces(
    hazard: float, gate: float, spontaneous: float, peers: float, contacts: float, formal: float, told: float
) -> tuple[float, float, float, float, float, float]:
    """What each source adds in a step of `hazard` = h_i and `gate` (a threshold that is open adds to the peers).

    The five sources are in the unit of the rate before receptivity. The answer is 1 and the five pieces, whose sum is
    hazard + gate; or, where the push is certain (infinite), 0, for what came before counts for nothing then, and the
    five shares: certain sources share it evenly, and what is finite counts for nothing.
    """
    if math.isinf(hazard) or math.isinf(gate):
        certain = (1.0 if math.isinf(hazard) else 0.0) + (1.0 if math.isinf(gate) else 0.0)
        by_gate = 1.0 / certain if math.isinf(gate) else 0.0
        if not math.isinf(hazard):
            return 0.0, 0.0, by_gate, 0.0, 0.0, 0.0
        part = 1.0 / certain
        if math.isinf(contacts):
            return 0.0, 0.0, by_gate, part, 0.0, 0.0
        part /= spontaneous + peers + contacts + formal + told
        return 0.0, spontaneous * part, by_gate + peers * part, contacts * part, formal * part, told * part
    rate = spontaneous + peers + contacts + formal + told
    part = hazard / rate if rate > 0.0 else 0.0
    return 1.0, spontaneous * part, gate + peers * part, contacts * part, formal * part, told * part


def shares(*pushed: float) -> tuple[float, ...]:
    """The shares of what the sources pushed, which sum to 1."""
    total = sum(pushed)
    return tuple(piece / total for piece in pushed)
