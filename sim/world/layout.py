"""Where people stand when their network is shown."""

import math
from collections.abc import Sequence

import numpy as np

TRIBE = 0.35
"""The width of a tribe where the layout begins; the centres of tribes stand on a circle of radius 1."""

MOST = 1_000
"""Up to so many people the layout considers distances between all of them."""


def positions(people: int, pairs: Sequence[Sequence[float]], tribe: Sequence[str] | None = None) -> np.ndarray:
    """A place for each person, float64, shape (people, 2), from 0 to 1 both ways; the same for the same ties.

    People who are tied stand near each other (Kamada & Kawai 1989, Information Processing Letters 31:7; above 1,000
    people springs with charges, as igraph's graphopt has them, which take less long). `pairs`: (one, other, ...),
    numbers of people; `tribe`: the tribe of each, from which the drawing begins.
    """
    import igraph

    # A sunflower pattern: no two places are the same, and nothing is random.
    numbers = np.arange(people)
    turn, radius = numbers * np.pi * (3 - np.sqrt(5)), np.sqrt((numbers + 0.5) / people)
    begin = _circle(turn) * radius[:, None]
    if tribe is not None:
        _, member = np.unique(np.asarray(tribe, dtype=str), return_inverse=True)
        angle = 2 * np.pi * member / (member.max() + 1)
        begin = TRIBE * begin + _circle(angle)
    edges = [(int(person), int(other)) for person, other, *_ in pairs]
    graph = igraph.Graph(n=people, edges=edges).simplify()
    seed = (begin * np.sqrt(people)).tolist()
    # Neither uses random numbers if it gets starting places.
    drawn = graph.layout_kamada_kawai(seed=seed) if people <= MOST else graph.layout_graphopt(seed=seed, niter=200)
    return _squared(np.array(drawn.coords).reshape(people, 2))


def _circle(angles: np.ndarray) -> np.ndarray:
    # Points on a circle, to 12 digits: where a layout ends can depend on the last digit of where it began.
    return np.array([[math.cos(angle), math.sin(angle)] for angle in angles.tolist()]).reshape(-1, 2).round(12)


def _squared(places: np.ndarray) -> np.ndarray:
    # People far out are brought nearer, so that the others have room.
    low, high = np.percentile(places, [1, 99], axis=0)
    within = np.clip(places, low - 0.1 * (high - low), high + 0.1 * (high - low))
    span = np.ptp(within, axis=0)
    return (within - within.min(axis=0)) / np.where(span > 0, span, 1) * 0.94 + 0.03
