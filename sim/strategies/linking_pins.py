from collections.abc import Collection, Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.strategies._columns import groups, unknown
from sim.strategies._graph import audience_matrix, once
from sim.strategies._ranking import highest, levels
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.TIES, Sight.COLUMNS)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    of: Annotated[
        str | None,
        Field(
            description="the column of groups to be linked; the tribe, or else `organisation`, unless given",
            examples=["department"],
        ),
    ] = None,
    by: Annotated[
        Literal["ties", "brokerage", "constraint"],
        Field(description="listeners in other groups, pairs across that they alone link, or freedom from one circle"),
    ] = "ties",
) -> np.ndarray:
    """The people with ties across tribes or organisations, through whom a change gets from one to another.

    `ties`: how many people of other groups listen to a person. `brokerage` (Gould & Fernandez 1989): how many pairs of
    people of different groups a person stands between, listening to the one, heard by the other, who does not listen
    to the first directly: gatekeepers, representatives and liaisons. `constraint`: the least constraint (Burt 1992;
    ties of both directions, by weight) among those with listeners in other groups; the others come last, at random. The
    other two ignore weights. People with an empty cell in the column are a group.
    """
    return highest(score(ties, people, of=of, by=by), people, count, rng)


def score(ties: Ties, people: People, *, of: str | None, by: str) -> np.ndarray:
    """How far each person links groups, by one of the three measures."""
    column = of or people.tribe or "organisation"
    group = groups(people, column) if column in people.attributes else np.zeros(ties.people, np.int64)
    if by == "brokerage":
        return _brokerage(ties, group)
    across = _across(ties, group)
    return np.where(across > 0, _freedom(ties), -1) if by == "constraint" else across


def lacks(
    columns: Collection[str], tribe: str | None, line: bool, *, of: str | None, by: str
) -> Iterator[tuple[str, str]]:
    """What the choice needs but the people lack."""
    if of is not None and of not in columns:
        yield "of", unknown(of, columns)
    if of is None and tribe is None and "organisation" not in columns:
        yield (
            "name",
            "`linking-pins` needs groups to link: name their column in `of: ...` or in `people: {tribe: ...}`",
        )


def _across(ties: Ties, group: np.ndarray) -> np.ndarray:
    crosses = group[ties.listeners] != group[ties.peers]
    return np.bincount(ties.peers[crosses], minlength=ties.people)


def _brokerage(ties: Ties, group: np.ndarray) -> np.ndarray:
    from scipy.sparse import csr_array

    shape = (ties.people, ties.people)
    heard = audience_matrix(ties, np.ones(len(ties.peers), np.int64))
    listens = csr_array((np.ones(len(ties.peers), np.int64), ties.peers, ties.starts), shape=shape)
    member = csr_array(
        (np.ones(ties.people, np.int64), (np.arange(ties.people), group - group.min())),
        shape=(ties.people, int(np.ptp(group)) + 1),
    )
    pairs = ties.peer_counts * ties.audience_sizes - ((listens @ member) * (heard @ member)).sum(axis=1)
    # Pairs across groups that are linked directly: c listens to a, and to b, who listens to a.
    crosses = group[ties.listeners] != group[ties.peers]
    direct = csr_array((crosses.astype(np.int64), ties.peers, ties.starts), shape=shape)
    return pairs - ((direct @ heard) * listens).sum(axis=0)


@once
def _freedom(ties: Ties) -> np.ndarray:
    from scipy.sparse import csr_array

    matrix = audience_matrix(ties)
    both = csr_array(matrix + matrix.T)
    # How much of everybody's ties goes to each of those they know, directly and by way of those they both know.
    share = csr_array(both / np.maximum(both.sum(axis=1), np.finfo(float).tiny)[:, None])
    knows = share.sign()
    return levels(-((share + (share @ share) * knows) ** 2).sum(axis=1))
