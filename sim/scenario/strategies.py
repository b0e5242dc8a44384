"""The strategies of a scenario, and how many people they start with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from sim.family import STRATEGIES, did_you_mean
from sim.faults import Fault, InputError
from sim.scenario.faults import Place, path
from sim.scenario.network import Source
from sim.scenario.reading import Reading
from sim.scenario.scenario import Seeding, Strategy
from sim.tables import numbers


def seeds(reading: Reading, source: Source | None) -> Seeding:
    """Who is seeded when; nobody where it cannot be told."""
    wanted, nobody = reading.sections.get("seeds"), Seeding(())
    if wanted is None:
        return nobody
    if sum(one is not None for one in (wanted.share, wanted.count, wanted.waves)) != 1:
        reading.fault(("seeds",), "seeds: takes one of `share:`, `count:` and `waves:`")
        return nobody
    waves = wanted.waves or (wanted,)
    for number, wave in enumerate(waves if wanted.waves else ()):
        place = ("seeds", "waves", number)
        if (wave.share is None) == (wave.count is None):
            reading.fault(place, f"{path(place)}: takes either `share:` or `count:`")
        if number == 0 and (wave.start or wave.when):
            reading.fault(place, f"{path(place)}: the first wave begins in step 0, without `from:` and `when:`")
        if number > 0 and (wave.start is None) == (wave.when is None):
            reading.fault(place, f"{path(place)}: a later wave takes either `from:` or `when:`")
    if source is None or any((wave.share is None) == (wave.count is None) for wave in waves):
        return nobody
    later = tuple((wave.start, wave.when) for wave in waves[1:])
    counts = tuple(_count(wave, source.people) for wave in waves)
    seeding = Seeding(counts, later, wanted.committed, wanted.declining, wanted.replaced)
    _check_enough(reading, seeding.count, source)
    return seeding


def _count(wave: Any, people: int) -> int:
    if wave.share is None:
        return int(wave.count)
    return max(1, round(wave.share * people)) if wave.share > 0 else 0


def _check_enough(reading: Reading, count: int, source: Source) -> None:
    never = getattr(getattr(reading.sections.get("people"), "never", None), "share", 0.0)
    at_random = 0 if isinstance(never, dict) else round(never * source.people)
    can_adopt = source.people - at_random - len(_held_back(reading, source))
    if count > can_adopt:
        all_can = can_adopt == source.people
        who = (
            f"there are {source.people} people" if all_can else f"only {can_adopt} of {source.people} people can adopt"
        )
        wanted = reading.sections["seeds"]
        key = next(key for key in ("count", "share", "waves") if getattr(wanted, key) is not None)
        reading.fault(("seeds", key), f"seeds: {count} seeds are too many; {who}")


def strategies(reading: Reading, source: Source | None) -> list[Strategy]:
    """The strategies in the order of the scenario."""
    found: list[Strategy] = []
    for number, model in enumerate(reading.sections.get("strategies", [])):
        place = ("strategies", number)
        part = STRATEGIES.parts[model.name]
        label = model.label or model.name
        if any(label == other.label for other in found):
            reading.fault(place, f'strategies[{number + 1}]: two are called "{label}"; give one a `label:` of its own')
        if reading.part_faults(place, part, model):
            options = reading.options(part, model)
            if (file := getattr(model, "file", None)) is None or reading.input((*place, "file"), file):
                _check_named(reading, place, source, part.beside("named", _nobody), options)
            _check_people(reading, place, source, part.beside("lacks", _nothing), options)
            found.append(Strategy(label, model.name, partial(part.function, **options)))
    return found


def baseline(reading: Reading, known: list[Strategy]) -> str | None:
    """The label of the strategy that the others are compared with; None if there is only one."""
    labels = [strategy.label for strategy in known]
    wanted: str | None = reading.sections.get("baseline")
    if wanted is not None and labels and wanted not in labels:
        near = did_you_mean(wanted, labels) or f"; they are {', '.join(labels)}"
        reading.fault(("baseline",), f'baseline: "{wanted}" is none of the strategies{near}')
    if wanted is not None or len(labels) < 2:
        return wanted if len(labels) > 1 else None
    return "random" if "random" in labels else labels[0]


def _nobody(**_: Any) -> tuple[str, ...]:
    return ()


def _nothing(*_: Any, **__: Any) -> Iterator[tuple[str, str]]:
    return iter(())


def _check_people(
    reading: Reading,
    place: Place,
    source: Source | None,
    lacks: Callable[..., Iterator[tuple[str, str]]],
    options: dict[str, Any],
) -> None:
    # A strategy that goes by a column, the tribe or the reporting line has a function `lacks` beside its own.
    people = reading.sections.get("people")
    if source is None or people is None or lacks is _nothing:
        return
    columns = source.example().attributes
    line = people.reports_to is not None or "manager" in columns
    for option, message in lacks(columns, people.tribe, line, **options):
        reading.fault((*place, option), f"{path((*place, option))}: {message}")


def _check_named(
    reading: Reading,
    place: Place,
    source: Source | None,
    named: Callable[..., tuple[str, ...]],
    options: dict[str, Any],
) -> None:
    # A strategy that names people has a function `named` beside its own; ids that match nobody are a fault.
    try:
        names = named(**options)
    except InputError as error:
        reading.faults += error.faults
        return
    if not names or source is None:
        return
    known = source.example().names
    everyone, never = set(known), {known[i] for i in _held_back(reading, source)}
    for line, name in enumerate(names, 2):
        if name in everyone and name not in never:
            continue
        stranger = f'nobody in the network is called "{name}"{did_you_mean(name, known)}'
        message = f'"{name}" never adopts, as people.never says' if name in never else stranger
        if options.get("file") is None:
            reading.fault((*place, "people"), f"{path(place)}: {message}")
        else:
            reading.faults.append(Fault(str(options["file"]), line, message))


def _held_back(reading: Reading, source: Source) -> np.ndarray:
    # The numbers of those who by a column never adopt, as far as that can be told.
    column = getattr(getattr(reading.sections.get("people"), "never", None), "column", None)
    if column is None or column not in source.example().attributes:
        return np.empty(0, np.int64)
    values = numbers(source.example().attributes[column])
    return np.empty(0, np.int64) if values is None else np.flatnonzero(values == 1)
