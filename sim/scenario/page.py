"""A YAML page as plain data that remembers its lines."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scanner import Scanner

from sim.ground.contents import text
from sim.ground.faults import Fault, InputError, first_of

TAG = "tag:yaml.org,2002:"
SCALARS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "str": "text",
    "timestamp": "a date",
}
"""The tags of single values. A date stays text: nothing in a scenario is one."""

LARGEST = 1_000_000
"""The most bytes of a page: the parser takes a minute for twenty times as many."""

MOST = 50_000
"""The most keys and values on a page, counting each as often as aliases and merged keys repeat it."""

DEEPEST = 100
"""The deepest nesting of lists and mappings."""

LONGEST = 1024
"""The most bits of a whole number: a larger one is beyond float64."""

TOO_MANY = f"has more than {MOST:,} keys and values, the most that are read; what aliases repeat counts each time"
TOO_DEEP = f"is nested more than {DEEPEST} levels deep, the most that is read"

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Page:
    """What a YAML file says: `content`, a mapping of plain data, of the file called `file`.

    Keys are text, as in the file. `lines`: the line (from 1) of each key and item, by its path of keys and numbers;
    `spellings`: numbers and booleans as written in the file, by path; `faults`: of the page itself, such as duplicate
    keys; `broken`: the paths of values that cannot be read, which need no further faults.
    """

    file: str
    content: dict[str, Any] = field(default_factory=dict)
    lines: dict[Where, int] = field(default_factory=dict)
    spellings: dict[Where, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: set[Where] = field(default_factory=set)

    def line(self, where: Where) -> int:
        """The line of the key or item at a path, or of the nearest thing above it."""
        return self.lines[self._nearest(where)]

    def is_broken(self, where: Where) -> bool:
        """Whether the value at a path could not be read."""
        return self._nearest(where) in self.broken

    def varied(self, where: Where) -> Page:
        """The page with the mapping at a path merged into it, key by key; None removes a key.

        Lines still lead to the places in the file: merged values to those below the path.
        """
        content = copy.deepcopy(self.content)
        inside: Any = self.content
        for key in where:
            inside = inside[key]
        replaced = set(_merge(content, inside))

        def stays(old: Where) -> bool:
            return not any(old[:length] in replaced for length in range(1, len(old) + 1))

        lines = {old: line for old, line in self.lines.items() if stays(old)}
        spellings = {old: word for old, word in self.spellings.items() if stays(old)}
        broken = {old for old in self.broken if stays(old)}
        start = len(where)
        merged = {path[start:]: path for path in self.lines if path[:start] == where and len(path) > start}
        lines |= {path: self.lines[old] for path, old in merged.items()}
        spellings |= {path: self.spellings[old] for path, old in merged.items() if old in self.spellings}
        broken |= {path for path, old in merged.items() if old in self.broken}
        return Page(self.file, content, lines, spellings, self.faults, broken)

    def without(self, key: str) -> Page:
        """The page without a top-level key."""
        content = {name: value for name, value in self.content.items() if name != key}
        spellings = {path: word for path, word in self.spellings.items() if path[0] != key}
        return replace(self, content=content, spellings=spellings)

    def put(self, where: Where, value: Any, source: Where) -> Page:
        """The page with a value at a path; missing mappings on the way are added.

        A bare name of a strategy becomes a mapping with a name. The line of the path is that of `source`, where the
        value comes from. Raises PlaceError if a list has no such item, or the value on the way is no mapping or list.
        """
        content = copy.deepcopy(self.content)
        inside: Any = content
        for key, following in pairwise(where):
            if isinstance(key, int) and key >= len(inside):
                raise PlaceError(key)
            element = inside[key] if isinstance(key, int) else inside.get(key)
            if element is None or (isinstance(element, str) and isinstance(key, int) and isinstance(following, str)):
                element = {} if element is None else {"name": element}
                inside[key] = element
            if not isinstance(element, list if isinstance(following, int) else dict):
                raise PlaceError(following)
            inside = element
        if isinstance(where[-1], int) and where[-1] >= len(inside):
            raise PlaceError(where[-1])
        inside[where[-1]] = value
        lines = {**self.lines, where: self.line(source)}
        spellings = {path: word for path, word in self.spellings.items() if path[: len(where)] != where}
        return replace(self, content=content, lines=lines, spellings=spellings)

    def _nearest(self, where: Where) -> Where:
        # Elements that do not occur in the page are skipped.
        nearest: Where = ()
        for key in where:
            nearest = (*nearest, key) if (*nearest, key) in self.lines else nearest
        return nearest


class PlaceError(Exception):
    """A page has no such place."""


def read_page(path: Path, file: str) -> Page:
    """Read a YAML file whose top level is a mapping. Raises InputError if there is no such file or it is not YAML."""
    # Only composed, not constructed: values and the messages on wrong ones are made here.
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner, yaml.Composer = _Scanner, _Composer
    try:
        root = yaml.compose(text(path, most=LARGEST, file=file))
    except _LimitError as error:
        raise InputError([Fault(file, error.line, error.message)]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or "cannot be understood").strip()
        raise InputError([Fault(file, mark.line + 1 if mark else 1, f"is not valid YAML: {problem}")]) from None
    except YAMLError as error:
        raise InputError([Fault(file, 1, f"is not valid YAML: {str(error).splitlines()[0]}")]) from None
    if root is None:
        raise InputError([Fault(file, 1, "is empty; `sim new` writes a scenario to start from")])
    if not isinstance(root, MappingNode):
        kind = "a list" if isinstance(root, SequenceNode) else "plain text"
        raise InputError([Fault(file, _line(root), f"found {kind}, expected `key: value` lines")])
    page = Page(file)
    page.lines[()] = _line(root)
    reader = _Reader(yaml, page)
    try:
        page.content.update(reader.value(root, (), ()))
    except _LimitError as error:
        raise InputError([Fault(file, error.line, error.message)]) from None
    page.faults.extend(reader.faults())
    return page


class _LimitError(Exception):
    """A page that takes more work than any sensible one does: the line, and a message."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message


