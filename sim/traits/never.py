import numpy as np

from sim.ties import Ties


def draw(
    ties: Ties, rng: np.random.Generator, *, share: float = 0.0, column: str | None = None
) -> dict[str, np.ndarray]:
    """Who never adopts: a share of all people (to the nearest person) at random, or who has 1 in a column."""
    if column is not None:
        return {"never": np.asarray(ties.attributes[column], dtype=np.float64) == 1}
    never = np.zeros(ties.people, np.bool_)
    never[rng.permutation(ties.people)[: round(share * ties.people)]] = True
    return {"never": never}
