"""Digests: equal things have the same, all others have others."""

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.distributions import beta, normal
from sim.ground.digests import digest
from sim.scenario.language.pushes import Contagion

PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary())
NESTED = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner), st.lists(inner).map(tuple), st.dictionaries(st.text(), inner))
)


@dataclass(frozen=True, eq=False)
class Draw:
    """Something with a field that does not count."""

    options: dict[str, Any]
    line: int = field(default=0, compare=False)


@given(NESTED, NESTED)
def test_digests_are_equal_where_values_are_written_alike(one, other):
    """Of nested plain values two have the same digest if and only if Python writes them alike."""
    assert (digest(one) == digest(other)) == (repr(one) == repr(other))
    assert digest(one) == digest(eval(repr(one), {"nan": float("nan"), "inf": float("inf")}))


def test_no_two_of_these_are_alike():
    """What differs in one place has another digest: content, order, kind, nesting, and the middle of a long array."""
    long = np.arange(5000)
    other = long.copy()
    other[2500] = 0
    values = [
        long, other, long.astype(np.int32), long.reshape(50, 100), long.tolist(), (), [], {}, set(), None, 0, 0.0,
        False, "", "0", ["ab"], ["a", "b"], [["a"], "b"], {"a": 1, "b": 2}, {"b": 2, "a": 1}, {1, 2}, Path("a"), "a",
        np.float64(1), 1.0, 1, np.array(["a", None], object), np.array(["a", ""], object), normal.values,
        beta.values, Draw,
        partial(normal.values, mean=0.0), partial(normal.values, mean=1.0), partial(beta.values, a=0.0), Draw({"a": 1}),
        Draw({"a": 2}), Contagion(rate=0.1), Contagion(rate=0.2), lambda: 1, lambda: 2, object(),
    ]  # fmt: skip
    found = [digest(value) for value in values]
    assert [pair for pair in combinations(range(len(values)), 2) if found[pair[0]] == found[pair[1]]] == []


def test_equals_made_apart_are_alike():
    """Arrays, functions with arguments, models and dataclasses have the digest of what they hold."""
    for make in (
        lambda: np.arange(5000.0),
        lambda: partial(normal.values, mean=0.5, sd=np.float64(2)),
        lambda: Contagion(rate=0.25),
        lambda: Draw({"file": Path("a"), "shares": {"x": 0.5}}),
        lambda: {"b", "a", "c"},
    ):
        assert digest(make()) == digest(make())
    assert digest(Draw({"a": 1}, line=3)) == digest(replace(Draw({"a": 1}), line=4))


def test_what_has_no_content_is_like_nothing_else():
    """A function that is made in a function may hold anything: its digest is never that of another, nor its own."""
    assert len({digest(function) for function in [lambda: 1, lambda: 1, *[lambda: 2] * 3]}) == 5
