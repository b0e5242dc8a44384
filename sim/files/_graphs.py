"""What the readers of graph formats share: from a networkx graph to ties, with faults in the author's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import ParseError

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

    try:
        graph: nx.Graph = getattr(nx, f"read_{what.lower()}")(path)
    except (nx.NetworkXError, *BROKEN) as error:
        raise broken(path, what, error) from None
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
