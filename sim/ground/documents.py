"""JSON from files that somebody may have edited: a value with the line of each place in it, or faults in words."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from sim.ground import contents
from sim.ground.faults import LISTED, Fault, InputError, first_of
from sim.ground.kinds import Kind, Limits, Place, misfits

DEEPEST = 100
"""The deepest nesting of mappings and lists; what groundswell writes has ten levels."""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Document:
    """A JSON file: its `value`, and its `text` to look lines up in."""

    file: Path
    text: str
    value: Any

    def check(self, kind: Kind, limits: Limits, place: Place = ()) -> list[Fault]:
        """A fault unless the value at a place, which must exist, is of a kind."""
        value = self.value
        for key in place:
            value = value[key]
        return self.faults(misfits(value, kind, limits, place))

    def faults(self, wrong: Iterable[tuple[Place, str]]) -> list[Fault]:
        """Faults of the file at some places: the first of them, and how many more there are."""
        wrong = iter(wrong)
        first = list(islice(wrong, LISTED + 1))
        lines = _lines(self.text, [place for place, _ in first]) if first else {}
        places = [(lines.get(place, 1), (place, message)) for place, message in first]
        many = len(first) + sum(1 for _ in wrong)
        return first_of(str(self.file), places, _placed, "more faults in this file", many=many)


def document(file: Path) -> Document:
    """Read a JSON file. Raises InputError unless it is one, in UTF-8, with no key twice in a mapping."""
    text = contents.text(file)
    try:
        value = json.loads(text, parse_constant=_Constant.refuse, object_pairs_hook=_mapping)
    except _Twice as error:
        line = text.count("\n", 0, text.rfind(json.dumps(error.key, ensure_ascii=False))) + 1
        _refuse(file, line, f'has "{error.key}" twice in one mapping')
    except _Constant as error:
        _refuse(file, text.count("\n", 0, text.find(str(error))) + 1, f"has {error}, which is no number in JSON")
    except json.JSONDecodeError as error:
        _refuse(file, error.lineno, f"is no JSON: {error.msg} (column {error.colno})")
    except RecursionError:
        _refuse(file, 1, f"is nested too deeply: more than {DEEPEST} levels")
    except ValueError:
        # Python reads no whole number of more than 4,300 digits.
        _refuse(file, 1, "has a number of too many digits")
    if _depth(value) > DEEPEST:
        _refuse(file, 1, f"is nested too deeply: more than {DEEPEST} levels")
    if SURROGATE.search(text) and not _writable(value):
        _refuse(file, 1, "has half of a character (a lone surrogate)")
    return Document(file, text, value)


def path(place: Place) -> str:
    """A place in words: `about.sweep.cells[2]`, items counted from 1."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in place).removeprefix(".")


def _placed(fault: tuple[Place, str]) -> str:
    place, message = fault
    return f"{path(place)}: {message}" if place else message


class _Twice(Exception):  # noqa: N818 - a step of reading, no error of the program
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class _Constant(Exception):  # noqa: N818 - likewise
    @classmethod
    def refuse(cls, name: str) -> NoReturn:
        """NaN, Infinity and -Infinity, which Python reads, are no JSON."""
        raise cls(name)


def _mapping(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return mapping


def _refuse(file: Path, line: int, message: str) -> NoReturn:
    raise InputError([Fault(str(file), line, message)]) from None


def _writable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _depth(value: Any) -> int:
    # Level by level: nothing here is recursive.
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
    return depth


def _lines(text: str, places: Iterable[Place]) -> dict[Place, int]:
    # The lines of places: for each, the one in which its value begins.
    sought, line = set(places), 1
    lines: dict[Place, int] = {(): 1}
    stack: list[str | int] = []
    key = False
    for token in TOKEN.finditer(text):
        word = token[0]
        if word == "\n":
            line += 1
        elif word in "{[":
            lines |= {tuple(stack): line} if tuple(stack) in sought else {}
            stack.append(0 if word == "[" else "")
            key = word == "{"
        elif word in "}]":
            stack.pop()
            key = False
        elif word == ",":
            last = stack[-1]
            stack[-1] = last + 1 if isinstance(last, int) else ""
            key = isinstance(last, str)
        elif word == ":":
            key = False
        elif key:
            stack[-1] = json.loads(word)
        elif tuple(stack) in sought:
            lines[tuple(stack)] = line
    return lines
