"""In which share of worlds each strategy comes first, second, and so on."""

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.ticker import PercentFormatter

from sim.drawing import rows as _rows
from sim.drawing import style
from sim.drawing.words import origin
from sim.ground.wording import Amount, Chance, Count, Share, ShareInterval
from sim.results.results import Results
from sim.statistics.takeoff import wilson

AFTER = ("differences",)
CHAPTER = "compared"
TABLES = ("ranks",)
STRATEGIES = 2
ASK = "two strategies"
SIDES = _rows.SIDES

ROOM, MORE = 0.075, 0.16
"""The share of worlds from which on a segment of a bar has room for its rank, and for its share too."""

LIGHT = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in how light a colour looks."""


def draw(results: Results, ax: Axes) -> None:
    """Draw a bar for each strategy: the shares of worlds in which it comes first (left, dark), second, ... (pale)."""
    shares = _shares(results)
    tones = colormaps["cividis"](np.linspace(0, 0.95, len(shares)))
    for rank, (column, tone) in enumerate(zip(shares.T, tones, strict=True), start=1):
        left = shares[:, : rank - 1].sum(axis=1)
        ax.barh(
            np.arange(len(shares)), column, 0.62, left, color=to_hex(tone), edgecolor="white", linewidth=0.6,
            gid=f"rank {rank}",
        )  # fmt: skip
        ink = "white" if (tone[:3] * LIGHT).sum() < 0.5 else style.INK
        for row in np.flatnonzero(column >= ROOM).tolist():
            text = f"{_nth(rank)} {Share(column[row])}" if column[row] >= MORE else _nth(rank)
            ax.text(left[row] + column[row] / 2, row, text, color=ink, ha="center", va="center", fontsize=8.5)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    ax.set_xlabel("share of the worlds")
    ax.tick_params(length=3)
    _rows.label(ax, results.strategies, _notes(results))


def height(results: Results) -> float:
    """How high the panel must be, in inches."""
    return _rows.height(results.strategies, _notes(results))


def finding(results: Results) -> str:
    """Which strategy reaches most how often, or that none leads clearly, as a sentence."""
    runs, first = results.about.runs, _shares(results)[:, 0]
    order = np.argsort(-first, kind="stable")
    low, high = wilson(first * runs, runs)
    top, second = results.strategies[order[0]], results.strategies[order[1]]
    count = Chance(first[order[0]] * runs, runs, "world")
    if runs == 1:
        return f"In the only world {top} reaches most" if first[order[0]] == 1 else "In the only world strategies tie"
    reach = results.reach().to_numpy()
    if (reach == reach[:, :1]).all():
        return f"No strategy is ahead of another: all reach the same in each of {Count(runs, 'world')}"
    if low[order[0]] <= high[order[1]]:
        other = Chance(first[order[1]] * runs, runs, "world")
        ties = " (ties split)" if ((reach == reach.max(axis=1, keepdims=True)).sum(axis=1) > 1).any() else ""
        return f"No strategy is first clearly more often: {top} reaches most in {count}, {second} in {other}{ties}"
    return f"{top} reaches most in {count}{ShareInterval(low[order[0]], high[order[0]]).bracketed}"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, runs = results.about, results.about.runs
    return (
        f"By final reach in each of {Count(runs, 'world')}, from the left: "
        "first (dark) to last (pale). Strategies that tie share the ranks that they take up. An interval in the title "
        f"is the 95 % Wilson interval. {origin(about)}"
    )


def _shares(results: Results) -> np.ndarray:
    # shape (strategies, ranks), in the order of the scenario
    table = results.tables["ranks"].pivot(index="strategy", columns="rank", values="share")
    return np.asarray(table.loc[results.strategies].to_numpy(float))


def _notes(results: Results) -> list[str]:
    shares, runs = _shares(results), results.about.runs
    if runs == 1:
        return ["first with others" if 0 < share < 1 else "first" if share else "not first" for share in shares[:, 0]]
    means = (shares * np.arange(1, len(shares) + 1)).sum(axis=1)
    return [
        f"first in {Chance(share * runs, runs, 'world')}\nmean rank {Amount(mean)}"
        for share, mean in zip(shares[:, 0], means, strict=True)
    ]


def _nth(rank: int) -> str:
    return f"{rank}{'th' if rank % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th')}"
