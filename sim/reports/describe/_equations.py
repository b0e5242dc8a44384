"""The equations of what is on in a scenario (MODEL.md), in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from sim.family import MOVEMENT
from sim.scenario.scenario import Scenario


def on(scenario: Scenario) -> list[str]:
    """What pushes and what belongs to a movement, of that which is on, by name."""
    found = [name for name, is_on in sources(scenario).items() if is_on]
    return [*found, *scenario.mechanisms]


def off(scenario: Scenario) -> list[str]:
    """What could push, or belong to a movement, and is off."""
    missing = [name for name, is_on in sources(scenario).items() if not is_on]
    return [*missing, *(name for name in MOVEMENT.names if name not in scenario.mechanisms)]


def sources(scenario: Scenario) -> dict[str, bool]:
    """What could push people, and whether it is on."""
    rule = scenario.movement
    return {
        "spontaneous adoption": rule.spontaneous > 0,
        "contagion": rule.contagion > 0,
        "contacts": rule.contacts > 0 or rule.divided,
        "thresholds": bool(scenario.traits["threshold"]),
    }


def equations(scenario: Scenario) -> str:
    """The equations of one step, of what is on and nothing else."""
    if scenario.convention is not None:
        return "The convention is played as its own rule says; no pushes are added up."
    return "\n".join([*_push(scenario), "", *_gate(scenario), "", *_receptivity(scenario)]).replace("\n\n\n", "\n\n")


def _push(scenario: Scenario) -> Iterator[str]:
    rule, mechanisms = scenario.movement, scenario.mechanisms
    terms = [f"l0,                  l0 = {rule.spontaneous:g}"] if rule.spontaneous else []
    if rule.contagion:
        terms.append(f"q E_i^omega,         q = {rule.contagion:g}, omega = {rule.reinforcement:g}")
    if rule.contacts or rule.divided:
        terms.append("C_i")
    if "formal-support" in mechanisms and mechanisms["formal-support"]["push"]:
        terms.append(f"f max(S_i, 0),       f = {mechanisms['formal-support']['push']:g}")
    if "storytelling" in mechanisms:
        terms.append(f"s max(B_i, 0),       s = {mechanisms['storytelling']['recruits']:g}")
    if not terms:
        yield "h_i(t) = 0                        nothing but thresholds moves anybody"
    for number, term in enumerate(terms):
        yield ("h_i(t) = exp(x_i) ( " if number == 0 else "                  + ") + term
    if terms:
        yield "                  )"
        law = "-ln(1 - min(1, h_i(t)))" if rule.linear else "h_i(t)"
        yield f"H_i(t) = H_i(t-1) + {law};   i adopts in the first step with H_i(t) >= R_i"
    if rule.contagion or scenario.traits["threshold"]:
        yield from _exposure(scenario)
    if rule.contacts or rule.divided:
        chance = "1 / (weight of all of i's ties)" if rule.divided else f"{rule.contacts:g}"
        yield "C_i(t+1) = delta C_i(t) + sum over peers j who adopted in step t of -w_ij ln(1 - p) exp(y_j),"
        yield f"           p = {chance}, delta = {rule.persistence:g}"


def _exposure(scenario: Scenario) -> Iterator[str]:
    rule = scenario.movement
    yield "E_i(t) = sum over peers j of w_ij exp(y_j) a_j(t-1) / D_i^nu,   D_i = sum over peers j of w_ij exp(y_j),"
    parts = []
    if rule.contagion:
        parts.append(f"nu = {rule.divisor:g} for contagion")
    if scenario.traits["threshold"]:
        parts.append(f"nu = {rule.threshold_divisor:g} for thresholds")
    yield f"         {', '.join(parts)} (1: a share of i's peers, 0: their number)"


def _gate(scenario: Scenario) -> Iterator[str]:
    rule = scenario.movement
    if not scenario.traits["threshold"]:
        return
    hearsay = scenario.mechanisms.get("storytelling", {}).get("hearsay", 0.0)
    heard = "E~_i" if hearsay else "E_i"
    then = "i adopts" if rule.noise >= 1 else f"the hazard -ln(1 - {rule.noise:g}) is added while this holds"
    yield f"{heard}(t) >= theta_i exp(-x_i):   {then}"
    if hearsay:
        yield f"E~_i = (1 - v) E_i + v F~_i,   v = {hearsay:g}, F~_i the share of adopters that i hears of"


def _terms(scenario: Scenario) -> Iterator[str]:
    # What opens people or closes them, with its number; nothing that is multiplied by 0.
    rule, told = scenario.movement, scenario.mechanisms
    if rule.readiness:
        yield _term(rule.readiness, "b_i", "the passionate need less")
    for name, option, what, meaning in OPENS:
        if told.get(name, {}).get(option):
            yield _term(float(told[name][option]), what, meaning)
    if told.get("divergence", {}).get("weight"):
        options = told["divergence"]
        yield _term(-float(options["weight"] * options["departure"]), "", "the change departs from how things are done")


def _term(number: float, what: str, meaning: str) -> str:
    return f"{f'{number:g} {what}'.strip():34}{meaning}"


OPENS = (
    ("formal-support", "openness", "S_i", "backing from above makes peers' word count for more"),
    ("formal-support", "keen", "S_i b_i", "the keen hardly need it"),
    ("messages", "weight", "M_i", "how well the message fits i's tribe"),
    ("storytelling", "puts_off", "min(B_i, 0)", "a story about a small minority puts people off"),
    ("results", "openness", "R_o(i)", "results, seen to work or seen to fail"),
    ("critical-mass", "openness", "C_s(i)", "a critical mass was declared reached"),
)
"""Mechanism, its option, what that is multiplied by in x_i, and why."""


STATES = {
    "formal-support": "S_i = sum over managers m above i of kappa^(distance - 1) e_m, e_m in [-1, 1], or 2 a_m - 1",
    "storytelling": "B_i = reached_i ( b_L (F~ - F0) + b_T (F~(t) - F~(t-W)) )",
    "messages": "M_i = fit[tribe of i][message that runs in step t]",
    "homophily": "w_ij is multiplied by H[tribe of i][tribe of j]",
    "critical-mass": "C_s = 1 from the step after the share of adopters in s first reached F*, else 0",
    "results": "R_s(t+1) = (1 - d) R_s(t) + r Z F_s(t - L)^eta,   Z = 1 with probability win, else -1",
    "giving-up": "an adopter adds exp(-(psi_E E_i + psi_S S_i + psi_R R_i + psi_b b_i)) mu a step, and gives up "
    "when the sum\n"
    "reaches a unit exponential draw of its own; for good with probability chi, else back among the others",
}


def _receptivity(scenario: Scenario) -> Iterator[str]:
    rule = scenario.movement
    for number, term in enumerate([*_terms(scenario)] or ["0"]):
        yield ("x_i = " if number == 0 else "    + ") + term.rstrip()
    sends = [f"{rule.persuasion:g} b_j"] if rule.persuasion else []
    sends += [f"{rule.authority:g} rank_j"] if rule.authority else []
    yield f"y_j = {' + '.join(sends) or '0'}"
    yield from (STATES[name] for name in scenario.mechanisms if name in STATES)
