from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.equations import Equations
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol
from sim.ground.parts import Options
from sim.movement.course import BACKING, RESULTS
from sim.movement.giving_up import GivingUp
from sim.movement.plan import From, Plan, Until, When
from sim.world.people import People

AFTER = ("formal-support", "results", "divergence")
SCHEDULE = "Adopters may give up. Nobody adopts and gives up in the same step."
EVIDENCE = Evidence(
    "B",
    "abandonment spread among radio stations",
    "Greve 1995, Administrative Science Quarterly 40:444",
)


class Held(Options):
    """What holds adopters: each term lowers the push to give up (log scale)."""

    peers: Annotated[float, Symbol("psi_E")] = Field(
        0.0, ge=0, le=20, description="adopting peers, for an exposure of 1"
    )
    support: Annotated[float, Symbol("psi_S")] = Field(
        0.0, ge=0, le=20, description="backing from above, for a backing of 1"
    )
    results: Annotated[float, Symbol("psi_U")] = Field(0.0, ge=0, le=20, description="results, for results of 1")
    passion: Annotated[float, Symbol("psi_b")] = Field(
        0.0, ge=-20, le=20, description="passion, for a standard deviation"
    )


NOTHING = Held()


def begin(
    plan: Plan,
    *,
    rate: Annotated[float, Field(gt=0, description="hazard a step to give up if nothing holds them"), Symbol("mu")],
    held_by: Annotated[Held, Field(description="what holds adopters")] = NOTHING,
    for_good: Annotated[
        float, Field(ge=0, le=1, description="the share of those who give up who never return"), Symbol("chi")
    ] = 0.0,
    passion_lost: Annotated[
        float, Field(ge=0, le=10, description="standard deviations of passion that a disappointed person loses")
    ] = 0.0,
    start: From = 1,
    until: Until = None,
    when: When = None,
) -> GivingUp:
    """Adopters fall back, less so among adopting peers, under backing and with results.

    An adopter who is not committed accumulates mu exp(-(psi_E E + psi_S S + psi_R R + psi_b b)) a step against a unit
    exponential draw, and gives up when the sum crosses it: for good, or to become a non-adopter with a fresh resistance
    and less passion (which lowers readiness, not the force with which they persuade). Draws of the k-th spell are keyed
    by (run, person, k). See MODEL.md, section 6.
    """
    key = plan.draw("giving up").integers(0, 2**64, dtype=np.uint64)
    held = (held_by.peers, held_by.support, held_by.results, held_by.passion)
    return GivingUp(rate, *held, for_good, passion_lost, key, plan.window(start, until, when))


def obeys_more(people: People, **_: Any) -> bool:
    """Never: people who adopt earlier may also give up earlier, while no peers hold them yet."""
    return False


def steady(**_: Any) -> bool:
    """Whether receptivity is the same in every step: no, passion can be lost."""
    return False


def uses(*, held_by: Held, **_: Any) -> set[str]:
    """What it uses of the course: what holds adopters."""
    held = {BACKING: held_by.support, RESULTS: held_by.results}
    return {name for name, hold in held.items() if hold}


def equations(**_: Any) -> Equations:
    """The hazard of giving up and the draw that it adds up to."""
    return Equations(
        states=(
            "an adopter adds exp(-(psi_E E_i + psi_S S_i + psi_U U_s + psi_b b_i)) mu a step, and gives up\n"
            "when the sum reaches a unit exponential draw of its own; for good with probability chi, else back "
            "among the others",
        ),
        symbols={
            "mu": "hazard of giving up",
            "psi_E": "hold of peers",
            "psi_S": "hold of support",
            "psi_U": "hold of results",
            "psi_b": "hold of passion",
            "chi": "share of those who give up for good",
        },
        shared=("i", "s", "E_i", "S_i", "U_s", "b_i"),
    )
