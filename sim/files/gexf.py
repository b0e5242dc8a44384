from pathlib import Path
from typing import Annotated
from xml.etree.ElementTree import ParseError

import networkx as nx
from pydantic import Field

from sim.files._graphs import Direction, broken, ties_of
from sim.ties import Ties


def read(
    path: Path,
    people: tuple[str, ...] | None = None,
    *,
    direction: Annotated[Direction | None, Field(description="what a directed tie says its source does")] = None,
    weights: Annotated[bool, Field(description="false: ties weigh 1, whatever the file says")] = True,
) -> Ties:
    """Ties from a GEXF file; nodes go by their ids, and their attributes are kept.

    `people`: everyone's id, where a table of people is given. Raises sim.faults.InputError.
    """
    try:
        graph = nx.read_gexf(path)
    except (nx.NetworkXError, ParseError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise broken(path, "GEXF", error) from None
    return ties_of(path, graph, people, direction, weights)
