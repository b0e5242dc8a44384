"""A scenario whose seeds are chosen on a wrong map, or which loses a person that matters."""

from __future__ import annotations

from dataclasses import replace

from sim.scenario.language.factors import SHARES
from sim.scenario.reading import Reading
from sim.scenario.scenario import Mistake, Robustness, Scenario


def robustness(reading: Reading, base: Scenario) -> Robustness | None:
    """The scenario with each mistake that is asked for, in the same worlds; None if none is asked for."""
    wanted = reading.sections["robustness"]
    if wanted is None:
        return None
    mistakes = []
    for kind in SHARES:
        shares = getattr(wanted, kind)
        for number, share in enumerate(shares):
            if share in shares[:number]:
                reading.fault(
                    ("robustness", kind, number), f"robustness.{kind}[{number + 1}]: {share:g} is there twice"
                )
            mistakes.append(Mistake(kind, share))
    mistakes += [Mistake(f"champion {one}") for one in dict.fromkeys(wanted.champion)]
    if wanted.linking_pin is not None:
        mistakes.append(Mistake("linking pin leaves"))
    _check(reading, base, mistakes)
    cells = tuple(
        replace(base, mistake=one, sweep=None, claim=None, explained=False, precision=None) for one in mistakes
    )
    return Robustness(tuple(mistakes), cells)


def _check(reading: Reading, base: Scenario, mistakes: list[Mistake]) -> None:
    wanted = reading.sections["robustness"]
    if not mistakes:
        reading.fault(
            ("robustness",), f"robustness: says nothing that goes wrong; name one of {', '.join(SHARES)}, ..."
        )
    if wanted.linking_pin is not None and base.tribe is None:
        message = "robustness.linking_pin: needs to know who belongs together: name the column in people: {tribe: ...}"
        reading.fault(("robustness", "linking_pin"), message)
    if base.convention is not None:
        for key, there in (("champion", "leaves" in wanted.champion), ("linking_pin", wanted.linking_pin is not None)):
            if there:
                reading.fault(("robustness", key), f"robustness.{key}: leaves goes not with a convention")
