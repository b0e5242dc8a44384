"""What can be explained: keys, parts, outcomes, columns and shipped scenarios, by the names that users may type."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.families.studies import studies, tables
from sim.families.tables import Column
from sim.ground.own import by_parts
from sim.ground.parts import Part
from sim.ground.spelling import did_you_mean
from sim.reports.explain.keys import Key, keys, normal
from sim.reports.explain.shelves import SHELVES, Shelf
from sim.results.columns import MEASURES, RECORDS, every_column
from sim.scenario.templates import question, shipped

SECTIONS = {shelf.name: shelf.section for shelf in SHELVES if shelf.section}

UNMEASURED = ("strategy", "seeds", "runs")
"""Columns of the summary that belong to no outcome."""


@dataclass(frozen=True, eq=False)
class Topic:
    """Something that can be explained.

    `family`: where it belongs, as `sim list` has it; `name`: its name there; `noun`: what it is, in a word or two;
    `others`: further names that mean it; `keys`: where a scenario has it; `options`: the keys inside.
    """

    family: str
    name: str
    noun: str
    meaning: str
    others: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    options: tuple[Key, ...] = ()
    part: Part | None = None
    columns: tuple[tuple[str, str, Column], ...] = ()

    @property
    def full_name(self) -> str:
        """The name with the family before it, which is unique."""
        return f"{self.family}.{self.name}"

    @property
    def names(self) -> set[str]:
        """All names that mean it for sure, normalized."""
        return {normal(name) for name in (self.name, self.full_name, *self.others)}

    @property
    def endings(self) -> set[str]:
        """Ends of these names, which mean it if nothing else has that name."""
        words = [name.split(".") for name in self.names]
        return {".".join(name[start:]) for name in words for start in range(1, len(name))}


@by_parts
def topics() -> tuple[Topic, ...]:
    """All topics, one for each name in a family."""
    parts = [topic for shelf in SHELVES for topic in _parts(shelf)]
    sections = {key for topic in parts for key in topic.keys if key.place[:-1] == (SECTIONS.get(topic.family),)}
    return (
        *_keys(key for key in keys() if key.is_tag or key not in sections),
        *parts,
        *_studies(),
        *_outcomes(),
        *_columns(),
        *(Topic("scenarios", name, "scenario", question(file), (file.stem,)) for name, file in shipped().items()),
    )


def matches(name: str) -> tuple[list[Topic], list[Topic]]:
    """The topics that a name means: those that are called so, and those whose names end so.

    Charts and columns count only if nothing else has the name.
    """
    called = _called().get(normal(name), [])
    ending = [topic for topic in _ending().get(normal(name), []) if topic not in called]
    first = [topic for topic in called if topic.family not in ("charts", "columns")]
    return (first, [topic for topic in called if topic not in first] + ending) if first else (called, ending)


@by_parts
def _called() -> dict[str, list[Topic]]:
    return _index((name, topic) for topic in topics() for name in topic.names)


@by_parts
def _ending() -> dict[str, list[Topic]]:
    return _index((ending, topic) for topic in topics() for ending in topic.endings)


def _index(pairs: Iterable[tuple[str, Topic]]) -> dict[str, list[Topic]]:
    index: dict[str, list[Topic]] = {}
    for name, topic in pairs:
        index.setdefault(name, []).append(topic)
    return index


def nearest(name: str) -> str:
    """`, did you mean "..."?` for the nearest name of a topic, or nothing."""
    names = sorted({known for topic in topics() for known in (topic.name, *topic.others)})
    return did_you_mean(normal(name), names) or did_you_mean(normal(name), sorted(_ending()))


def unique(topic: Topic) -> str:
    """The shortest name that means a topic and nothing else."""
    names = [topic.name, *topic.others]
    return next((name for name in names if matches(name)[0] == [topic]), topic.full_name)


def listed(family: str) -> list[tuple[str, str]]:
    """The names of a family with what they mean: `outcomes`, `studies` or `scenarios`."""
    if family == "studies":
        return [(name, study.question) for name, study in studies().items()]
    return [(topic.name, topic.meaning) for topic in topics() if topic.family == family]


def _keys(loose: Iterable[Key]) -> Iterator[Topic]:
    # Keys with the same name and description are one topic, wherever they stand.
    alike: dict[tuple[str, str], list[Key]] = {}
    for key in loose:
        schema = {name: words for name, words in key.schema.items() if name != "examples"}
        content = "" if key.is_tag else json.dumps([schema, key.required], sort_keys=True)
        alike.setdefault((".".join(key.place) if key.is_tag else key.place[-1], content), []).append(key)
    at = {study.asked_at: name for name, study in studies().items() if study.asked_at}
    for group in alike.values():
        names = list(dict.fromkeys([key.name for key in group]))
        inside = [f"{key.kind[0]}.{key.inside}" for key in group if key.kind and not key.is_tag]
        options = tuple(key for key in keys() if key.place[:-1] == group[0].place and key.kind == group[0].kind)
        study = [name for place in names if (name := at.get(place))]
        asked = [name for name in study for name in (name, f"studies.{name}")]
        noun = "study" if study else "key"
        more = tuple(dict.fromkeys([*names[1:], *inside, *asked]))
        yield Topic("keys", names[0], noun, group[0].meaning, more, tuple(group), options)


def _parts(shelf: Shelf) -> Iterator[Topic]:
    for name, part in shelf.family.parts.items():
        own = [key for key in keys() if _holds(key, shelf, name)]
        options = [key for key in keys() if not key.is_tag and any(_inside(key, home, name) for home in own)]
        single = {key.place[-1]: key for key in options}
        others = tuple(dict.fromkeys(key.name for key in own if key.place[:-1] == (shelf.section,) and not key.is_tag))
        yield Topic(shelf.name, name, shelf.noun, part.summary, others, tuple(own), tuple(single.values()), part)


def _holds(key: Key, shelf: Shelf, name: str) -> bool:
    # Whether a key of a scenario names a part, or is the part itself.
    if key.is_tag:
        return key.place[-1] == shelf.tag and key.schema["const"] == name
    if shelf.section and key.place[:-1] == (shelf.section,):
        return normal(key.place[-1]) == name
    return shelf.name == "files" and key.place == ("network", "file") and key.kind == (name, 1)


def _inside(key: Key, home: Key, name: str) -> bool:
    # Whether a key is an option of the part that another key is, or names.
    if home.is_tag or home.kind == (name, 1):
        return key.place[:-1] == home.place[:-1] and key.kind == home.kind and key != home
    return key.place[:-1] == home.place


def _studies() -> Iterator[Topic]:
    # Studies that no key asks for.
    for name, study in studies().items():
        if not study.asked_at:
            yield Topic("studies", name, "study", study.question)


def _outcomes() -> Iterator[Topic]:
    summary = every_column("summary")
    for name in MEASURES:
        if name not in summary:
            yield Topic("outcomes", name, "outcome", summary[f"{name}_mean"].meaning, columns=_of(name))
    for name, column in summary.items():
        if name not in UNMEASURED:
            yield Topic("outcomes", name, "outcome", column.meaning, columns=_of(name))


def _of(name: str) -> tuple[tuple[str, str, Column], ...]:
    # The columns of the summary that belong to an outcome.
    return tuple(
        ("summary", other, column)
        for other, column in every_column("summary").items()
        if other == name or other.startswith(f"{name}_")
    )


def _columns() -> Iterator[Topic]:
    # Columns with the same name and meaning are one topic, in whatever tables.
    alike: dict[tuple[str, str], list[tuple[str, str, Column]]] = {}
    for table in (*RECORDS, *tables()):
        for name, column in every_column(table).items():
            if table != "summary" or name in UNMEASURED:
                alike.setdefault((name, column.meaning), []).append((table, name, column))
    for (name, meaning), places in alike.items():
        names = [f"{table}.{name}" for table, *_ in places]
        yield Topic("columns", names[0], "column", meaning, tuple(names[1:]), columns=tuple(places))
