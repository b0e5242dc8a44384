import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.evidence.known import OBSERVED
from sim.files._graphs import Directed, Weights, ties_of
from sim.files._marks import Marks
from sim.ground.contents import text
from sim.ground.faults import LISTED, Fault, InputError, first_of
from sim.ground.kinds import MOST_PEOPLE
from sim.ground.numerals import number
from sim.world.ties import HEAVIEST, Ties

if TYPE_CHECKING:
    import networkx as nx

ENDINGS = (".net", ".paj")
EVIDENCE = OBSERVED


OTHERS = ("partition", "vector", "permutation", "cluster", "hierarchy")
"""Sections of a project file (.paj) that are no networks."""

UNTOLD = 100_000
"""The most people that a file may only count: a few characters can declare any number."""

TIES = ("arcs", "edges", "arcslist", "edgeslist", "edgelist", "matrix")


def read(
    path: Path, people: tuple[str, ...] | None = None, *, direction: Directed = None, weights: Weights = True
) -> Ties:
    """Ties from a Pajek file; people go by their labels, or by their numbers where they have none.

    Arcs have a direction and edges have none; in a file with both, an edge is an arc each way. `people`: everyone's
    id, where a table of people is given. Raises sim.ground.faults.InputError.
    """
    page = _Page(path)
    for line, words, quotes in _lines(text(path)):
        page.take(line, words, quotes)
    places = partial(Marks, str(path), dict(page.labels.values()))
    return ties_of(page.graph(), path, people, direction, weights, page.notes, places)


