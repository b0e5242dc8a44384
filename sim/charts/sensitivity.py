"""What the difference of two strategies depends on: a tornado, Morris's plane, or Sobol's indices."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.drawing import style
from sim.drawing.labels import LEGEND, legend
from sim.drawing.words import source
from sim.ground.wording import Count, Share
from sim.results.results import Results
from sim.studies.sensitivity import Sensitivity, headline

AFTER = ("flip-map",)
TABLES = ("sensitivity",)
ASK = "sensitivity: {...}"
RUN = True

finding = headline


def draw(results: Results, ax: Axes) -> None:
    """Draw what each factor does to the difference of two strategies, by the method of the analysis.

    one-at-a-time: bars from the difference at one end of a factor to that at the other (a tornado); morris: the mean
    size of elementary effects against their standard deviation; sobol: first-order and total indices with intervals.
    """
    table = results.tables["sensitivity"]
    rows = table[table["output"] == "difference"].reset_index(drop=True)
    {"one-at-a-time": _tornado, "morris": _plane, "sobol": _indices}[results.about.study(Sensitivity).method](rows, ax)
    ax.tick_params(length=3)


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, design = results.about, results.about.study(Sensitivity)
    table = results.tables["sensitivity"]
    noise = table.loc[table["output"] == "difference", "noise"].iloc[0]
    shown = {
        "one-at-a-time": "Bars: from the difference at the beginning of a factor's range (pale) to that at its end, "
        "all others as in the scenario (line)",
        "morris": "Elementary effects of Morris from end to end of a factor's range: mean of their sizes and standard "
        "deviation (high: it depends on the others)",
        "sobol": "Sobol indices with 95 % intervals: the share of the variance that a factor explains alone, and with "
        "all that it does together with others",
    }[design.method]
    luck = "" if np.isnan(noise) else f" Pure luck of the runs: {Share(noise)} of the variance between points."
    return (
        f"{shown}. Difference of mean reach, {design.strategy} less {design.over}, {len(design.points)} "
        f"points of {Count(about.runs, 'run')} in the same worlds.{luck} {source(about)}"
    )


def _tornado(rows: pd.DataFrame, ax: Axes) -> None:
    low, high = 100 * rows["at_low"].to_numpy(float), 100 * rows["at_high"].to_numpy(float)
    base = 100 * float(rows["base"].iloc[0])
    for place, (left, right) in enumerate(zip(low, high, strict=True)):
        # Both bars of a factor are drawn one below the other, as both ends can lie on the same side.
        ax.barh(0.15 - place, left - base, left=base, color=style.OKABE_ITO[5], height=0.3, gid="low")
        ax.barh(-0.15 - place, right - base, left=base, color=style.OKABE_ITO[0], height=0.3, gid="high")
    ax.axvline(base, color=style.INK, linewidth=1)
    ax.axvline(0, color=style.FAINT, linewidth=0.6, linestyle=":")
    _names(rows, ax)
    ax.set_xlabel("difference of mean reach, in points")
    ends = [Patch(color=style.OKABE_ITO[number], label=label) for number, label in ((5, "beginning"), (0, "end"))]
    legend(ax, ends, "of the factor's range")


def _plane(rows: pd.DataFrame, ax: Axes) -> None:
    handles = []
    for place, row in enumerate(rows.to_dict("records")):
        colour = style.line(place)["color"]
        size, spread, half = (100 * row[name] for name in ("mu_star", "sigma", "mu_star_conf"))
        look: Any = {"fmt": "o", "markersize": 6, "color": colour, "gid": f"effect of {row['factor']}"}
        ax.errorbar(size, spread, xerr=half, **look)
        ax.annotate(f" {place + 1}", (size, spread), color=colour, va="bottom", fontsize=9)
        handles.append(Patch(color=colour, label=f"{place + 1} {row['factor']}"))
    ax.set_xlim(left=0)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("mean size of effects (mu*), in points")
    ax.set_ylabel("standard deviation (sigma), in points")
    legend(ax, handles, "factor", breaks=".")


def _indices(rows: pd.DataFrame, ax: Axes) -> None:
    for number, (name, shift) in enumerate((("S1", 0.19), ("ST", -0.19))):
        ax.barh(
            shift - np.arange(len(rows)), rows[name], xerr=rows[f"{name}_conf"], height=0.34,
            color=style.OKABE_ITO[(5, 0)[number]], error_kw={"linewidth": 1, "ecolor": style.FAINT}, gid=name,
        )  # fmt: skip
    _names(rows, ax)
    ax.set_xlabel("share of the variance of the difference")
    words = ((5, "alone (first order)"), (0, "with others (total)"))
    legend(ax, [Patch(color=style.OKABE_ITO[number], label=label) for number, label in words], "index")


def _names(rows: pd.DataFrame, ax: Axes) -> None:
    # Inside the panel, above each bar: beside it there is no room for a long name.
    ax.set_yticks([])
    ax.set_ylim(-len(rows) + 0.4, 0.75)
    for place, name in enumerate(rows["factor"]):
        ax.annotate(
            str(name), (0.01, -place + 0.34), xycoords=("axes fraction", "data"), fontsize=LEGEND, va="bottom",
            annotation_clip=False,
        )  # fmt: skip
