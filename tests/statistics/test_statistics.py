"""The measures against independent oracles: scipy, brute force, and cases with a known answer."""

import math

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from made import results

from sim.experiment.tables import measured
from sim.outcomes import auc, best, reach, times
from sim.statistics import comparison, curves, takeoff
from sim.statistics.comparison import Difference
from sim.statistics.verdict import points, verdict

CURVES = st.integers(1, 12).flatmap(
    lambda runs: st.integers(1, 6).flatmap(
        lambda steps: st.lists(
            st.lists(
                st.lists(st.integers(0, 20), min_size=steps + 1, max_size=steps + 1).map(sorted),
                min_size=runs,
                max_size=runs,
            ),
            min_size=1,
            max_size=4,
        )
    )
)


def named(curves) -> dict[str, np.ndarray]:
    """Curves of strategies a, b, c, ..."""
    return {"abcd"[k]: np.array(runs) for k, runs in enumerate(curves)}


@pytest.mark.parametrize("trials", [1, 7, 200])
def test_wilson_is_that_of_scipy(trials):
    """The Wilson interval is scipy's, from no success to all."""
    for successes in {0, 1, trials // 2, trials}:
        expected = scipy.stats.binomtest(successes, trials).proportion_ci(method="wilson")
        low, high = takeoff.wilson(np.array([successes]), trials)
        np.testing.assert_allclose([low[0], high[0]], [expected.low, expected.high], atol=1e-12)


@given(CURVES)
@settings(max_examples=100, deadline=None)
def test_times_are_kaplan_meier_medians(found):
    """t10, t50 and t90 are the medians of scipy's survival function, runs that never get there censored."""
    made = results(named(found), people=20)
    table = times.measure(made).set_index("strategy")
    for name, runs in named(found).items():
        for column, share in (("t10", 0.1), ("t50", 0.5), ("t90", 0.9)):
            there = runs / 20 >= share
            arrived = there.any(axis=1)
            first = np.where(arrived, there.argmax(axis=1), runs.shape[1] - 1)
            data = scipy.stats.CensoredData(uncensored=first[arrived], right=first[~arrived])
            survival = scipy.stats.ecdf(data).sf
            below = survival.quantiles[survival.probabilities <= 0.5 + 1e-12]
            expected = below[0] if arrived.sum() * 2 >= len(runs) else math.nan
            np.testing.assert_equal(table.loc[name, column], expected)
        assert table.loc[name, "reached_t50"] == (runs[:, -1] >= 10).mean()


@given(CURVES)
@settings(max_examples=60, deadline=None)
def test_best_share_by_brute_force(found):
    """Each world is shared among the strategies that reach most in it; the shares sum to 1."""
    made = results(named(found), people=20)
    shares = dict.fromkeys(named(found), 0.0)
    worlds = list(zip(*(runs[:, -1] for runs in named(found).values()), strict=True))
    for ends in worlds:
        winners = [name for name, end in zip(shares, ends, strict=True) if end == max(ends)]
        for name in winners:
            shares[name] += 1 / len(winners) / len(worlds)
    table = best.measure(made).set_index("strategy")["best_share"]
    assert table.to_dict() == pytest.approx(shares)
    assert table.sum() == pytest.approx(1)


@given(CURVES)
@settings(max_examples=60, deadline=None)
def test_plain_measures_by_brute_force(found):
    """Reach, takeoff, area and curves are what a loop over the runs gives."""
    made = results(named(found), people=20, takeoff=0.25)
    for name, runs in named(found).items():
        ends = np.sort(runs[:, -1] / 20)
        row = reach.measure(made).set_index("strategy").loc[name]
        assert row["reach_mean"] == pytest.approx(ends.mean())
        assert row["worst10"] == pytest.approx(ends[: math.ceil(len(ends) / 10)].mean())
        assert [row[f"reach_{c}"] for c in ("p10", "median", "p90")] == pytest.approx(
            np.percentile(ends, [10, 50, 90]).tolist()
        )
        off = takeoff.measure(made).set_index("strategy").loc[name]
        assert off["takeoff"] == (ends >= 0.25).mean()
        np.testing.assert_allclose(
            off["reach_given_takeoff"], ends[ends >= 0.25].mean() if (ends >= 0.25).any() else np.nan
        )
        assert auc.measure(made).set_index("strategy").loc[name, "auc"] == pytest.approx((runs / 20).mean())
        curve = curves.measure(made).query("strategy == @name and group == 'everyone'")
        np.testing.assert_allclose(curve["p90"], np.percentile(runs / 20, 90, axis=0))


@given(CURVES.filter(lambda found: len(found) > 1))
@settings(max_examples=40, deadline=None)
def test_wins_ties_losses_and_variance(found):
    """Every run is a win, a tie or a loss; the variance reduction is the ratio of variances."""
    made = results(named(found), people=20, baseline="a")
    table = comparison.measure(made)
    assert (table["wins"] + table["ties"] + table["losses"] == table["runs"]).all()
    a = named(found)["a"][:, -1] / 20
    for row in table[table["measure"] == "reach"].to_dict("records"):
        b = named(found)[row["strategy"]][:, -1] / 20
        assert (row["wins"], row["losses"]) == ((b > a).sum(), (b < a).sum())
        if np.ptp(named(found)[row["strategy"]][:, -1] - named(found)["a"][:, -1]) > 0:
            assert row["variance_reduction"] == pytest.approx((a.var() + b.var()) / (b - a).var())
        else:
            assert math.isnan(row["variance_reduction"])


@given(CURVES.filter(lambda found: len(found) > 2))
@settings(max_examples=30, deadline=None)
def test_neither_order_nor_company_matters(found):
    """A strategy's rows are the same in another order of the strategies, and without one of the others."""
    whole = named(found)
    turned = dict(reversed(whole.items()))
    fewer = {name: whole[name] for name in ("a", "b")}
    tables = [measured(results(case, people=20, baseline="a")).tables for case in (whole, turned, fewer)]
    for name in ("summary", "comparison", "curves"):
        rows = [
            table[name][table[name]["strategy"] == "b"]
            .drop(columns=["best_share", "regret", "low_all", "high_all"], errors="ignore")
            .reset_index(drop=True)
            for table in tables
        ]
        pd.testing.assert_frame_equal(rows[0], rows[1])
        pd.testing.assert_frame_equal(rows[0], rows[2])


def ends(values, runs: int = 60) -> np.ndarray:
    """Curves of two steps that end at these numbers of people, again and again."""
    last = np.resize(values, runs)
    return np.stack([np.zeros_like(last), last], axis=1)


def said(strategies: dict[str, np.ndarray], **about):
    """The verdict on made curves of 1,000 people."""
    return verdict(measured(results(strategies, people=1000, **about)))


def test_a_winner_is_named():
    """Better for certain and by enough: a winner, with the range of its lead; and who does not win is told."""
    found = said({"most-connected": ends([300, 320]), "most-passionate": ends([500, 520]), "random": ends([200, 240])})
    assert found.winner == "most-passionate"
    assert found.headline.startswith(
        "most-passionate wins: it reaches 51 % of people, 20.0 points (20.0 to 20.0) more than most-connected"
    )
    assert any(line.startswith("most-connected does not win here") for line in found.lines)


def test_too_close_to_call():
    """Where the interval holds zero nobody wins, and both are named; who is behind is told."""
    found = said({"a": ends([100, 500]), "b": ends([500, 130]), "c": ends([10, 12])})
    assert found.winner is None
    assert found.headline.startswith("Too close to call between b and a: the difference is 1.5 points (")
    assert found.headline.endswith("; c reaches less than b")
    # One that is the best under another name does not say how close the others are.
    twice = said({"a": ends([100, 500]), "b": ends([500, 130]), "b again": ends([500, 130]), "c": ends([10, 12])})
    assert twice.headline.startswith("Too close to call between b, b again and a: the difference is 1.5 points (")


def test_a_small_difference_wins_nothing():
    """Certain, but below the smallest difference that matters: no winner; a smaller bar makes it one."""
    curves = {"a": ends([210, 220]), "b": ends([200, 210])}
    wide = said({"a": ends([200, 240]), "b": ends([200, 205])})
    assert wide.headline.startswith("a is ahead of b for certain, but by less than matters: 1.8 points (")
    assert said(curves).winner is None
    assert said(curves).headline.startswith("No difference that matters between a and b: 1.0 points (1.0 to 1.0)")
    assert said(curves, smallest_difference=0.009).winner == "a"


def test_identical_strategies():
    """The same reach in every run is no difference, in words."""
    found = said({"a": ends([50, 60]), "b": ends([50, 60])})
    assert found.winner is None
    assert found.headline == "No difference: a and b reach 5.5 % of people on average, identical in every run"


def test_a_winner_of_many_is_ahead_of_all_at_once():
    """Sure of a lead over one rival, a strategy wins between two, and not among thirty: of many one is often ahead."""
    rng = np.random.Generator(np.random.PCG64(6))
    second = rng.integers(400, 600, 100)
    ahead = second + rng.integers(-150, 151, 100)
    ahead += 23 - round((ahead - second).mean())
    two = {"first": ends(ahead, 100), "second": ends(second, 100)}
    assert said(two).winner == "first"
    found = said(two | {f"s{number}": ends(rng.integers(100, 300, 100), 100) for number in range(28)})
    assert found.winner is None
    assert found.headline.startswith("Too close to call between first and second: the difference is 2.3 points (")


def test_one_run_settles_nothing():
    """With one run there is no interval, so no winner, however large the lead."""
    found = said({"a": ends([900], 1), "b": ends([10], 1)})
    assert found.winner is None
    assert found.headline.startswith("One run settles nothing")
    assert found.lines[0] == "One run gives no interval, so no winner can be named."


def test_one_strategy_alone():
    """A single strategy is described, not compared."""
    found = said({"a": ends([400, 600])}, baseline=None)
    assert found.winner is None
    assert found.headline == "a reaches 50 % of people (middle 80 % of runs: 40 to 60 %)"


def test_one_run_of_one_strategy_has_no_range():
    """A single run is not given a middle 80 %."""
    assert said({"a": ends([500], 1)}, baseline=None).headline == "a reaches 50 % of people (one run: no range)"


def test_a_difference_that_just_matters_wins():
    """A lead of exactly the smallest difference is enough, whatever 0.22 - 0.2 is in binary."""
    assert said({"a": ends([220]), "b": ends([200])}).winner == "a"


def test_many_that_are_alike_are_counted_not_listed():
    """A title names at most four strategies that cannot be told apart."""
    found = said({name: ends([50, 60]) for name in "abcdefgh"})
    assert found.headline == "No difference: all 8 strategies reach 5.5 % of people on average, identical in every run"


def test_a_lead_that_never_varies_has_no_variance_reduction():
    """Differences equal in every run leave variance_reduction empty, though 0.21 - 0.2 is not 0.22 - 0.21."""
    made = results({"a": ends([210, 220, 230]), "b": ends([200, 210, 220])}, people=1000)
    table = comparison.measure(made)
    assert table["variance_reduction"].isna().all()
    assert (table["low"] == table["high"]).all()


def test_a_run_that_falls_back_has_been_there():
    """Where people give up, times are those of the first arrival."""
    made = results({"a": np.array([[0, 600, 100]] * 3 + [[0, 10, 20]])}, people=1000)
    row = times.measure(made).iloc[0]
    assert (row["t10"], row["t50"], row["reached_t50"]) == (1, 1, 0.75)
    assert math.isnan(row["t90"])


@pytest.mark.parametrize("runs", [2, 3, 5])
def test_few_runs_name_no_winner(runs):
    """However large and steady the lead, fewer than six runs name no winner, and it is said what to do."""
    found = said({"a": ends([900], runs), "b": ends([10], runs)})
    assert found.winner is None
    assert found.headline == f"{runs} runs are too few to name a winner: a reaches 90 %, b 1 %"
    assert found.lines[0] == "It takes 6 runs to name a winner, and more to name it well: say more `runs:`, or --runs."
    assert said({"a": ends([900], 6), "b": ends([10], 6)}).winner == "a"


def test_a_difference_has_one_interval_and_says_where_another_decides():
    """A difference is told with its own interval; the wider one of all at once stands beside it if it is not sure."""
    clear = Difference(0.02, 0.011, 0.029, "t", 0.008, 0.032)
    close = Difference(0.02, 0.001, 0.039, "t", -0.002, 0.042)
    assert points(clear, signed=True) == "+2.0 points (+1.1 to +2.9)"
    assert points(-clear) == "-2.0 points (-2.9 to -1.1)"
    assert points(close) == "2.0 points (0.1 to 3.9; of all differences at once, -0.2 to 4.2)"
    assert (clear.sure, close.sure, (-clear).sure, Difference(0.02, 0.011, 0.029).sure) == (True, False, True, True)
