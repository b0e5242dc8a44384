"""What pushes people, as numbers: the settings of the rule."""

from dataclasses import dataclass
from math import isfinite

from sim.movement.programme import Programme


@dataclass(frozen=True)
class Movement:
    """The settings of MODEL.md section 3; everything is off by default, so that only the seeds adopt.

    `spontaneous`: l0 >= 0, a hazard a step. `contagion`: q >= 0, a hazard a step at full exposure, with exposure
    divided by the influence of all peers to the power `divisor` (nu: 1 shares, 0 counts) and raised to
    `reinforcement` (omega > 0). `contacts`: the chance p in 0..1 that one attempt persuades, or, if `divided`,
    1 over the person's peers; `persistence`: delta in 0..1, the strength of an attempt repeated a step later.
    `threshold_divisor`: nu of the exposure that is compared with the threshold; `noise`: gamma in 0..1, the chance a
    step to follow while enough peers have adopted. `readiness`: beta_b, and `persuasion`: s_b, what one standard
    deviation of passion adds to a person's receptivity and to their force (log scale); `authority`: s_r, what one
    standard deviation of rank adds to their force. `linear`: the probability of a step is the rate itself (MODEL.md,
    link: linear). `programme`: the mechanisms of the movement, resolved for one world; None where there are none.

    Raises ValueError with the name of a setting out of its range.
    """

    spontaneous: float = 0.0
    contagion: float = 0.0
    divisor: float = 1.0
    reinforcement: float = 1.0
    contacts: float = 0.0
    divided: bool = False
    persistence: float = 0.0
    threshold_divisor: float = 1.0
    noise: float = 1.0
    readiness: float = 0.0
    persuasion: float = 0.0
    linear: bool = False
    authority: float = 0.0
    programme: Programme | None = None

    def __post_init__(self) -> None:
        for name in ("spontaneous", "contagion"):
            if not (isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ValueError(f"{name} must be a rate from 0 up")
        for name in ("divisor", "contacts", "persistence", "threshold_divisor", "noise"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie between 0 and 1")
        if not (isfinite(self.reinforcement) and self.reinforcement > 0):
            raise ValueError("reinforcement must be above 0")
        if not (isfinite(self.readiness) and isfinite(self.persuasion) and isfinite(self.authority)):
            raise ValueError("readiness, persuasion and authority must be finite")

    @property
    def contacts_on(self) -> bool:
        """Whether adopters try to persuade their peers one by one."""
        return self.divided or self.contacts > 0
