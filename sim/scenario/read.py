"""From a YAML file to a checked Scenario, or to everything that is wrong with it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.families.own import brought, parts_of
from sim.families.studies import options, studies
from sim.ground.extras import installing
from sim.ground.faults import InputError
from sim.ground.own import known, own
from sim.ground.parts import Part
from sim.scenario.claim import check_different, claim, differs, without_the_claim
from sim.scenario.influence import check_weights, convention, influence
from sim.scenario.language.settings import Rounds, settings
from sim.scenario.movement import mechanisms as resolved
from sim.scenario.network import network
from sim.scenario.page import Page, read_page
from sim.scenario.reading import WITHOUT, Reading
from sim.scenario.scenario import Asked, Scenario
from sim.scenario.strategies import baseline, seeds, strategies
from sim.scenario.templates import located
from sim.scenario.traits import costs, never_drawn, passion_drawn, reports_to, traits
from sim.scenario.varying import beside, check_factors

PASSED_ON = ("support_stops", "question", "steps", "seed", "takeoff", "smallest_difference")


def read(file: str | Path, *, parts: Iterable[Any] = (), only: tuple[str, ...] = (), **changes: Any) -> Scenario:
    """Read and check a scenario: a file, or a shipped one by name if there is no such file.

    `parts`: strategies, mechanisms, networks and outcomes of your own, functions or classes (`sim.part`), which the
    scenario can name and nothing else knows; `only`: these strategies, by label, or any strategies by name; `changes`:
    other values for `runs`, `steps`, `seed` and `people` (of a network that is generated with a number of people); None
    changes nothing.
    Raises sim.ground.faults.InputError with all faults.
    """
    path = located(Path(file))
    return understood(path, read_page(path, str(file)), only=only, parts=parts_of(parts), **changes)


def understood(
    path: Path,
    page: Page,
    *,
    only: tuple[str, ...] = (),
    parts: tuple[Part, ...] = (),
    drawn: bool = False,
    **changes: Any,
) -> Scenario:
    """Check a page in place of the file at `path`, from whose folder its files are read; otherwise as `read`.

    With `drawn`, the first network is drawn too, and what only that shows is checked.
    """
    with known((*own(), *parts, *brought(page.content, only))):
        return _understood(path, page, only, parts, drawn, changes)


def _understood(
    path: Path, page: Page, only: tuple[str, ...], parts: tuple[Part, ...], drawn: bool, changes: dict[str, Any]
) -> Scenario:
    changed = {key: value for key, value in changes.items() if value is not None}
    reading, without = Reading(path, page, only, changed, drawn=drawn, understand=_scenario), None
    if differs(reading):
        other = reading.beside(page.varied(WITHOUT))
        without = _scenario(other, "without the claim")
        reading.inputs |= other.inputs
        reading.notes += [f"without the claim: {note}" for note in other.notes]
        scenario = _scenario(reading, "", without)
        known = set(reading.faults)
        reading.faults += [without_the_claim(reading, fault) for fault in other.first() if fault not in known]
        if scenario is not None and without is not None:
            check_different(reading, scenario, without)
    else:
        scenario = _scenario(reading, "")
    if scenario is not None and not reading.faults:
        scenario = replace(scenario, asked=_asked(reading, scenario))
    if reading.faults or scenario is None:
        raise InputError(reading.first())
    unsure = dict.fromkeys(doubt for source, *_ in reading.sources.values() for doubt in source.outline.unsure)
    if not unsure:
        return scenario
    return replace(scenario, unsure=tuple(unsure), drawn=partial(_drawn, path, page, only, parts, changed))


def _asked(reading: Reading, base: Scenario) -> dict[str, Asked]:
    # The side experiments of a scenario that is right itself, by the names of their studies.
    asked: dict[str, Asked] = {}
    for name, study in studies().items():
        if study.option is None or study.arms is None:
            continue
        value = reading.sections[study.option.key]
        arms = None if value == study.option.default else study.arms(base, value, reading)
        if arms is not None:
            asked[name] = arms
    return asked


def _drawn(
    path: Path, page: Page, only: tuple[str, ...], parts: tuple[Part, ...], changes: dict[str, Any]
) -> tuple[str, ...]:
    return understood(path, page, only=only, parts=parts, drawn=True, **changes).notes


def confirmed(scenario: Scenario) -> Scenario:
    """The scenario after the checks that need the first network, which is drawn if there are any.

    Raises sim.ground.faults.InputError with all faults.
    """
    if scenario.drawn is None:
        return scenario
    return replace(scenario, notes=scenario.drawn(), unsure=(), drawn=None)


def _scenario(reading: Reading, kind: str, without: Scenario | None = None) -> Scenario | None:
    # The scenario that was read, or None if it has faults. `kind`: set for the variant without a claim and the like.
    source = network(reading)
    pushes = influence(reading)
    if pushes is not None:
        check_weights(reading, source, pushes[0])
    line = reports_to(reading, source)
    played = convention(reading)
    draws = traits(reading, pushes[1] if pushes else None, source)
    priced = costs(reading, source)
    seeding = seeds(reading, source)
    chosen = strategies(reading, source, line, seeding, pushes)
    against = baseline(reading, chosen)
    _check_output(reading)
    if not kind:
        for option in options():
            check_factors(reading, option.key)
    mechanisms = resolved(reading, source, line, pushes[2] if pushes else {})
    tried = None if kind else claim(reading, chosen, None if source is None else source.people, without)
    if reading.faults or source is None or pushes is None:
        return None
    runs = reading.sections["runs"]
    rounds = runs if isinstance(runs, Rounds) else None
    sections = {key: reading.sections[key] for key in settings().model_fields}
    name = sections["name"] or reading.stem
    sections |= {"name": f"{name}, {kind}" if kind else name, "baseline": against}
    if kind:
        sections |= {key: settings().model_fields[key].default for key in beside()}
    return Scenario(
        name=sections["name"],
        settings={key: plain(value) for key, value in sections.items() if value is not None},
        inputs=dict(sorted(reading.inputs.items())),
        people=source.people,
        names=source.names,
        seeding=seeding,
        build=source.build,
        drawing=source.drawing,
        traits=draws,
        tribe=sections["people"].tribe,
        reports_to=line,
        movement=pushes[0],
        mechanisms=mechanisms,
        convention=played,
        strategies=tuple(chosen),
        baseline=against,
        runs=runs if rounds is None else rounds.at_most,
        precision=None if rounds is None else rounds.precision,
        costs=priced,
        explained=sections["output"].adoptions,
        shown=sections["output"].world,
        claim=tried,
        notes=tuple(reading.notes),
        parts=own(),
        memory=reading.memory,
        passion_drawn=passion_drawn(sections["people"]),
        never_drawn=never_drawn(sections["people"]),
        written=frozenset(_places(reading.data)),
        **{key: sections[key] for key in PASSED_ON},
    )


def _places(value: Any, place: str = "") -> Iterator[str]:
    # The places of single values; lists without mappings in them count as single values.
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _places(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for number, item in enumerate(value, 1):
            yield from _places(item, f"{place}[{number}]")
    else:
        yield place


def _check_output(reading: Reading) -> None:
    output = reading.sections.get("output")
    if output is not None and output.runs != "csv" and importlib.util.find_spec("pyarrow") is None:
        reading.fault(("output", "runs"), f"parquet needs pyarrow: {installing('parquet')}")


def plain(value: Any) -> Any:
    """A checked section of a scenario as plain data, ready for JSON."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    return value
