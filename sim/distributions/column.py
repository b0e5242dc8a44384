from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.evidence import Evidence
from sim.world.ties import Ties

EVIDENCE = Evidence("C", "as the table of people has it; how it was found out is not known here")
DRAWN = False


def values(
    draws: np.ndarray,
    ties: Ties,
    *,
    name: Annotated[str, Field(description="the column of the people that holds the values", examples=["keenness"])],
) -> np.ndarray:
    """The values in a column that came with the people."""
    return np.asarray(ties.attributes[name], dtype=np.float64)
