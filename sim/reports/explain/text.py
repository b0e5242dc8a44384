"""An explanation as text for a terminal of any width."""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.reports.explain.explanation import Explanation, Option

NARROWEST = 20


def text(explanation: Explanation, width: int) -> str:
    """The explanation in lines of at most `width` letters, unless a word, or a line of an example, is longer."""
    return "\n".join(_lines(explanation, max(width, NARROWEST)))


def choices(asked: str, topics: Sequence[tuple[str, str, str]], width: int) -> str:
    """The topics that a name could mean, each with its unique name, its kind and its meaning."""
    lines = [f"{asked} can be:"]
    for name, kind, meaning in topics:
        lines += ["", *wrapped(f"sim explain {name}", width, "  "), *wrapped(f"{kind}: {meaning}", width, "    ")]
    return "\n".join(lines)


def _lines(explanation: Explanation, width: int) -> Iterator[str]:
    yield from wrapped(f"{explanation.name} ({explanation.kind})", width)
    yield ""
    yield from wrapped(explanation.meaning, width, "  ")
    facts = list(_facts(explanation))
    if facts:
        yield ""
        for head, words in facts:
            yield from wrapped(f"{head}: {words}", width, "  ", "    ")
    if explanation.options:
        yield from ("", "Options:")
        for option in explanation.options:
            yield from wrapped(_option(option), width, "  ", "      ")
    if explanation.columns:
        yield from ("", "Columns:")
    for column in explanation.columns:
        head = f"{column.name} in {column.table}.csv"
        limits = f" ({column.range})" if column.range else ""
        meaning = "" if column.meaning == explanation.meaning else f": {column.meaning}"
        yield from wrapped(f"{head}{limits}{meaning}", width, "  ", "    ")
    if explanation.example is not None:
        yield ""
        name = explanation.example.scenario
        yield from wrapped(f"Example, as it fits into the shipped scenario {name}:", width)
        yield from (f"  {line}" for line in explanation.example.text.splitlines())
    if explanation.commands:
        yield from ("", *(f"  {command}" for command in explanation.commands))


def _facts(explanation: Explanation) -> Iterator[tuple[str, str]]:
    if explanation.takes:
        yield "Takes", explanation.takes
    if explanation.required:
        yield "Default", "none, it must be given"
    elif explanation.takes and _plain(explanation.default):
        yield "Default", written(explanation.default)
    if explanation.option_of:
        yield "Option of", ", ".join(explanation.option_of)
    if explanation.places:
        yield "Place", ", ".join(explanation.places)
    if explanation.evidence is not None:
        graded = explanation.evidence
        meaning = "" if graded.meaning == graded.grade else f" ({graded.meaning})"
        yield "Evidence", f"{graded.grade}{meaning}: {graded.why}"


def _option(option: Option) -> str:
    facts = [option.takes] if option.takes else []
    if option.required:
        facts.append("must be given")
    elif _plain(option.default):
        facts.append(f"default {written(option.default)}")
    return f"{option.name}: {option.meaning}" + (f" [{'; '.join(facts)}]" if facts else "")


def _plain(value: Any) -> bool:
    # Whether a default is worth showing: not if it is a mapping of defaults of the keys inside.
    return value not in (None, "", [], {}) and not isinstance(value, Mapping)


def written(value: Any) -> str:
    """A value as it is written in a scenario."""
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def wrapped(words: str, width: int, first: str = "", then: str | None = None) -> list[str]:
    """Words in lines of at most `width` letters, with a prefix for the first and one for the other lines."""
    return textwrap.wrap(
        words,
        width,
        initial_indent=first,
        subsequent_indent=first if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )
