"""The claim that a scenario puts to the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.ground.faults import LISTED, Fault
from sim.ground.spelling import did_you_mean
from sim.scenario.faults import Place, path, unknown_key
from sim.scenario.language.factors import VARIED
from sim.scenario.language.settings import settings
from sim.scenario.reading import WITHOUT, Reading
from sim.scenario.scenario import Claim, Scenario, Strategy


def differs(reading: Reading) -> bool:
    """Whether the claim's `without` can be applied; if it cannot be told what it means, that is a fault."""
    section = reading.sections.get("claim")
    if section is None or section.without is None:
        return False
    wrong: list[tuple[Place, str]] = []
    for key in section.without:
        place = (*WITHOUT, key)
        if key in settings().model_fields and key not in VARIED:
            message = f"stays as it is with the claim and without it; what can differ is {', '.join(VARIED)}"
            wrong.append((place, f"claim.without.{key}: {message}"))
        elif key not in VARIED:
            wrong.append((place, unknown_key(key, list(VARIED), " in claim.without")))
        elif section.without[key] is None and settings().model_fields[key].is_required():
            message = f"a scenario needs `{key}:`; what is inside it can differ, but it cannot be taken away"
            wrong.append((place, f"claim.without.{key}: {message}"))
    changes = {key: value for key, value in section.without.items() if key in VARIED}
    wrong += _taken(changes, reading.data, WITHOUT)
    reading.first_faults(wrong, str)
    return not wrong


def _taken(changes: dict[str, Any], section: Any, place: Place) -> Iterator[tuple[Place, str]]:
    # A key that does not exist cannot be taken away; most likely it is misspelled.
    for key, value in changes.items():
        current = section.get(key) if isinstance(section, dict) else None
        if value is None and current is None:
            near = did_you_mean(key, section) if isinstance(section, dict) and len(changes) <= LISTED else ""
            yield (*place, key), f"{path((*place, key))}: the scenario has nothing of this name to leave out{near}"
        elif isinstance(value, dict):
            yield from _taken(value, current, (*place, key))


def without_the_claim(reading: Reading, fault: Fault) -> Fault:
    """A fault that the scenario has only without its claim, marked as such if its line does not show that."""
    page = reading.page
    lines = {line for place, line in page.lines.items() if place[: len(WITHOUT)] == WITHOUT}
    if fault.file == page.file and fault.line in lines:
        return fault
    line = page.line(WITHOUT) if fault.file == page.file else fault.line
    return Fault(fault.file, line, f"without the claim: {fault.message}")


def claim(reading: Reading, known: list[Strategy], people: int | None, without: Scenario | None) -> Claim | None:
    """The claim of a scenario with these strategies and so many people; `without` is the scenario without the claim."""
    section = reading.sections.get("claim")
    if section is None or not known:
        return None
    labels = [strategy.label for strategy in known]
    for key in ("strategy", "over"):
        label = getattr(section, key)
        if label is not None:
            left_out = " (--strategy leaves the others out)" if reading.only else ""
            reading.check_label(("claim", key), label, labels, left_out)
    strategy = section.strategy or labels[0]
    if section.over is None and section.without is None:
        reading.fault(("claim",), "says not what to compare with: `without:`, `over:` or both")
    if section.over == strategy:
        reading.fault(("claim", "over"), f'"{strategy}" cannot have a lead over itself')
    if without is not None and people is not None and without.people != people:
        message = f"there are {without.people} people without the claim, {people} with it; the number must be the same"
        reading.fault(WITHOUT, message)
    return Claim(section.says, section.evidence, strategy, section.over, without, section.measure, section.expects)


def check_different(reading: Reading, scenario: Scenario, without: Scenario) -> None:
    """A claim must change something: it is a fault if the scenario without it is the same."""
    settings, others = ({**side.settings, "name": "", "claim": None} for side in (scenario, without))
    if settings == others:
        reading.fault(WITHOUT, "the scenario says the same with the claim and without it")
