"""The adoption curves of all strategies."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.charts import _style as style
from sim.charts._labels import spread, wrap
from sim.results import SHOWN, Results

LABELS_AT = 1.045
"""Where labels begin, in widths of the panel."""


def draw(results: Results, ax: Axes, *, runs_shown: int = SHOWN) -> None:
    """Draw each strategy's median share of adopters by step, the middle 80 % of its runs, and a few single runs.

    The label of a curve stands at its right end; curves that coincide share a label and the looks of the first.
    """
    people, steps = results.about["people"], np.arange(results.about["steps"] + 1)
    curves = results.tables["curves"]
    curves = curves[curves["group"] == "everyone"]
    medians = [curves.loc[curves["strategy"] == strategy, "p50"].to_numpy() for strategy in results.strategies]
    groups = _alike(medians)
    looks = {number: style.line(group[0]) for group in groups for number in group}
    # With many strategies, bands over bands tell nothing: they fade, and single runs are left out.
    crowd = len(results.strategies) > 4
    shown = results.curves_by_run(0 if crowd else runs_shown) / people
    for number, strategy in enumerate(results.strategies):
        rows, look = curves[curves["strategy"] == strategy], looks[number]
        ax.fill_between(
            steps, rows["p10"], rows["p90"], color=look["color"], alpha=0.06 if crowd else 0.15, linewidth=0
        )
        ax.plot(steps, shown[number].T, color=look["color"], linewidth=0.6, alpha=0.35, zorder=2)
        ax.plot(
            steps, rows["p50"], linewidth=2.2, zorder=3, solid_capstyle="round", gid=f"median of {strategy}", **look
        )
    ax.set_xlim(0, steps[-1])
    ax.set_ylim(0, 1.005)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.set_xlabel("step")
    ax.set_ylabel("adopters, share of all people")
    ax.tick_params(length=3)
    _label(ax, results.strategies, medians, groups)


def caption(results: Results, *, runs_shown: int = SHOWN) -> str:
    """What the chart shows, in words."""
    about = results.about
    lines = "Thick lines: the only run"
    if about["runs"] > 1:
        count = min(runs_shown, about["runs"])
        shown = "" if len(results.strategies) > 4 else f"; thin lines: {count} single run{'s' if count > 1 else ''}"
        band = f"shaded, of the outcomes and not of their mean: the middle 80 % of {about['runs']} runs at each step"
        lines = f"Thick lines: median of the runs; {band}{shown}"
    return f"{lines}. {about['people']} people. Scenario: {about['name']}. groundswell {about['version']}"


def _alike(medians: Sequence[np.ndarray]) -> list[list[int]]:
    # The numbers of curves that cannot be told apart, in groups.
    groups: list[list[int]] = []
    for number, median in enumerate(medians):
        same = next((group for group in groups if np.abs(medians[group[0]] - median).max() < 0.004), None)
        if same is None:
            groups.append([number])
        else:
            same.append(number)
    return groups


def _label(ax: Axes, strategies: Sequence[str], medians: Sequence[np.ndarray], groups: Sequence[Sequence[int]]) -> None:
    names = [" = ".join(strategies[k] for k in group) for group in groups]
    ends = [float(medians[group[0]][-1]) for group in groups]
    panel, whole = ax.get_window_extent(), ax.figure.bbox
    points = panel.height / ax.figure.dpi * 72
    room = (whole.x1 - panel.x0 - LABELS_AT * panel.width) / ax.figure.dpi * 72 - 6
    size = 9.5
    while sum(wrap(name, room, size=size, bold=True).count("\n") + 1 for name in names) * 1.35 * size > points:
        size *= 0.9
    texts = [wrap(name, room, size=size, bold=True) for name in names]
    heights = [1.35 * size * (text.count("\n") + 1) / points for text in texts]
    for group, text, end, place in zip(groups, texts, ends, spread(ends, heights, 0, 1), strict=True):
        color = style.line(group[0])["color"]
        ax.annotate(
            text,
            (1, end),
            (LABELS_AT, place),
            xycoords=ax.get_yaxis_transform(),
            textcoords="axes fraction",
            color=color,
            fontsize=size,
            fontweight="bold",
            va="center",
            ha="left",
            annotation_clip=False,
            linespacing=1.2,
            arrowprops={
                "arrowstyle": "-",
                "color": color,
                "linewidth": 0.7,
                "shrinkA": 1,
                "shrinkB": 1,
                "relpos": (0, 0.5),
            },
        )
