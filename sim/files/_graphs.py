"""What the readers of graph formats share: from a networkx graph to ties, with faults in the author's words."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from sim.contents import NO_TEXT, content
from sim.family import did_you_mean
from sim.faults import Fault, InputError, UnfitError, first_of
from sim.texts import check_cells
from sim.ties import Ties

if TYPE_CHECKING:
    import networkx as nx

Direction = Literal["listens-to", "influences"]

BROKEN = (
    ParseError, KeyError, ValueError, IndexError, AttributeError, TypeError, StopIteration, RuntimeError
)  # fmt: skip
"""What the readers of networkx raise, besides errors of their own, on a file that is broken or something else."""


def read_graph(
    path: Path, what: str, people: tuple[str, ...] | None, direction: Direction | None, weights: bool
) -> Ties:
    """The ties of a file in the format `what` (GML, GEXF, ...), with the people of a table if there is one.

    Raises InputError if the file is broken, if it has a direction and nobody says what it means, or if it has no
    ties, or people who are not in the table.
    """
    # Here and not above: the parts of a family are all imported, and networkx is slow to import.
    import networkx as nx

    found = content(path)
    marked = what in ("GraphML", "GEXF")
    if marked:
        check_marks(path, what, found)
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            graph: nx.Graph = getattr(nx, f"read_{what.lower()}")(BytesIO(found))
    except (nx.NetworkXError, *BROKEN) as error:
        raise broken(path, what, error) from None
    notes = [str(word.message) for word in told]
    if marked:
        _fill_in(graph, path)
    return ties_of(graph, path, people, direction, weights, list(dict.fromkeys(notes)))


def _fill_in(graph: nx.Graph, path: Path) -> None:
    # networkx reads the values that a file gives for all, but leaves it to others to apply them.
    usual, heavy = (graph.graph.get(name, {}) for name in ("node_default", "edge_default"))
    if not (isinstance(usual, dict) and isinstance(heavy, dict)):
        raise InputError(
            [Fault(str(path), 1, "an attribute of the graph takes the place of values for all; rename it")]
        )
    try:
        check_cells(len(usual), len(graph), sum(len(data) for _, data in graph.nodes(data=True)))
    except UnfitError as error:
        raise InputError([Fault(str(path), 1, str(error))]) from None
    for _, data in graph.nodes(data=True):
        data.update(usual | data)
    if "weight" in heavy:
        for *_, data in graph.edges(data=True):
            data.setdefault("weight", heavy["weight"])


def check_marks(path: Path, what: str, found: bytes) -> None:
    """Raise InputError for what networkx passes over in a GraphML or GEXF file, whose bytes are `found`.

    That is: a second graph, ties that change with time, people without an id or with that of somebody else, and ties
    without two ends, or of people whom the file does not name.
    """
    try:
        # Once with nothing of ours in it: what fails here is the file.
        expat.ParserCreate().Parse(found, True)
    except expat.ExpatError as error:
        reason = f"is no {what} that can be read: {expat.ErrorString(error.code)}"
        raise InputError([Fault(str(path), error.lineno, reason)]) from None
    except (LookupError, ValueError) as error:
        # Of an encoding that is unknown, or of several bytes a letter.
        raise InputError([Fault(str(path), 1, f"is no {what} that can be read: {error}")]) from None
    marks = _Marks()
    marks.parser.Parse(found, True)
    faults = marks.faults(str(path))
    if faults:
        raise InputError(faults)


class _Marks:
    """The people, ties and graphs of an XML file, each with its line, as its parser comes to them."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self._graphs: list[tuple[int, str]] = []
        self._dynamic: list[tuple[int, str]] = []
        self._people: dict[str, int] = {}
        self._again: list[tuple[int, str]] = []
        self._ends: list[tuple[int, str]] = []
        self._lacking: list[tuple[int, str]] = []

    def _begin(self, name: str, marks: dict[str, str]) -> None:
        kind, line = name.rpartition(":")[2], self.parser.CurrentLineNumber
        wanted = {"node": ("id",), "edge": ("source", "target")}.get(kind, ())
        self._lacking += [
            (line, f"a {'person' if kind == 'node' else 'tie'} has no `{mark}`") for mark in wanted if mark not in marks
        ]
        if kind == "graph":
            self._graphs.append((line, ""))
            if marks.get("mode") == "dynamic":
                self._dynamic.append((line, ""))
        elif kind == "node" and "id" in marks:
            if marks["id"] in self._people:
                self._again.append((line, marks["id"]))
            self._people.setdefault(marks["id"], line)
        elif kind == "edge":
            self._ends += [(line, marks[end]) for end in wanted if end in marks]

    def faults(self, file: str) -> list[Fault]:
        """All that is wrong with them."""
        strangers = [(line, name) for line, name in self._ends if name not in self._people]
        return [
            *first_of(file, self._dynamic, lambda _: 'changes with time (mode="dynamic"); save one moment of it'),
            *first_of(file, self._graphs[1:], lambda _: "a second graph begins here; leave one in the file"),
            *first_of(file, self._lacking, str),
            *first_of(file, self._again, lambda name: f'"{name}" is there already, in line {self._people[name]}'),
            *first_of(file, strangers, self._stranger),
        ]

    def _stranger(self, name: str) -> str:
        return f'the tie leads to "{name}", but there is no such node{did_you_mean(name, self._people)}'


