from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.ties import Ties

Degree = Annotated[int, Field(ge=0)]
Degrees = Annotated[tuple[Degree, ...], Field(min_length=1)] | Annotated[dict[Degree, Degree], Field(min_length=1)]


def build(
    rng: np.random.Generator,
    *,
    degrees: Annotated[
        Degrees, Field(description="ties of each person as a list, or a mapping {ties: how many people have them}")
    ],
) -> Ties:
    """Ties at random among all networks in which each person has a given number of ties (configuration model).

    Half-ties are joined at random (Bollobas 1980); a self-tie or a repeated tie is mended by exchanging ends with
    another tie, which keeps everyone's number of ties, so that the network is simple and exactly as asked.
    """
    wanted = _listed(degrees)
    halves = rng.permutation(np.repeat(np.arange(len(wanted)), wanted)).reshape(-1, 2)
    ends = [(int(min(a, b)), int(max(a, b))) for a, b in halves]
    count = Counter(ends)

    def exchange(one: int, other: int) -> bool:
        # Ties a-b and c-d become a-c and b-d, if both are new.
        (a, b), (c, d) = ends[one], ends[other][:: 1 if rng.random() < 0.5 else -1]
        new = (min(a, c), max(a, c)), (min(b, d), max(b, d))
        if one == other or a == c or b == d or new[0] == new[1] or count[new[0]] or count[new[1]]:
            return False
        count.subtract((ends[one], ends[other]))
        count.update(new)
        ends[one], ends[other] = new
        return True

    wrong = [k for k, (a, b) in enumerate(ends) if a == b or count[a, b] > 1]
    while wrong:
        k = wrong[-1]
        a, b = ends[k]
        if (a != b and count[a, b] == 1) or exchange(k, int(rng.integers(len(ends)))):
            wrong.pop()
        else:
            # Where no exchange fits, one elsewhere makes room.
            exchange(*map(int, rng.integers(len(ends), size=2)))
    pairs = np.array(ends, dtype=np.int32).reshape(-1, 2)
    return Ties.from_pairs(len(wanted), pairs[:, 0], pairs[:, 1], both_ways=True)


def size(*, degrees: tuple[int, ...] | dict[int, int]) -> int:
    """The number of people."""
    return len(_listed(degrees))


def faults(*, degrees: tuple[int, ...] | dict[int, int]) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    wanted = np.sort(_listed(degrees))[::-1]
    if wanted.sum() % 2:
        yield "degrees", f"the sum is {wanted.sum()}, expected an even number: every tie has two ends"
    elif not _graphical(wanted):
        yield "degrees", "no network has these numbers of ties without self-ties and repeated ties"


def _listed(degrees: tuple[int, ...] | dict[int, int]) -> np.ndarray:
    if isinstance(degrees, dict):
        return np.repeat(list(degrees), list(degrees.values()))
    return np.array(degrees, np.int64)


def _graphical(falling: np.ndarray) -> bool:
    # Erdos & Gallai (1960): the k largest cannot have more ties than there is room for.
    k = np.arange(1, len(falling) + 1)
    rising = np.cumsum(falling[::-1])
    # For each k: how many of the others have at least k ties, and the sum of those who have fewer.
    fewer = np.searchsorted(falling[::-1], k, side="left")
    rest = np.minimum(len(falling) - k, fewer)
    room = k * (k - 1) + k * (len(falling) - k - rest) + np.where(rest > 0, rising[np.maximum(rest - 1, 0)], 0)
    return bool((np.cumsum(falling) <= room).all())
