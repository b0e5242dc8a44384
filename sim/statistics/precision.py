"""How precisely the differences of reach are known, and how many runs it takes to know them better."""

import math
from collections.abc import Iterator
from decimal import Decimal

from sim.ground.wording import Amount, Count, Points
from sim.results.results import Results
from sim.statistics.comparison import Difference, compared, counted, differences

FIRST_ROUND = 100


def half_width(results: Results) -> float:
    """Half the width of the widest 95 % interval of a difference of reach to the baseline; nan with one run.

    A share of all people, 0 to 1; without a baseline, for the mean reach of the only strategy.
    """
    return max((_half(difference) for difference in _against_baseline(results).values()), default=math.nan)


def next_round(runs: int, half: float, aim: float, most: int) -> int:
    """The number of runs after the next round; if there is none, `runs`, their present number.

    `half`: the half-width with `runs` runs (nan: none), `aim`: the one aimed for, both shares of 1; `most`: the most
    runs. The half-width falls with the square root of the number; a tenth is added, since `half` is itself an estimate,
    and no round more than triples the runs. A fixed-width interval that is met this way covers what it should as the
    width goes to zero (Chow & Robbins 1965, Annals of Mathematical Statistics 36: 457-462). If nothing varied,
    something rare may have been missed: with 95 % confidence it occurs in at most 3 / runs of the runs (Hanley &
    Lippman-Hand 1983, JAMA 249: 1743-1745), which must not exceed the aim either.
    """
    if half == 0:
        return min(most, max(runs, min(3 * runs, math.ceil(3 / aim))))
    if half <= aim or runs >= most:
        return runs
    factor = 3.0 if math.isnan(half) else min(3.0, max(1.1, 1.1 * (half / aim) ** 2))
    return min(most, math.ceil(runs * factor))


def lines(results: Results) -> tuple[str, ...]:
    """Sentences on the precision of measured results: how far it got, what more would take, what pairing saved.

    Empty with one run, and if there was no precision to reach and nothing differs in any run.
    """
    half, aim = half_width(results), results.about.precision
    if math.isnan(half) or (aim is None and half == 0):
        return ()
    return _reached(results, half, aim), *_settling(results), *_pairing(results)


def _reached(results: Results, half: float, aim: float | None) -> str:
    runs = Count(results.about.runs, "run")
    if aim is None:
        what = "The mean reach" if results.about.baseline is None else "The widest difference"
        return f"{what} is known to {_within(half)} with {runs}."
    if half <= aim:
        return f"Known to {_within(half)} after {runs}; {_within(aim)} was asked for."
    return f"The cap of {runs} was met at {_within(half)}; {_within(aim)} was asked for."


def _settling(results: Results) -> Iterator[str]:
    # The number of runs to tell two strategies apart, or to know that their difference does not matter.
    runs, matters = results.about.runs, results.about.smallest_difference
    for (first, second), difference in _compared(results).items():
        half, lead = _half(difference), abs(difference.mean)
        if difference.excludes_zero:
            continue
        if lead > 0 and lead >= matters / 10:
            yield f"About {_many(runs * max(1.1, (half / lead) ** 2))} runs would settle {first} against {second}."
        elif half > matters > 0:
            enough = _many(runs * (half / matters) ** 2)
            yield f"About {enough} runs would tell {first} and {second} apart to {_within(matters)}."


def _pairing(results: Results) -> Iterator[str]:
    # How many runs the pairing saved for the difference with the widest interval.
    rows = [row for row in compared(results) if not math.isnan(row.variance_reduction)]
    if not rows:
        return
    row = max(rows, key=lambda row: row.high - row.low)
    times, pair = row.variance_reduction, f"{row.strategy} against {row.baseline}"
    saves = "saves" if times >= 1.05 else "does not save here"
    yield (
        f"Pairing in the same worlds {saves}: unpaired, the same precision would take {Amount(times)} times as many "
        f"runs ({pair})."
    )


def _against_baseline(results: Results) -> dict[str, Difference]:
    # As in the table of comparison, which does not exist yet while runs are made.
    baseline = results.about.baseline
    if baseline is not None and "comparison" in results.tables:
        return {row.strategy: row.paired for row in compared(results)}
    values, whole = counted(results)["reach"]
    others = [name for name in results.strategies if name != baseline]
    against = 0 if baseline is None else values[baseline]
    return dict(zip(others, differences(values[others], against, whole, results.about.seed), strict=True))


def _compared(results: Results) -> dict[tuple[str, str], Difference]:
    # The pairs in a verdict, with its intervals: the best and each other strategy, then each other strategy and the
    # baseline.
    baseline = results.about.baseline
    if baseline is None:
        return {}
    values, whole = counted(results)["reach"]
    best = str(values.mean().idxmax())
    others = [name for name in results.strategies if name != best]
    lacks = differences(values[others], values[best], whole, results.about.seed)
    leads = {(best, name): difference.together for name, difference in zip(others, lacks, strict=True)}
    if best == baseline:
        return leads
    gains = _against_baseline(results)
    return leads | {(name, baseline): gains[name] for name in gains if name != best}


def _half(difference: Difference) -> float:
    return (difference.high - difference.low) / 2


def _within(half: float) -> str:
    return Points(half).margin


def _many(runs: float) -> str:
    # Such an estimate deserves no more than two digits.
    size = 10 ** max(0, Decimal(float(runs)).adjusted() - 1)
    return str(Count(math.ceil(runs / size) * size))
