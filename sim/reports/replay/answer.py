"""What the runs say of two strategies, as the answer to a guess."""

from dataclasses import dataclass

import pandas as pd

from sim.ground.wording import Chance, Share
from sim.results.results import Results
from sim.statistics.comparison import Difference, differences
from sim.statistics.verdict import FEWEST, estimate, points

SAME = -1
"""The answer that two strategies reach about the same."""


@dataclass(frozen=True)
class Answer:
    """`best`: the number of the strategy that reaches more for certain and by enough, SAME, or None; with sentences.

    SAME: the whole interval lies below the smallest difference that matters; None: the runs do not settle it.
    """

    best: int | None
    lines: tuple[str, ...]


def answer(results: Results, pair: tuple[str, ...]) -> Answer:
    """What all runs say of one or two strategies: who reaches more, how surely, and how often each takes off."""
    reach = results.reach()
    lines = [_often(results, reach, label) for label in pair]
    limits = "In this model, with the assumptions of the scenario."
    if len(pair) == 1:
        return Answer(None, (*lines, limits))
    difference = _compared(results, pair, str(results.mean_reach().idxmax()))
    best = _best(difference, len(reach), results.about.smallest_difference)
    return Answer(best, (_headline(difference, pair, best, results), *lines, limits))


def _compared(results: Results, pair: tuple[str, ...], most: str) -> Difference:
    # How much more the first reaches, computed as in the verdict: against the best if that is one of the two.
    adopters = pd.DataFrame(results.record.ends[0].T, columns=results.strategies)
    ahead, other = pair if most != pair[1] else pair[::-1]
    others = [label for label in results.strategies if label != ahead]
    lacks = differences(-adopters[others], -adopters[ahead], results.about.people, results.about.seed)
    difference = dict(zip(others, lacks, strict=True))[other]
    return difference if ahead == pair[0] else -difference


def _best(difference: Difference, runs: int, enough: float) -> int | None:
    if runs < FEWEST:
        return None
    # The simultaneous interval: one of many strategies is often ahead by luck.
    if difference.sure and abs(difference.mean) >= enough:
        return 0 if difference.mean > 0 else 1
    low, high = difference.together.low, difference.together.high
    return SAME if max(abs(low), abs(high)) < enough or low == high == 0 else None


def _headline(difference: Difference, pair: tuple[str, ...], best: int | None, results: Results) -> str:
    runs = results.about.runs
    if runs < FEWEST:
        return f"{runs} {'run is' if runs == 1 else 'runs are'} too few to say who reaches more."
    if best in (0, 1):
        more = estimate(difference if difference.mean > 0 else -difference).bare()
        return f"{pair[best]} reaches more: in the mean {more} more of every 100 people than {pair[1 - best]}."
    if difference.low == difference.high == 0:
        return "About the same: both reach exactly as many in every run."
    lead = "About the same" if best == SAME else "Too close to call"
    if best is None and difference.sure:
        lead = f"{pair[0] if difference.mean > 0 else pair[1]} is ahead for certain, but perhaps by less than matters"
    return f"{lead}: the difference of {pair[0]} to {pair[1]} is {points(difference, signed=True)}."


def _often(results: Results, reach: pd.DataFrame, label: str) -> str:
    runs, bar = len(reach), results.about.takeoff
    hits = int((reach[label] >= bar).sum())
    mean, often = Share(reach[label].mean()), Chance(hits, runs, "simulated world")
    return (
        f"{label}: reaches {mean} of people in the mean, and takes off (reaches {Share(bar).exact} or more) in {often}."
    )