@dataclass
class _Page:
    """Reads a Pajek file line by line into a network."""

    path: Path
    people: int = -1
    begin: int = 1
    section: str = ""
    labels: dict[int, tuple[str, int]] = field(default_factory=dict)
    ties: list[tuple[int, int, float, bool]] = field(default_factory=list)
    relations: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, line: int, words: list[str], quotes: bool) -> None:
        """Read one line that is neither empty nor a comment; `quotes`: whether its quotes are in order."""
        if not quotes and self.section != "other":
            self._fault(line, "a quote does not end in this line, or not at the end of a word")
        elif words[0].startswith("*"):
            self._begin(line, words[0][1:].lower(), words[1:])
        elif self.section == "other":
            pass
        elif self.section == "vertices":
            self._vertex(line, words)
        elif self.section == "matrix":
            self._row(line, words)
        elif self.section.endswith("list"):
            ends = [self._number(line, word) for word in words]
            self.ties += [(ends[0], end, 1.0, self.section == "arcslist") for end in ends[1:]]
        elif self.section in TIES:
            self._tie(line, words)
        else:
            self._fault(line, f'found "{words[0]}", expected a line that begins with `*`, such as `*Vertices 10`')

    def graph(self) -> "nx.Graph":
        """The network. Raises InputError with everything that is wrong with the file."""
        import networkx as nx

        if self.people < 0 and not self.faults:
            self._fault(1, "is no Pajek that can be read: it has no `*Vertices` line")
        if len(self.relations) > 1:
            each = ", ".join(f"{name} in line {line}" for name, line in list(self.relations.items())[:LISTED])
            self._fault(max(self.relations.values()), f"has several relations ({each}); leave one of them in the file")
        if self.section == "matrix" and self.rows != self.people:
            self._fault(1, f"has {self.rows} rows in its matrix, expected {self.people}")
        first: dict[str, int] = {}
        for label, line in self.labels.values():
            if label in first:
                self._fault(line, f'"{label}" is there already, in line {first[label]}')
            first.setdefault(label, line)
        described = self.labels.keys() | {end for tie in self.ties for end in tie[:2]}
        if self.people - len(described) > UNTOLD and not self.faults:
            untold = f"{self.people - len(described):,} of its {self.people:,} people have neither a line nor a tie"
            self._fault(self.begin, f"{untold}; at most {UNTOLD:,} such people are made up")
        if self.faults:
            places = [(fault.line, fault.message) for fault in self.faults]
            raise InputError(first_of(str(self.path), places, str))
        names = [self.labels.get(number, (str(number), 0))[0] for number in range(1, self.people + 1)]
        directed = any(one_way for *_, one_way in self.ties)
        graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
        graph.add_nodes_from(names)
        if len(graph) < self.people:
            raise InputError([Fault(str(self.path), 1, "somebody's label is the number of somebody without one")])
        for source, target, weight, one_way in self.ties:
            a, b = names[source - 1], names[target - 1]
            graph.add_edge(a, b, weight=weight)
            if directed and not one_way and a != b:
                graph.add_edge(b, a, weight=weight)
        return graph

    def _begin(self, line: int, kind: str, words: list[str]) -> None:
        if self.section == "other" and kind != "network":
            return
        self.section = kind
        if kind in OTHERS:
            self.section = "other"
            self.notes.append(f"`*{kind.title()}` in line {line} is no part of the network and was left out")
        elif kind == "vertices":
            self._vertices(line, words)
        elif kind in TIES:
            if self.people < 0:
                self._fault(line, f"`*{kind}` stands before `*Vertices`")
            if words:
                self.relations.setdefault(" ".join(words), line)
        elif kind != "network":
            self._fault(line, f"`*{kind}` is unknown here")
            self.section = "other"

    def _vertices(self, line: int, words: list[str]) -> None:
        if self.people >= 0:
            self._fault(line, "a second network begins here; leave one of them in the file")
        elif not words or not words[0].isdecimal() or not 1 <= int(words[0][:20]) <= MOST_PEOPLE:
            self._fault(line, f"found `*Vertices {' '.join(words)}`, expected the number of people after it")
        elif len(words) > 1:
            self._fault(line, "its vertices are of two kinds; expected a network among people")
        self.people = int(words[0][:20]) if words and words[0].isdecimal() else MOST_PEOPLE
        self.begin = line

    def _vertex(self, line: int, words: list[str]) -> None:
        number = self._number(line, words[0])
        if number in self.labels:
            self._fault(line, f"vertex {number} is there already, in line {self.labels[number][1]}")
        self.labels[number] = (words[1] if len(words) > 1 and words[1] else str(number), line)

    def _tie(self, line: int, words: list[str]) -> None:
        if len(words) < 2:
            self._fault(line, "a tie has two ends")
            return
        source, target = (self._number(line, word) for word in words[:2])
        weight = self._weight(line, words[2]) if len(words) > 2 else 1.0
        self.ties.append((source, target, weight, self.section == "arcs"))

    def _row(self, line: int, words: list[str]) -> None:
        self.rows += 1
        if len(words) != self.people or self.rows > self.people:
            self._fault(line, f"a matrix has {self.people} rows of {self.people} numbers; this is row {self.rows}")
            return
        row = [self._weight(line, word) for word in words]
        self.ties += [(self.rows, column, weight, True) for column, weight in enumerate(row, 1) if weight]

    def _number(self, line: int, word: str) -> int:
        if len(word) <= 20 and word.isdecimal() and 1 <= int(word) <= self.people:
            return int(word)
        self._fault(line, f'found "{word}", expected the number of a vertex, 1 to {self.people}')
        return 1

    def _weight(self, line: int, word: str) -> float:
        weight = number(word)
        if not 0 <= weight <= HEAVIEST:
            self._fault(line, f'found the weight "{word}", expected a number from 0 up to {HEAVIEST:g}')
        return weight

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(str(self.path), line, message))


QUOTED = re.compile(r'(?<!\S)"[^"]*"(?!\S)')


def _lines(whole: str) -> Iterator[tuple[int, list[str], bool]]:
    # Each line with content, as words (text in quotes is one word), and whether its quotes match.
    for line, content in enumerate(re.split(r"\r\n|\r|\n", whole), 1):
        words = [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', content)]
        if words and not content.lstrip().startswith("%"):
            yield line, words, '"' not in content or '"' not in QUOTED.sub("", content)
