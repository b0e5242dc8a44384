"""An example of a key or part: sections that pass the check when they replace those of a shipped scenario."""

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from sim.ground.faults import InputError
from sim.reports.explain.keys import Key, Schema, branches, keys, tag
from sim.reports.explain.topics import Topic
from sim.scenario.page import Page, read_page
from sim.scenario.read import understood
from sim.scenario.templates import FIRST, shipped

OWN = (("network", "file"), ("people", "file"))
"""The sections in which a scenario names its author's own network and people."""

TRIES = 300
"""At most so many values are tried, in at most so many scenarios."""


@dataclass(frozen=True)
class Example:
    """`sections`: keys and values, as in a scenario; `scenario`: the shipped one that they fit into."""

    sections: Mapping[str, Any]
    scenario: str


def example(topic: Topic) -> Example | None:
    """An example of a topic that a scenario can have; None where nothing passed the check, or there is none.

    Values of a shipped scenario come first, then examples of the declaration, then values that its type and range
    allow. A part that reads a file of the author's own cannot be tried here: it is shown as its declaration says.
    """
    for key in topic.keys:
        for candidate in islice(_candidates(key, topic.options), TRIES):
            if _passes(candidate):
                return candidate
    return next((candidate for key in topic.keys for candidate in _with_files(key, topic.options)), None)


def _candidates(key: Key, options: Sequence[Key]) -> Iterator[Example]:
    for name, content in _scenarios().items():
        for value, item in _values_at(content, key):
            yield _fitted(_wrapped(key, value, item), name)
            yield Example({key.place[0]: content[key.place[0]]}, name)
    for above in reversed(keys()):
        # A mapping above it that is declared as an example may have the key.
        if above.place == key.place[: len(above.place)] and above is not key:
            for value in above.schema.get("examples", ()):
                sections = _wrapped(above, value, {})
                if any(True for _ in _values_at(sections, key)):
                    yield from (_fitted(sections, name) for name in _scenarios())
    for value in _values_of(key, options):
        for name, content in _scenarios().items():
            yield _fitted(_wrapped(key, value, {}), name)
            if not key.is_tag:
                yield from (Example(sections, name) for sections in _put(content, key, value))


def _fitted(sections: Mapping[str, Any], name: str) -> Example:
    # In a scenario with a baseline, the baseline is among the strategies.
    baseline = _scenarios()[name].get("baseline")
    if "strategies" not in sections:
        return Example(sections, name)
    strategies = [_called(strategy) if set(strategy) == {"name"} else strategy for strategy in sections["strategies"]]
    beside = [] if baseline is None or baseline in map(_called, strategies) else [baseline]
    return Example({**sections, "strategies": [*strategies, *beside]}, name)


def _called(strategy: Any) -> Any:
    return strategy.get("label", strategy.get("name")) if isinstance(strategy, Mapping) else strategy


def _values_of(key: Key, options: Sequence[Key]) -> Iterator[Any]:
    # For a part, its options; for any other key, its value.
    if not key.is_tag:
        yield from _values(key.schema)
        return
    declared = {option.place[-1]: _declared(option.schema)[0] for option in options if _declared(option.schema)}
    yield declared
    yield {}
    yield from ({name: value} for name, value in declared.items())


def _with_files(key: Key, options: Sequence[Key]) -> Iterator[Example]:
    # Beside a network, and people, that come from files: what the declaration says of a key, or options of a reader.
    reads = "file" in key.levels[-1].schema.get("required", ())
    values = [value for value in _values_of(key, options) if value != {}]
    if not values or not (reads or key.is_tag or _declared(key.schema)):
        return
    sections = _wrapped(key, values[0], {})
    for own in keys():
        if (
            own.place in OWN
            and key.place[0] in ("people", own.place[0])
            and "generate" not in sections.get("network", {})
        ):
            sections[own.place[0]] = {"file": _declared(own.schema)[0], **sections.get(own.place[0], {})}
    yield _fitted(dict(sorted(sections.items())), FIRST)


def _wrapped(key: Key, value: Any, item: Mapping[str, Any]) -> dict[str, Any]:
    # The sections with a value at a key, and the required keys beside it, from the same `item` if that has them.
    return _chain(key, value, item)[0]


def _chain(key: Key, value: Any, item: Mapping[str, Any]) -> list[dict[str, Any]]:
    # The mappings that lead to a value, from the top.
    content: dict[str, Any] = value if key.is_tag else {key.place[-1]: value}
    if len(key.levels) > 1:
        content = {**_least(key.levels[-1].schema, item), **content}
    chain = [content]
    for number in range(len(key.levels) - 1, 0, -1):
        inside = [content] if key.levels[number].listed else content
        above = _least(key.levels[number - 1].schema, {}) if number > 1 else {}
        content = {**above, key.place[number - 1]: inside}
        chain.insert(0, content)
    return chain


