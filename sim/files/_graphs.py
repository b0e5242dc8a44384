"""What the readers of graph formats share: from a networkx graph to ties, with faults in the author's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from sim.family import did_you_mean
from sim.faults import Fault, InputError
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

    if what in ("GraphML", "GEXF"):
        check_marks(path, what)
    try:
        graph: nx.Graph = getattr(nx, f"read_{what.lower()}")(path)
    except (nx.NetworkXError, *BROKEN) as error:
        raise broken(path, what, error) from None
    # networkx reads the values that a GraphML file gives for all, but leaves it to others to apply them.
    for *_, data in graph.nodes(data=True):
        data.update(graph.graph.get("node_default", {}) | data)
    for *_, data in graph.edges(data=True):
        data.update(graph.graph.get("edge_default", {}) | data)
    return ties_of(graph, path, people, direction, weights)


def check_marks(path: Path, what: str) -> None:
    """Raise InputError for what networkx passes over in a GraphML or GEXF file.

    That is: a second graph, ties that change with time, and ties of people whom the file does not name.
    """
    people: set[str] = set()
    ends: list[tuple[str, int]] = []
    graphs: list[int] = []
    faults: list[Fault] = []

    def begin(name: str, marks: dict[str, str]) -> None:
        kind, line = name.rpartition(":")[2], parser.CurrentLineNumber
        if kind == "graph":
            graphs.append(line)
            if marks.get("mode") == "dynamic":
                faults.append(Fault(str(path), line, 'changes with time (mode="dynamic"); save one moment of it'))
        elif kind == "node":
            people.add(marks.get("id", ""))
        elif kind == "edge":
            ends.extend((marks[end], line) for end in ("source", "target") if end in marks)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        reason = f"is no {what} that can be read: {expat.ErrorString(error.code)}"
        raise InputError([Fault(str(path), error.lineno, reason)]) from None
    except LookupError as error:
        raise InputError([Fault(str(path), 1, f"is no {what} that can be read: {error}")]) from None
    faults += [Fault(str(path), line, "a second graph begins here; leave one in the file") for line in graphs[1:]]
    for name, line in ends:
        if name not in people:
            near = did_you_mean(name, people)
            faults.append(Fault(str(path), line, f'the tie leads to "{name}", but there is no such node{near}'))
    if faults:
        raise InputError(faults)


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
    if people is not None:
        strangers = [str(node) for node in graph if str(node) not in set(people)]
        if strangers:
            raise InputError(
                Fault(str(path), 1, f'"{name}" is not in the table of people{did_you_mean(name, people)}')
                for name in strangers
            )
        everyone = graph.__class__()
        everyone.add_nodes_from(people)
        everyone.update(nx.relabel_nodes(graph, str))
        graph = everyone
    if len({str(node) for node in graph}) < len(graph):
        raise InputError([Fault(str(path), 1, "two people have the same id once it is read as text")])
    try:
        ties = Ties.from_networkx(graph, weight="weight" if weights else None, influences=direction == "influences")
    except ValueError as error:
        raise InputError([Fault(str(path), 1, str(error))]) from None
    if not len(ties.peers):
        raise InputError([Fault(str(path), 1, "has no ties")])
    return replace(ties, notes=(*notes, *ties.notes))


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raises InputError if it is something else."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError([Fault(str(path), line, "is not text in UTF-8")]) from None


def broken(path: Path, what: str, error: Exception) -> InputError:
    """The fault of a file that its format's parser could not read; with the line, where the parser says it."""
    if isinstance(error, UnicodeDecodeError):
        return InputError([Fault(str(path), 1, "is not text in UTF-8")])
    place = re.search(r"\((\d+), \d+\)$", str(error))  # the end of the messages of networkx about GML
    line = error.position[0] if isinstance(error, ParseError) else int(place[1]) if place else 1
    reason = str(error) or type(error).__name__
    return InputError([Fault(str(path), max(line, 1), f"is no {what} that can be read: {reason}")])
