"""How good the evidence outside this model is for what a part assumes, as the part itself says."""

from dataclasses import dataclass
from typing import Literal

MEANING = {"A": "field experiments", "B": "observation or laboratory", "C": "assumption"}
"""What the grades mean."""

SHORT = ", ".join(f"{grade} {basis}" for grade, basis in MEANING.items())
"""The grades in one line."""

UNGRADED: Literal["ungraded"] = "ungraded"
"""The grade of what nobody has graded."""


@dataclass(frozen=True)
class Evidence:
    """How good the evidence is that people do act like this.

    `grade`: A field experiments, B observation or laboratory, C assumption, or UNGRADED; `basis`: what the grade rests
    on, a clause without a full stop; `source`: where that was published; `limits`: what it does not show, as a clause.
    Raises ValueError for another grade, or if the basis is empty.
    """

    grade: Literal["A", "B", "C", "ungraded"]
    basis: str
    source: str = ""
    limits: str = ""

    def __post_init__(self) -> None:
        if self.grade not in (*MEANING, UNGRADED):
            raise ValueError(f"the grade of evidence is one of {', '.join(MEANING)}, not {self.grade!r}")
        if not self.basis:
            raise ValueError("evidence has a basis: what its grade rests on")

    @property
    def meaning(self) -> str:
        """What the grade means, in a few words."""
        return MEANING.get(self.grade, self.grade)

    @property
    def why(self) -> str:
        """What the grade rests on, with the source and what is left open, as a clause without a full stop."""
        source = f" ({self.source})" if self.source else ""
        return f"{self.basis}{source}{f'; {self.limits}' if self.limits else ''}"


NOBODYS = Evidence(UNGRADED, "nobody has graded the evidence for it")
"""The evidence of a part that states none, such as a user's own."""
