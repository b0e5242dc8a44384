"""Which strategy is best where: the map of a sweep."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import PercentFormatter

from sim.drawing import style
from sim.drawing.labels import legend
from sim.drawing.words import short, source
from sim.ground.wording import Count, Points
from sim.results.results import Results
from sim.studies.sweep import Sweep, headline

AFTER = ("tipping",)
TABLES = ("sweep", "flip_map")
ASK = "sweep: {...}"
RUN = True

finding = headline

ABOVE = 0.42
"""Inches above the panel, which has a title."""

TICKS = 10
"""More values than this are not all written along an axis."""

UNSURE = "too close to call"
HATCH = "////"

SMALLEST = 4.5
"""Points: numbers in cells are left out where they would be smaller."""


def draw(results: Results, ax: Axes) -> None:
    """Draw which strategy is best in each cell of a sweep, and where that is too close to call.

    Two factors on a grid: cells in the colour of the best strategy, hatched where that is not clear. Two or more in a
    Latin hypercube: dots over the first two factors, hollow where it is not clear. One factor: the mean reach of every
    strategy over its values.
    """
    sweep = results.about.study(Sweep)
    if len(sweep.factors) == 1:
        _lines(results, ax, sweep.factors[0])
    elif sweep.grid is None:
        _dots(results, ax, *sweep.factors[:2])
    else:
        _map(results, ax, *sweep.factors)
    ax.tick_params(length=3)


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, sweep = results.about, results.about.study(Sweep)
    shown = "Mean reach; shaded: its middle 80 % of outcomes; hatched"
    if len(sweep.factors) > 1:
        mark = "Hollow" if sweep.grid is None else "Hatched"
        shown = f"Colour: the strategy with the highest mean reach; the paler, the fewer worlds it is best in. {mark}"
    enough = Points(about.smallest_difference).exact
    return (
        f"{shown}: {UNSURE} (the 95 % interval of a paired difference includes zero, or it is below {enough}). "
        f"{len(sweep.cells)} settings, {Count(about.runs, 'run')} each in the same worlds. "
        f"{source(about)}"
    )


def _map(results: Results, ax: Axes, down: str, across: str) -> None:
    table = results.tables["flip_map"]
    rows, columns = (list(dict.fromkeys(table[name])) for name in (down, across))
    for cell in table.to_dict("records"):
        corner = columns.index(cell[across]) - 0.5, rows.index(cell[down]) - 0.5
        look = _look(results, cell)
        ax.add_patch(Rectangle(corner, 1, 1, linewidth=0.6, edgecolor="white", **look))
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(-0.5, len(rows) - 0.5)
    places = [(columns.index(cell[across]), rows.index(cell[down])) for cell in table.to_dict("records")]
    numbers = _number(results, ax, places)
    _ticks(ax, columns, rows)
    _axes(ax, down, across)
    _legend(results, ax, [f"{number + 1}  " if numbers else "" for number in range(len(results.strategies))])


def _number(results: Results, ax: Axes, places: list[tuple[int, int]]) -> bool:
    # Colours that the colour-blind can tell apart can be the same grey on paper: clear cells show the number that their
    # strategy has in the legend, if there is room. Returns whether there is.
    table, panel = results.tables["flip_map"], ax.get_window_extent()
    wide, high = (np.ptp(lim) * ax.figure.dpi / 72 for lim in (ax.get_xlim(), ax.get_ylim()))
    size = min(9.0, 0.6 * panel.width / wide, 0.6 * panel.height / high)
    if size < SMALLEST or table["best"].nunique() == 1:
        return False
    for place, cell in zip(places, table.to_dict("records"), strict=True):
        if cell["sure"]:
            number = results.strategies.index(str(cell["best"])) + 1
            ink = "white" if cell["best_share"] > 0.6 else style.INK
            ax.text(*place, str(number), ha="center", va="center", fontsize=size, fontweight="bold", color=ink)
    return True


def _axes(ax: Axes, down: str, across: str) -> None:
    # Beside the panel there is no room for a long name.
    ax.set_xlabel(across)
    ax.set_title(f"{down} (upwards)", fontsize=10, loc="left")


def _look(results: Results, cell: dict[Any, Any]) -> dict[str, Any]:
    colour = style.line(results.strategies.index(str(cell["best"])))["color"]
    share = 0.25 + 0.7 * float(cell["best_share"])
    return {"facecolor": colour, "alpha": share, "hatch": None if cell["sure"] else HATCH}


def _dots(results: Results, ax: Axes, down: str, across: str) -> None:
    table = results.tables["flip_map"]
    for number, strategy in enumerate(results.strategies):
        for sure in (True, False):
            cells = table[(table["best"] == strategy) & (table["sure"] == sure)]
            colour = style.line(number)["color"]
            ax.scatter(
                cells[across], cells[down], s=34, linewidths=1.2, edgecolors=colour, marker=style.marker(number),
                facecolors=colour if sure else "none", gid=f"{'sure' if sure else 'unsure'} {strategy}",
            )  # fmt: skip
    _axes(ax, down, across)
    handles: list[Any] = []
    for number, label in _winners(results):
        look = {"color": style.line(number)["color"], "marker": style.marker(number)}
        handles.append(Line2D([], [], linestyle="", label=label, **look))
    if not table["sure"].all():
        handles.append(Line2D([], [], linestyle="", marker="o", color="#888888", markerfacecolor="none", label=UNSURE))
    legend(ax, handles, "best strategy")


def _lines(results: Results, ax: Axes, factor: str) -> None:
    table, winners = results.tables["sweep"], results.tables["flip_map"]
    values = list(dict.fromkeys(winners[factor]))
    numeric = all(isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in values)
    places = dict(zip(values, values if numeric else range(len(values)), strict=True))
    for number, strategy in enumerate(results.strategies):
        rows = table[table["strategy"] == strategy]
        at = rows[factor].map(places).to_numpy(float)
        order, look = np.argsort(at, kind="stable"), style.line(number)
        low, high = rows["reach_p10"].to_numpy()[order], rows["reach_p90"].to_numpy()[order]
        ax.fill_between(at[order], low, high, color=look["color"], alpha=0.12, linewidth=0)
        mean = rows["reach_mean"].to_numpy()[order]
        ax.plot(at[order], mean, linewidth=2.2, marker="o", markersize=3.5, gid=f"mean of {strategy}", **look)
    _unsure(ax, winners, np.array([places[value] for value in winners[factor]], float))
    if not numeric:
        ax.set_xticks(range(len(values)), [str(value) for value in values])
    ax.set_ylim(0, 1.005)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    ax.set_ylabel("reach, mean share of all people")
    ax.set_xlabel(factor)
    handles: list[Any] = [
        Line2D([], [], linewidth=2.2, label=name, **style.line(k)) for k, name in enumerate(short(results.strategies))
    ]
    _put(ax, handles, "strategy", unsure=not winners["sure"].all())


def _unsure(ax: Axes, winners: pd.DataFrame, at: np.ndarray) -> None:
    # Each value at which no strategy clearly wins is shaded half way to its neighbours.
    order = np.argsort(at, kind="stable")
    ordered = at[order]
    middles = (ordered[1:] + ordered[:-1]) / 2
    edges = np.concatenate([ordered[:1], middles, ordered[-1:]])
    for place, number in enumerate(order):
        if not winners["sure"].iloc[number]:
            ax.axvspan(edges[place], edges[place + 1], facecolor="none", edgecolor="#BBBBBB", hatch=HATCH, linewidth=0)


def _ticks(ax: Axes, columns: list[Any], rows: list[Any]) -> None:
    for axis, values in ((ax.xaxis, columns), (ax.yaxis, rows)):
        step = -(-len(values) // TICKS)
        axis.set_ticks(range(0, len(values), step), [_short(value) for value in values[::step]])


def _short(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.1e}".replace("e-0", "e-") if 0 < abs(value) < 0.001 else f"{value:.3g}"


def _legend(results: Results, ax: Axes, numbers: list[str]) -> None:
    handles: list[Any] = [
        Patch(color=style.line(number)["color"], label=f"{numbers[number]}{label}")
        for number, label in _winners(results)
    ]
    _put(ax, handles, "best strategy", unsure=not results.tables["flip_map"]["sure"].all())


def _winners(results: Results) -> list[tuple[int, str]]:
    # The number and the label of each strategy that is best somewhere.
    best = set(results.tables["flip_map"]["best"])
    labels = enumerate(zip(results.strategies, short(results.strategies), strict=True))
    return [(number, label) for number, (name, label) in labels if name in best]


def _put(ax: Axes, handles: list[Any], title: str, *, unsure: bool) -> None:
    if unsure:
        handles.append(Patch(facecolor="none", edgecolor="#888888", hatch=HATCH, label=UNSURE))
    legend(ax, handles, title)
