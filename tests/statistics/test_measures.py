"""Measures of one strategy among others, of its times and of its tribes, against lifelines and brute force."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from made import results

from sim.experiment.tables import measured
from sim.outcomes import furthest_behind, mean_reach, peak, regret, relapse, sustained, times
from sim.results.record import Tables
from sim.results.results import Results
from sim.statistics import comparison
from sim.studies import compare, tribes

ENDS = st.integers(1, 5).flatmap(
    lambda count: st.lists(st.lists(st.integers(0, 4), min_size=count, max_size=count), min_size=1, max_size=12)
)


def ended(worlds: list[list[int]]) -> Results:
    """Results of 4 people in which strategies a, b, ... end at these numbers, a list a world."""
    last = np.array(worlds).T
    return results({"abcde"[k]: np.stack([np.zeros_like(one), one], axis=1) for k, one in enumerate(last)}, 4)


@given(ENDS)
@settings(max_examples=80, deadline=None)
def test_ranks_by_brute_force(worlds):
    """Each world deals out each rank once, those that tie share theirs; rows and columns sum to 1."""
    made = ended(worlds)
    expected = np.zeros((len(worlds[0]), len(worlds[0])))
    for world in worlds:
        ordered = sorted(world, reverse=True)
        for strategy, own in enumerate(world):
            taken = [rank for rank, other in enumerate(ordered) if other == own]
            expected[strategy, taken] += 1 / len(taken) / len(worlds)
    found = compare.ranks(made).pivot(index="strategy", columns="rank", values="share")
    np.testing.assert_allclose(found, expected, atol=1e-12)
    np.testing.assert_allclose([found.sum(axis=0), found.sum(axis=1)], 1)


@given(ENDS)
@settings(max_examples=60, deadline=None)
def test_regret_by_brute_force(worlds):
    """Regret is the best of each world less the own reach, in the mean."""
    found = regret.measure(ended(worlds))["regret"]
    np.testing.assert_allclose(found, np.mean([[max(w) - own for own in w] for w in worlds], axis=0) / 4, atol=1e-12)


@given(st.lists(st.lists(st.integers(-2, 3), min_size=6, max_size=6), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_what_is_given_up_by_brute_force(changes):
    """Relapse, what is sustained, and the busiest step are what a loop over the runs gives."""
    new = np.maximum(changes, 0)
    curves, quits = np.zeros_like(new), np.zeros_like(new)
    for run, own in enumerate(changes):
        level = 0
        for step, change in enumerate(own):
            quits[run, step] = min(level, max(0, -change))
            level += new[run, step] - quits[run, step]
            curves[run, step] = level
    made = results({"a": curves}, 20)
    table = made.runs.assign(new=new.ravel(), quits=quits.ravel())
    made = Results(made.about, Tables({"runs": lambda: table}, 1, len(new), 5))
    highest = curves.max(axis=1).sum()
    expected = quits.sum() / new.sum() if new.sum() else math.nan
    np.testing.assert_allclose(relapse.measure(made)["relapse"], expected)
    expected = curves[:, -1].sum() / highest if highest else math.nan
    np.testing.assert_allclose(sustained.measure(made)["sustained"], expected)
    found = peak.measure(made)
    assert found["peak_new"][0] == pytest.approx(np.mean([max(own[1:]) for own in new]) / 20)
    steps = [1 + list(own[1:]).index(max(own[1:])) for own in new if max(own[1:]) > 0]
    np.testing.assert_equal(found["peak_step"][0], np.median(steps) if steps else math.nan)


@pytest.mark.parametrize("runs", [4, 15, 120])
@pytest.mark.parametrize("steps", [8, 40, 100])
def test_intervals_of_times_are_those_of_lifelines(runs, steps):
    """The intervals of t10, t50 and t90 are those of lifelines (log-log bounds of Kaplan-Meier), censored runs too."""
    rng = np.random.Generator(np.random.PCG64(runs + steps))
    curves = rng.poisson(1.5, (runs, steps + 1)).cumsum(axis=1).clip(max=100)
    row = times.measure(results({"a": curves}, 100)).iloc[0]
    for name, share in times.TIMES.items():
        there = curves / 100 >= share
        arrived = there.any(axis=1)
        first = np.where(arrived, there.argmax(axis=1), steps)
        fitted = KaplanMeierFitter().fit(first, arrived)
        expected = median_survival_times(fitted.confidence_interval_survival_function_).to_numpy()[0]
        found = [row[f"{name}_low"], row[f"{name}_high"]]
        np.testing.assert_allclose(found, np.where(np.isinf(expected), np.nan, expected), atol=1e-9)


def test_the_times_of_one_run_have_no_interval():
    """One run gives times, and no interval of them."""
    row = times.measure(results({"a": np.arange(0, 101, 10)[None]}, 100)).iloc[0]
    assert [row["t10"], row["t50"], row["t90"]] == [1, 5, 9]
    assert row[[f"{name}_{end}" for name in times.TIMES for end in ("low", "high")]].isna().all()


def test_the_mean_reach_has_the_interval_of_a_difference_to_nothing():
    """reach_low and reach_high are those of the difference to a strategy that reaches nobody."""
    last = np.random.Generator(np.random.PCG64(1)).integers(100, 900, (60, 1))
    made = results({"a": last, "nobody": 0 * last}, 1000)
    row, own = comparison.measure(made).iloc[0], mean_reach.measure(made).iloc[0]
    assert (own["reach_low"], own["reach_high"]) == (row["low"], row["high"])


class Grouped(Tables):
    """Runs with groups: `last`, shape (strategies, runs, groups), is what they reach in the end; nan: not there."""

    def __init__(self, record: Tables, last: np.ndarray, groups: tuple[str, ...]) -> None:
        self.__dict__ |= record.__dict__ | {"groups": groups, "_last": last}

    def shares(self, groups):
        """A few runs after the others."""
        chosen = self._last[:, :, [self.groups.index(name) for name in groups]]
        for some in np.array_split(chosen, 3, axis=1):
            yield np.stack([0 * some, some], axis=3)


def grouped(last: np.ndarray) -> Results:
    """Results of 100 people in groups east, north and west."""
    everyone = np.rint(100 * np.nanmean(last, axis=2)).astype(int)
    made = results({"ab"[k]: np.stack([0 * own, own], axis=1) for k, own in enumerate(everyone)}, 100)
    return Results(made.about, Grouped(made.record, last, ("east", "north", "west")))


def test_tribes_by_brute_force(monkeypatch):
    """A tribe's reach, its interval, and how far it is behind are over the runs that have it, however few at once."""
    last = np.random.Generator(np.random.PCG64(2)).integers(0, 21, (2, 40, 3)) / 20
    last[:, ::4, 1] = np.nan
    made = grouped(last)
    whole = tribes.measure(made)
    for row in whole.to_dict("records"):
        own = last["ab".index(row["strategy"]), :, ("east", "north", "west").index(row["group"])]
        there = ~np.isnan(own)
        assert row["reach_mean"] == pytest.approx(own[there].mean())
        assert row["behind"] == pytest.approx((made.reach()[row["strategy"]][there] - own[there]).mean())
        half = 1.96 * own[there].std() / math.sqrt(there.sum())
        assert [row["reach_low"], row["reach_high"]] == pytest.approx(
            [own[there].mean() + d * half for d in (-1, 1)], 0.1
        )
    monkeypatch.setattr(tribes, "AT_ONCE", 1)
    pd.testing.assert_frame_equal(tribes.measure(made), whole)


