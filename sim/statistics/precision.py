"""How precisely the differences of reach are known, and how many runs it takes to know them better."""

import math

import pandas as pd

from sim.results import Results
from sim.statistics.comparison import Difference, counted, differences

FIRST_ROUND = 100


def half_width(results: Results) -> float:
    """Half the width of the widest 95 % interval of a difference of reach to the baseline; nan with one run.

    It is a share of all people, 0 to 1; where there is no baseline, that of the mean reach of the one strategy.
    """
    return max((_half(found) for found in _against_baseline(results).values()), default=math.nan)


def next_round(runs: int, half: float, wanted: float, most: int) -> int:
    """How many runs there are to be after the next round; `runs`, as many as there are, where it was the last.

    `half`: the half-width that `runs` runs gave (nan: none), `wanted`: the one that is aimed for, both shares of 1;
    `most`: the most runs. The half-width falls with the root of the number; a tenth is added, since `half` is itself an
    estimate, and no round makes more than three runs of one. A fixed-width interval that is met this way covers what it
    should as the width goes to zero (Chow & Robbins 1965, Annals of Mathematical Statistics 36: 457-462).
    """
    if half <= wanted or runs >= most:
        return runs
    factor = 3.0 if math.isnan(half) else min(3.0, max(1.1, 1.1 * (half / wanted) ** 2))
    return min(most, math.ceil(runs * factor))


def _against_baseline(results: Results) -> dict[str, Difference]:
    # As in the table of comparison, which there is not yet while runs are made.
    baseline, table = results.about["baseline"], results.tables.get("comparison")
    if baseline is not None and table is not None:
        rows = table[table["measure"] == "reach"].to_dict("records")
        return {row["strategy"]: Difference(row["difference"], row["low"], row["high"]) for row in rows}
    values, whole = counted(results)["reach"]
    others = [name for name in results.strategies if name != baseline]
    against = pd.Series(0, index=values.index) if baseline is None else values[baseline]
    return dict(zip(others, differences(values[others], against, whole, results.about["seed"]), strict=True))


def _half(found: Difference) -> float:
    return (found.high - found.low) / 2