def _put(content: Mapping[str, Any], key: Key, value: Any) -> Iterator[dict[str, Any]]:
    # The section of a scenario with a value at a key, and what leads to it where the scenario lacks that.
    chain = _chain(key, value, {})
    for depth in range(len(chain) - 1, 0, -1):
        section = copy.deepcopy(content.get(key.place[0]))
        inside: list[Any] = [{key.place[0]: section}]
        for name in key.place[:depth]:
            inside = [below for mapping in inside for below in _below(mapping, name)]
        schema = key.levels[depth].schema
        fitting = [mapping for mapping in inside if isinstance(mapping, dict) and _is_of(mapping, schema)]
        if fitting:
            fitting[0][key.place[depth]] = chain[depth][key.place[depth]]
            yield {key.place[0]: section}


def _least(schema: Schema, item: Mapping[str, Any]) -> dict[str, Any]:
    # The required keys of a mapping.
    required = schema.get("required", ())
    return {name: item.get(name, _first(inner)) for name, inner in schema["properties"].items() if name in required}


def _first(schema: Schema) -> Any:
    return next(_values(schema), None)


def _declared(schema: Schema) -> list[Any]:
    # The examples that the declaration gives.
    return [
        *schema.get("examples", ()),
        *(value for branch in branches(schema) for value in branch.get("examples", ())),
    ]


def _values(schema: Schema) -> Iterator[Any]:
    # Values that a schema allows: its examples first, and its default last.
    yield from _declared(schema)
    for branch in branches(schema):
        yield from _of_type(branch, schema.get("default"))
    if schema.get("default") is not None:
        yield schema["default"]


def _of_type(schema: Schema, default: Any) -> Iterator[Any]:
    if "const" in schema or "enum" in schema:
        words = schema.get("enum", [schema.get("const")])
        yield from (word for word in words if word != default)
    match schema.get("type"):
        case "boolean":
            yield not default
        case "integer" | "number":
            yield from _numbers(schema, default)
        case "array" if _first(schema["items"]) is not None:
            yield [_first(schema["items"])] * schema.get("minItems", 1)
        case "object" if "properties" in schema:
            least = _least(schema, {})
            yield least or {name: _first(inner) for name, inner in list(schema["properties"].items())[:1]}


NUMBERS = {"number": (0.5, 1.0, 2.0, 10.0, -0.5), "integer": (3, 10, 1, 30, 300)}


def _numbers(schema: Schema, default: Any) -> Iterator[float]:
    usual = [default] if type(default) in (int, float) and default else []
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum", -math.inf), schema.get("exclusiveMaximum", math.inf)
    for number in (*usual, *NUMBERS[schema["type"]]):
        if low <= number <= high and above < number < below:
            yield number


@cache
def _scenarios() -> dict[str, Mapping[str, Any]]:
    # The contents of the shipped scenarios by name: the one to start from first, then the shortest.
    files = shipped()
    pages = {name: read_page(file, name) for name, file in files.items()}
    order = sorted(pages, key=lambda name: (name != FIRST, "/" in name, len(pages[name].lines)))
    return {name: pages[name].content for name in order}


def _values_at(content: Mapping[str, Any], key: Key) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    # The value of a key in a scenario, with the mapping around it; for a part, the rest of that mapping.
    inside: list[Any] = [content]
    for name in key.place[:-1]:
        inside = [below for mapping in inside for below in _below(mapping, name)]
    for mapping in inside:
        if not isinstance(mapping, Mapping):
            if key.is_tag and mapping == key.schema["const"]:
                yield {key.place[-1]: mapping}, {}
            continue
        if key.place[-1] in mapping and _is_of(mapping, key.levels[-1].schema):
            yield (mapping if key.is_tag else mapping[key.place[-1]]), mapping


def _below(mapping: Any, name: str) -> Sequence[Any]:
    if not isinstance(mapping, Mapping) or name not in mapping:
        return ()
    return mapping[name] if isinstance(mapping[name], list) else [mapping[name]]


def _is_of(mapping: Mapping[str, Any], schema: Schema) -> bool:
    # Whether a mapping names the part whose options a schema describes.
    part = tag(schema)
    return part is None or part in mapping.values()


def _passes(candidate: Example) -> bool:
    if _names_file(candidate.sections):
        return False
    file, base = shipped()[candidate.scenario], _scenarios()[candidate.scenario]
    content = {**base, **candidate.sections}
    try:
        understood(file, Page(candidate.scenario, content, {(): 1}))
    except InputError:
        return False
    return True


def _names_file(content: Any) -> bool:
    if isinstance(content, Mapping):
        return "file" in content or any(map(_names_file, content.values()))
    return isinstance(content, list) and any(map(_names_file, content))
