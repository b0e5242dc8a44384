"""What tests of what grows go by: what stays is seen, be it Python's or an array."""

import numpy as np
import pytest
from leftovers import assert_steady, growth, taken


@pytest.mark.parametrize(
    ("kind", "make"), [("taken", lambda: np.ones(5_000)), ("blocks", lambda: [[] for _ in "x" * 150])]
)
def test_what_stays_is_seen(kind, make):
    """40 kB of an array, or 150 objects, that stay each time are told; if they go again, nothing is."""
    if kind == "taken" and not taken():
        pytest.skip("the allocator here does not tell")
    assert_steady(growth(make))
    left = []
    grown = growth(lambda: left.append(make()))
    assert getattr(grown, kind) >= 180 * (40_000 if kind == "taken" else 150)
    with pytest.raises(AssertionError):
        assert_steady(grown)
