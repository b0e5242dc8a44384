"""The strategies of a scenario, and how many people they start with."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel

from sim.families.mechanisms import MECHANISMS, key
from sim.families.strategies import STRATEGIES, Circumstances
from sim.movement.plan import reach_faults
from sim.movement.settings import Movement
from sim.scenario import choosing
from sim.scenario.network import Source
from sim.scenario.reading import Reading
from sim.scenario.scenario import Seeding, Strategy

Pushes = tuple[Movement, BaseModel | None, Mapping[str, Any]]
"""The movement: settings of the rule, thresholds if there are any, and the mechanisms of a preset."""


def seeds(reading: Reading, source: Source | None) -> Seeding:
    """Who is seeded when; nobody if that is not known because of faults."""
    section, nobody = reading.sections.get("seeds"), Seeding(())
    if section is None:
        return nobody
    if sum(amount is not None for amount in (section.share, section.count, section.waves)) != 1:
        reading.fault(("seeds",), "takes one of `share:`, `count:` and `waves:`")
        return nobody
    waves = section.waves or (section,)
    for number, wave in enumerate(waves if section.waves else ()):
        place = ("seeds", "waves", number)
        if (wave.share is None) == (wave.count is None):
            reading.fault(place, "takes either `share:` or `count:`")
        if number == 0 and (wave.start or wave.when):
            reading.fault(place, "the first wave begins in step 0, without `from:` and `when:`")
        if number > 0 and (wave.start is None) == (wave.when is None):
            reading.fault(place, "a later wave takes either `from:` or `when:`")
        for option, message in reach_faults(wave.when):
            reading.fault((*place, *option), message)
    if source is None or any((wave.share is None) == (wave.count is None) for wave in waves):
        return nobody
    later = tuple((wave.start, wave.when) for wave in waves[1:])
    counts = tuple(_count(wave, source.people) for wave in waves)
    seeding = Seeding(counts, later, section.committed, section.declining, section.replaced)
    _check_enough(reading, seeding.count, source)
    return seeding


def _count(wave: Any, people: int) -> int:
    if wave.share is None:
        return int(wave.count)
    return max(1, round(wave.share * people)) if wave.share > 0 else 0


def _check_enough(reading: Reading, count: int, source: Source) -> None:
    never = getattr(getattr(reading.sections.get("people"), "never", None), "share", 0.0)
    at_random = _never(reading, never, source)
    can_adopt = source.people - at_random - choosing.held(reading, source)
    if count > can_adopt:
        all_can = can_adopt == source.people
        who = (
            f"there are {source.people} people" if all_can else f"only {can_adopt} of {source.people} people can adopt"
        )
        section = reading.sections["seeds"]
        key = next(key for key in ("count", "share", "waves") if getattr(section, key) is not None)
        reading.fault(("seeds", key), f"{count} seeds are too many; {who}", named=("seeds",))


def _never(reading: Reading, share: Any, source: Source) -> int:
    # How many people never adopt, by a share of all or of some tribes. Wrong shares are faults of traits already.
    def part(of: Any, people: int) -> int:
        return round(of * people) if isinstance(of, int | float) and 0 <= of <= 1 else 0

    column = getattr(reading.sections.get("people"), "tribe", None) or ""
    if not isinstance(share, dict):
        return part(share, source.people)
    if column not in source.outline:
        return 0
    sizes = {tribe: source.outline.size(column, str(tribe)) or 0 for tribe in share}
    return sum(part(value, sizes[tribe]) for tribe, value in share.items())


def strategies(
    reading: Reading, source: Source | None, line: str | None, seeding: Seeding, pushes: Pushes | None
) -> list[Strategy]:
    """The strategies in the order of the scenario."""
    entries: list[Strategy] = []
    labels: set[str] = set()
    around = _around(reading, source, line, seeding, pushes)
    for number, model in enumerate(reading.sections.get("strategies", [])):
        place = reading.strategy(number)
        label = model.label or model.name
        if label in labels:
            reading.fault(place, f'two are called "{label}"; give one a `label:` of its own')
        labels.add(label)
        if choosing.sound(reading, place, model, source, around):
            part, settings = STRATEGIES.parts[model.name], choosing.options(reading, model, around.tribe)
            eligible = choosing.within(model, around.tribe) or {}
            if eligible and source is not None and not part.named(**settings):
                choosing.check_enough(reading, place, source, eligible, seeding.count)
            reading.notes += part.notes(**settings)
            accounting = scoring = None
            if part.account is not None:
                accounting = partial(choosing.asked, part.account, settings, eligible)
            if part.score is not None:
                scoring = partial(choosing.scored, part.score, settings, eligible)
            entries.append(
                Strategy(
                    label,
                    model.name,
                    choosing.chooser(reading, model, around.tribe),
                    accounting,
                    choosing.sees(model),
                    partial(choosing.work, model),
                    part.FIXED,
                    scoring,
                )
            )
    return entries


def _around(
    reading: Reading, source: Source | None, line: str | None, seeding: Seeding, pushes: Pushes | None
) -> Circumstances:
    movement, threshold, brought = pushes or (None, None, {})
    section = reading.sections.get("movement")
    # Mechanisms change weights of ties before the first step, so strategies see the changed weights.
    acting = [name for name, part in MECHANISMS.parts.items() if part.lightest is None]
    besides = [key(name) for name in acting if getattr(section, key(name), None) is not None] + list(brought)
    besides += ["waves"] * bool(seeding.later) + ["declining"] * bool(seeding.declining)
    besides += ["convention"] * hasattr(reading.sections.get("influence"), "convention")
    return Circumstances(
        None if source is None or reading.faulty("people") else source.outline,
        getattr(reading.sections.get("people"), "tribe", None),
        line is not None,
        movement,
        None if threshold is None else threshold.model_dump(by_alias=True),
        tuple(besides),
    )


def baseline(reading: Reading, known: list[Strategy]) -> str | None:
    """The label of the strategy that the others are compared with; None if there is only one."""
    labels = [strategy.label for strategy in known]
    label: str | None = reading.sections.get("baseline")
    if label is not None and labels:
        reading.check_label(("baseline",), label, labels)
    if label is not None or len(labels) < 2:
        return label if len(labels) > 1 else None
    return "random" if "random" in labels else labels[0]
