"""How good the evidence outside this model is for what a scenario assumes, by the place in the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.evidence.known import BASS, FOLLOWS, SEVERAL, TRIES
from sim.families.conventions import CONVENTIONS
from sim.families.datasets import DATASETS
from sim.families.distributions import DISTRIBUTIONS
from sim.families.evidence import NOBODYS, SHORT, Evidence
from sim.families.files import FILES, reader
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.presets import PRESETS

LEGEND = (
    f"Grades say how good the evidence outside this model is that people do act like this: {SHORT}. They do not vouch "
    "for the numbers, which are assumptions unless they were measured or calibrated."
)

TABLED = Evidence("C", "as the table of people has it; how it was found out is not known here")

GRADES = {
    "people.passion": Evidence("C", "how keen people are was not measured"),
    "people.never": Evidence("C", "how many never change is not known beforehand"),
    "people.resistance": Evidence("C", "how much pushing a tribe takes was not measured"),
    "people.cost": Evidence("C", "what people cost is as whoever wrote the scenario says"),
    "influence.spontaneous": BASS,
    "influence.contagion": Evidence(
        "A", "peers moved people in a randomised field experiment", "Aral & Walker 2012, Science 337:337"
    ),
    "influence.contagion.reinforcement": SEVERAL,
    "influence.contacts": TRIES,
    "influence.contacts.persistence": Evidence("C", "how long people go on persuading is an assumption"),
    "influence.threshold": FOLLOWS,
    "influence.threshold.noise": Evidence("C", "how long people wait is an assumption"),
    "influence.threshold.correlation_with_degree": Evidence(
        "C", "whether the well-connected need more is an assumption"
    ),
    "influence.link": Evidence("C", "how pushes become chances is a convention of models"),
    "influence.receptivity": Evidence("C", "how much readier the keen are is an assumption"),
    "influence.sending": Evidence("C", "how much more the keen, or the senior, persuade is an assumption"),
    "seeds.committed": Evidence("C", "that those who start never fall back is an assumption"),
    "seeds.declining": Evidence("C", "how many decline is not known beforehand"),
}
"""What is known of settings that belong to no part, by their place in a scenario or one above it; parts state their own
evidence."""


def evidence(place: str, settings: Mapping[str, Any]) -> Evidence | None:
    """How good the evidence is for a setting, by its place in a scenario with these settings.

    `place`: as in `sim describe`, for instance `influence.threshold.mean` or `movement.storytelling`. None: the setting
    is a decision, such as the number of seeds, or nothing is known of it.
    """
    section, *inside = place.split(".")
    if section == "movement":
        part = MECHANISMS.get(inside[0].replace("_", "-")) if inside else None
        return None if part is None else part.EVIDENCE
    if section == "network":
        return _network(settings.get("network", {}))
    if section == "influence" and inside[:1] not in (["receptivity"], ["sending"]):
        whole = _whole(settings.get("influence", {}))
        if whole is not None:
            return whole
    return _of_column(section, inside, settings) or next(
        (GRADES[key] for key in _upwards(place) if key in GRADES), None
    )


def _network(network: Mapping[str, Any]) -> Evidence:
    if "dataset" in network:
        return DATASETS.part(network["dataset"]).EVIDENCE
    if "file" in network:
        name = reader(network["file"])
        return NOBODYS if name is None else FILES.part(name).EVIDENCE
    name = network.get("generate") or next(iter(network), None)
    part = NETWORKS.get(str(name))
    return NOBODYS if part is None else part.EVIDENCE


def _whole(influence: Mapping[str, Any]) -> Evidence | None:
    # Evidence for a preset or a convention as a whole; None where influence is put together source by source.
    if influence.get("preset"):
        return PRESETS.part(influence["preset"]).EVIDENCE
    return CONVENTIONS.part(influence["convention"]).EVIDENCE if influence.get("convention") else None


def _of_column(section: str, inside: list[str], settings: Mapping[str, Any]) -> Evidence | None:
    # Values from a table of people are measured, so they get the grade of their source, not that of an assumption.
    value = settings.get(section, {}).get(inside[0]) if inside else None
    if not isinstance(value, Mapping):
        return None
    if value.get("column"):
        return TABLED
    name = value.get("distribution")
    return DISTRIBUTIONS.part(name).EVIDENCE if name else None


def _upwards(place: str) -> Iterator[str]:
    # A place and the places above it, the lowest first.
    while place:
        yield place
        place = place.rpartition(".")[0]
