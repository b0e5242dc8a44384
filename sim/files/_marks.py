"""Where people, ties and values stand in the file of a graph, and what is wrong with how they stand there.

Finding lines costs little: in XML one more pass of the parser, in GML a scan of brackets.
"""

import html
import math
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from sim.ground.faults import Fault, first_of
from sim.ground.kinds import show
from sim.ground.numerals import number
from sim.ground.spelling import did_you_mean

DIGITS = 4300
"""The most digits of a whole number that Python reads by default."""

WHOLE = re.compile(rf"\s*[+-]?[0-9]{{1,{DIGITS}}}\s*", re.ASCII)
NAN = re.compile(r"\s*[+-]?nan\s*", re.IGNORECASE)

Kind = tuple[str, Callable[[str], bool]]
"""What a value is, in words, and whether a text is one."""


def _is_whole(text: str) -> bool:
    return WHOLE.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    # Programs write nan for an unknown value.
    return not math.isnan(number(text)) or NAN.fullmatch(text) is not None


TEXT: Kind = ("text", lambda _: True)
INTEGER: Kind = (f"a whole number of at most {DIGITS} digits", _is_whole)
NUMBER: Kind = ("a number", _is_number)
FLAG: Kind = ("true or false", lambda text: text.lower() in ("true", "false", "0", "1"))
PLAIN_FLAG: Kind = ("true or false", ("true", "false", "True", "False", "0", "1").__contains__)

NUMBERS: Mapping[str, Kind] = {"integer": INTEGER, "int": INTEGER, "long": INTEGER, "float": NUMBER, "double": NUMBER}
TYPES: Mapping[str, Mapping[str, Kind]] = {
    "GraphML": {**NUMBERS, "boolean": FLAG, "string": TEXT},
    "GEXF": {**NUMBERS, "boolean": PLAIN_FLAG, "string": TEXT, "liststring": TEXT, "anyURI": TEXT},
}
"""The types of values by their names in a format of XML."""

ENDS = ("source", "target")
MARKS = {"node": ("id",), "edge": ENDS}
WORDS = {"node": "person", "edge": "tie"}


class Marks:
    """The lines, from 1, of the people of a file by name, and of its ties by both ends (the first line of each)."""

    def __init__(self, file: str, people: Mapping[str, int] | None = None) -> None:
        self.file = file
        self.people: dict[str, int] = dict(people or {})
        self.ties: dict[tuple[str, str], int] = {}
        self.odd: list[tuple[int, str]] = []
        self.lacking: list[tuple[int, str]] = []
        self.again: list[tuple[int, str]] = []
        self.ends: list[tuple[int, str]] = []

    def person(self, name: str) -> int:
        """The line of a person; 1 where it is not known."""
        return self.people.get(name, 1)

    def tie(self, source: str, target: str) -> int:
        """The line of the first tie between two people, in either direction; 1 where it is not known."""
        lines = [self.ties[ends] for ends in ((source, target), (target, source)) if ends in self.ties]
        return min(lines, default=1)

    def take_person(self, line: int, name: str) -> None:
        """Note the line of a person."""
        if name in self.people:
            self.again.append((line, name))
        self.people.setdefault(name, line)

    def faults(self) -> list[Fault]:
        """All that is wrong."""
        strangers = [(line, name) for line, name in self.ends if name not in self.people]
        return [
            *first_of(self.file, self.odd, str),
            *first_of(self.file, self.lacking, str),
            *first_of(self.file, self.again, lambda name: f'"{name}" is there already, in line {self.people[name]}'),
            *first_of(self.file, strangers, self._stranger),
        ]

    def _stranger(self, name: str) -> str:
        return f'the tie leads to "{name}", but there is no such node{did_you_mean(name, self.people)}'


