"""What results say of their own precision: how far it got, how many runs would do, what pairing saved."""

import re

import numpy as np
import pytest
from made import results
from scipy.special import ndtri

from sim.experiment.tables import measured
from sim.statistics.precision import lines
from sim.statistics.verdict import verdict


def ends(values, runs: int) -> np.ndarray:
    """Curves of two steps that end at these numbers of people, again and again."""
    last = np.resize(values, runs)
    return np.stack([np.zeros_like(last), last], axis=1)


def said(strategies: dict[str, np.ndarray], **about) -> tuple[str, ...]:
    """The lines on made curves of 1,000 people."""
    return lines(measured(results(strategies, people=1000, **about)))


def close(runs: int, lead: int = 10) -> dict[str, np.ndarray]:
    """Two strategies that differ by some people in the mean, and by far more from run to run."""
    noise = np.round(110 * ndtri((np.arange(runs) + 0.5) / runs)).astype(int)
    return {"a": ends([500], runs) + noise[:, None] * [0, 1] + [0, lead], "b": ends([500], runs)}


def test_a_fixed_number_says_how_precise_it_is():
    """The half-width of the widest difference, in points, which is that of the table of comparison."""
    made = measured(results(close(200) | {"c": ends([500, 501], 200)}, people=1000, baseline="b"))
    table = made.tables["comparison"].query("measure == 'reach'")
    half = (table["high"] - table["low"]).max() / 2
    assert lines(made)[0] == f"The widest difference is known to ±{100 * half:.3g} points with 200 runs."


def test_a_precision_says_whether_it_was_reached():
    """Asked for, it is told as reached, or as what the cap gave instead."""
    assert re.fullmatch(
        r"Known to ±1\.\d+ points after 200 runs; ±2 points was asked for\.", said(close(200), precision=0.02)[0]
    )
    found = said(close(200), precision=0.001)[0]
    assert re.fullmatch(r"The cap of 200 runs was met at ±1\.\d+ points; ±0\.1 points was asked for\.", found)
    same = {"a": ends([5], 200), "b": ends([5], 200)}
    assert said(same, precision=0.02) == ("Known to ±0 points after 200 runs; ±2 points was asked for.",)


def test_as_many_runs_as_are_named_settle_it():
    """With a tenth more runs than are named the interval excludes zero; with a tenth fewer it does not."""
    (found,) = (line for line in said(close(200)) if "settle" in line)
    number = re.fullmatch(r"About ([\d,]+) runs would settle a against b\.", found)
    needed = int(number[1].replace(",", ""))
    assert needed > 200
    assert not any("settle" in line for line in said(close(round(1.1 * needed))))
    assert any("settle" in line for line in said(close(round(0.9 * needed))))


def test_where_nothing_differs_enough_it_is_told_to_what_matters():
    """A difference of next to nothing is not settled but bounded: with the number that is named, to what matters."""
    (found,) = (line for line in said(close(40, lead=0)) if "apart" in line)
    number = re.fullmatch(r"About (\d+) runs would tell a and b apart to ±2 points\.", found)
    needed = int(number[1])
    known = re.match(r"The widest difference is known to ±([\d.]+) points", said(close(needed, lead=0))[0])
    assert float(known[1]) == pytest.approx(2, rel=0.15)
    assert not any("apart" in line for line in said(close(1000, lead=0)))


def test_the_best_is_told_from_others_than_the_baseline():
    """Close to the best, though both beat the baseline: how many runs settle that is told too."""
    curves = close(200)
    found = said({**curves, "c": ends([10], 200)})
    assert any(re.fullmatch(r"About [\d,]+ runs would settle a against b\.", line) for line in found)
    assert not any("against c." in line for line in found)


def test_what_pairing_saves_is_the_ratio_of_variances():
    """Reach that moves together: as many times more runs unpaired as var a + var b is above var(a - b)."""
    rng = np.random.default_rng(2)
    world = rng.integers(200, 600, 200)
    a, b = world + rng.integers(0, 100, 200), world
    found = said({"a": np.stack([0 * a, a], axis=1), "b": np.stack([0 * b, b], axis=1)})
    times = (a.var() + b.var()) / (a - b).var()
    assert found[-1] == (
        "Pairing in the same worlds saves: unpaired, the same precision would take "
        f"{times:.1f} times as many runs (a against b)."
    )


def test_pairing_that_does_not_save_is_told():
    """Reach that moves in opposite ways is known better unpaired."""
    found = said({"a": ends([100, 200], 60), "b": ends([200, 90], 60)})
    assert found[-1].startswith(
        "Pairing in the same worlds does not save here: unpaired, the same precision would take 0.5"
    )


def test_nothing_is_said_of_nothing():
    """One run, or the same in every run, has no precision to speak of; one strategy has that of its mean."""
    assert said({"a": ends([5], 1), "b": ends([4], 1)}) == ()
    assert said({"a": ends([5, 6], 60), "b": ends([5, 6], 60)}) == ()
    (alone,) = said({"a": ends([400, 600], 60)}, baseline=None)
    assert re.fullmatch(r"The mean reach is known to ±2\.\d+ points with 60 runs\.", alone)


def test_the_verdict_has_these_lines():
    """They stand with the verdict, before the takeoffs; that all of it holds in this model stays the last word."""
    made = measured(results(close(200), people=1000))
    told = verdict(made).lines
    assert told[-2 - len(lines(made)) : -2] == lines(made)
    assert told[-1].startswith("All of this holds")
