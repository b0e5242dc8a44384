"""The mechanisms of a scenario's movement, checked against the people of an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.families.mechanisms import MECHANISMS
from sim.ground.draws import stream
from sim.movement.plan import FOREVER, MisfitError, Plan
from sim.scenario.faults import Place, path
from sim.scenario.network import Source
from sim.scenario.reading import Reading
from sim.scenario.sketch import Sketch
from sim.world.people import People, reporting_line
from sim.world.ties import Ties

ORDER = (
    "homophily",
    "formal-support",
    "messages",
    "storytelling",
    "results",
    "critical-mass",
    "divergence",
    "giving-up",
)
"""The order in which mechanisms act in a step: each sees what those before it left (MODEL.md section 3); who is not
named here comes last."""


def mechanisms(
    reading: Reading, source: Source | None, line: str | None, preset: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The options of each mechanism that is on, by its name, in the order in which they act.

    `preset`: mechanisms that come with the preset of the influence; they may not be named again.
    """
    model = reading.sections.get("movement")
    if hasattr(reading.sections.get("influence"), "convention"):
        for key in model.model_fields_set if model is not None else ():
            reading.fault(("movement", key), f"movement.{key}: goes not with a convention, which is a rule of its own")
        seeds = reading.sections.get("seeds")
        if seeds is not None and seeds.waves:
            reading.fault(("seeds", "waves"), "seeds.waves: a convention has its committed people from the beginning")
        output = reading.sections.get("output")
        if output is not None and output.adoptions:
            message = "output.adoptions: goes not with a convention, in which people talk and nothing pushes"
            reading.fault(("output", "adoptions"), message)
        return {}
    found: dict[str, dict[str, Any]] = {}
    for name in (*ORDER, *(name for name in MECHANISMS.names if name not in ORDER)):
        key = name.replace("-", "_")
        part, settings = MECHANISMS.parts[name], getattr(model, key, None)
        if key in preset:
            if settings is not None:
                reading.fault(("movement", key), f"movement.{key}: the preset sets it already; leave it out")
            settings = part.options().model_validate(preset[key])
            reading.notes.append(f"the preset brings `movement: {key}:` with it")
        if settings is not None and reading.part_faults(("movement", key), part, settings):
            found[name] = reading.options(part, settings)
    if source is not None and model is not None and not reading.faults:
        _check_fit(reading, found, source, line)
    reading.notes += _late(reading, found)
    reading.notes += [f"movement.{name.replace('-', '_')}: {IDLE[name]}" for name in found if _idle(name, found)]
    return _stopped(reading, found)


SUPPORT = ("formal-support", "storytelling", "messages")
"""The mechanisms by which a change is supported from outside the people it spreads among."""