class XmlMarks(Marks):
    """The lines of a GraphML or GEXF file, collected while it is parsed, and its values that have a type.

    `what`: GraphML or GEXF; `content`: the bytes of a file that is well-formed.
    """

    def __init__(self, file: str, what: str, content: bytes) -> None:
        super().__init__(file)
        self._types = TYPES[what]
        self._keyed = what == "GraphML"
        self._home: str | None = None
        self._graphs: list[tuple[int, str]] = []
        self._dynamic: list[tuple[int, str]] = []
        self._directed = False
        # Names and types of values, by the kind of element and the key; and values that come before their declarations.
        self._keys: dict[tuple[str, str | None], tuple[str, str]] = {}
        self._early: list[tuple[int, tuple[str, str | None], str | None]] = []
        self._owner = ""
        self._class = ""
        self._key: tuple[str, str | None] = ("", None)
        self._text: list[str] | None = None
        self._text_line = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.Parse(content, True)
        for line, key, text in self._early:
            self._value(line, key, text)

    def passed_over(self) -> bool:
        """Whether something is wrong that networkx does not notice."""
        strangers = any(name not in self.people for _, name in self.ends)
        return bool(self._dynamic or self._graphs[1:] or self.lacking or self.again or strangers)

    def faults(self) -> list[Fault]:
        """All that is wrong."""
        return [
            *first_of(self.file, self._dynamic, lambda _: 'changes with time (mode="dynamic"); save one moment of it'),
            *first_of(self.file, self._graphs[1:], lambda _: "a second graph begins here; leave one in the file"),
            *super().faults(),
        ]

    @property
    def _line(self) -> int:
        return int(self._parser.CurrentLineNumber)

    def _begin(self, name: str, marks: dict[str, str]) -> None:
        space, _, kind = name.rpartition(" ")
        self._home = space if self._home is None else self._home
        # Elements inside a value, in place of text, concern only the program that wrote the file.
        self._text = None
        if space == self._home:
            self._element(kind, marks)

    def _element(self, kind: str, marks: dict[str, str]) -> None:
        if kind in MARKS:
            self._owner = kind
            lacking = [mark for mark in MARKS[kind] if mark not in marks]
            self.lacking += [(self._line, f"a {WORDS[kind]} has no `{mark}`") for mark in lacking]
        if kind == "graph":
            self._graph(marks)
        elif kind == "node" and "id" in marks:
            self.take_person(self._line, marks["id"])
        elif kind == "edge":
            self._edge(marks)
        elif self._keyed:
            self._graphml(kind, marks)
        else:
            self._gexf(kind, marks)

    def _graph(self, marks: dict[str, str]) -> None:
        self._graphs.append((self._line, ""))
        if marks.get("mode") == "dynamic":
            self._dynamic.append((self._line, ""))
        self._directed = "directed" in (marks.get("edgedefault"), marks.get("defaultedgetype"))

    def _edge(self, marks: dict[str, str]) -> None:
        self.ends += [(self._line, marks[end]) for end in ENDS if end in marks]
        if all(end in marks for end in ENDS):
            self.ties.setdefault((marks["source"], marks["target"]), self._line)
        directions = {"true": True, "false": False, "directed": True, "undirected": False}
        directed = directions.get(marks.get("directed" if self._keyed else "type", ""), self._directed)
        if directed != self._directed:
            tie, graph = ("a", "none") if directed else ("no", "one")
            self.odd.append((self._line, f"the tie has {tie} direction, and the graph has {graph}"))
        if not self._keyed and "weight" in marks:
            self._check(self._line, "weight", marks["weight"], NUMBER)

    def _graphml(self, kind: str, marks: dict[str, str]) -> None:
        if kind == "key":
            other = "yfiles.type" in marks
            self._lacks(() if other else ("attr.name",), marks, "a key")
            self._declare(("", marks.get("id")), marks.get("attr.name"), None if other else marks.get("attr.type"))
        elif kind == "data":
            self._key = ("", marks.get("key"))
        elif kind == "hyperedge":
            self.odd.append((self._line, "a tie of more than two people (hyperedge) begins here; expected ties of two"))
        if kind in ("data", "default"):
            self._hear()

    def _gexf(self, kind: str, marks: dict[str, str]) -> None:
        if kind == "attributes":
            self._class = marks.get("class", "")
            if self._class not in MARKS:
                message = f"attributes: found the class {show(self._class)}, expected node or edge"
                self.odd.append((self._line, message))
        elif kind == "attribute":
            self._lacks(("type",), marks, "an attribute")
            self._declare((self._class, marks.get("id")), marks.get("title"), marks.get("type"))
        elif kind == "default":
            self._hear()
        elif kind == "attvalue":
            self._lacks(("for", "value"), marks, "a value")
            if "for" in marks and "value" in marks:
                self._value(self._line, (self._owner, marks["for"]), marks["value"], early=True)

    def _declare(self, key: tuple[str, str | None], name: str | None, kind: str | None) -> None:
        kind = "string" if kind is None else kind
        if kind not in self._types:
            message = f"{name}: found the type {show(kind)}, expected one of {', '.join(self._types)}"
            self.odd.append((self._line, message))
        self._key = key
        self._keys[key] = (str(name), kind)

    def _hear(self) -> None:
        # Expat would call this for each text between elements, so it is set only where text counts.
        self._text, self._text_line = [], self._line
        self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        self._parser.CharacterDataHandler = None
        if self._text is None:
            return
        text, self._text = "".join(self._text), None
        if text or name.endswith("default"):
            self._value(self._text_line, self._key, text or None, early=True)

    def _value(self, line: int, key: tuple[str, str | None], text: str | None, *, early: bool = False) -> None:
        if key in self._keys:
            name, kind = self._keys[key]
            self._check(line, name, text, self._types.get(kind, TEXT))
        elif early:
            self._early.append((line, key, text))
        else:
            self.odd.append((line, f"a value is of {show(key[1])}, but nothing says what that is"))

    def _check(self, line: int, name: str, text: str | None, kind: Kind) -> None:
        words, fits = kind
        if kind is not TEXT and (text is None or not fits(text)):
            self.odd.append((line, f"{name}: found {show(text)}, expected {words}"))

    def _lacks(self, needed: tuple[str, ...], marks: dict[str, str], whose: str) -> None:
        self.odd += [(self._line, f"{whose} has no `{mark}`") for mark in needed if mark not in marks]