def test_the_tribe_furthest_behind_is_named():
    """summary.csv names the tribe that lags most, and nobody where there are no tribes."""
    last = np.tile([[0.9, 0.2, 0.7]], (2, 8, 1))
    last[1] = [0.1, 0.5, 0.3]
    summary = measured(grouped(last)).tables["summary"]
    assert summary["furthest_behind"].tolist() == ["north", "east"]
    assert summary["furthest_behind_reach"].tolist() == pytest.approx([0.2, 0.1])
    without = furthest_behind.measure(ended([[1, 2]]))
    assert without["furthest_behind"].tolist() == ["", ""]
    assert without["furthest_behind_reach"].isna().all()


def test_equal_means_are_equal():
    """Strategies that reach as many in all runs together, differently spread over these, have the same means."""
    rng = np.random.default_rng(12)
    for _ in range(30):
        one = rng.integers(0, 90, 12)
        moved = rng.integers(0, 5, 6)
        other = one + np.concatenate([moved, -moved])
        other, people = other - min(0, other.min()), 97
        one = one + (other.sum() - one.sum()) // 12
        curves = {name: np.stack([np.zeros_like(last), last], axis=1) for name, last in (("b", one), ("a", other))}
        table = measured(results(curves, people)).tables["summary"]
        assert table["reach_mean"].nunique() == table["auc"].nunique() == table["regret"].nunique() == 1
        assert results(curves, people).mean_reach().idxmax() == "b"
