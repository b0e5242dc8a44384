"""The verdict in plain words, which is allowed to be "too close to call"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.ground.wording import Names, PointsEstimate, PointsInterval, Share, ShareBand, ShareInterval
from sim.results.results import Results
from sim.statistics import lumps, precision, takeoff
from sim.statistics.comparison import Difference, compared, differences

FEWEST = 6
"""The least number of runs to name a winner: with fewer, all on one side can easily be chance (a two-sided sign test of
5 runs gives 2 / 2^5 = .06 at best)."""


@dataclass(frozen=True)
class Verdict:
    """What the comparison says: a `headline` of one sentence, more `lines`, and the `winner` if there is one."""

    headline: str
    lines: tuple[str, ...]
    winner: str | None


def verdict(results: Results) -> Verdict:
    """Name a winner only if it reaches more than every other strategy, for certain and by enough.

    For certain: there are at least 6 runs, and the 95 % interval of the paired difference excludes zero; with three
    strategies or more, the intervals that hold for all of them at once. By enough: the difference is at least
    `about.smallest_difference` of all people.

    Where the reach of a strategy falls into two lumps, the lines begin with how often it takes off and what it reaches
    then: no run comes near a mean of both.
    """
    judgement = _compared(results)
    return replace(judgement, lines=_lump_lines(results) + judgement.lines)


def _compared(results: Results) -> Verdict:
    reach = results.reach()
    means = results.mean_reach()
    best = str(means.idxmax())
    others = [name for name in means.sort_values(ascending=False, kind="stable").index if name != best]
    lines = (*precision.lines(results), *_takeoff_lines(results))
    if not others:
        return Verdict(f"{best} reaches {Share(means[best])} of people{_band(results, best)}", lines, None)
    if len(reach) == 1:
        headline = (
            f"One run settles nothing: {best} reaches {Share(means[best])}, {others[0]} {Share(means[others[0]])}"
        )
        return Verdict(headline, ("One run gives no interval, so no winner can be named.", *lines), None)
    if len(reach) < FEWEST:
        headline = (
            f"{len(reach)} runs are too few to name a winner: {best} reaches {Share(means[best])}, "
            f"{others[0]} {Share(means[others[0]])}"
        )
        more = f"It takes {FEWEST} runs to name a winner, and more to name it well: say more `runs:`, or --runs."
        return Verdict(headline, (more, *_baseline_lines(results, None), *lines), None)
    # How far each other strategy is behind the best.
    adopters = pd.DataFrame(results.record.ends[0].T, columns=results.strategies)
    gaps = differences(-adopters[others], -adopters[best], results.about.people, results.about.seed)
    lacks = dict(zip(others, gaps, strict=True))
    enough = results.about.smallest_difference
    close = [name for name in others if not (lacks[name].together.low > 0 and lacks[name].mean >= enough)]
    if close:
        headline = _no_winner(best, close, others, lacks, means[best], enough)
        return Verdict(headline, _baseline_lines(results, None) + lines, None)
    second = others[0]
    headline = f"{best} wins: it reaches {Share(means[best])} of people, {points(lacks[second])} more than {second}"
    beaten = tuple(
        f"{name} does not win here: it reaches {points(lacks[name])} less than {best}."
        for name in others
        if name != results.about.baseline
    )
    return Verdict(headline, _baseline_lines(results, best) + beaten + lines, best)


def _no_winner(
    best: str, close: Sequence[str], others: Sequence[str], lacks: dict[str, Difference], reach: float, enough: float
) -> str:
    behind = [name for name in others if name not in close]
    # Behind the best, though perhaps not behind those that are too close to it.
    also = f"; {Names(tuple(behind))} {'reaches' if len(behind) == 1 else 'reach'} less than {best}" if behind else ""
    rivals = str(Names((best, *close))) if behind or len(close) < 4 else f"all {len(close) + 1} strategies"
    same = [name for name in close if lacks[name].low == lacks[name].high == 0]
    if len(same) == len(close):
        return f"No difference: {rivals} reach {Share(reach)} of people on average, identical in every run{also}"
    most = max(close, key=lambda name: lacks[name].together.high)
    if all(lacks[name].together.high < enough for name in close):
        return f"No difference that matters between {rivals}: {points(lacks[most])}{also}"
    if all(lacks[name].together.low > 0 for name in close):
        lead = f"{best} is ahead of {Names(tuple(close))} for certain, but by less than matters"
        return f"{lead}: {points(lacks[most])}{also}"
    # A strategy that always equals the best does not show how close the others are.
    nearest = next(name for name in close if name not in same)
    return f"Too close to call between {rivals}: the difference is {points(lacks[nearest])}{also}"


def _baseline_lines(results: Results, winner: str | None) -> tuple[str, ...]:
    lines = []
    for row in compared(results):
        if row.ties == row.runs:
            lines.append(f"{row.strategy}: the same reach as {row.baseline} in every world.")
            continue
        against = f"{points(row.paired, signed=True)} against {row.baseline}"
        more = f"it reaches more in {row.wins} of {row.runs} worlds, less in {row.losses}"
        sure = "" if row.paired.sure and row.runs >= FEWEST else "no clear difference, "
        lines.append(f"{row.strategy}: {sure}{against}; {more}.")
    return tuple(lines)


def _lump_lines(results: Results) -> tuple[str, ...]:
    lines, reach, risen = [], results.reach(), lumps.risen(results)
    table = lumps.measure(results).merge(takeoff.measure(results), on="strategy")
    for row in table[table["lumps"] == 2].to_dict("records"):
        if risen[row["strategy"]]:
            often = f"{Share(row['takeoff'])} of runs{ShareInterval(row['takeoff_low'], row['takeoff_high']).bracketed}"
            says = f"takes off in {often}, and then reaches {Share(row['reach_given_takeoff'])}"
        else:
            below = Share((reach[row["strategy"]] < row["antimode"]).mean())
            says = f"two outcomes: reaches less than {Share(row['antimode'])} in {below} of runs, more in the others"
        lines.append(f"{row['strategy']}: {says}.")
    return tuple(lines)


def _takeoff_lines(results: Results) -> tuple[str, ...]:
    reach = results.reach()
    threshold = results.about.takeoff
    counts = (reach >= threshold).sum()
    counted = ", ".join(f"{name} {counts[name]}" for name in results.strategies)
    return (
        f"Runs that take off (reach at least {Share(threshold).exact}), of {len(reach)}: {counted}.",
        "All of this holds in this model, with these assumptions.",
    )


def _band(results: Results, strategy: str) -> str:
    if results.about.runs == 1:
        return " (one run: no range)"
    low, high = np.percentile(results.reach()[strategy], [10, 90])
    return f" (middle 80 % of runs: {ShareBand(low, high)})"


def points(difference: Difference, *, signed: bool = False) -> str:
    """A difference of reach with its interval, in points of 100.

    Differences are shown with their own interval everywhere. The simultaneous one, which decides what is sure, is added
    if it leads to another conclusion.
    """
    return format(estimate(difference), "+" if signed else "")


def estimate(difference: Difference) -> PointsEstimate:
    """The same as a number, not yet formatted."""
    together = None
    if difference.excludes_zero and not difference.sure:
        together = PointsInterval(difference.low_all, difference.high_all)
    return PointsEstimate(difference.mean, difference.low, difference.high, together)
