"""The keys of a scenario, each with its place and its schema."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sim.families.files import FILES
from sim.ground.own import by_parts
from sim.scenario.language.schema import Schema, definition, whole


class Level(NamedTuple):
    """One level above a key: the schema of the mapping that it stands in, and whether that is an item of a list."""

    schema: Schema
    listed: bool


@dataclass(frozen=True, eq=False)
class Key:
    """A key of a scenario.

    `place`: the keys that lead to it, and itself, without numbers of items; `schema`: of its value, as the mapping
    above declares it; `levels`: the mappings around it, from the top; `kind`: the name of the part whose option it is,
    and the number of keys that lead to that; `required`: whether the mapping must have it.
    """

    place: tuple[str, ...]
    schema: Schema
    levels: tuple[Level, ...]
    kind: tuple[str, int] | None
    required: bool

    @property
    def name(self) -> str:
        """The place as it is written: `movement.storytelling.trend`."""
        return ".".join(self.place)

    @property
    def inside(self) -> str:
        """The place inside the part whose option it is."""
        return ".".join(self.place[self.kind[1] :]) if self.kind else self.name

    @property
    def meaning(self) -> str:
        """Its description; empty if no schema has one."""
        return _described(self.schema)

    @property
    def is_tag(self) -> bool:
        """Whether its value names the part."""
        return "const" in self.schema


@by_parts
def keys() -> tuple[Key, ...]:
    """All keys of a scenario, from the top, the options of each part where it stands."""
    return tuple(_keys(whole(), Below((), (Level(whole(), listed=False),), None, ())))


class Below(NamedTuple):
    # The way to a mapping: keys, mappings, its part, and the names of schemas that are being visited.
    place: tuple[str, ...]
    levels: tuple[Level, ...]
    kind: tuple[str, int] | None
    open: tuple[str, ...]


def _keys(schema: Schema, above: Below) -> Iterator[Key]:
    required = schema.get("required", ())
    for name, inner in schema["properties"].items():
        place = (*above.place, name)
        yield Key(place, inner, above.levels, above.kind, name in required)
        for branch, listed, names in _mappings(inner, above.open):
            part = tag(branch) or _readers().get(branch.get("title", ""))
            kind = (part, len(place)) if part else above.kind
            yield from _keys(branch, Below(place, (*above.levels, Level(branch, listed)), kind, names))


def _mappings(
    schema: Schema, names: tuple[str, ...], listed: bool = False
) -> Iterator[tuple[Schema, bool, tuple[str, ...]]]:
    # The mappings with named keys that a schema allows, also inside lists; recursion into the same schema is left out.
    for branch, path in _branches(schema, names):
        if "properties" in branch:
            yield branch, listed, path
        elif isinstance(branch.get("items"), Mapping):
            yield from _mappings(branch["items"], path, listed=True)


def branches(schema: Schema) -> list[Schema]:
    """The kinds of values that a schema allows, each without references; null is left out."""
    return [branch for branch, _ in _branches(schema, ())]


def _branches(schema: Schema, names: tuple[str, ...]) -> Iterator[tuple[Schema, tuple[str, ...]]]:
    if "$ref" in schema:
        if schema["$ref"] not in names:
            yield from _branches(definition(schema["$ref"]), (*names, schema["$ref"]))
        return
    kinds = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    for kind in kinds:
        yield from _branches(kind, names)
    if not kinds and schema.get("type") != "null" and "not" not in schema:
        yield schema, names


def tag(schema: Schema) -> str | None:
    """The name of the part whose options a mapping holds, if one of its keys names it."""
    constants = (inner["const"] for inner in schema.get("properties", {}).values() if "const" in inner)
    return next(constants, None)


def _described(schema: Schema) -> str:
    if "description" in schema:
        return str(schema["description"])
    if "$ref" in schema:
        return _described(definition(schema["$ref"]))
    kinds = (*schema.get("anyOf", ()), *schema.get("oneOf", ()))
    return next(filter(None, map(_described, kinds)), "")


@cache
def _readers() -> Mapping[str, str]:
    # The readers of files, by the titles of their schemas: which one is meant depends on the file.
    return {part.options().__name__: name for name, part in FILES.parts.items()}


def normal(name: str) -> str:
    """A name normalized for comparison: hyphens, no numbers of items, lower case."""
    return re.sub(r"\[[^]]*\]", "", name.strip()).replace("_", "-").lower()
