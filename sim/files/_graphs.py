"""What the readers of graph formats share: from a networkx graph to ties, with faults in the author's words."""

from __future__ import annotations

import re
import warnings
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from pydantic import Field

from sim.files._marks import GmlMarks, Marks, XmlMarks
from sim.ground.contents import NO_TEXT, content, decoded
from sim.ground.faults import Fault, InputError, UnfitError, first_of
from sim.ground.spelling import did_you_mean
from sim.ground.texts import check_cells
from sim.world.ties import Ties, weight_fault

if TYPE_CHECKING:
    import networkx as nx

Direction = Literal["listens-to", "influences"]
Directed = Annotated[Direction | None, Field(description="what a directed tie says its source does")]
Weights = Annotated[bool, Field(description="false: ties weigh 1, whatever the file says")]

BROKEN = (
    ParseError, KeyError, ValueError, IndexError, AttributeError, TypeError, StopIteration, RuntimeError
)  # fmt: skip
"""What the readers of networkx raise, besides their own errors, on a broken file or one of another format."""

NO_ASCII = re.compile("[^\x00-\x7f]")

PLACE = re.compile(r"\((\d+), \d+\)$")
"""The end of messages of networkx about GML that give a line."""


def read_graph(
    path: Path, what: str, people: tuple[str, ...] | None, direction: Direction | None, weights: bool
) -> Ties:
    """The ties of a file in the format `what` (GML, GEXF, ...), with the people of a table if there is one.

    Raises InputError if the file is broken, if its ties have a direction whose meaning is not declared, if it has no
    ties, or has people who are not in the table.
    """
    # Imported here, not above: all parts of a family are imported together, and networkx is slow to import.
    import networkx as nx

    letters = content(path)
    if what == "GML":
        # As in any other text file, a byte order mark at the beginning does not count.
        letters = letters.removeprefix(BOM_UTF8)
        _check_letters(path, letters)
    else:
        _check_marks(path, what, letters)
    # The file is only read again if something is wrong, so that a large network is not in memory twice.
    places = partial(_marks, path, what, letters)
    read = getattr(nx, f"read_{what.lower()}")
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            graph: nx.Graph = read(BytesIO(letters))
        except (nx.NetworkXError, *BROKEN) as error:
            raise broken(path, what, error, places) from None
    notes = [str(word.message) for word in warned]
    if what != "GML":
        _fill_in(graph, path)
    return ties_of(graph, path, people, direction, weights, list(dict.fromkeys(notes)), places)


def _fill_in(graph: nx.Graph, path: Path) -> None:
    # networkx reads the default values of a file, but does not apply them.
    node_default, edge_default = (graph.graph.get(name, {}) for name in ("node_default", "edge_default"))
    if not (isinstance(node_default, dict) and isinstance(edge_default, dict)):
        raise InputError(
            [Fault(str(path), 1, "an attribute of the graph takes the place of values for all; rename it")]
        )
    try:
        check_cells(len(node_default), len(graph), sum(len(data) for _, data in graph.nodes(data=True)))
    except UnfitError as error:
        raise InputError([Fault(str(path), 1, str(error))]) from None
    for _, data in graph.nodes(data=True):
        data.update(node_default | data)
    if "weight" in edge_default:
        for *_, data in graph.edges(data=True):
            data.setdefault("weight", edge_default["weight"])


def _marks(path: Path, what: str, letters: bytes) -> Marks:
    # Where people and ties stand in a file, by its bytes, which are well-formed.
    return GmlMarks(str(path), letters.decode("ascii")) if what == "GML" else XmlMarks(str(path), what, letters)


def _check_letters(path: Path, letters: bytes) -> None:
    if letters.isascii():
        return
    decoded(letters, str(path))
    # Decoded here, as a second byte order mark is a character.
    lines = letters.decode().split("\n")
    places = [(place, NO_ASCII.findall(line)[0]) for place, line in enumerate(lines, 1) if not line.isascii()]
    say = "found {0!r}, expected letters of ASCII; GML writes it as `&#{1};`".format
    raise InputError(first_of(str(path), places, lambda letter: say(letter, ord(letter))))


