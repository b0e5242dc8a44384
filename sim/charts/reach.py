"""What strategies reach in the end, run by run: a share of the people, and often nearly all or nearly nobody."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.drawing import rows as _rows
from sim.drawing import style
from sim.drawing.words import origin
from sim.ground.wording import Chance, Count, Share, ShareBand, ShareInterval
from sim.results.results import Results
from sim.statistics.takeoff import wilson

AFTER = ("adoption",)
CHAPTER = "sure"
SIDES = _rows.SIDES

ABOVE = 0.3
"""Inches above the panel, for text."""

COLUMN = 0.02
"""The width of a bin of runs, in reach: the first is centred on 0, the last on 1."""

HALF = 0.36
"""How far the fullest bin of a strategy extends to both sides of its row."""

DOTS = 300
"""With more runs than this no dots are drawn for single runs."""


def draw(results: Results, ax: Axes) -> None:
    """Draw the final reach of every run, a row a strategy, wide where many runs are; a bar marks the mean.

    Where the runs fall into two lumps (high and low) there is no bar: hardly a run comes near the mean. A dot is a run.
    """
    reach, table = results.reach(), results.tables["summary"].set_index("strategy")
    takeoff = results.about.takeoff
    ax.axvline(takeoff, color=style.FAINT, linewidth=0.8, linestyle=(0, (1.5, 2)), zorder=1)
    for row, strategy in enumerate(results.strategies):
        _runs(ax, row, reach[strategy].to_numpy(), strategy)
        if table.loc[strategy, "lumps"] == 1 and len(reach) > 1:
            ends = np.array([row - HALF - 0.06, row + HALF + 0.06])
            mean = np.full(2, table.loc[strategy, "reach_mean"], float)
            ax.plot(mean, ends, color=style.INK, linewidth=2, clip_on=False, gid=f"mean of {strategy}")
    ax.set_xlim(-COLUMN / 2, 1 + COLUMN / 2)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    ax.set_xlabel("reach: adopters at the last step, share of all people")
    ax.tick_params(length=3)
    ax.text(
        takeoff, 1.0, " takeoff", transform=ax.get_xaxis_transform(), fontsize=8, color=style.FAINT, va="bottom",
        ha="left" if takeoff < 0.8 else "right",
    )  # fmt: skip
    _rows.label(ax, results.strategies, _notes(results))


def height(results: Results) -> float:
    """How high the panel must be, in inches."""
    return _rows.height(results.strategies, _notes(results))


def finding(results: Results) -> str:
    """How often a change is all or nothing, or else what the leading strategies reach, as a sentence."""
    runs, table = results.about.runs, results.tables["summary"]
    rows = table.sort_values("reach_mean", ascending=False, kind="stable").to_dict("records")
    if runs == 1:
        reaches = [f"{row['strategy']} reaches {Share(row['reach_mean'])}" for row in rows[:3]]
        return f"In the only run {', '.join(reaches)}"
    lumpy = [row["strategy"] for row in rows if row["lumps"] == 2]
    if lumpy:
        share, words, then = _upper(results, lumpy[0])
        low, high = (float(end) for end in wilson(np.array(share * runs), runs))
        count = f"{Chance(share * runs, runs, 'run')} ({ShareInterval(low, high)})"
        return f"All or nothing: {lumpy[0]} {words} in {count}, and then reaches {Share(then)} on average"
    if len(rows) > 1 and len({_middle(row) for row in rows}) == 1:
        return f"Mean reach, and the middle 80 % of runs: {_middle(rows[0])} with every strategy"
    reaches = [f"{row['strategy']} {_middle(row)}" for row in rows[:2]]
    return f"Mean reach, and the middle 80 % of runs: {', '.join(reaches)}"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, runs = results.about, results.about.runs
    shown = "each dot is a run" if runs <= DOTS else "columns of two points"
    bars = "" if runs == 1 else "; black bars: mean of the runs, where they do not fall into two lumps"
    return (
        f"Final reach of {Count(runs, 'run')}, {shown}, wide where many runs are (each row to its own "
        f"measure){bars}; dotted: from {Share(about.takeoff).exact} on a run has taken off. {origin(about)}"
    )


def _runs(ax: Axes, row: int, values: np.ndarray, strategy: str) -> None:
    color = style.line(row)["color"]
    places = np.rint(values / COLUMN).astype(int)
    widths = HALF * np.bincount(places, minlength=round(1 / COLUMN) + 1) / np.bincount(places).max()
    columns: Any = {"color": color, "alpha": 0.3, "gid": f"columns of {strategy}"}
    ax.bar(COLUMN * np.arange(len(widths)), 2 * widths, COLUMN, bottom=row - widths, **columns)
    if len(values) <= DOTS:
        look: Any = {"marker": "o", "markersize": 2.6, "linestyle": "", "markeredgewidth": 0, "clip_on": False}
        at = row + _beside(places) * widths[places]
        ax.plot(values, at, color=color, alpha=0.8, gid=f"runs of {strategy}", **look)


def _beside(places: np.ndarray) -> np.ndarray:
    # Runs in the same bin stand side by side, evenly spaced from -0.9 to 0.9 of its width.
    order = np.argsort(places, kind="stable")
    counts = np.bincount(places)
    number = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
    beside = np.empty(len(places))
    beside[order] = 1.8 * ((number + 0.5) / np.repeat(counts, counts) - 0.5)
    return beside


def _upper(results: Results, strategy: str) -> tuple[float, str, float]:
    # The upper of two lumps: the share of runs in it, a verb for what they do, and their mean reach.
    table = results.tables["summary"]
    antimode = float(table["antimode"].to_numpy(float)[results.strategies.index(strategy)])
    reach = results.reach()[strategy].to_numpy()
    upper = reach > antimode
    # Where nothing lies between the takeoff share and the lump, a run of the upper lump is one that takes off.
    same = np.array_equal(upper, reach >= results.about.takeoff)
    words = "takes off" if same else f"passes {Share(antimode)}"
    return float(upper.mean()), words, float(reach[upper].mean())


def _middle(row: dict[Any, Any]) -> str:
    return f"{Share(row['reach_mean'])} ({ShareBand(row['reach_p10'], row['reach_p90'])})"


def _notes(results: Results) -> list[str]:
    runs, notes = results.about.runs, []
    for row in results.tables["summary"].to_dict("records"):
        middle = f"mean {_middle(row)}"
        off = f"takes off in {Chance(row['takeoff'] * runs, runs, 'run')}"
        if runs == 1:
            middle = f"{Share(row['reach_mean'])} in the only run"
            off = "takes off" if row["takeoff"] else "does not take off"
        elif row["lumps"] == 2:
            share, words, then = _upper(results, row["strategy"])
            middle, off = f"{words} in {Chance(share * runs, runs, 'run')},", f"then reaches {Share(then)} on average"
        notes.append(f"{middle}\n{off}")
    return notes
