"""What the readers of graph formats share: from a networkx graph to ties, with faults in the author's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import ParseError

import networkx as nx

from sim.family import did_you_mean
from sim.faults import Fault, InputError
from sim.ties import Ties

Direction = Literal["listens-to", "influences"]


def ties_of(
    path: Path, graph: nx.Graph, people: tuple[str, ...] | None, direction: Direction | None, weights: bool
) -> Ties:
    """The ties of a graph that was read from `path`, with the people of a table if there is one.

    Raises InputError if the graph has a direction and nobody says what it means, or if it has no ties, or people
    who are not in the table.
    """
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
    return ties


def broken(path: Path, what: str, error: Exception) -> InputError:
    """The fault of a file that its format's parser could not read; with the line, where the parser says it."""
    if isinstance(error, UnicodeDecodeError):
        return InputError([Fault(str(path), 1, "is not text in UTF-8")])
    place = re.search(r"\((\d+), \d+\)$", str(error))  # the end of the messages of networkx about GML
    line = error.position[0] if isinstance(error, ParseError) else int(place[1]) if place else 1
    reason = str(error) or type(error).__name__
    return InputError([Fault(str(path), max(line, 1), f"is no {what} that can be read: {reason}")])
