"""The mechanisms of a scenario's movement, checked against example people."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.families.mechanisms import MECHANISMS, Mechanism, key, ordered
from sim.ground.draws import stream
from sim.movement.plan import FOREVER, MisfitError, Plan
from sim.movement.times import ended, misfits, windows
from sim.scenario.faults import Place, path
from sim.scenario.network import Source
from sim.scenario.reading import Reading
from sim.scenario.sketch import Sketch
from sim.world.people import People, reporting_line
from sim.world.ties import Ties


def mechanisms(
    reading: Reading, source: Source | None, line: str | None, preset: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The options of each mechanism that is on, by its name, in the order in which they act.

    `preset`: mechanisms that come with the preset of the influence; they may not be named again.
    """
    model = reading.sections.get("movement")
    if hasattr(reading.sections.get("influence"), "convention"):
        for name in model.model_fields_set if model is not None else ():
            reading.fault(("movement", name), "goes not with a convention, which is a rule of its own")
        seeds = reading.sections.get("seeds")
        if seeds is not None and seeds.waves:
            reading.fault(("seeds", "waves"), "a convention has its committed people from the beginning")
        output = reading.sections.get("output")
        if output is not None and output.adoptions:
            message = "goes not with a convention, in which people talk and nothing pushes"
            reading.fault(("output", "adoptions"), message)
        return {}
    options: dict[str, dict[str, Any]] = {}
    for name, part in ordered().items():
        place, settings = ("movement", key(name)), getattr(model, key(name), None)
        if place[1] in preset:
            if settings is not None:
                reading.fault(place, "the preset sets it already; leave it out")
            settings = part.options().model_validate(preset[place[1]])
            reading.notes.append(f"the preset brings `movement: {place[1]}:` with it")
        own = {} if settings is None else reading.options(part, settings)
        if settings is not None and reading.part_faults(place, part, settings, misfits(own)):
            options[name] = own
    if source is not None and model is not None and not reading.faults:
        _check_fit(reading, options, source, line)
    reading.notes += _late(reading, options)
    reading.notes += _idle(options)
    return _stopped(reading, options)


def _stopped(reading: Reading, options: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    # The options of mechanisms, with an end to all support if that is asked for.
    stop = reading.sections.get("support_stops")
    if stop is None:
        return options
    supporting = [name for name, part in ordered().items() if part.SUPPORT]
    if "movement" in reading.sections and not set(supporting) & set(options):
        words = ", ".join(map(key, supporting))
        reading.fault(("support_stops",), f"nothing supports the change here ({words} are all off)")
    if stop > reading.sections.get("steps", FOREVER):
        reading.fault(("support_stops",), f"step {stop} comes after the last one, {reading.sections['steps']}")
    elif (first := _first(options, supporting)) >= stop:
        message = f"nothing supports the change before step {stop}; support begins in step {first}"
        reading.fault(("support_stops",), message)
    return {name: ended(own, stop - 1) if name in supporting else own for name, own in options.items()}


def _first(options: Mapping[str, Mapping[str, Any]], names: Collection[str]) -> int:
    # The first step in which any of the mechanisms may act; 1 if that depends on the course of the change.
    return min((start for name in names if name in options for _, start, *_ in windows(options[name])), default=1)


def least_factor(reading: Reading) -> float:
    """The smallest factor of mechanisms for the weight of a tie."""
    least = [part.lightest(**reading.options(part, model)) for part, model in weighing(reading) if part.lightest]
    return math.prod(least)


def weighed(reading: Reading, ties: Ties) -> Ties:
    """Ties as mechanisms weigh them; unchanged if no mechanism does, or one has faults."""
    tribe = getattr(reading.sections.get("people"), "tribe", None)
    if tribe is not None and tribe not in ties.attributes:
        return ties
    try:
        for part, model in weighing(reading):
            ties = part.function(_plan(ties, tribe, None), **reading.options(part, model)).weigh(ties)
    except MisfitError:
        pass
    return ties


def weighing(reading: Reading) -> Iterator[tuple[Mechanism, Any]]:
    """The mechanisms that are on and change the weights of ties, with their settings."""
    movement = reading.sections.get("movement")
    for name, part in ordered().items():
        model = getattr(movement, key(name), None)
        if part.lightest is not None and model is not None:
            yield part, model


def _idle(options: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    # Notes on mechanisms that are on and do nothing.
    parts = ordered()
    used = {what for name, own in options.items() for what in parts[name].uses(**own)}
    for name, own in options.items():
        if sentence := parts[name].idle(used, **own):
            yield f"movement.{key(name)}: {sentence}"


def _late(reading: Reading, options: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    # Only a note: something that begins after the last step is most likely a slip, but steps can be overridden.
    steps = reading.sections.get("steps", FOREVER)
    starts: list[tuple[Place, int]] = []
    for name, own in options.items():
        starts += [(("movement", key(name), *inside), start) for inside, start, *_ in windows(own)]
    waves = getattr(reading.sections.get("seeds"), "waves", None) or ()
    starts += [(("seeds", "waves", number), wave.start or 1) for number, wave in enumerate(waves)]
    for where, start in starts:
        if start > steps:
            yield f"{path((*where, 'from'))}: step {start} comes after the last one, {steps}, so this never begins"


def _plan(ties: Ties, tribe: str | None, manager: np.ndarray | None) -> Plan:
    people = replace(People.alike(ties.people), attributes=ties.attributes, tribe=tribe, manager=manager)
    return Plan(people, ties.names, lambda name: stream(0, 0, name))


def _check_fit(reading: Reading, options: Mapping[str, Mapping[str, Any]], source: Source, line: str | None) -> None:
    ties, tribe = source.outline.ties, reading.sections["people"].tribe
    if ties is None:
        plan: Plan = Sketch(source.outline, tribe)
    else:
        manager = None if line is None else reporting_line(ties.names, ties.attributes[line])
        plan = _plan(ties, tribe, manager)
    for name, own in options.items():
        place = ("movement", key(name))
        try:
            MECHANISMS.part(name).function(plan, **own)
        except MisfitError as error:
            reading.fault(place, str(error))
    for number, wave in enumerate(reading.sections["seeds"].waves or () if "seeds" in reading.sections else ()):
        try:
            plan.window(1, None, wave.when)
        except MisfitError as error:
            reading.fault(("seeds", "waves", number), str(error), named=("seeds", "waves", number, "when"))
