"""Groups with given shares of all people."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

Shares = Annotated[dict[str, Annotated[float, Field(ge=0, le=1)]], Field(min_length=1)]


def counts(people: int, shares: dict[str, float]) -> np.ndarray:
    """How many people are in each group: the nearest whole numbers that add up to everyone; int64."""
    exact = people * np.array(list(shares.values()))
    sizes = np.floor(exact + 1e-9).astype(np.int64)
    sizes[np.argsort(sizes - exact, kind="stable")[: people - sizes.sum()]] += 1
    return sizes


def shares_faults(option: str, people: int, shares: dict[str, float]) -> Iterator[tuple[str | tuple[str, ...], str]]:
    """What is wrong with the shares that an option gives."""
    total = sum(shares.values())
    if abs(total - 1) > 1e-6:
        yield option, f"the shares add up to {total:g}, expected 1"
        return
    for group, count in zip(shares, counts(people, shares), strict=True):
        if shares[group] and not count:
            yield (option, group), f"found {shares[group]:g}, but of {people} people that is nobody"