def _check_marks(path: Path, what: str, letters: bytes) -> None:
    """Raise InputError for what networkx passes over in a GraphML or GEXF file, whose bytes are `letters`.

    That is: a second graph, ties that change with time, people without an id or with that of somebody else, and ties
    without two ends, or of people whom the file does not name.
    """
    try:
        # Parsed first without our handlers: what fails then is the file's fault.
        expat.ParserCreate(namespace_separator=" ").Parse(letters, True)
    except expat.ExpatError as error:
        reason = f"is no {what} that can be read: {expat.ErrorString(error.code)}"
        raise InputError([Fault(str(path), error.lineno, reason)]) from None
    except (LookupError, ValueError) as error:
        # The encoding is unknown, or has several bytes a character.
        raise InputError([Fault(str(path), 1, f"is no {what} that can be read: {error}")]) from None
    marks = XmlMarks(str(path), what, letters)
    if marks.passed_over():
        raise InputError(marks.faults())


def ties_of(
    graph: nx.Graph,
    path: Path,
    people: tuple[str, ...] | None,
    direction: Direction | None,
    weights: bool,
    notes: Sequence[str],
    places: Callable[[], Marks],
) -> Ties:
    """The ties of a graph from a file, with the people of a table if there is one; `notes` of the reader come first.

    `places`: where people and ties stand in the file, as far as is known; it is asked where something is wrong.
    Raises InputError as `read_graph` does.
    """
    import networkx as nx

    if graph.is_directed() and direction is None:
        message = "the ties have a direction; say `direction: listens-to` or `direction: influences` for what it means"
        raise InputError([Fault(str(path), 1, message)])
    names = [str(node) for node in graph]
    if len(set(names)) < len(names):
        raise InputError([Fault(str(path), 1, "two people have the same id once it is read as text")])
    odd = [name for name in names if NO_TEXT.search(name)]
    if odd:
        say = "the id {!r} holds a control character, which is no text".format
        raise InputError(first_of(str(path), _people(odd, places), say))
    if people is not None:
        everyone = set(people)
        strangers = [name for name in names if name not in everyone]
        if strangers:
            raise InputError(first_of(str(path), _people(strangers, places), partial(stranger, people)))
        whole = graph.__class__()
        whole.add_nodes_from(people)
        whole.update(nx.relabel_nodes(graph, str))
        graph = whole
    if weights:
        _check_weights(graph, path, places)
    try:
        ties = Ties.from_networkx(graph, weight="weight" if weights else None, influences=direction == "influences")
    except UnfitError as error:
        raise InputError([Fault(str(path), 1, str(error))]) from None
    if not len(ties.peers):
        raise InputError([Fault(str(path), 1, "has no ties")])
    return replace(ties, notes=(*notes, *ties.notes))


def _people(names: Sequence[str], places: Callable[[], Marks]) -> list[tuple[int, str]]:
    # People with their lines, sorted by line.
    line = places().person
    return sorted((line(name), name) for name in names)


def _check_weights(graph: nx.Graph, path: Path, places: Callable[[], Marks]) -> None:
    ties = ((u, v, data.get("weight", 1)) for u, v, data in graph.edges(data=True))
    odd = [(str(u), str(v), message) for u, v, value in ties if (message := weight_fault(u, v, value))]
    if odd:
        line = places().tie
        lines = sorted((line(source, target), message) for source, target, message in odd)
        raise InputError(first_of(str(path), lines, str))


def stranger(people: tuple[str, ...], name: str) -> str:
    """What is said of somebody in a file whom the table of people lacks."""
    return f'"{name}" is not in the table of people{did_you_mean(name, people)}'


def broken(path: Path, what: str, error: Exception, places: Callable[[], Marks]) -> InputError:
    """The faults of a file that networkx could not read, with lines if these are known."""
    file = str(path)
    if isinstance(error, RecursionError):
        return InputError([Fault(file, 1, f"is no {what} that can be read: it is nested too deeply")])
    if isinstance(error, UnicodeDecodeError):
        return InputError([Fault(file, 1, "is not text in UTF-8")])
    line = 0
    if isinstance(error, ParseError):
        line = error.position[0]
    elif place := PLACE.search(str(error)):
        line = int(place[1])
    if line:
        return InputError([Fault(file, line, f"is no {what} that can be read: {error}")])
    if faults := places().faults():
        return InputError(faults)
    reason = str(error)
    if isinstance(error, BROKEN):
        # Messages of Python itself do not fit into a sentence.
        reason = f"networkx ends in {type(error).__name__} ({error})"
    return InputError([Fault(file, 1, f"is no {what} that can be read: {reason}")])
