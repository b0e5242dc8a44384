from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.strategies import Sight, seeing
from sim.strategies._graph import listening
from sim.strategies._greedy import greedy
from sim.strategies._work import taking
from sim.world.people import People
from sim.world.ties import Ties

work = taking(tie=1e-6, bytes_a_tie=200)
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
    graph = listening(ties)
    sizes = np.array(graph.neighborhood_size(order=within_steps, mode="in"))
    far = np.ones(ties.people, np.bool_)
    draw = rng.random(ties.people)

    def near(person: int) -> np.ndarray:
        return np.array(graph.neighborhood(person, order=within_steps, mode="in"))

    def gain(person: int) -> float:
        return int(far[near(person)].sum())

    def take(person: int) -> None:
        far[near(person)] = False

    left = np.flatnonzero(~people.never)
    chosen = np.empty(0, np.int64)
    while len(left) and len(chosen) < count:
        more = greedy(sizes, gain, take, left, draw, count - len(chosen), least=1)
        chosen = np.concatenate([chosen, more])
        left = np.setdiff1d(left, more)
        far[:] = True
    return chosen
