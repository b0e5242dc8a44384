"""Which values a key takes, in words, from its schema."""

from typing import Any

from sim.reports.explain.keys import Schema, branches, tag

WORDS = {
    "boolean": "true or false",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "object": "a mapping",
}


def takes(*schemas: Schema) -> str:
    """The values of a key, in words, by one schema or several; empty if only the description says."""
    kinds = [branch for schema in schemas for branch in branches(schema)]
    names = list(dict.fromkeys(name for kind in kinds for name in _names(kind)))
    parts = dict.fromkeys(part for kind in kinds if (part := tag(kind)) and part not in names)
    others = [words for kind in kinds if not _names(kind) for words in _kind(kind)]
    choice = f"one of {', '.join(names)}" if len(names) > 1 else "".join(names)
    words = " or ".join(dict.fromkeys(filter(None, (choice, *others))))
    return f"{words} ({', '.join(parts)})" if parts else words


def _names(schema: Schema) -> list[str]:
    # The words that are allowed.
    if "const" in schema or "enum" in schema:
        return [_written(word) for word in schema.get("enum", [schema.get("const")])]
    return []


def _kind(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    if isinstance(kinds, list):
        return [WORDS[kind] for kind in kinds]
    if kinds == "array":
        inside = takes(schema["items"])
        least = schema.get("minItems", 0)
        length = f" of at least {least}" if least > 1 else ""
        return [f"a list{length} ({inside})" if inside else f"a list{length}"]
    if schema.get("format") == "path":
        return ["the name of a file"]
    return [WORDS[kinds] + _bounds(schema)]


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" from {_written(low)} to {_written(high)}"
    ends = [(" of at least", low), (" above", above), (" of at most", high), (" below", below)]
    return " and".join(f"{words} {_written(end)}" for words, end in ends if end is not None)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
