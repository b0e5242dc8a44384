from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.strategies import Inner, seeing
from sim.strategies import _shares
from sim.world.people import People
from sim.world.ties import Ties

NESTED = False
sees = seeing()


@dataclass(frozen=True)
class Piece:
    """A strategy and its share of the people to choose."""

    strategy: Annotated[Inner, Field(description="the strategy of this part")]
    share: Annotated[float, Field(ge=0, le=1, description="its share of the people to choose")]


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    known: Mapping[str, Any],
    *,
    parts: Annotated[
        tuple[Piece, ...],
        Field(
            description="strategies with shares that add up to 1",
            examples=[[{"strategy": "most-connected", "share": 0.6}, {"strategy": "random", "share": 0.4}]],
        ),
    ],
) -> np.ndarray:
    """Shares of several strategies; nobody twice: a later part passes over who is chosen and goes on down its list.

    Quotas go by largest remainder, equal remainders to the earlier part. Places that a part cannot fill go to the
    others, by their shares. The parts choose in turn and are merged evenly.
    """

    def ask(place: int, number: int, taken: np.ndarray) -> np.ndarray:
        longer = parts[place].strategy(ties, people, number + len(taken), rng, **known)
        return longer[~np.isin(longer, taken)]

    return _shares.filled(count, [part.share for part in parts], [len(people)] * len(parts), ask)


def faults(*, parts: Any) -> list[tuple[str, str]]:
    """What is wrong between the options."""
    return _shares.faults("parts", [part.share for part in parts])
