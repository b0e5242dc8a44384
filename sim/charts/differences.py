"""Each strategy against the baseline in the same worlds: dots and intervals."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from sim.drawing import rows as _rows
from sim.drawing import style
from sim.drawing.words import NAME, origin, short, too_few
from sim.ground.wording import Count, Points, PointsEstimate
from sim.results.results import Results
from sim.statistics.comparison import Compared, compared
from sim.statistics.verdict import FEWEST, points

AFTER = ("reach",)
CHAPTER = "compared"
TABLES = ("comparison",)
ASK = "two strategies, and a baseline"
SIDES = _rows.SIDES

MEASURES: dict[str, dict[str, Any]] = {
    "reach": {"marker": "o", "color": style.OKABE_ITO[0], "markerfacecolor": style.OKABE_ITO[0], "sign": "●"},
    "takeoff": {"marker": "s", "color": style.OKABE_ITO[1], "markerfacecolor": "white", "sign": "□"},
}
"""The columns of differences that are drawn, with their labels and styles."""


def draw(results: Results, ax: Axes) -> None:
    """Draw the mean difference to the baseline of reach and of takeoff with their 95 % intervals, a row a strategy.

    Thick: the interval of the difference by itself; thin: the one that holds for all strategies at once.
    """
    names = _names(results)
    ax.axvline(0, color=style.INK, linewidth=1.2, zorder=1)
    for number, (measure, look) in enumerate(MEASURES.items()):
        columns = ["difference", "low", "high", "low_all", "high_all"]
        rows = 100 * pd.DataFrame(map(vars, compared(results, measure)))[columns]
        at = [row + 0.34 * (number - 0.5) for row in range(len(names))]
        ax.hlines(at, rows["low_all"], rows["high_all"], color=look["color"], linewidth=1, gid=f"all {measure}")
        ax.hlines(at, rows["low"], rows["high"], color=look["color"], linewidth=3, gid=f"alone {measure}")
        face = {key: look[key] for key in ("marker", "color", "markerfacecolor")}
        ax.plot(rows["difference"], at, linestyle="", markersize=6.5, zorder=3, gid=f"difference of {measure}", **face)
    ax.margins(x=0.08)
    # The axis spans at least a point, so that tiny differences do not look large.
    ax.update_datalim([(-1, 0), (1, 0)])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}" if value else "0"))
    baseline = dict(zip(results.strategies, short(results.strategies, NAME), strict=True))[str(results.about.baseline)]
    ax.set_xlabel(f"points of 100 more (right) or less (left) than with {baseline}")
    ax.tick_params(length=3)
    _rows.label(ax, names, _notes(results, names))


def height(results: Results) -> float:
    """How high the panel must be, in inches."""
    names = _names(results)
    return _rows.height(names, _notes(results, names))


def finding(results: Results) -> str:
    """The largest clear difference of reach to the baseline, and how many are not clear, as a sentence."""
    baseline, runs = results.about.baseline, results.about.runs
    rows = compared(results)
    if runs < FEWEST:
        return f"{too_few(runs)} to tell strategies from {baseline}"
    differences = {row.strategy: row.paired for row in rows}
    sure = {name: difference for name, difference in differences.items() if difference.sure}
    if all(row.ties == runs for row in rows):
        return f"No difference of reach to {baseline}: the same in every run"
    if not sure:
        name = max(differences, key=lambda name: abs(differences[name].mean))
        return f"No clear difference of reach to {baseline}: {name} {points(differences[name], signed=True)}"
    # Gains come before losses.
    name = max(sure, key=lambda name: (sure[name].mean > 0, abs(sure[name].mean)))
    largest, more = sure[name], "more" if sure[name].mean > 0 else "less"
    gain = largest if more == "more" else -largest
    matters = results.about.smallest_difference
    little = f", below the {Points(matters).exact} that matter here" if round(abs(largest.mean), 3) < matters else ""
    rest = [other for other in differences if other not in sure]
    others = f"; {len(rest)} of {len(differences)} strategies show no clear difference" if rest else ""
    if len(rest) == 1:
        others = f"; {rest[0]} shows no clear difference"
    return f"{name} reaches {points(gain)} {more} than {baseline}{little}{others}"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, bars = results.about, "One run: no interval"
    if about.runs > 1:
        several = "; thin: the interval that holds for all strategies at once" if len(_names(results)) > 1 else ""
        bars = f"Thick bars: 95 % interval of the mean difference over {Count(about.runs, 'run')}{several}"
    return (
        f"{bars}. Each run compares a strategy with {about.baseline} in the same world, with the same luck. Reach: "
        f"share of all people; takeoff: share of runs. {origin(about)}"
    )


def _names(results: Results) -> list[str]:
    return [name for name in results.strategies if name != results.about.baseline]


def _notes(results: Results, names: list[str]) -> list[str]:
    rows = [row for measure in MEASURES for row in compared(results, measure)]
    return ["\n".join(_note(row) for row in rows if row.strategy == name) for name in names]


def _note(row: Compared) -> str:
    words = Points(row.difference).bare("+")
    if not math.isnan(row.low):
        words = PointsEstimate(row.difference, row.low, row.high).bare("+")
    return f"{MEASURES[row.measure]['sign']} {row.measure} {words}"
