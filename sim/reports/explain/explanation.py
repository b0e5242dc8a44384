"""The explanation of a topic, as plain data."""

from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from sim.evidence.grades import evidence
from sim.families.evidence import NOBODYS
from sim.ground.kinds import Number
from sim.reports.explain.examples import example
from sim.reports.explain.keys import Key, branches
from sim.reports.explain.takes import takes
from sim.reports.explain.topics import Topic, unique
from sim.results.columns import every_column

SHORT = 72
"""The most characters of a mapping or list that stands in one line of an example."""


@dataclass(frozen=True)
class Option:
    """A key inside a mapping: which values it takes, in words, its default (None: it has none), and its meaning."""

    name: str
    takes: str
    default: Any
    required: bool
    meaning: str


@dataclass(frozen=True)
class Measured:
    """A column of a table of results: its range, if that is the same everywhere, and its meaning."""

    table: str
    name: str
    range: str
    meaning: str


@dataclass(frozen=True)
class Graded:
    """How good the evidence is outside this model: the grade, what it means, and what it rests on."""

    grade: str
    meaning: str
    why: str


@dataclass(frozen=True)
class InYaml:
    """An example in YAML, and the shipped scenario that passes the check with it."""

    text: str
    scenario: str


@dataclass(frozen=True)
class Explanation:
    """All that is known of a topic; fields that do not apply are empty.

    `name`: a name that means only this topic; `places`: where it stands in a scenario, `option_of`: the parts that have
    it; `takes`, `default`, `required`: of a key; `commands`: what to type with it.
    """

    name: str
    kind: str
    meaning: str
    places: tuple[str, ...]
    option_of: tuple[str, ...]
    takes: str
    default: Any
    required: bool
    options: tuple[Option, ...]
    evidence: Graded | None
    example: InYaml | None
    columns: tuple[Measured, ...]
    commands: tuple[str, ...]


def explain(topic: Topic) -> Explanation:
    """What is to be known of a topic."""
    is_key = topic.part is None and bool(topic.keys)
    first = topic.keys[0] if is_key else None
    return Explanation(
        name=unique(topic),
        kind=topic.noun,
        meaning=topic.meaning,
        places=tuple(dict.fromkeys(key.name if is_key or not key.is_tag else _named(key) for key in topic.keys)),
        option_of=tuple(dict.fromkeys(key.kind[0] for key in topic.keys if key.kind)) if is_key else (),
        takes=takes(*(key.schema for key in topic.keys)) if is_key else "",
        default=first.schema.get("default") if first else None,
        required=first.required if first else False,
        options=_options(topic),
        evidence=_graded(topic),
        example=_example(topic),
        columns=tuple(
            Measured(table, name, _range(table, name), column.meaning) for table, name, column in topic.columns
        ),
        commands=_commands(topic),
    )


def _named(key: Key) -> str:
    return f"{key.name}: {key.schema['const']}"


def _options(topic: Topic) -> tuple[Option, ...]:
    if not topic.options:
        return ()
    # A key required by one of several kinds of mappings is not required by the others.
    alone = topic.part is not None or sum("properties" in branch for branch in branches(topic.keys[0].schema)) == 1
    return tuple(
        Option(key.place[-1], takes(key.schema), key.schema.get("default"), key.required and alone, key.meaning)
        for key in topic.options
        if not key.is_tag
    )


def _graded(topic: Topic) -> Graded | None:
    if not topic.keys:
        return None
    if topic.part is not None:
        # Not every family has evidence.
        known = getattr(topic.part, "EVIDENCE", None) or NOBODYS
    elif len(topic.keys[0].place) > 1:
        known = evidence(topic.keys[0].name, _settings(topic.keys[0]))
    else:
        known = None
    return None if known is None else Graded(known.grade, known.meaning, known.why)


def _settings(key: Key) -> dict[str, Any]:
    # The description of the section in which a key stands, if that is certain.
    schema = key.levels[1].schema
    required = {name: schema["properties"][name] for name in schema.get("required", ())}
    certain = {name: inner.get("const", *inner.get("examples", ())[:1]) for name, inner in required.items()}
    return {key.place[0]: certain}


def _example(topic: Topic) -> InYaml | None:
    candidate = example(topic)
    if candidate is None:
        return None
    yaml, text = YAML(), StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1_000
    yaml.representer.add_representer(type(None), _nothing)
    yaml.dump(_styled(dict(candidate.sections)), text)
    return InYaml(text.getvalue(), candidate.scenario)


def _styled(value: Any) -> Any:
    # As people write it: a short mapping or list of single values stands in one line.
    if not isinstance(value, dict | list):
        return value
    inside = value.values() if isinstance(value, dict) else value
    node: CommentedMap | CommentedSeq
    if isinstance(value, dict):
        node = CommentedMap((key, _styled(item)) for key, item in value.items())
    else:
        node = CommentedSeq(map(_styled, value))
    if len(str(value)) <= SHORT and not any(isinstance(item, dict | list) for item in inside):
        node.fa.set_flow_style()
    return node


def _nothing(representer: Any, _: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _range(table: str, name: str) -> str:
    cell = every_column(table)[name].cell
    if not isinstance(cell, Number) or isinstance(cell.low, str) or isinstance(cell.high, str):
        return ""
    return cell.words({})


def _commands(topic: Topic) -> tuple[str, ...]:
    if topic.family == "scenarios":
        return (f"sim run {topic.name}", f"sim new mine.yaml --from {topic.name}")
    if topic.family == "charts":
        return (f"sim chart RESULTS --chart {topic.name}",)
    return ()
