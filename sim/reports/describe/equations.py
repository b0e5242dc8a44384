"""The equations of what is on in a scenario (MODEL.md), in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.families.mechanisms import MECHANISMS
from sim.scenario.scenario import Scenario


def on(scenario: Scenario) -> list[str]:
    """What pushes and what belongs to a movement, of that which is on, by name."""
    found = [name for name, is_on in sources(scenario).items() if is_on]
    return [*found, *scenario.mechanisms]


def off(scenario: Scenario) -> list[str]:
    """What could push, or belong to a movement, and is off."""
    missing = [name for name, is_on in sources(scenario).items() if not is_on]
    return [*missing, *(name for name in MECHANISMS.names if name not in scenario.mechanisms)]


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
        terms.append(f"sigma max(B_i, 0),   sigma = {mechanisms['storytelling']['recruits']:g}")
    if not terms and not strangers(scenario):
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
        yield f"E~_i = (1 - v) E_i + v F~_i,   v = {hearsay:g}"


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
    ("results", "openness", "U_s", "results, seen to work or seen to fail"),
    ("critical-mass", "openness", "K_s", "a critical mass was declared reached"),
)
"""Mechanism, its option, what that is multiplied by in x_i, and why."""


STATES = {
    "formal-support": "S_i = sum over managers m above i of kappa^(distance - 1) e_m, e_m in [-1, 1], or 2 a_m - 1",
    "storytelling": "B_i = reached_i ( beta_L (F~_i - F0) + beta_T (F~_i(t) - F~_i(t-W)) )",
    "messages": "M_i = fit[tribe of i][message that runs in step t]",
    "homophily": "w_ij is multiplied by like[tribe of i][tribe of j]",
    "critical-mass": "K_s = 1 from the step after the share of adopters in s first reached F*, else 0",
    "results": "U_s(t+1) = (1 - d) U_s(t) + r Z F_s(t - L)^eta,   Z = 1 with probability win, else -1",
    "giving-up": "an adopter adds exp(-(psi_E E_i + psi_S S_i + psi_U U_s + psi_b b_i)) mu a step, and gives up "
    "when the sum\n"
    "reaches a unit exponential draw of its own; for good with probability chi, else back among the others",
}


def _receptivity(scenario: Scenario) -> Iterator[str]:
    rule = scenario.movement
    others = [f"what {name} adds, as {name} itself says" for name in strangers(scenario)]
    for number, term in enumerate([*_terms(scenario), *others] or ["0"]):
        yield ("x_i = " if number == 0 else "    + ") + term.rstrip()
    sends = [f"{rule.persuasion:g} b_j"] if rule.persuasion else []
    sends += [f"{rule.authority:g} rank_j"] if rule.authority else []
    yield f"y_j = {' + '.join(sends) or '0'}"
    yield from (STATES[name] for name in scenario.mechanisms if name in STATES)
    for name in strangers(scenario):
        yield f"{name} acts as {name} itself says, which is not part of the equations here; it may change any of them."


def strangers(scenario: Scenario) -> list[str]:
    """The mechanisms of a scenario that no equation here is known of: somebody's own."""
    return [name for name in scenario.mechanisms if name not in STATES and name != "divergence"]


SYMBOLS = {
    "i": "a person", "j": "one of those whom i listens to", "t": "the step", "a_j": "1 for an adopter, else 0",
    "w_ij": "weight of the influence of j on i", "h_i": "push in a step", "H_i": "push added up since the spell began",
    "R_i": "resistance", "x_i": "receptivity", "y_j": "sending force", "theta_i": "threshold",
    "b_i": "passion, in standard deviations", "rank_j": "rank in the reporting line, in standard deviations",
    "l0": "hazard of adopting by oneself", "q": "hazard at full exposure", "E_i": "exposure to adopters",
    "E~_i": "exposure with hearsay", "omega": "reinforcement",
    "D_i": "what exposure is divided by, to the power nu", "nu": "1 for shares, 0 for counts",
    "C_i": "push of contacts", "p": "chance that a contact persuades", "delta": "what is left of a contact's push",
    "f": "push of full backing", "S_i": "backing from above", "kappa": "what is left of backing a level below",
    "m": "a manager", "e_m": "whether m backs the change (1) or blocks it (-1)", "sigma": "push of a story",
    "B_i": "how a story sounds to i", "beta_L": "weight of the level", "beta_T": "weight of the trend",
    "reached_i": "1 if the story reaches i, else 0", "F_s": "share of adopters in s",
    "F~_i": "share of adopters that i hears of", "F*": "share from which on a critical mass is declared",
    "F0": "share that was expected", "W": "steps over which a trend is heard of", "v": "weight of hearsay",
    "M_i": "how well the message fits", "fit": "fit of each message to each tribe",
    "like": "how much tribes listen to each other", "s": "a scope: a tribe, an organisation or everyone, that of i",
    "K_s": "1 once a critical mass was declared in s", "U_s": "results seen in s", "d": "decay of results",
    "r": "gain of results", "Z": "whether it works (1) or fails (-1)", "L": "lag of results",
    "eta": "how results grow with the share", "win": "the chance that it works",
    "mu": "hazard of giving up", "psi_E": "hold of peers", "psi_S": "hold of support", "psi_U": "hold of results",
    "psi_b": "hold of passion", "chi": "share of those who give up for good",
}  # fmt: skip
"""What each symbol of the equations means; each letter has one meaning, whatever its index."""

NAMED = ("beta", "psi")
"""What an underscore is part of the name of, with no index behind it."""


def symbols(text: str) -> list[str]:
    """The symbols that stand in equations, as they stand there, with what they mean, in the order of SYMBOLS."""
    # The s of "i's" is a word's.
    words = sorted(set(re.findall(r"(?<!')\b[A-Za-z0-9]+[~*]?(?:_[A-Za-z0-9]+)?", text)))
    indices = {letter for word in words if _base(word) != word for letter in word.partition("_")[2]}
    listed = []
    for symbol, meaning in SYMBOLS.items():
        indexed = _base(symbol) != symbol
        alike = [word for word in words if indexed and _base(word) == _base(symbol) != word]
        if alike or (not indexed and (symbol in words or symbol in indices)):
            listed.append(f"{', '.join(alike) or symbol} {meaning}")
    return listed


def _base(symbol: str) -> str:
    # A symbol without its index.
    base = symbol.partition("_")[0]
    return symbol if base in NAMED else base