class _Scanner(Scanner):
    """Stops if brackets are nested too deeply: the scanner looks at all open ones again and again."""

    def fetch_flow_collection_start(self, *arguments: Any, **more: Any) -> None:
        if len(self.flow_context) >= DEEPEST:
            raise _LimitError(self.reader.line + 1, TOO_DEEP)
        super().fetch_flow_collection_start(*arguments, **more)


class _Composer(Composer):
    """Stops if there are too many values, or too deep a nesting."""

    level = count = 0
    warn_double_anchors = False

    def compose_node(self, parent: Any, index: Any) -> Any:
        line = self.parser.peek_event().start_mark.line + 1
        self.count += 1
        if self.count > MOST:
            raise _LimitError(line, TOO_MANY)
        if self.level > DEEPEST:
            raise _LimitError(line, TOO_DEEP)
        self.level += 1
        node = super().compose_node(parent, index)
        self.level -= 1
        return node


NO_LETTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML escapes can produce, but pages, slides or pictures (XML) cannot hold or do not show."""


class _Reader:
    """Makes plain data of composed nodes, and records lines and faults."""

    def __init__(self, yaml: YAML, page: Page) -> None:
        self._constructor = yaml.constructor
        self._page = page
        self._count = 0
        # Faults by message: their lines, and the values in the message.
        self._wrong: dict[str, list[tuple[int, tuple[object, ...]]]] = {}

    def faults(self) -> list[Fault]:
        """All faults; of each kind the first ones, and the number of the others."""
        kinds = [first_of(self._page.file, places, partial(_worded, words)) for words, places in self._wrong.items()]
        return [fault for kind in kinds for fault in kind]

    def value(self, node: Node, where: Where, above: tuple[Node, ...]) -> Any:
        """The value of a node at a path; `above`: the nodes around it."""
        if node in above:
            # An alias can lead back up.
            return self._broken(where, "an alias leads back to itself")
        self._spend(1, where, above)
        if isinstance(node, ScalarNode):
            return self._scalar(node, where)
        if node.tag not in (TAG + "map", TAG + "seq"):
            return self._broken(where, "the tag {} is unknown here", node.tag)
        inside = (*above, node)
        if isinstance(node, MappingNode):
            return {key: self.value(value, (*where, key), inside) for key, value in self._entries(node, where, inside)}
        for number, item in enumerate(node.value):
            self._page.lines[*where, number] = _line(item)
        return [self.value(item, (*where, number), inside) for number, item in enumerate(node.value)]

    def _entries(self, node: MappingNode, where: Where, above: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
        # The keys of a mapping itself, then those of mappings merged into it (`<<`), nearest first.
        first: dict[str, int] = {}
        merged: list[Node] = []
        for key, value in node.value:
            if key.tag == TAG + "merge":
                merged += value.value if isinstance(value, SequenceNode) else [value]
                continue
            if not isinstance(key, ScalarNode):
                kind = "a list" if isinstance(key, SequenceNode) else "a mapping"
                self._fault(_line(key), "found {} as a key, expected a word", kind)
                continue
            name = str(key.value)
            if name in first:
                self._fault(_line(key), '"{}" is given twice; it was first given in line {}', name, first[name])
                continue
            first[name] = self._page.lines[*where, name] = _line(key)
            yield name, value
        for other in merged:
            if not isinstance(other, MappingNode):
                self._fault(_line(other), "`<<` merges mappings, and nothing else")
            elif other in above:
                self._fault(_line(other), "an alias leads back to itself")
            else:
                # Keys that are merged in but overridden count too.
                self._spend(1 + len(other.value), where, above)
                for name, value in list(self._entries(other, where, (*above, other))):
                    if name not in first:
                        first[name] = self._page.lines[*where, name]
                        yield name, value

    def _spend(self, values: int, where: Where, above: tuple[Node, ...]) -> None:
        # Count values at a path, below other nodes. Aliases and merged keys repeat values in a few characters.
        self._count += values
        # What an alias repeats is written elsewhere: the line is that of the section.
        if self._count > MOST:
            raise _LimitError(self._page.line(where[:1]), TOO_MANY)
        if len(above) > DEEPEST:
            raise _LimitError(self._page.line(where[:1]), TOO_DEEP)

    def _scalar(self, node: ScalarNode, where: Where) -> Any:
        kind = str(node.tag).removeprefix(TAG)
        if kind not in SCALARS:
            return self._broken(where, "the tag {} is unknown here", node.tag)
        if kind in ("str", "timestamp"):
            odd = NO_LETTER.search(node.value)
            if odd:
                return self._broken(where, "holds the control character U+{:04X}, which is no text", ord(odd[0]))
            return str(node.value)
        try:
            value = self._constructor.construct_object(node)
            if isinstance(value, int) and value.bit_length() > LONGEST:
                raise ValueError("too large")
        except (ValueError, LookupError, YAMLError):
            spelling = str(node.value) if len(str(node.value)) <= 40 else f"{str(node.value)[:20]}..."
            return self._broken(where, 'found "{}", which cannot be read as {}', spelling, SCALARS[kind])
        if kind != "null":
            self._page.spellings[where] = str(node.value)
        return value

    def _broken(self, where: Where, words: str, *values: object) -> None:
        self._page.broken.add(where)
        self._fault(self._page.line(where), words, *values)

    def _fault(self, line: int, words: str, *values: object) -> None:
        self._wrong.setdefault(words, []).append((line, values))


def _worded(words: str, values: tuple[object, ...]) -> str:
    return words.format(*values)


def _merge(content: dict[str, Any], changes: dict[str, Any], above: Where = ()) -> Iterator[Where]:
    # Merges changes into content; returns the paths of what is replaced or removed.
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(content.get(key), dict):
            yield from _merge(content[key], value, (*above, key))
            continue
        yield (*above, key)
        if value is None:
            content.pop(key, None)
        else:
            content[key] = copy.deepcopy(value)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
