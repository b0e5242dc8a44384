"""What a choice takes, roughly, as measured up to some thousand people."""

from collections.abc import Callable
from typing import Any

from sim.families.strategies import Work


def taking(
    *, person: float = 0.0, tie: float = 0.0, both: float = 0.0, bytes_a_tie: float = 0.0, once: bool = False
) -> Callable[..., Work]:
    """The `work` of a strategy: seconds a person, a tie, and a person and tie (`both`), with bytes a tie."""

    def work(*, people: int, ties: float, **_: Any) -> Work:
        return Work(person * people + tie * ties + both * people * ties, bytes_a_tie * ties, once=once)

    return work