def _stopped(reading: Reading, found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    # The mechanisms with an end to all support, where that is asked for.
    stop = reading.sections.get("support_stops")
    if stop is None:
        return found
    if "movement" in reading.sections and not set(SUPPORT) & set(found):
        words = ", ".join(name.replace("-", "_") for name in SUPPORT)
        reading.fault(("support_stops",), f"support_stops: nothing supports the change here ({words} are all off)")
    if stop > reading.sections.get("steps", FOREVER):
        message = f"support_stops: step {stop} comes after the last one, {reading.sections['steps']}"
        reading.fault(("support_stops",), message)
    elif (first := _first_support(found)) >= stop:
        message = f"support_stops: nothing supports the change before step {stop}; support begins in step {first}"
        reading.fault(("support_stops",), message)

    def ended(until: int | None) -> int:
        return stop - 1 if until is None else min(until, stop - 1)

    changed = dict(found)
    for name in set(SUPPORT) & set(found):
        options = dict(found[name])
        if "until" in options:
            options["until"] = ended(options["until"])
        for key in ("sponsors", "periods"):
            if key in options:
                options[key] = tuple(one.model_copy(update={"until": ended(one.until)}) for one in options[key])
        changed[name] = options
    return changed


def _first_support(found: dict[str, dict[str, Any]]) -> int:
    # The first step in which something may support the change; 1 where that hangs on how it goes, or nothing does.
    starts = []
    for name in set(SUPPORT) & set(found):
        options = found[name]
        parts = [one.start for key in ("sponsors", "periods") for one in options.get(key, ())]
        starts += parts or [options.get("start")]
    return min((start or 1 for start in starts), default=1)


def least_factor(reading: Reading) -> float:
    """The least that homophily multiplies the weight of a tie by."""
    homophily = getattr(reading.sections.get("movement"), "homophily", None)
    if homophily is None:
        return 1.0
    rows = (homophily.between or {}).values()
    return min(homophily.same, homophily.other, *(factor for row in rows for factor in row.values()))


def weighed(reading: Reading, ties: Ties) -> Ties:
    """Ties as homophily weighs them; as they are where there is none, or a wrong one."""
    homophily = getattr(reading.sections.get("movement"), "homophily", None)
    tribe = getattr(reading.sections.get("people"), "tribe", None)
    if homophily is None or (tribe is not None and tribe not in ties.attributes):
        return ties
    part = MECHANISMS.parts["homophily"]
    try:
        weighed_: Ties = part.function(_plan(ties, tribe, None), **reading.options(part, homophily)).weigh(ties)
    except MisfitError:
        return ties
    return weighed_


IDLE = {
    "formal-support": "moves nobody, for `push`, `openness` and `keen` are 0, and nobody is held by support",
    "storytelling": "moves nobody, for `level`, `trend` and `hearsay` are 0",
    "critical-mass": "moves nobody, for `openness` is 0",
    "results": "moves nobody, for `gain` is 0, or `openness` is and nobody is held by results",
    "homophily": "changes nothing, for all factors are 1",
    "messages": "moves nobody, for all fits or `weight` are 0",
}
"""What is said of a mechanism that is on and does nothing."""


def _idle(name: str, found: dict[str, dict[str, Any]]) -> bool:
    options, held = found[name], found.get("giving-up", {}).get("held_by")
    if name == "formal-support":
        return not (options["push"] or options["openness"] or options["keen"] or (held and held.support))
    if name == "storytelling":
        return not (options["level"] or options["trend"] or options["hearsay"])
    if name == "results":
        return not (options["gain"] and (options["openness"] or (held and held.results)))
    if name == "homophily":
        rows = (options["between"] or {}).values()
        return {options["same"], options["other"], *(factor for row in rows for factor in row.values())} == {1.0}
    if name == "messages":
        return not (options["weight"] and any(any(row.values()) for row in options["fit"].values()))
    return name == "critical-mass" and not options["openness"]


def _late(reading: Reading, found: dict[str, dict[str, Any]]) -> Iterator[str]:
    # What begins when the run is over is most likely a slip, but another number of steps can be asked for.
    steps = reading.sections.get("steps", FOREVER)
    starts: list[tuple[Place, int]] = []
    for name, options in found.items():
        place = ("movement", name.replace("-", "_"))
        starts += [(place, options.get("start", 1))]
        for key in ("sponsors", "periods"):
            starts += [((*place, key, number), one.start) for number, one in enumerate(options.get(key, ()))]
    waves = getattr(reading.sections.get("seeds"), "waves", None) or ()
    starts += [(("seeds", "waves", number), wave.start or 1) for number, wave in enumerate(waves)]
    for where, start in starts:
        if start > steps:
            yield f"{path((*where, 'from'))}: step {start} comes after the last one, {steps}, so this never begins"


def _plan(ties: Ties, tribe: str | None, manager: np.ndarray | None) -> Plan:
    blank = People.alike(ties.people)
    people = People(blank.passion, blank.threshold, blank.resistance, blank.never, ties.attributes, tribe, manager)
    return Plan(people, ties.names, lambda name: stream(0, 0, name))


def _check_fit(reading: Reading, found: dict[str, dict[str, Any]], source: Source, line: str | None) -> None:
    ties, tribe = source.outline.ties, reading.sections["people"].tribe
    if ties is None:
        plan: Plan = Sketch(source.outline, tribe)
    else:
        manager = None if line is None else reporting_line(ties.names, ties.attributes[line])
        plan = _plan(ties, tribe, manager)
    for name, options in found.items():
        key = name.replace("-", "_")
        try:
            MECHANISMS.parts[name].function(plan, **options)
        except MisfitError as error:
            reading.fault(("movement", key), f"movement.{key}: {error}")
    for number, wave in enumerate(reading.sections["seeds"].waves or () if "seeds" in reading.sections else ()):
        try:
            plan.window(1, None, wave.when)
        except MisfitError as error:
            reading.fault(("seeds", "waves", number), f"seeds.waves[{number + 1}].when: {error}")
