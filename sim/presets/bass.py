import math
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.evidence.known import BASS

EVIDENCE = BASS


def influence(
    *,
    p: Annotated[
        float, Field(ge=0, le=1, description="chance to adopt without any peer, for each unit of time")
    ] = 0.03,
    q: Annotated[float, Field(ge=0, le=1, description="what is added to it when all peers have adopted")] = 0.38,
    curve: Annotated[
        Literal["discrete", "continuous"],
        Field(description="chances a step, as agents have them, or hazards, which tend to the curve of Bass 1969"),
    ] = "discrete",
    step: Annotated[float, Field(gt=0, le=1, description="how much time a step of the continuous curve takes")] = 1.0,
) -> dict[str, Any]:
    """New product growth (Bass 1969; agents: Rand & Rust 2011): p on one's own, q times the share of peers who did."""
    rates = {"spontaneous": p * step, "contagion": {"rate": q * step, "of": "share"}}
    return {**rates, "link": "linear" if curve == "discrete" else "hazard"}


def faults(*, p: float, q: float, curve: str, step: float) -> list[tuple[str, str]]:
    """What is wrong between the options."""
    if curve == "discrete" and step != 1:
        return [("step", "a step length goes with `curve: continuous`")]
    return []


def notes(*, p: float, q: float, curve: str, step: float) -> list[str]:
    """How far steps of this length make the curve lag behind the continuous one, unless `curve: discrete` is set."""
    if curve == "discrete" or p == 0:
        return []
    _, time = max((closed_form(p, q, t) - mean_field(p, q, t, step), t) for t in _times(p, q, step))
    return [
        f"steps of length {step:g} make the curve lag behind the continuous Bass curve: at time {time:g} it stands at "
        f"{mean_field(p, q, time, step):.4f}, not {closed_form(p, q, time):.4f}; shorter steps bring it nearer"
    ]


def closed_form(p: float, q: float, time: float) -> float:
    """F(t): the share of adopters at a time, from none (Bass 1969, equation 9); p > 0."""
    decay = math.exp(-(p + q) * time)
    return (1 - decay) / (1 + q / p * decay)


def mean_field(p: float, q: float, time: float, step: float) -> float:
    """The share of adopters at a time in an infinite population, with the hazard p + q F constant within each step."""
    share = 0.0
    for _ in range(round(time / step)):
        share += (1 - share) * -math.expm1(-(p + q * share) * step)
    return share


def _times(p: float, q: float, step: float) -> list[float]:
    # Nine in ten have adopted by then: the lag is largest on the way up.
    end = math.log((1 + 9 * (1 + q / p)) / 1) / (p + q)
    return [step * math.ceil(end * k / 20 / step) for k in range(1, 21)]
