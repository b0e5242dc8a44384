"""What a choice of seeds takes, roughly."""

from typing import Any, NamedTuple


class Work(NamedTuple):
    """What a strategy takes to choose in one world, roughly.

    `seconds`; `bytes` of memory meanwhile; `once`: whether a network that is the same in every run is looked at only
    once; `alone`: whether no other run goes on meanwhile.
    """

    seconds: float
    bytes: float = 0.0
    once: bool = False
    alone: bool = False


def usual(*, people: int, ties: float, **_: Any) -> Work:
    """What most strategies take, which look at everybody once and sort them.

    A strategy that takes more has a function `work` beside its own, which gets by keyword the numbers of `people`, of
    `ties` (one without a direction counts twice) and of `seeds`, the `spread` of ties as `sim.world.outline.Drawing`
    has it, the seconds of one `simulation`, the `movement`, the number of `steps`, and the strategy's options, which
    come first where one has the name of something else.
    """
    return Work(1e-4 + 1e-7 * people + 1e-8 * ties, 50.0 * people)