def ties_of(
    graph: nx.Graph,
    path: Path,
    people: tuple[str, ...] | None,
    direction: Direction | None,
    weights: bool,
    notes: Sequence[str] = (),
) -> Ties:
    """The ties of a graph from a file, with the people of a table if there is one; `notes` of its reader come first.

    Raises InputError as `read_graph` does.
    """
    import networkx as nx

    if graph.is_directed() and direction is None:
        message = "the ties have a direction; say `direction: listens-to` or `direction: influences` for what it means"
        raise InputError([Fault(str(path), 1, message)])
    names = [str(node) for node in graph]
    if len(set(names)) < len(names):
        raise InputError([Fault(str(path), 1, "two people have the same id once it is read as text")])
    odd = [(1, name) for name in names if NO_TEXT.search(name)]
    if odd:
        raise InputError(first_of(str(path), odd, "the id {!r} holds a control character, which is no text".format))
    if people is not None:
        everyone = set(people)
        strangers = [(1, name) for name in names if name not in everyone]
        if strangers:
            say = partial(_not_listed, people)
            raise InputError(first_of(str(path), strangers, say))
        whole = graph.__class__()
        whole.add_nodes_from(people)
        whole.update(nx.relabel_nodes(graph, str))
        graph = whole
    try:
        ties = Ties.from_networkx(graph, weight="weight" if weights else None, influences=direction == "influences")
    except UnfitError as error:
        raise InputError([Fault(str(path), 1, str(error))]) from None
    if not len(ties.peers):
        raise InputError([Fault(str(path), 1, "has no ties")])
    return replace(ties, notes=(*notes, *ties.notes))


def _not_listed(people: tuple[str, ...], name: str) -> str:
    return f'"{name}" is not in the table of people{did_you_mean(name, people)}'


def broken(path: Path, what: str, error: Exception) -> InputError:
    """The fault of a file that its format's parser could not read; with the line, where the parser says it."""
    if isinstance(error, RecursionError):
        return InputError([Fault(str(path), 1, f"is no {what} that can be read: it is nested too deeply")])
    if isinstance(error, UnicodeDecodeError):
        return InputError([Fault(str(path), 1, "is not text in UTF-8")])
    place = re.search(r"\((\d+), \d+\)$", str(error))  # the end of the messages of networkx about GML
    line = error.position[0] if isinstance(error, ParseError) else int(place[1]) if place else 1
    reason = str(error) or type(error).__name__
    return InputError([Fault(str(path), max(line, 1), f"is no {what} that can be read: {reason}")])
