"""A folder of results as reports use it: the measured tables, and the manifest with its scenario, checked."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.families.own import brought, lacking
from sim.ground.faults import InputError
from sim.ground.kinds import Place
from sim.ground.own import known, own
from sim.reports.run import AsRun
from sim.reports.story.invitation import meanings
from sim.results.about import About
from sim.results.manifest import check_made, read_manifest
from sim.results.results import read
from sim.results.table import ANEW
from sim.scenario.faults import is_tag, unknown_key, worded
from sim.scenario.language.settings import adapter, keys
from sim.scenario.language.settings import settings as scenario_model
from sim.scenario.read import plain


def as_run(folder: Path, *, runs: bool = False) -> AsRun:
    """A folder of results; tables of all runs are read at once with `runs`, else when they are asked for.

    Raises sim.ground.faults.InputError if it is not a whole one.
    """
    return AsRun(folder, read(folder, runs=runs), manifest(folder))


def manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of a folder of results says, with the settings of a scenario that this groundswell knows.

    Raises sim.ground.faults.InputError with all that is wrong.
    """
    document, about = read_manifest(folder)
    check_made(document)
    # Optional settings can be null, which means the same as if they were missing.
    content: dict[str, Any] = {key: value for key, value in document.value.items() if value is not None}
    if faults := document.faults(lacking(content.get("parts", ()))):
        raise InputError(faults)
    with known((*own(), *brought(content["settings"]))):
        settings, wrong = _checked(content["settings"])
    wrong = wrong or list(_apart(about, settings))
    if wrong:
        raise InputError(document.faults((place, f"{message}; {ANEW}") for place, message in wrong))
    content["settings"] = settings
    return content


def _checked(settings: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[Place, str]]]:
    # The settings with every default, and their faults, worded as for a scenario.
    sections: dict[str, Any] = {}
    model = scenario_model()
    wrong: list[tuple[Place, str]] = [
        ((key,), unknown_key(key, keys(model))) for key in settings if key not in model.model_fields
    ]
    for key, member in model.model_fields.items():
        if key not in settings and member.is_required():
            wrong.append(((), f'"{key}" is missing'))
        elif key not in settings:
            sections[key] = plain(member.get_default(call_default_factory=True))
        else:
            try:
                sections[key] = plain(adapter(key).validate_json(json.dumps(settings[key]), strict=True))
            except ValidationError as error:
                wrong += [worded(fault, (key, *fault["loc"])) for fault in error.errors()]
    places = [tuple(key for key in place if isinstance(key, int) or not is_tag(key)) for place, _ in wrong]
    words = [(("settings", *place), message) for place, (_, message) in zip(places, wrong, strict=True)]
    return {key: value for key, value in sections.items() if value is not None}, words


def _apart(about: About, settings: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    lacking = [label for label in about.strategies if label not in meanings(settings)]
    if lacking:
        yield ("settings", "strategies"), f"lacks {', '.join(lacking)}, which the results compare"
