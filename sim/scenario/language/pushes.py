"""Settings of what pushes people, and of how values are distributed over them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from sim.families.conventions import CONVENTIONS
from sim.families.distributions import DISTRIBUTIONS
from sim.families.presets import PRESETS
from sim.ground.declared import Symbol
from sim.ground.parts import Options
from sim.scenario.language.unions import by_key, choice, models, number_or, unknown

Share = Annotated[float, Field(ge=0, le=1)]
Correlation = Annotated[float, Field(ge=-1, le=1, description="rank correlation to the size of a person's audience")]


class Contagion(Options):
    """Peers push by their number or their share, in every step."""

    rate: Annotated[float, Symbol("q")] = Field(
        ge=0, description="hazard a step at full exposure (a share of 1, or one peer in counts)"
    )
    of: Annotated[Any, *number_or("share", "count")] = Field(
        "share", description="exposure to the share or the count of peers who adopted, or the exponent nu between"
    )
    reinforcement: Annotated[float, Symbol("omega")] = Field(
        1.0, gt=0, le=20, description="above 1, several peers count for more"
    )

    @property
    def divisor(self) -> float:
        """nu: 1 for shares, 0 for counts."""
        return {"share": 1.0, "count": 0.0}.get(self.of, self.of)


class Contacts(Options):
    """Each new adopter tries to persuade each person who listens to them, one by one."""

    p: Annotated[Any, *number_or("1/peers")] = Field(
        description="chance that an attempt over a tie of weight 1 succeeds, for each tie once, not for each step; "
        "`1/peers`: 1 over the listener's number of peers"
    )
    persistence: Annotated[Share, Symbol("delta")] = Field(
        0.0, description="0 one attempt, 1 an attempt in every step, between: fading attempts"
    )


class PassionWeight(Options):
    """What passion does, for each standard deviation of it."""

    passion: float = Field(0.0, ge=-10, le=10, description="what one standard deviation of passion adds (log scale)")


class SendingWeight(PassionWeight):
    """What makes people heard, for each standard deviation of passion, or of rank in the reporting line."""

    rank: Annotated[float, Symbol("s_r")] = Field(
        0.0, ge=-10, le=10, description="what one standard deviation of rank adds (log scale)"
    )


def _spread(word: str, **more: Any) -> tuple[Any, dict[str, type[BaseModel]]]:
    kinds = models(DISTRIBUTIONS, "distribution", word, **more)
    # Values from a column are fixed, so that no correlation can be set.
    kinds[f"<{word} column>"] = DISTRIBUTIONS.part("column").options(
        "distribution", **{name: field for name, field in more.items() if name != "correlation_with_degree"}
    )
    other = unknown("distribution", "distribution", DISTRIBUTIONS)
    return choice(kinds, other, by_key("distribution", word)), kinds


CORRELATION = {"correlation_with_degree": (Correlation, 0.0)}
PASSION, PASSION_MODELS = _spread("passion", **CORRELATION)
THRESHOLD, _ = _spread(
    "threshold",
    counted=(
        Literal["shares", "counts"],
        Field("shares", alias="in", description="what is compared with it: the share or the count of peers"),
    ),
    noise=(
        Annotated[float, Field(gt=0, le=1, description="chance a step of following while enough peers have adopted")],
        1.0,
    ),
    **CORRELATION,
)

ROLES: dict[str, Any] = {
    "receptivity": (
        PassionWeight,
        Field(PassionWeight(), description="what makes people readier: the passionate need fewer pushes"),
    ),
    "sending": (
        SendingWeight,
        Field(SendingWeight(), description="what makes people heard: the passionate, or the senior, persuade more"),
    ),
}
SPONTANEOUS: Any = Annotated[float, Symbol("l0")]
LINK: Any = Literal["hazard", "linear"]
OwnInfluence = create_model(
    "OwnInfluence",
    __base__=Options,
    __doc__="What pushes people, source by source; everything is off by default.",
    spontaneous=(SPONTANEOUS, Field(0.0, ge=0, description="hazard a step without any peer")),
    contagion=(Contagion | None, Field(None, description="peers push by their number or share, in every step")),
    contacts=(Contacts | None, Field(None, description="each new adopter tries to persuade each listener")),
    threshold=(THRESHOLD | None, Field(None, description="people follow at once when enough peers have adopted")),
    link=(
        LINK,
        Field("hazard", description="pushes are hazards, or chances of a step (as Bass as agents has them)"),
    ),
    **ROLES,
)
INFLUENCE_MODELS: dict[str, type[BaseModel]] = {
    **models(PRESETS, "preset", "preset", **ROLES),
    **models(CONVENTIONS, "convention", "convention"),
    "<own influence>": OwnInfluence,
}


def _beside_convention(data: Any) -> list[str]:
    # Settings of a movement cannot go with a convention, which has its own rule.
    pushes = ["preset", *OwnInfluence.model_fields]
    return [key for key in data if key in pushes] if isinstance(data, dict) and "convention" in data else []


def _influence_tag(data: Any) -> str:
    if not isinstance(data, dict) or _beside_convention(data):
        return "<none>"
    if "convention" in data:
        return by_key("convention", "convention")(data)
    return by_key("preset", "preset")(data) if "preset" in data else "<own influence>"


def _influence_fault(data: Any) -> str:
    if others := _beside_convention(data):
        words = " and ".join(f"`{key}:`" for key in others)
        return f"{words} {'does' if len(others) == 1 else 'do'} not go with `convention:`, which is a rule of its own"
    convention = isinstance(data, dict) and "convention" in data
    kind, family = ("convention", CONVENTIONS) if convention else ("preset", PRESETS)
    return unknown(kind, kind, family)(data)


INFLUENCE = choice(INFLUENCE_MODELS, _influence_fault, _influence_tag)
