"""The tables of keys in the book on scenarios, made from the schema."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sim.scenario.language.settings import json_schema

Schema = Mapping[str, Any]

MANY = 4
"""Keys of a mapping from which on they are not written a second time."""

OWN = "source by source"
"""A mapping of which no key is needed: what pushes people, in the scenario's own words."""

HEAD = "| key | may be | unless given | meaning |\n|---|---|---|---|\n"


class Keys:
    """Walks the schema of a scenario from key to key."""

    def __init__(self) -> None:
        self.schema = json_schema()
        # The keys of each part, and what it is called.
        self.written: list[tuple[set[str], str]] = []
        self.sections = [self.section(key, value) for key, value in self._nested()]

    def text(self) -> str:
        """A table of what stands alone at the top, then one for each key with keys of its own."""
        plain = [row for key, value in self.schema["properties"].items() for row in self.row(key, value, self.schema)]
        return f"{HEAD}{''.join(plain)}\n" + "\n".join(self.sections)

    def section(self, key: str, value: Schema) -> str:
        """What stands under a key: a heading and a table."""
        return f"#### `{key}:`\n\n{HEAD}{''.join(self.under('', value))}"

    def _nested(self) -> Iterator[tuple[str, Schema]]:
        for key, value in self.schema["properties"].items():
            if self.choices(value) or self.mapping(value) or self.items(value):
                yield key, value

    def under(self, before: str, value: Schema) -> Iterator[str]:
        """The rows of all keys below one, those of parts with a line for each part."""
        variants = self.choices(value)
        if variants:
            yield from self.variants(before, variants)
        inner = self.mapping(value)
        if inner:
            yield from self.properties(before, inner, inner["properties"])
        item = self.items(value)
        if item:
            yield from self.under(before, item)

    def properties(
        self,
        before: str,
        owner: Schema,
        properties: Mapping[str, Schema],
        title: str = "",
        shared: Collection[str] = (),
    ) -> Iterator[str]:
        """The rows of the keys of one mapping, each followed by those below it; many keys are written once only."""
        earlier = next(
            (place for keys, place in self.written if len(properties) >= MANY and keys >= set(properties)), None
        )
        if earlier:
            yield f"| `{before}*` | | | the keys of `{earlier}`, above |\n"
            return
        if title:
            self.written.append(({*properties, *shared}, title))
        for key, value in properties.items():
            yield from self.row(before + key, value, owner)
            if self.is_strategy(value) or self.is_strategy(self.items(value) or {}):
                continue
            yield from self.under(f"{before}{key}{'[]' if self.items(value) else ''}.", value)

    def variants(self, before: str, variants: list[Schema]) -> Iterator[str]:
        """The rows of parts of which one is named, kind by kind: what all of a kind have in common, then each part."""
        kinds: dict[str, list[Schema]] = {}
        for variant in variants:
            kinds.setdefault(self.named_by(variant), []).append(variant)
        for tag, alike in kinds.items():
            shared = self.shared(alike)
            if shared:
                yield f"| *with any `{before}{tag}:`* | | | |\n"
                yield from self.properties(before, alike[0], shared)
            for variant in alike:
                yield from self.variant(before, tag, variant, shared)

    def variant(self, before: str, tag: str, variant: Schema, shared: Mapping[str, Schema]) -> Iterator[str]:
        """The rows of one part: what it is, and the keys that are its own."""
        name = variant["properties"].get(tag, {}).get("const")
        title = f"{tag}: {name or '...'}" if tag else ""
        heading = f"`{before}{title}`" if title else OWN
        yield f"| **{heading}** | | | {escaped(variant.get('description', ''))} |\n"
        known = {*shared, tag} if name else {*shared}
        own = {key: value for key, value in variant["properties"].items() if key not in known}
        yield from self.properties(before, variant, own, title, shared)

    def shared(self, variants: list[Schema]) -> Mapping[str, Schema]:
        """Keys that all of several parts have, alike but for the examples that are given of them."""
        first, *others = [variant["properties"] for variant in variants]
        return {key: value for key, value in first.items() if others and all(alike(value, o.get(key)) for o in others)}

    def row(self, key: str, value: Schema, owner: Schema) -> Iterator[str]:
        """The line of one key."""
        plain = self.plain(value)
        needed = key.rpartition(".")[2] in owner.get("required", ())
        default = "**needed**" if needed else shown(value.get("default"))
        meaning = value.get("description") or plain.get("description", "")
        yield f"| `{key}` | {escaped(self.kind(value))} | {escaped(default)} | {escaped(meaning)} |\n"

    def kind(self, value: Schema) -> str:
        """What may stand at a key, in words."""
        plain = self.plain(value)
        if self.is_strategy(plain):
            return "a strategy"
        if self.choices(plain):
            numbers = [self.kind(choice) for choice in plain["oneOf"] if choice.get("type") == "integer"]
            return " or ".join([*numbers, "a mapping"])
        if "anyOf" in plain:
            return " or ".join(self.kind(choice) for choice in plain["anyOf"])
        if "const" in plain:
            return f"`{plain['const']}`"
        if "enum" in plain:
            return ", ".join(f"`{name}`" for name in plain["enum"])
        match plain.get("type"):
            case "array":
                return f"a list: {self.kind(plain.get('items', {}))}"
            case "object":
                return "a mapping"
            case "integer":
                return bounded("a whole number", plain)
            case "number":
                return bounded("a number", plain)
            case "boolean":
                return "`true` or `false`"
            case "string":
                return "a file" if plain.get("format") == "path" else "text"
            case list() as kinds:
                return " or ".join(self.kind({"type": kind}) for kind in kinds)
        return ""

    def plain(self, value: Schema) -> Schema:
        """What a reference, or a value that may be left out, comes to."""
        if "$ref" in value:
            return self.schema["$defs"][value["$ref"].rpartition("/")[2]]
        others = [choice for choice in value.get("anyOf", ()) if choice.get("type") != "null"]
        return self.plain(others[0]) if len(others) == 1 else {**value, **({"anyOf": others} if others else {})}

    def is_strategy(self, value: Schema) -> bool:
        """Whether a strategy is meant, which may stand in another one."""
        return value.get("$ref", "").endswith("/AnyStrategy") or value is self.schema["$defs"]["AnyStrategy"]

    def choices(self, value: Schema) -> list[Schema]:
        """The mappings of which one is chosen, if there are several."""
        plain = self.plain(value)
        if self.is_strategy(plain):
            plain = plain["anyOf"][1]
        mappings = [self.plain(choice) for choice in plain.get("oneOf", ()) if "$ref" in choice]
        return mappings

    def mapping(self, value: Schema) -> Schema | None:
        """A mapping with keys of its own."""
        plain = self.plain(value)
        return plain if "properties" in plain else None

    def items(self, value: Schema) -> Schema | None:
        """What a list holds, if it has keys of its own."""
        item = self.plain(value).get("items")
        return item if item and ("$ref" in item or "oneOf" in item) else None

    def named_by(self, variant: Schema) -> str:
        """The key by which a part is named, or the last that it needs; empty where it needs none."""
        named = [key for key, value in variant["properties"].items() if "const" in value]
        return next(iter([*named, *reversed(variant.get("required", ()))]), "")


def alike(value: Schema, other: Schema | None) -> bool:
    """Whether two keys take and mean the same, whatever examples are given."""
    return other is not None and {**value, "examples": None} == {**other, "examples": None}


def bounded(words: str, value: Schema) -> str:
    """A number with its limits."""
    low = f"from {value['minimum']:,}" if "minimum" in value else None
    low = f"above {value['exclusiveMinimum']:,}" if "exclusiveMinimum" in value else low
    high = f"to {value['maximum']:,}" if "maximum" in value else None
    high = f"below {value['exclusiveMaximum']:,}" if "exclusiveMaximum" in value else high
    return " ".join([words, *(end for end in (low, high) if end)])


def shown(default: Any) -> str:
    """A default as it would be written; nothing where there is none, or where it stands in the lines below."""
    if default in (None, "") or isinstance(default, dict):
        return ""
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"


def escaped(words: str) -> str:
    """Words for a cell of a table."""
    return words.replace("|", "\\|").replace("\n", " ")
