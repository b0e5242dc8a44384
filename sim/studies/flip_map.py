import pandas as pd

from sim.ground.wording import Count, ShareBand
from sim.outcomes import best
from sim.results.results import Results
from sim.statistics.comparison import differences
from sim.statistics.verdict import FEWEST
from sim.studies.sweep import cells


def measure(results: Results) -> pd.DataFrame:
    """Which strategy is best in each cell of a sweep, and how sure that is: a row a cell, with the factors as columns.

    `best`, `second`: by mean reach; of those that reach the same, the first in the scenario. `reach`: the mean of the
    best. `difference`, `low`, `high`: what the second lacks, over the same worlds, with the interval that holds for all
    strategies at once, as in the verdict; empty with one strategy. `best_share`: the share of worlds in which the best
    reaches most (ties split). `sure`: whether the best is ahead of every other strategy as a winner must be, in six
    runs or more, by at least the smallest difference that matters, and with an interval that excludes zero.
    """
    return pd.DataFrame([{**told, **_winner(cell)} for told, cell, _ in cells(results)])


def _winner(cell: Results) -> dict[str, object]:
    counts = pd.DataFrame(cell.record.ends[0].T, columns=cell.strategies)
    order = counts.sum().sort_values(ascending=False, kind="stable").index
    first, others = str(order[0]), [str(name) for name in order[1:]]
    people, runs = cell.about["people"], cell.about["runs"]
    # A winner is ahead of all others at once, as in the verdict.
    lacks = [one.together for one in differences(-counts[others], -counts[first], people, cell.about["seed"])]
    enough = cell.about["smallest_difference"]
    shares = best.measure(cell).set_index("strategy")["best_share"]
    return {
        "best": first,
        "second": others[0] if others else "",
        "reach": counts[first].mean() / people,
        "difference": lacks[0].mean if lacks else None,
        "low": lacks[0].low if lacks else None,
        "high": lacks[0].high if lacks else None,
        "best_share": shares[first],
        "sure": bool(runs >= FEWEST and all(one.low > 0 and one.mean >= enough for one in lacks)),
    }


def said(results: Results) -> str:
    """What the map says, as a sentence: in how many cells each strategy is best for certain."""
    table = results.tables["flip_map"]
    count = len(table)
    if len(results.strategies) == 1:
        band = ShareBand(table["reach"].min(), table["reach"].max())
        return f"{results.strategies[0]} reaches {band} of people on average, by the setting"
    won = table[table["sure"]]["best"].value_counts()
    unsure = int((~table["sure"].astype(bool)).sum())
    if won.empty:
        return f"No strategy is best for certain at any of {Count(count, 'setting')}"
    names = list(won.index)
    first = f"{names[0]} is best at {won.iloc[0]} of {Count(count, 'setting')}"
    rest = "".join(f", {name} at {won[name]}" for name in names[1:])
    if won.iloc[0] == count:
        return f"{names[0]} is best at {f'all {count} settings' if count > 1 else 'the one setting'}"
    close = f"; {unsure} {'is' if unsure == 1 else 'are'} too close to call" if unsure else ""
    lead = "The winner changes: " if len(names) > 1 else ""
    return f"{lead}{first}{rest}{close}"
