"""People ranked by a score, equals in random order."""

import numpy as np

from sim.world.people import People

SAME = 1e-10
"""Scores that differ by no more than this share of the largest score count as equal."""


def highest(score: np.ndarray, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The `count` people with the highest score among those who can adopt, best first (fewer if there are fewer).

    Equals come in the order of a keyed draw, never of their ids.
    """
    draw = rng.random(len(people))
    able = np.flatnonzero(~people.never)
    if 0 < count < len(able):
        # Only people who can be among them are sorted: the best, and of those tied last the first drawn.
        values = score if len(able) == len(people) else score[able]
        last = np.partition(values, -count)[-count]
        among = np.flatnonzero(values >= last)
        if len(among) > count:
            equal = values[among] == last
            drawn = draw[able[among[equal]]]
            places = count - (len(among) - len(drawn))
            equal[equal] = drawn > np.partition(drawn, places - 1)[places - 1]
            among = among[~equal]
        able = able[among]
    return able[np.lexsort((draw[able], -score[able]))][:count]


def first_drawn(people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """`count` of those who can adopt, in the order of a keyed draw: as `highest`, where everyone has the same score."""
    draw = rng.random(len(people))
    able = np.flatnonzero(~people.never)
    if 0 < count < len(able):
        drawn = draw[able]
        able = able[drawn <= np.partition(drawn, count - 1)[count - 1]]
    return able[np.argsort(draw[able], kind="stable")][:count]


def levels(score: np.ndarray) -> np.ndarray:
    """Computed scores as whole numbers from 0 up in the same order, equal for scores that count as equal.

    The last bits of a computed score depend on the order of its sums and on the machine. They would tell people apart
    who are alike. Neighbours in the order are compared, so that no fixed border splits equals.
    """
    order = np.argsort(score, kind="stable")
    above = np.diff(score[order]) > SAME * np.abs(score).max()
    level = np.empty(len(score), np.int64)
    level[order] = np.concatenate([[0], np.cumsum(above)])
    return level
