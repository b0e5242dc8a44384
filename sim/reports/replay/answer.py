"""What the runs say of two strategies, for whoever has made a guess."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from sim.results import Results
from sim.statistics.comparison import Difference, differences
from sim.statistics.verdict import FEWEST, points


@dataclass(frozen=True)
class Answer:
    """`best`: the number of the strategy that reaches more for certain and by enough, -1 if neither; and sentences."""

    best: int
    lines: tuple[str, ...]


def answer(results: Results, pair: tuple[str, ...]) -> Answer:
    """What all runs say of one or two strategies: who reaches more, how surely, and how often each takes off."""
    reach = results.reach()
    lines = [_often(results, reach, label) for label in pair]
    limits = "In this model, with the assumptions of the scenario."
    if len(pair) == 1:
        return Answer(-1, (*lines, limits))
    ends = pd.DataFrame(results.record.ends[0].T, columns=results.strategies)
    people = results.about["people"]
    (found,) = differences(ends[[pair[0]]], ends[pair[1]], people, results.about["seed"])
    best = _best(found, len(reach), results.about["smallest_difference"])
    return Answer(best, (_headline(found, pair, best, results), *lines, limits))


def _best(found: Difference, runs: int, enough: float) -> int:
    if runs < FEWEST or not found.excludes_zero or abs(found.mean) < enough:
        return -1
    return 0 if found.mean > 0 else 1


def _headline(found: Difference, pair: tuple[str, ...], best: int, results: Results) -> str:
    runs, enough = results.about["runs"], results.about["smallest_difference"]
    if best >= 0:
        low, high = sorted((abs(found.low), abs(found.high)))
        more = f"{100 * abs(found.mean):.1f} ({100 * low:.1f} to {100 * high:.1f})"
        return f"{pair[best]} reaches more: in the mean {more} more of every 100 people than {pair[1 - best]}."
    if runs < FEWEST or math.isnan(found.low):
        return f"{runs} {'run is' if runs == 1 else 'runs are'} too few to say who reaches more."
    if found.low == found.high == 0:
        return "About the same: both reach exactly as many in every run."
    close = max(abs(found.low), abs(found.high)) < enough or found.excludes_zero
    lead = "About the same" if close else "Too close to call"
    return f"{lead}: {pair[0]} against {pair[1]} is {points(found, signed=True)} of 100."


def _often(results: Results, reach: pd.DataFrame, label: str) -> str:
    runs, bar = len(reach), results.about["takeoff"]
    hits = int((reach[label] >= bar).sum())
    mean = f"{100 * reach[label].mean():.0f} % of people in the mean"
    return (
        f"{label}: reaches {mean}, and takes off (reaches {100 * bar:.3g} % or more) in {hits:,} of {runs:,} "
        "simulated worlds."
    )
