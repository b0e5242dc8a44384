from collections.abc import Collection, Iterator

import numpy as np

from sim.families.strategies import Sight, seeing
from sim.strategies._ranking import highest
from sim.world.people import People
from sim.world.ties import Ties

sees = seeing(Sight.COLUMNS)


def choose(ties: Ties, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The top of the reporting line, level by level.

    On a level, people with more people below them come first. After everyone with people below them come the others,
    level by level, and last those outside the line. Ties do not count.
    """
    return highest(score(ties, people), people, count, rng)


def score(ties: Ties, people: People) -> np.ndarray:
    """The place of each person in the line, higher for those who come first, equal for equals."""
    below = _below(people)
    outside = (below == 0) & (people.depth == 0)
    places = np.stack([below > 0, ~outside, -people.depth, below], axis=1)
    return np.unique(places, axis=0, return_inverse=True)[1].reshape(-1)


def lacks(columns: Collection[str], tribe: str | None, line: bool) -> Iterator[tuple[str, str]]:
    """What the choice needs but the people lack."""
    if not line:
        yield (
            "name",
            "`formal-leaders` needs a reporting line, and none is known: name the column with each person's manager "
            "in `people: {reports_to: ...}`",
        )


def _below(people: People) -> np.ndarray:
    # How many people report to each, directly or indirectly: added up from the lowest level.
    below = np.zeros(len(people), np.int64)
    if people.manager is not None:
        for level in range(int(people.depth.max()), 0, -1):
            here = np.flatnonzero(people.depth == level)
            np.add.at(below, people.manager[here], below[here] + 1)
    return below
