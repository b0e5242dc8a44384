"""What comes after what: parts that say it stand in one order, whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.ground.parts import did_you_mean


def in_order(after: Mapping[str, Sequence[str] | None]) -> list[str]:
    """Names in an order in which each comes after those that it names; which of several is next goes by their names.

    `after`: for each name those before it; a name with None has no place of its own, and comes at the end. Raises
    ValueError, with all that is wrong, if one comes after a name that is none, or if some come after each other.
    """
    if faults := list(_unknown(after)):
        raise ValueError("; ".join(faults))
    left = {name: set(before) for name, before in after.items() if before is not None}
    order: list[str] = []
    while left:
        ready = sorted(name for name, before in left.items() if not before & left.keys())
        if not ready:
            raise ValueError(f"{', '.join(sorted(left))} come after each other")
        order.append(ready[0])
        del left[ready[0]]
    return order + sorted(name for name, before in after.items() if before is None)


def _unknown(after: Mapping[str, Sequence[str] | None]) -> Iterator[str]:
    # A name without a place is before nothing.
    placed = [name for name, before in after.items() if before is not None]
    for name, before in after.items():
        for other in before or ():
            if other not in placed:
                yield f"{name} comes after {other!r}, which has no place{did_you_mean(other, placed)}"
