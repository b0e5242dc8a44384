from collections.abc import Mapping

import numpy as np

from sim.ground.texts import names_of
from sim.world.ties import Ties


def draw(
    ties: Ties,
    rng: np.random.Generator,
    *,
    share: float | Mapping[str, float] = 0.0,
    column: str | None = None,
    tribe: str | None = None,
) -> dict[str, np.ndarray]:
    """Who never adopts: a share of all people, or of some tribes, to the nearest person, at random; or by a column.

    `tribe`: the column of the tribes; `column`: the one with 1 for people who never adopt.
    """
    if column is not None:
        return {"never": np.asarray(ties.attributes[column], dtype=np.float64) == 1}
    never = np.zeros(ties.people, np.bool_)
    if share == 0:
        return {"never": never}
    order = rng.permutation(ties.people)
    if isinstance(share, Mapping):
        tribes = names_of(ties.attributes[str(tribe)])[order]
        for name, part in share.items():
            members = order[tribes == name]
            never[members[: round(part * len(members))]] = True
    else:
        never[order[: round(share * ties.people)]] = True
    return {"never": never}
