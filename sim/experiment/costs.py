"""What it costs to win people as seeds."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sim.ground.texts import names_of
from sim.movement.plan import EVERYONE, Reach, groups, spelled
from sim.scenario.scenario import Seeding
from sim.world.people import People
from sim.world.trajectory import Trajectory


def costs(people: People, *, each: float | Mapping[str, float] | None, column: str | None) -> np.ndarray:
    """What each person costs as a seed, float64, shape (people).

    `each`: a number for all, or one for each of some tribes and 0 for the others; `column`: a column of people.
    """
    if column is not None:
        return np.asarray(people.attributes[column], np.float64)
    if isinstance(each, Mapping):
        tribes = names_of(people.attributes[str(people.tribe)])
        return np.array([float(each.get(name, 0.0)) for name in tribes])
    return np.full(len(people), 0.0 if each is None else float(each))


def spent(
    prices: np.ndarray,
    people: People,
    ids: np.ndarray,
    starts: Sequence[int],
    seeding: Seeding,
    course: Trajectory,
) -> float:
    """What the seeds of a run cost together; those of a wave that never began cost nothing.

    `prices`: see `costs`; `ids`: all seeds, best first; `starts`: where in them each later wave begins.
    """
    ends = [*starts, len(ids)]
    paid = [prices[ids[: ends[0]]]]
    for (first, when), start, end in zip(seeding.later, starts, ends[1:], strict=True):
        if _began(people, first, when, course):
            paid.append(prices[ids[start:end]])
    # An exact sum: the same prices in another order must cost exactly the same.
    return math.fsum(np.concatenate(paid))


def _began(people: People, first: int | None, when: Reach | None, course: Trajectory) -> bool:
    # As sim.movement.course.Course opens the window of a wave: by the share after the step before.
    if when is None:
        return (first or 1) <= course.steps
    column, value = next(iter(when.of.items())) if isinstance(when.of, Mapping) else (EVERYONE, EVERYONE)
    members = groups(people, column) == spelled(value)
    # A group that this world lacks has no adopters.
    share = course.shares(members.astype(np.int64), 2)[1] if 0 < members.sum() < len(people) else None
    if share is None:
        share = course.adopters / len(people) if members.any() else np.zeros(course.steps + 1)
    return bool((share[:-1] >= when.reach).any())
