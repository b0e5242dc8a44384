"""How good the evidence outside this model is for what a scenario assumes, by the place in the scenario."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.ground.parts import MOVEMENT, UNGRADED, Part

MEANING = {"A": "field experiments", "B": "observation or laboratory", "C": "assumption"}
"""What the grades mean."""

UNKNOWN = "nobody has graded the evidence for it"
"""What is said of a part that is in no table of evidence, such as a user's own."""

SHORT = ", ".join(f"{grade} {basis}" for grade, basis in MEANING.items())
"""The same in a line."""

LEGEND = (
    f"Grades say how good the evidence outside this model is that people do act like this: {SHORT}. They do not vouch "
    "for the numbers, which are assumptions unless they were measured or calibrated."
)


@dataclass(frozen=True)
class Evidence:
    """How good the evidence is: a `grade` from A to C or UNGRADED, and `why`, in words, with the source."""

    grade: str
    why: str

    @property
    def meaning(self) -> str:
        """What the grade means, in a few words."""
        return MEANING.get(self.grade, self.grade)


TRIES = (
    "word of a new loan passed along the ties of 43 villages, though from those who had not taken it too (Banerjee et "
    "al. 2013, Science 341:1236498)"
)
FOLLOWS = (
    "people differ in how many of their peers had adopted before them (Valente 1996, Social Networks 18:69), and "
    "groups tip in experiments (Centola et al. 2018, Science 360:1116)"
)
SEVERAL = "word from several peers made adoption likelier in an experiment online (Centola 2010, Science 329:1194)"
TALKS = (
    "conventions form, and are overturned by committed minorities, in the laboratory (Centola & Baronchelli 2015, PNAS "
    "112:1989; Centola et al. 2018, Science 360:1116)"
)
BASS = (
    "first purchases of new products have curves of this shape, which other models have too (Bass 1969, Management "
    "Science 15:215)"
)

GRADES = {
    "network": Evidence("C", "ties are drawn after a rule; real organisations differ from it"),
    "network.organisation": Evidence("C", "line, teams and informal ties are drawn, not measured"),
    "network.organisations": Evidence("C", "organisations and the pins that link them are drawn, not measured"),
    "network.file": Evidence("B", "these are ties as somebody observed them; some will be missing or wrong"),
    "network.dataset": Evidence("B", "a published network, as its author observed it"),
    "people.passion": Evidence("C", "how keen people are was not measured"),
    "people.never": Evidence("C", "how many never change is not known beforehand"),
    "people.resistance": Evidence("C", "how much pushing a tribe takes was not measured"),
    "people.cost": Evidence("C", "what people cost is as whoever wrote the scenario says"),
    "influence.spontaneous": Evidence("B", BASS),
    "influence.contagion": Evidence(
        "A", "peers moved people in a randomised field experiment (Aral & Walker 2012, Science 337:337)"
    ),
    "influence.contagion.reinforcement": Evidence("A", SEVERAL),
    "influence.contacts": Evidence("B", TRIES),
    "influence.contacts.persistence": Evidence("C", "how long people go on persuading is an assumption"),
    "influence.threshold": Evidence("B", FOLLOWS),
    "influence.threshold.noise": Evidence("C", "how long people wait is an assumption"),
    "influence.threshold.correlation_with_degree": Evidence(
        "C", "whether the well-connected need more is an assumption"
    ),
    "influence.link": Evidence("C", "how pushes become chances is a convention of models"),
    "influence.receptivity": Evidence("C", "how much readier the keen are is an assumption"),
    "influence.sending": Evidence("C", "how much more the keen, or the senior, persuade is an assumption"),
    "influence.bass": Evidence("B", BASS),
    "influence.granovetter": Evidence("B", FOLLOWS),
    "influence.linear-threshold": Evidence("C", "thresholds spread evenly from 0 to 1 are a convention of models"),
    "influence.watts": Evidence("C", "one threshold for everybody is a convention of models"),
    "influence.watts-dodds": Evidence("C", "one threshold for everybody is a convention of models"),
    "influence.complex-contagion": Evidence("B", f"{SEVERAL}; that nobody moves with fewer is an assumption"),
    "influence.noisy-threshold": Evidence("B", f"{SEVERAL}; how seldom people move with fewer is an assumption"),
    "influence.independent-cascade": Evidence("B", TRIES),
    "influence.weighted-cascade": Evidence(
        "C", "that the busy are persuaded less by each peer is a convention of models"
    ),
    "influence.si": Evidence("B", TRIES),
    "influence.sis": Evidence("B", TRIES),
    "influence.sir": Evidence("B", TRIES),
    "influence.naming-game": Evidence("B", TALKS),
    "influence.best-response": Evidence("B", f"{TALKS}; how far back people remember is an assumption"),
    "seeds.committed": Evidence("C", "that those who start never fall back is an assumption"),
    "seeds.declining": Evidence("C", "how many decline is not known beforehand"),
}
"""Grades by the place in a scenario, for all that stands below it; presets and conventions by their names."""


def evidence(place: str, settings: Mapping[str, Any]) -> Evidence | None:
    """How good the evidence is for a setting, by its place in a scenario with these settings.

    `place`: as in `sim describe`, for instance `influence.threshold.mean` or `movement.storytelling`. None: it is no
    assumption on how people are but a decision, such as the number of seeds, or nothing is known of it.
    """
    words = place.split(".")
    if words[0] == "movement":
        return _mechanism(words[1]) if len(words) > 1 else None
    influence = settings.get("influence", {})
    named = influence.get("preset") or influence.get("convention")
    if named and words[0] == "influence" and words[1:2] not in (["receptivity"], ["sending"]):
        return GRADES.get(f"influence.{named}", Evidence(UNGRADED, UNKNOWN))
    if words[0] == "network":
        words = ["network", *(kind for kind in NETWORKS if kind in settings.get("network", ()))]
    if _from_column(words, settings):
        return Evidence("C", "as the table of people has it; how it was found out is not known here")
    longer = (".".join(words[:length]) for length in range(len(words), 0, -1))
    return next((GRADES[one] for one in longer if one in GRADES), None)


NETWORKS = ("file", "dataset", "organisation", "organisations")


def _from_column(words: Sequence[str], settings: Mapping[str, Any]) -> bool:
    value: Any = settings
    for word in words[:2]:
        value = value.get(word) if isinstance(value, Mapping) else None
    return isinstance(value, Mapping) and (value.get("distribution") == "column" or bool(value.get("column")))


def _mechanism(key: str) -> Evidence | None:
    # The mechanism knows: its grade stands in its file, and why in its docstring.
    part = MOVEMENT.parts.get(key.replace("_", "-"))
    return None if part is None else Evidence(part.grade, _why(part))


def _why(part: Part) -> str:
    told = " ".join((inspect.getdoc(part.function) or "").split()).partition("Evidence: ")[2]
    first = re.split(r"\. (?=[A-Z])", told)[0].rstrip(".")
    why = first[1:].lstrip(",: ").replace("- ", "-")
    if not why:
        return UNKNOWN if part.grade == UNGRADED else "its file does not say what the grade rests on"
    return why[1:-1] if why[0] + why[-1] == "()" else why
