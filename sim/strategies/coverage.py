from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.strategies._greedy import greedy
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(tie=1e-6)
sees = seeing(Sight.TIES)


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    *,
    within_steps: Annotated[int, Field(ge=1, le=100, description="how many ties from one of the chosen is near")] = 1,
) -> np.ndarray:
    """As few people as it takes for everyone to be near one of them.

    Greedy set cover (Johnson 1974): each is the one who brings most people, themselves included, within so many steps
    of influence who were not near before. Once nobody is left to bring near, it begins again with those not yet
    chosen, and covers everyone a second time. Weights do not count.
    """
    from sim.strategies import _paths

    starts, listeners, _ = ties.audience
    seen, queue = np.zeros(ties.people, np.bool_), np.empty(ties.people, np.int64)
    far = np.ones(ties.people, np.bool_)
    draw = rng.random(ties.people)

    def near(person: int) -> np.ndarray:
        nearest: np.ndarray = _paths.near(starts, listeners, person, within_steps, seen, queue)
        return nearest

    def gain(person: int) -> float:
        return int(far[near(person)].sum())

    def take(person: int) -> None:
        far[near(person)] = False

    sizes = np.array([len(near(person)) for person in range(ties.people)])
    left = np.flatnonzero(~people.never)
    chosen = np.empty(0, np.int64)
    while len(left) and len(chosen) < count:
        more = greedy(sizes, gain, take, left, draw, count - len(chosen), least=1)
        chosen = np.concatenate([chosen, more])
        left = np.setdiff1d(left, more)
        far[:] = True
    return chosen
