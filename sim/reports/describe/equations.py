"""The equations of what is on in a scenario (MODEL.md), in plain text."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.families.equations import SHARED, Equations, Opens
from sim.families.mechanisms import MECHANISMS, Mechanism
from sim.ground.own import known
from sim.scenario.scenario import Scenario


def on(scenario: Scenario) -> list[str]:
    """The names of the sources of pushes and the mechanisms that are on."""
    pushes = [name for name, is_on in sources(scenario).items() if is_on]
    return [*pushes, *scenario.mechanisms]


def off(scenario: Scenario) -> list[str]:
    """The names of the sources of pushes and the mechanisms that are off."""
    missing = [name for name, is_on in sources(scenario).items() if not is_on]
    return [*missing, *(name for name in MECHANISMS.names if name not in scenario.mechanisms)]


def sources(scenario: Scenario) -> dict[str, bool]:
    """The sources of pushes, and whether each is on."""
    rule = scenario.movement
    return {
        "spontaneous adoption": rule.spontaneous > 0,
        "contagion": rule.contagion > 0,
        "contacts": rule.contacts > 0 or rule.divided,
        "thresholds": bool(scenario.traits["threshold"]),
    }


class Line(NamedTuple):
    """A line of the equations, and the symbols of SHARED that occur in it."""

    text: str
    symbols: tuple[str, ...] = ()


def equations(scenario: Scenario) -> str:
    """The equations of one step, with only the parts that are on."""
    if scenario.convention is not None:
        return "The convention is played as its own rule says; no pushes are added up."
    return "\n".join(line.text for line in _lines(scenario))


def symbols(scenario: Scenario) -> list[str]:
    """The symbols in the equations with their meanings; symbols of the same meaning stand together."""
    if scenario.convention is not None:
        return []
    meanings = SHARED | {symbol: text for each in _adds(scenario) for symbol, text in each.symbols.items()}
    present = {symbol for line in _lines(scenario) for symbol in line.symbols}
    present |= {symbol for each in _adds(scenario) for symbol in (*each.symbols, *each.shared)}
    alike: dict[str, list[str]] = {}
    for symbol, meaning in meanings.items():
        if symbol in present:
            alike.setdefault(meaning, []).append(symbol)
    return [f"{', '.join(group)} {meaning}" for meaning, group in alike.items()]


def strangers(scenario: Scenario) -> list[str]:
    """The mechanisms of a scenario without equations, such as a user's own."""
    parts = {name: _mechanism(scenario, name) for name in scenario.mechanisms}
    return [name for name, part in parts.items() if part is None or part.equations is None]


def _mechanism(scenario: Scenario, name: str) -> Mechanism | None:
    with known(scenario.parts):
        return MECHANISMS.get(name)


def _adds(scenario: Scenario) -> Iterator[Equations]:
    # The terms of each mechanism that is on, in the order in which they act.
    for name, options in scenario.mechanisms.items():
        part = _mechanism(scenario, name)
        if part is not None and part.equations is not None:
            yield part.equations(**options)


def _lines(scenario: Scenario) -> Iterator[Line]:
    yield from _push(scenario)
    gate = list(_gate(scenario))
    yield from [Line(""), *gate, Line("")] if gate else [Line("")]
    yield from _receptivity(scenario)


def _push(scenario: Scenario) -> Iterator[Line]:
    rule = scenario.movement
    terms = [Line(f"l0,                  l0 = {rule.spontaneous:g}", ("l0",))] if rule.spontaneous else []
    if rule.contagion:
        values = f"q = {rule.contagion:g}, omega = {rule.reinforcement:g}"
        terms.append(Line(f"q E_i^omega,         {values}", ("q", "E_i", "omega")))
    if rule.contacts or rule.divided:
        terms.append(Line("C_i", ("C_i",)))
    terms += [Line(f"{push.term + ',':21}{push.values}") for each in _adds(scenario) for push in each.pushes]
    if not terms and not strangers(scenario):
        yield Line("h_i(t) = 0                        nothing but thresholds moves anybody", ("i", "t", "h_i"))
    for number, term in enumerate(terms):
        yield term._replace(text=("h_i(t) = exp(x_i) ( " if number == 0 else "                  + ") + term.text)
    if terms:
        yield Line("                  )", ("i", "t", "h_i", "x_i"))
        law = "-ln(1 - min(1, h_i(t)))" if rule.linear else "h_i(t)"
        text = f"H_i(t) = H_i(t-1) + {law};   i adopts in the first step with H_i(t) >= R_i"
        yield Line(text, ("i", "t", "h_i", "H_i", "R_i"))
    if rule.contagion or scenario.traits["threshold"]:
        yield from _exposure(scenario)
    if rule.contacts or rule.divided:
        yield from _contacts(scenario)


