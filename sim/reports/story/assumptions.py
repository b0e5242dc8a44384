"""What a scenario assumes: each setting that matters, in words, with the grade of its evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.evidence.grades import evidence
from sim.families.conventions import CONVENTIONS
from sim.families.datasets import DATASETS
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.presets import PRESETS
from sim.scenario.language.pushes import OwnInfluence
from sim.scenario.language.settings import PeopleTable, Seeds

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Assumption:
    """An assumption: its `place` in the scenario, what it `says`, its settings as `values`, and its evidence.

    `grade`: A field experiments, B observation or laboratory, C assumption, or ungraded; `why`: what that rests on.
    """

    place: str
    says: str
    values: str
    grade: str
    why: str


def assumptions(settings: Settings) -> tuple[Assumption, ...]:
    """All that a scenario with these settings assumes, without settings that have no effect."""
    parts = [*_network(settings), *_people(settings), *_influence(settings), *_movement(settings), *_seeds(settings)]
    graded = [(part, evidence(part[0], settings)) for part in parts]
    return tuple(
        Assumption(
            place,
            f"{says[0].upper()}{says[1:].rstrip('.')}.",
            values,
            grade.grade,
            f"{grade.why[0].upper()}{grade.why[1:]}.",
        )
        for (place, says, values), grade in graded
        if grade is not None
    )


def off(settings: Settings) -> tuple[str, ...]:
    """The names of mechanisms that are off in a scenario."""
    on = {key for key, value in settings["movement"].items() if value is not None}
    return tuple(name for name in MECHANISMS.names if name.replace("-", "_") not in on)


Found = Iterator[tuple[str, str, str]]


def _network(settings: Settings) -> Found:
    network = settings["network"]
    if "generate" in network:
        summary, values = NETWORKS.part(network["generate"]).summary, _without(network, "generate")
    elif "dataset" in network:
        summary, values = DATASETS.part(network["dataset"]).summary, _without(network, "dataset")
    elif "file" in network:
        summary, values = (
            f"The ties are those of the file {network['file']}",
            {name: network.get(name) for name in TOLD},
        )
    else:
        kind = next(iter(network))
        summary, values = NETWORKS.part(kind).summary, network[kind]
    yield "network", summary, _shown(values)


TOLD = ("direction", "at_least", "weights")
"""Options of network files that are assumptions; the others only say where things are in the file."""


def _people(settings: Settings) -> Found:
    people = settings["people"]
    passion, never, resistance = (people.get(name, {}) for name in ("passion", "never", "resistance"))
    if passion and passion["distribution"] != "constant":
        yield "people.passion", _described(PeopleTable, "passion"), _shown(passion)
    if never and (never.get("share") or never.get("column")):
        yield "people.never", "Some people never adopt, whatever happens", _shown(never)
    if resistance and resistance["scale"] != 1:
        yield "people.resistance", "How much pushing people take, against what is usual", _shown(resistance)
    if people.get("cost"):
        yield "people.cost", _described(PeopleTable, "cost"), _shown(people["cost"])


def _influence(settings: Settings) -> Found:
    influence = settings["influence"]
    for key, family in (("preset", PRESETS), ("convention", CONVENTIONS)):
        if influence.get(key):
            yield "influence", family.part(influence[key]).summary, _shown(_without(influence, key, *ROLES))
    if not influence.get("preset"):
        for key in ("spontaneous", "contagion", "contacts", "threshold"):
            if influence.get(key):
                yield f"influence.{key}", _pushes(key, influence[key]), _shown(influence[key])
    for key in ROLES:
        on = {name: value for name, value in influence.get(key, {}).items() if value}
        if on:
            yield f"influence.{key}", _described(OwnInfluence, key), _shown(on)


def _pushes(key: str, options: Any) -> str:
    hesitant = key == "threshold" and options["noise"] < 1
    return HESITANT if hesitant else _described(OwnInfluence, key)


HESITANT = "people follow, sooner or later, when enough of their peers did"
"""The assumption of thresholds that people do not follow at once."""


ROLES = ("receptivity", "sending")


def _movement(settings: Settings) -> Found:
    for key, options in settings["movement"].items():
        if options is not None:
            yield f"movement.{key}", MECHANISMS.part(key.replace("_", "-")).summary, _shown(options)


def _seeds(settings: Settings) -> Found:
    if settings["influence"].get("convention"):
        yield "seeds.committed", "Those who start use the new one whatever they hear", ""
    for key in ("committed", "declining"):
        if settings["seeds"].get(key):
            yield f"seeds.{key}", _described(Seeds, key), _shown(settings["seeds"][key])


def _described(model: Any, name: str) -> str:
    return str(model.model_fields[name].description)


def _without(settings: Settings, *names: str) -> Settings:
    return {name: value for name, value in settings.items() if name not in names}


def _shown(value: Any) -> str:
    # Settings in a line: `mean 0.38, sd 0.12, in shares`.
    if isinstance(value, Mapping):
        acting = [key for key, entry in value.items() if entry not in (None, {}) and NEUTRAL.get(key) != entry]
        pairs = {str(key).replace("_", " "): _shown(value[key]) for key in acting}
        return ", ".join(f"{name} ({entry})" if ", " in entry else f"{name} {entry}" for name, entry in pairs.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(map(_shown, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


NEUTRAL = {"correlation_with_degree": 0, "noise": 1, "from": 1}
"""Values at which settings have no effect."""
