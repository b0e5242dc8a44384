"""What tests of clusters share: waiting, and comparing."""

import time
from collections.abc import Callable

import pandas as pd

from sim.results.results import Results


def soon(there: Callable[[], object], seconds: float = 60) -> object:
    """What a function gives as soon as it gives anything; fails if that takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return found


def same(one: Results, other: Results) -> None:
    """Fail unless two results have the same numbers in every table."""
    for name in ("runs", "groups", "seeds", "adoptions"):
        if getattr(one, name) is not None:
            pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.about == other.about
    assert one.tables.keys() == other.tables.keys()
    for name in one.tables:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name], check_exact=True)
    if one.without is not None:
        same(one.without, other.without)
