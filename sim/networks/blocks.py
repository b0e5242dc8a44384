from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from sim.evidence.known import DRAWN
from sim.networks._pairs import distinct, unrank
from sim.world.outline import Column, Drawing
from sim.world.ties import Ties

EVIDENCE = DRAWN


def build(
    rng: np.random.Generator,
    *,
    sizes: Annotated[
        tuple[Annotated[int, Field(ge=1)], ...],
        Field(min_length=1, description="people in each block", examples=[[120, 180]]),
    ],
    within: Annotated[float, Field(ge=0, description="mean number of ties inside one's own block", examples=[6])],
    across: Annotated[
        float, Field(ge=0, description="mean number of ties to other blocks, over all people", examples=[1])
    ],
) -> Ties:
    """Blocks of people tied more within than across: the stochastic block model (Holland et al. 1983).

    Each block has the same mean degree within; every two people of different blocks are tied with the same chance.
    The column `block` holds 1, 2, ... for the blocks in their order.
    """
    people = sum(sizes)
    ends = np.cumsum(sizes)
    left, right = [], []
    for block, end in zip(sizes, ends, strict=True):
        possible = block * (block - 1) // 2
        count = rng.binomial(possible, within / (block - 1)) if possible else 0
        a, b = unrank(distinct(rng, count, possible))
        left.append(a + end - block)
        right.append(b + end - block)
    chance = _chance_across(sizes, across)
    for block, end in zip(sizes[1:], ends[1:], strict=True):
        before = int(end) - block
        ranks = distinct(rng, rng.binomial(block * before, chance), block * before)
        left.append(before + ranks // before)
        right.append(ranks % before)
    column = np.repeat([str(number + 1) for number in range(len(sizes))], sizes)
    pairs = np.concatenate(left), np.concatenate(right)
    return Ties.from_pairs(people, *pairs, both_ways=True, attributes={"block": column})


def size(*, sizes: tuple[int, ...], within: float, across: float) -> int:
    """The number of people."""
    return sum(sizes)


def columns(*, sizes: tuple[int, ...], **_: Any) -> dict[str, Column]:
    """What is known of the columns before the network is drawn."""
    return {"block": Column({str(number + 1): block for number, block in enumerate(sizes)})}


def faults(*, sizes: tuple[int, ...], within: float, across: float) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if within > min(sizes) - 1:
        yield (
            "within",
            f"found {within:g}, but people in a block of {min(sizes)} have at most {min(sizes) - 1} ties in it",
        )
    if across > 0 and len(sizes) == 1:
        yield "across", f"found {across:g}, but there is only one block"
    elif _chance_across(sizes, across) > 1:
        most = across / _chance_across(sizes, across)
        yield "across", f"found {across:g}, but people of these blocks have at most {most:g} ties across on average"


def _chance_across(sizes: tuple[int, ...], across: float) -> float:
    people = sum(sizes)
    ordered_pairs = people**2 - sum(block**2 for block in sizes)
    return across * people / ordered_pairs if ordered_pairs else 0.0


def drawing(*, sizes: tuple[int, ...], within: float, across: float) -> Drawing:
    """What a draw takes, roughly."""
    return Drawing(sum(sizes) * (within + across), nanoseconds=100, bytes=35)
