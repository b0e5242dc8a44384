"""How strongly everyone is heard."""

import numpy as np

from sim.ground.kernels import kernel
from sim.movement import rule
from sim.movement.settings import Movement
from sim.world.people import People


def forces(people: People, movement: Movement) -> np.ndarray:
    """exp(y_j) of each person, float64, shape (people); a single 1 where all are heard alike."""
    if movement.persuasion == 0 and movement.authority == 0:
        return np.ones(1)
    # Passion or rank that plays no part need not be known.
    passion = people.standard_passion if movement.persuasion != 0 else np.zeros(len(people))
    rank = people.standard_rank if movement.authority != 0 else np.zeros(len(people))
    return np.asarray(_forces(float(movement.persuasion), passion, float(movement.authority), rank))


@kernel
def of_person(values: np.ndarray, person: int) -> float:
    """The value of a person, which may be the same for all."""
    return values[person if len(values) > 1 else 0]


@kernel
def _forces(persuasion: float, passion: np.ndarray, authority: float, rank: np.ndarray) -> np.ndarray:
    force = np.empty(len(passion))
    for j in range(len(passion)):
        force[j] = rule.force(persuasion, passion[j], authority, rank[j])
    return force
