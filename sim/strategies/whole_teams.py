from collections.abc import Collection, Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight
from sim.strategies._columns import groups, unknown
from sim.strategies._graph import communities
from sim.strategies._ranking import levels
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(tie=1e-6, bytes_a_tie=70, once=True)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    of: Annotated[
        str | None,
        Field(
            description="the column that says who is in which team; `team`, or else communities, unless given",
            examples=["department"],
        ),
    ] = None,
    first: Annotated[
        Literal["largest", "most-connected", "random"],
        Field(description="which team is filled first; most-connected: by the mean audience of its people"),
    ] = "largest",
) -> np.ndarray:
    """Whole teams, one filled after another, so that people start among their own.

    In a team the larger audience comes first. Communities are groups with more ties inside than expected by chance
    (sim.strategies._graph.communities). People without a team come last.
    """
    column = "team" if of is None and "team" in people.attributes else of
    team = communities(ties) if column is None else groups(people, column)
    size = np.bincount(team + 1)
    score = {
        "largest": size,
        "most-connected": levels(np.bincount(team + 1, ties.audience_sizes) / np.maximum(size, 1)),
        "random": np.zeros(len(size)),
    }[first]
    # Numbers that are not used have no members; number 0 is no team.
    order = np.lexsort((rng.random(len(size)), -score, np.arange(len(size)) == 0))
    turn = np.argsort(order, kind="stable")
    order = np.lexsort((rng.random(len(people)), -ties.audience_sizes, turn[team + 1]))
    return order[~people.never[order]][:count]


def sees(*, of: str | None, first: str) -> frozenset[Sight]:
    """Ties and columns, and chance where it draws the teams."""
    return frozenset({Sight.TIES, Sight.COLUMNS} | ({Sight.CHANCE} if first == "random" else set()))


def lacks(
    columns: Collection[str], tribe: str | None, line: bool, *, of: str | None, first: str
) -> Iterator[tuple[str, str]]:
    """What the choice needs but the people lack."""
    if of is not None and of not in columns:
        yield "of", unknown(of, columns)
