"""People ranked by a score, equals in random order."""

import numpy as np

from sim.people import People


def highest(score: np.ndarray, people: People, count: int, rng: np.random.Generator) -> np.ndarray:
    """The `count` people with the highest score among those who can adopt, best first (fewer if there are fewer).

    Equals come in the order of a keyed draw, never of their ids.
    """
    order = np.lexsort((rng.random(len(people)), -score))
    return order[~people.never[order]][:count]
