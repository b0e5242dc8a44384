"""The equations of MODEL.md as data: what a mechanism adds to them, and symbols that parts share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

SHARED = {
    "i": "a person", "j": "one of those whom i listens to", "t": "the step", "a_j": "1 for an adopter, else 0",
    "a_m": "1 for an adopter, else 0", "w_ij": "weight of the influence of j on i", "h_i": "push in a step",
    "H_i": "push added up since the spell began", "R_i": "resistance", "x_i": "receptivity", "y_j": "sending force",
    "theta_i": "threshold", "b_i": "passion, in standard deviations", "b_j": "passion, in standard deviations",
    "rank_j": "rank in the reporting line, in standard deviations", "l0": "hazard of adopting by oneself",
    "q": "hazard at full exposure", "E_i": "exposure to adopters", "omega": "reinforcement",
    "D_i": "what exposure is divided by, to the power nu", "nu": "1 for shares, 0 for counts",
    "C_i": "push of contacts", "p": "chance that a contact persuades", "delta": "what is left of a contact's push",
    "s": "a scope: a tribe, an organisation or everyone, that of i", "F_s": "share of adopters in s",
    "S_i": "backing from above", "U_s": "results seen in s",
}  # fmt: skip
"""The meanings of symbols in the rule, and of those that occur in equations of several mechanisms."""


class Push(NamedTuple):
    """A term of h_i, such as `f max(S_i, 0)`, with the values of its letters, such as `f = 0.2`."""

    term: str
    values: str


class Opens(NamedTuple):
    """A term of x_i: a number, what it is multiplied by (empty: nothing), and what it stands for, in words."""

    number: float
    factor: str
    meaning: str


class Perceived(NamedTuple):
    """What is compared with thresholds in place of E_i: its symbol, and the line that defines it."""

    symbol: str
    line: str


@dataclass(frozen=True)
class Equations:
    """What a mechanism adds to the equations with its present options; terms with a factor of 0 are left out.

    `pushes`: terms of h_i; `opens`: terms of x_i; `perceived`: what takes the place of E_i in thresholds, if anything;
    `states`: lines that define symbols in these. `symbols`: the meaning of each symbol of the mechanism's own, as it is
    written there; `shared`: the symbols of SHARED that also occur there.
    """

    pushes: tuple[Push, ...] = ()
    opens: tuple[Opens, ...] = ()
    perceived: Perceived | None = None
    states: tuple[str, ...] = ()
    symbols: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