TOKENS = re.compile(r'"[^"]*"|#[^\n]*|\[|\]|\n|[^\s\[\]"#]+')
LONG = re.compile(rf'^[+-]?[0-9]{{{DIGITS + 1}}}|^".*&#[0-9]{{{DIGITS + 1}}}', re.DOTALL)


class GmlMarks(Marks):
    """The lines of a GML file whose brackets match, from its text."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__(file)
        self._numbers: dict[object, str] = {}
        self._records: list[tuple[str, int, dict[str, list[str]]]] = []
        self._graph: dict[str, str] = {}
        self._scan(text)
        for kind, line, record in self._records:
            if kind == "node":
                self._person(line, record)
        # If ids of people are wrong, it cannot be told which ends of ties are unknown people.
        self._known = not (self.odd or self.lacking)
        lines: dict[tuple[str, str], int] = {}
        for kind, line, record in self._records:
            if kind == "edge":
                self._tie(line, record, lines)

    def _scan(self, text: str) -> None:
        # Keys and values of people and ties; what is deeper inside is one value.
        line, depth, key = 1, 0, ""
        record: dict[str, list[str]] = {}
        for match in TOKENS.finditer(text):
            word = match[0]
            if LONG.search(word):
                self.odd.append((line, f"found {show(word)}, expected {INTEGER[0]}"))
            if word == "[":
                if depth == 1 and key in MARKS:
                    record = {}
                    self._records.append((key, line, record))
                elif depth == 2:
                    record.setdefault(key, []).append(word)
                depth, key = depth + 1, ""
            elif word == "]":
                depth, key = depth - 1, ""
            elif key:
                if depth == 1 and key in MARKS:
                    self.odd.append((line, f"found {show(word)} after `{key}`, expected `[`"))
                elif depth == 1:
                    self._graph[key] = word
                elif depth == 2:
                    record.setdefault(key, []).append(word)
                key = ""
            elif word[0] not in "\n#":
                key = word
            line += word.count("\n")

    def _single(self, line: int, record: dict[str, list[str]], mark: str, whose: str) -> str | None:
        # The value of a key that occurs once; None, after noting a fault, if it does not.
        values = record.get(mark, [])
        if not values:
            self.lacking.append((line, f"{whose} has no `{mark}`"))
        elif len(values) > 1:
            self.odd.append((line, f"{whose} has {len(values)} of `{mark}`, expected one"))
        elif values[0] == "[":
            self.odd.append((line, f"{whose} has a list as `{mark}`, expected a number or text"))
        else:
            return values[0]
        return None

    def _person(self, line: int, record: dict[str, list[str]]) -> None:
        name, label = (self._single(line, record, mark, "a person") for mark in ("id", "label"))
        if name is not None:
            if _same(name) in self._numbers:
                self.odd.append((line, f"the id {name} is there already"))
            self._numbers.setdefault(_same(name), name if label is None else _plain(label))
        if label is not None:
            self.take_person(line, _plain(label))

    def _tie(self, line: int, record: dict[str, list[str]], lines: dict[tuple[str, str], int]) -> None:
        ends = [self._single(line, record, mark, "a tie") for mark in ENDS]
        strangers = [end for end in ends if end is not None and _same(end) not in self._numbers]
        if self._known:
            self.odd += [(line, f"the tie leads to {end}, but there is no such node") for end in strangers]
        source, target = (self._numbers.get(_same(end)) if end is not None else None for end in ends)
        if source is None or target is None:
            return
        self.ties.setdefault((source, target), line)
        pair = (source, target) if self._is("directed") else (min(source, target), max(source, target))
        if pair in lines and not self._is("multigraph"):
            message = f"the tie {source} - {target} is there already, in line {lines[pair]}; `multigraph 1` allows that"
            self.odd.append((line, message))
        lines.setdefault(pair, line)

    def _is(self, key: str) -> bool:
        return self._graph.get(key, "0") != "0"


def _plain(label: str) -> str:
    return html.unescape(label.strip('"'))


def _same(value: str) -> object:
    # Numbers are equal however they are spelled, and text equals the same text in quotes.
    size = number(value)
    return value.strip('"') if math.isnan(size) else size
