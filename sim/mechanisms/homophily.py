from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.equations import Equations
from sim.families.evidence import Evidence
from sim.movement.course import Course
from sim.movement.plan import Of, Plan
from sim.world.people import People
from sim.world.ties import Ties

AFTER = ()
EVIDENCE = Evidence(
    "B",
    "for who is tied to whom",
    "McPherson, Smith-Lovin & Cook 2001, Annual Review of Sociology 27:415",
)
Factor = Annotated[float, Field(ge=0)]
Factors = Annotated[
    dict[str, dict[str, Factor]] | None,
    Field(
        description="factors between some tribes, in place of these: {listener's tribe: {peer's tribe: factor}}",
        examples=[{"operations": {"staff": 0.5}}],
    ),
]


@dataclass(frozen=True, eq=False)
class Homophily:
    """Homophily, resolved for a world: `factors`, H, by (listener's group, peer's group), and the groups of people."""

    membership: np.ndarray
    factors: np.ndarray

    def act(self, course: Course) -> None:
        """Does nothing in a step: ties are weighed once, before the first."""

    def weigh(self, ties: Ties) -> Ties:
        """The ties with each weight multiplied by H[g(i)][g(j)]; those that become 0 are left out."""
        weights = ties.weights * self.factors[self.membership[ties.listeners], self.membership[ties.peers]]
        positive = weights > 0
        starts = np.concatenate([[0], np.cumsum(np.bincount(ties.listeners[positive], minlength=ties.people))])
        return replace(ties, starts=starts, peers=ties.peers[positive], weights=weights[positive])


def begin(
    plan: Plan,
    *,
    of: Of = "tribe",
    same: Annotated[Factor, Field(description="what the word of one's own tribe is multiplied by")] = 1.0,
    other: Annotated[Factor, Field(description="what the word of other tribes is multiplied by")] = 1.0,
    between: Factors = None,
) -> Homophily:
    """People listen more to their own kind.

    Each tie's weight w_ij is multiplied by a factor of the two tribes.
    """
    scope = plan.scope(of)
    pairs = [(listener, peer, factor) for listener, row in (between or {}).items() for peer, factor in row.items()]
    cells = [(plan.group(scope, listener), plan.group(scope, peer)) for listener, peer, _ in pairs]
    groups = len(plan.scopes[scope].names)
    factors = np.full((groups, groups), other)
    np.fill_diagonal(factors, same)
    for cell, (*_, factor) in zip(cells, pairs, strict=True):
        factors[cell] = factor
    return Homophily(plan.scopes[scope].membership, factors)


def obeys_more(people: People, **_: Any) -> bool:
    """Always: weights are the same whoever adopted."""
    return True


def steady(**_: Any) -> bool:
    """Whether receptivity is the same in every step: always, as it adds nothing to it."""
    return True


def lightest(*, same: float, other: float, between: dict[str, dict[str, float]] | None, **_: Any) -> float:
    """The least factor."""
    return min(_factors(same, other, between))


def idle(
    used: Collection[str], *, same: float, other: float, between: dict[str, dict[str, float]] | None, **_: Any
) -> str:
    """A clause if it does nothing."""
    return "changes nothing, for all factors are 1" if _factors(same, other, between) == {1.0} else ""


def _factors(same: float, other: float, between: dict[str, dict[str, float]] | None) -> set[float]:
    return {same, other, *(factor for row in (between or {}).values() for factor in row.values())}


def equations(**_: Any) -> Equations:
    """What it does to the weights of ties."""
    return Equations(
        states=("w_ij is multiplied by like[tribe of i][tribe of j]",),
        symbols={"like": "how much tribes listen to each other"},
        shared=("i", "j", "w_ij"),
    )
