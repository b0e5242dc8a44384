"""What strategies cost, and what they reach for it."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.drawing import style
from sim.drawing.labels import legend
from sim.drawing.words import origin, short, too_few
from sim.ground.wording import Amount, Count, Money, Share
from sim.results.results import Results
from sim.statistics.comparison import compared
from sim.studies.costs import DOMINATED, DOMINATES, TOO_FEW, TRADE, UNCLEAR, UNDEFINED, Costs

AFTER = ("sources",)
TABLES = ("costs",)
ASK = "costs: people: {cost: ...}"

SHOWN = 3
"""At most so many prices along the frontier stand in the caption."""


def draw(results: Results, ax: Axes) -> None:
    """Draw the mean reach of each strategy over its mean cost, with 95 % intervals both ways, and the frontier.

    The frontier joins the strategies that reach more than any other, or mixture of two others, for as little (Drummond
    et al. 2015, Methods for the Economic Evaluation of Health Care Programmes, chapter 4).
    """
    table = _table(results)
    cost, reach = table["cost"].to_numpy(float), table["reach_mean"].to_numpy(float)
    best = frontier(cost, reach)
    ax.plot(cost[best], reach[best], color=style.FAINT, linewidth=1.4, zorder=1, gid="frontier")
    across = style.whiskers(cost, table["cost_low"].to_numpy(float), table["cost_high"].to_numpy(float))
    up = style.whiskers(reach, table["reach_low"].to_numpy(float), table["reach_high"].to_numpy(float))
    handles: list[Any] = []
    for number, (row, name) in enumerate(zip(table.to_dict("records"), short(results.strategies), strict=True)):
        color = style.line(number)["color"]
        look: Any = {"marker": style.marker(number), "markersize": 7, "color": color, "linestyle": ""}
        look["markerfacecolor"] = color if number in best else "white"
        ax.errorbar(
            cost[number], reach[number], up[:, [number]], across[:, [number]], linewidth=0, elinewidth=1.2, zorder=3,
            gid=f"point of {row['strategy']}", **look,
        )  # fmt: skip
        handles.append(Line2D([], [], label=_label(name, row, _unit(results)), **look))
    ax.set_xlim(*_around(cost - across[0], cost + across[1], 0.1 * cost.max() or 1.0, math.inf))
    ax.set_ylim(*_around(reach - up[0], reach + up[1], 0.1, 1.0))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: Share(value).exact))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    ax.set_xlabel(f"mean cost of the seeds, in {_unit(results)}" if _unit(results) else "mean cost of the seeds")
    ax.set_ylabel("mean reach, share of all people")
    ax.tick_params(length=3)
    legend(ax, handles, "strategy")


def _around(low: np.ndarray, high: np.ndarray, least: float, most: float) -> tuple[float, float]:
    # The ends of an axis close around the data, within 0 and `most` and at least `least` apart: a shorter axis would
    # exaggerate small differences. Where 0 is not far, it begins there.
    middle, span = (low.min() + high.max()) / 2, max(high.max() - low.min(), least)
    end = min(middle + 0.6 * span, most + 0.03 * span)
    begin = min(middle - 0.6 * span, end - span)
    return (begin if begin > 0.4 * end else 0.0) - 0.02 * span, end


def frontier(cost: np.ndarray, reach: np.ndarray) -> list[int]:
    """Numbers of the strategies on the efficient frontier, cheapest first; its slope falls along the way."""
    edge: list[int] = []
    for number in np.lexsort((-reach, cost)):
        if edge and reach[number] <= reach[edge[-1]]:
            continue
        while len(edge) > 1 and _slope(cost, reach, edge[-2], edge[-1]) <= _slope(cost, reach, edge[-1], number):
            edge.pop()
        edge.append(int(number))
    return edge


def finding(results: Results) -> str:
    """What an additional adopter costs with the strategy that reaches most, against the baseline, as a sentence."""
    rows = _table(results).to_dict("records")
    against = [row for row in rows if row["baseline"]]
    unit = _unit(results)
    if not against:
        row = max(rows, key=lambda row: float(row["reach_mean"]))
        if row["cost_per_adopter"] != row["cost_per_adopter"]:
            return f"Nobody adopts, and {row['strategy']} costs {Money(row['cost'], unit)}"
        price = f"{Money(row['cost_per_adopter'], unit)}{_ends(row, 'per_adopter_low', 'per_adopter_high')}"
        return f"With {row['strategy']} an adopter costs {price}"
    row = max(against, key=lambda row: float(row["extra_adopters"]))
    if row["finding"] == TOO_FEW:
        return f"{too_few(results.about.runs)} to say what an adopter more costs"
    if row["finding"] == UNDEFINED or not _sure(results, row["strategy"]):
        return (
            f"What an adopter more than with {row['baseline']} costs cannot be said: {row['strategy']} may gain nobody"
        )
    return _against(row, unit)


def _against(row: dict[Any, Any], unit: str) -> str:
    # Whether the interval leaves out 0: a gain or a loss that is not just luck.
    name, baseline, gains = row["strategy"], row["baseline"], row["extra_adopters"] > 0
    gain, low, high = (Amount(row[end]) for end in ("extra_adopters", "extra_low", "extra_high"))
    change = f"{name} wins {gain} people more than {baseline} ({low} to {high})"
    if not gains:
        change = f"No strategy is known to gain on {baseline}: {name} wins fewer people"
    if row["finding"] == UNCLEAR:
        return f"{change}, at costs that cannot be told apart"
    if row["finding"] == DOMINATES:
        return f"{change}, and costs no more"
    if row["finding"] == DOMINATED:
        return f"{change}, and costs no less"
    price = f"{Money(row['cost_per_extra_adopter'], unit)}{_ends(row, 'low', 'high')}"
    if gains:
        return f"With {name} each adopter more than with {baseline} costs {price}"
    return f"{change}; each adopter less saves {price}"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, bars, against = results.about, "One run: no intervals", ""
    if about.runs > 1:
        bars = f"Whiskers: 95 % intervals of the means of {Count(about.runs, 'run')}"
    if about.baseline:
        against = f" Prices at the right are against {about.baseline}, in the same worlds."
    return (
        f"{bars}. Line, filled: on the efficient frontier of these means; hollow: as much can be reached for less, or "
        f"by a mixture of two.{_along(results)}{against} {origin(about)}"
    )


def _along(results: Results) -> str:
    # The cost of an additional adopter from each strategy on the frontier to the next, by means; it rises.
    table, people, unit = _table(results), results.about.people, _unit(results)
    cost, reach = table["cost"].to_numpy(float), table["reach_mean"].to_numpy(float)
    prices = [
        f"{Money(1 / (people * _slope(cost, reach, cheaper, dearer)), unit)} ({results.strategies[dearer]})"
        for cheaper, dearer in pairwise(frontier(cost, reach))
    ]
    if not prices:
        return ""
    more = ", ..." if len(prices) > SHOWN else ""
    return f" Along it an adopter more costs {', then '.join(prices[:SHOWN])}{more}."


def _sure(results: Results, strategy: str) -> bool:
    # Whether the gain or loss of a strategy stands with simultaneous intervals: of many, some are ahead by luck.
    return any(row.strategy == strategy and row.paired.sure for row in compared(results))


def _table(results: Results) -> pd.DataFrame:
    reach = results.tables["summary"][["strategy", "reach_mean", "reach_low", "reach_high"]]
    return results.tables["costs"].merge(reach, on="strategy", how="left", validate="one_to_one")


def _unit(results: Results) -> str:
    return str(results.about.study(Costs).unit or "")


def _slope(cost: np.ndarray, reach: np.ndarray, cheaper: int, dearer: int) -> float:
    # Sorted by cost, with one strategy for each cost: the difference is above 0.
    return float((reach[dearer] - reach[cheaper]) / (cost[dearer] - cost[cheaper]))


def _label(name: str, row: dict[Any, Any], unit: str) -> str:
    says = {
        UNDEFINED: "gain not clear",
        UNCLEAR: "costs not clear",
        DOMINATES: "more reach, no more cost",
        DOMINATED: "less reach, no less cost",
    }
    words = says.get(row["finding"], "")
    if row["finding"] == TRADE:
        words = f"{Money(row['cost_per_extra_adopter'], unit)} an adopter {'more' if row['extra_low'] > 0 else 'less'}"
    return f"{name}: {words}" if words else name


def _ends(row: dict[Any, Any], low: str, high: str) -> str:
    return f" ({Money(row[low])} to {Money(row[high])})" if row[low] == row[low] else ""
