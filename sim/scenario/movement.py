"""The mechanisms of a scenario's movement, checked against the people of an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.draws import stream
from sim.family import MOVEMENT
from sim.movement._plan import MisfitError, Plan
from sim.people import People, reporting_line
from sim.scenario.network import Source
from sim.scenario.reading import Reading

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
"""The order in which mechanisms act in a step: each sees what those before it left (MODEL.md section 3)."""


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
    for name in ORDER:
        key = name.replace("-", "_")
        part, settings = MOVEMENT.parts[name], getattr(model, key, None)
        if key in preset:
            if settings is not None:
                reading.fault(("movement", key), f"movement.{key}: the preset sets it already; leave it out")
            settings = part.options().model_validate(preset[key])
            reading.notes.append(f"the preset brings `movement: {key}:` with it")
        if settings is not None and reading.part_faults(("movement", key), part, settings):
            found[name] = reading.options(part, settings)
    if source is not None and model is not None and not reading.faults:
        _check_fit(reading, found, source, line)
    return found


def _check_fit(reading: Reading, found: dict[str, dict[str, Any]], source: Source, line: str | None) -> None:
    ties = source.example()
    blank = People.alike(ties.people)
    manager = None if line is None else reporting_line(ties.names, ties.attributes[line])
    tribe = reading.sections["people"].tribe
    people = People(blank.passion, blank.threshold, blank.resistance, blank.never, ties.attributes, tribe, manager)
    plan = Plan(people, ties.names, lambda name: stream(0, 0, name))
    for name, options in found.items():
        key = name.replace("-", "_")
        try:
            MOVEMENT.parts[name].function(plan, **options)
        except MisfitError as error:
            reading.fault(("movement", key), f"movement.{key}: {error}")
    for number, wave in enumerate(reading.sections["seeds"].waves or () if "seeds" in reading.sections else ()):
        try:
            plan.window(1, None, wave.when)
        except MisfitError as error:
            reading.fault(("seeds", "waves", number), f"seeds.waves[{number + 1}].when: {error}")
