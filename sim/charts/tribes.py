"""The adoption curves of each tribe, a panel for each."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.drawing import style
from sim.drawing.frame import panels
from sim.drawing.labels import entry, legend, width, wrap
from sim.drawing.words import origin, short
from sim.ground.wording import Count, Share, ShareInterval
from sim.results.results import Results

AFTER = ("time-to-half",)
TABLES = ("tribes",)
ASK = "tribes: people: {tribe: ...}"

EVERYONE = "everyone"

MOST = 11
"""At most so many tribes are shown; if there are more, those furthest behind."""

LETTERS = 200
"""More letters than fit above a panel: a name is cut to so many before it is measured, which is slow."""

FEW = 3
"""With more strategies than this no bands are drawn: they would overlap."""


def draw(results: Results, ax: Axes, *, group: str = EVERYONE) -> None:
    """Draw the median share of adopters by step, in one tribe or among all people, and the middle 80 % of the runs."""
    curves = results.tables["curves"]
    rows = curves[curves["group"] == group]
    for number, strategy in enumerate(results.strategies):
        own, look = rows[rows["strategy"] == strategy], style.line(number)
        if len(results.strategies) <= FEW:
            ax.fill_between(own["step"], own["p10"], own["p90"], color=look["color"], alpha=0.15, linewidth=0)
        ax.plot(own["step"], own["p50"], linewidth=2, gid=f"{group}, {strategy}", **look)
    style.over_time(ax, results.about.steps, marks=5)
    ax.tick_params(labelsize=8.5)
    room = ax.get_window_extent().width / ax.figure.dpi * 72
    name = short([group], LETTERS)[0]
    title = name if width(name, size=9.5) <= room else wrap(name, room - 10, size=9.5).split("\n")[0] + "…"
    ax.set_title(title, fontsize=9.5, loc="left", fontweight="bold" if group == EVERYONE else "normal", pad=4)


def figure(results: Results) -> Figure:
    """The curves of everyone and of each tribe, a panel each, with a legend at the right."""
    groups = shown(results)
    across = min(2 if len(groups) in (2, 4) else 3, len(groups))
    down = -(-len(groups) // across)
    # A line of the legend is a sixth of an inch or less.
    lines = 2 + sum(entry(name).count("\n") + 1 for name in short(results.strategies))
    high, apart = (2.9, 2.9) if down == 1 else (1.7, 2.15)
    high = max(high, lines / 6 - (down - 1) * apart)
    whole, grid = panels(results, finding(results), caption(results), (down, across), (high, high + apart - 1.7))
    for ax, group in zip(grid, groups, strict=False):
        draw(results, ax, group=group)
        ax.tick_params(labelbottom=True)
    for ax in grid[len(groups) :]:
        ax.set_visible(False)
    for ax in grid[max(0, len(groups) - across) : len(groups)]:
        ax.set_xlabel("step", fontsize=9)
    whole.supylabel("adopters, share of the tribe", fontsize=10, x=0.012)
    names = enumerate(short(results.strategies))
    legend(
        grid[across - 1], [Line2D([], [], linewidth=2, label=name, **style.line(k)) for k, name in names], "strategy"
    )
    return whole


def shown(results: Results) -> list[str]:
    """The groups that have a panel: everyone, then the tribes (those furthest behind, if there are many)."""
    table = results.tables["tribes"]
    if table["group"].nunique() <= MOST:
        return [EVERYONE, *dict.fromkeys(table["group"])]
    behind = table.groupby("group", sort=False)["behind"].max().sort_values(ascending=False, kind="stable")
    return [EVERYONE, *behind.index[:MOST]]


def finding(results: Results) -> str:
    """Which tribe the strategy that reaches most leaves furthest behind, as a sentence."""
    summary = results.tables["summary"]
    best = str(summary["strategy"].iloc[int(summary["reach_mean"].argmax())])
    rows = results.tables["tribes"]
    row = _furthest(rows[rows["strategy"] == best])
    if row["behind"] < 0.01:
        return f"With {best} no tribe is left a point or more behind all people"
    reach, everyone = Share(row["reach_mean"]), Share(row["reach_mean"] + row["behind"])
    interval = ShareInterval(row["reach_low"], row["reach_high"]).bracketed
    if row["reach_high"] >= row["reach_mean"] + row["behind"]:
        return (
            f"With {best} no tribe is clearly behind: {row['group']} reaches {reach}{interval}, all people {everyone}"
        )
    return f"{row['group']} is furthest behind with {best}: it reaches {reach} there{interval}, all people {everyone}"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, count = results.about, results.tables["tribes"]["group"].nunique()
    cut = f"; the {MOST} of {count} tribes that are furthest behind" if count > MOST else ""
    runs, band = "the only run", ""
    if about.runs > 1:
        runs = f"median of {Count(about.runs, 'run')}"
        band = "; shaded: their middle 80 % at each step" if len(results.strategies) <= FEW else ""
    return f"Share of adopters among the people of each tribe, {runs}{band}{cut}. {origin(about)}"


def _furthest(rows: pd.DataFrame) -> dict[Any, Any]:
    last: dict[Any, Any] = rows.iloc[int(np.nanargmax(rows["behind"]))].to_dict()
    return last
