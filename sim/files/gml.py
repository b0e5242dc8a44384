from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.evidence.known import OBSERVED
from sim.files._graphs import Direction, read_graph
from sim.world.ties import Ties

ENDINGS = (".gml",)
EVIDENCE = OBSERVED


def read(
    path: Path,
    people: tuple[str, ...] | None = None,
    *,
    direction: Annotated[Direction | None, Field(description="what a directed tie says its source does")] = None,
    weights: Annotated[bool, Field(description="false: ties weigh 1, whatever the file says")] = True,
) -> Ties:
    """Ties from a GML file; nodes go by their labels, and their attributes are kept.

    `people`: everyone's id, where a table of people is given. Raises sim.ground.faults.InputError.
    """
    return read_graph(path, "GML", people, direction, weights)
