from pathlib import Path

from sim.evidence.known import OBSERVED
from sim.files._graphs import Directed, Weights, read_graph
from sim.world.ties import Ties

ENDINGS = (".gml",)
EVIDENCE = OBSERVED


def read(
    path: Path, people: tuple[str, ...] | None = None, *, direction: Directed = None, weights: Weights = True
) -> Ties:
    """Ties from a GML file; nodes go by their labels, and their attributes are kept.

    `people`: everyone's id, where a table of people is given. Raises sim.ground.faults.InputError.
    """
    return read_graph(path, "GML", people, direction, weights)