def _contacts(scenario: Scenario) -> Iterator[Line]:
    rule = scenario.movement
    chance = "1 / (weight of all of i's ties)" if rule.divided else f"{rule.contacts:g}"
    text = "C_i(t+1) = delta C_i(t) + sum over peers j who adopted in step t of -w_ij ln(1 - p) exp(y_j),"
    yield Line(text, ("i", "j", "t", "w_ij", "y_j", "C_i", "p", "delta"))
    yield Line(f"           p = {chance}, delta = {rule.persistence:g}")


def _exposure(scenario: Scenario) -> Iterator[Line]:
    rule = scenario.movement
    text = "E_i(t) = sum over peers j of w_ij exp(y_j) a_j(t-1) / D_i^nu,   D_i = sum over peers j of w_ij exp(y_j),"
    yield Line(text, ("i", "j", "t", "a_j", "w_ij", "y_j", "E_i", "D_i", "nu"))
    parts = []
    if rule.contagion:
        parts.append(f"nu = {rule.divisor:g} for contagion")
    if scenario.traits["threshold"]:
        parts.append(f"nu = {rule.threshold_divisor:g} for thresholds")
    yield Line(f"         {', '.join(parts)} (1: a share of i's peers, 0: their number)")


def _gate(scenario: Scenario) -> Iterator[Line]:
    rule = scenario.movement
    if not scenario.traits["threshold"]:
        return
    perceived = next((each.perceived for each in _adds(scenario) if each.perceived is not None), None)
    symbol = "E_i" if perceived is None else perceived.symbol
    then = "i adopts" if rule.noise >= 1 else f"the hazard -ln(1 - {rule.noise:g}) is added while this holds"
    yield Line(f"{symbol}(t) >= theta_i exp(-x_i):   {then}", ("i", "t", "E_i", "x_i", "theta_i"))
    if perceived is not None:
        yield Line(perceived.line)


def _opens(scenario: Scenario) -> Iterator[Opens]:
    # The terms of receptivity with their numbers; terms with a factor of 0 are left out.
    if scenario.movement.readiness:
        yield Opens(scenario.movement.readiness, "b_i", "the passionate need less")
    for each in _adds(scenario):
        yield from each.opens


def _receptivity(scenario: Scenario) -> Iterator[Line]:
    rule = scenario.movement
    terms = [f"{f'{term.number:g} {term.factor}'.strip():34}{term.meaning}" for term in _opens(scenario)]
    terms += [f"what {name} adds, as {name} itself says" for name in strangers(scenario)]
    for number, term in enumerate(terms or ["0"]):
        yield Line(("x_i = " if number == 0 else "    + ") + term.rstrip(), ("i", "x_i"))
    sends = [f"{rule.persuasion:g} b_j"] if rule.persuasion else []
    sends += [f"{rule.authority:g} rank_j"] if rule.authority else []
    held = {"b_i": rule.readiness, "b_j": rule.persuasion, "rank_j": rule.authority}
    yield Line(f"y_j = {' + '.join(sends) or '0'}", ("j", "y_j", *(symbol for symbol, on in held.items() if on)))
    yield from (Line(state) for each in _adds(scenario) for state in each.states)
    for name in strangers(scenario):
        end = "which is not part of the equations here; it may change any of them."
        yield Line(f"{name} acts as {name} itself says, {end}")
