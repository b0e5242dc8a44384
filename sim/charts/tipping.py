"""The critical-mass curve: how often a movement takes off with how many seeds."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, PercentFormatter

from sim.drawing import style
from sim.drawing.labels import legend
from sim.drawing.words import short, source
from sim.ground.elementary import each, exp, expit, log
from sim.ground.wording import Count, Share, people
from sim.results.results import Results
from sim.studies.tipping import CHANCES, Tipping, interval

AFTER = ("costs",)
TABLES = ("tipping", "tipping_fit")
ASK = "tipping: {...}"
RUN = True

NAMED = 4
"""At most so many strategies stand in the title: those with the smallest groups."""


def draw(results: Results, ax: Axes) -> None:
    """Draw for each strategy the share of runs that tip by number of seeds, with its interval, and a fitted curve."""
    table, fits = results.tables["tipping"], results.tables["tipping_fit"].set_index("strategy")
    low, high = (log(1 + end) for end in (table["seeds"].min(), table["seeds"].max()))
    smooth = each(exp, np.linspace(low, high, 300))
    handles: list[Any] = []
    for number, (strategy, name) in enumerate(zip(results.strategies, short(results.strategies), strict=True)):
        rows, look = table[table["strategy"] == strategy], style.line(number)
        if rows.empty:
            continue
        seeds, share = rows["seeds"].to_numpy(float), rows["tipped"].to_numpy()
        # Shifted sideways, so that whiskers of several strategies can be told apart.
        at = (1 + seeds) * 1.02 ** (number - (len(results.strategies) - 1) / 2)
        whiskers = style.whiskers(share, rows["low"].to_numpy(), rows["high"].to_numpy())
        ax.errorbar(
            at,
            share,
            yerr=whiskers,
            fmt=style.marker(number),
            markersize=4,
            color=look["color"],
            linewidth=1,
            gid=f"share of {strategy}",
        )
        intercept, slope = fits.loc[strategy, ["intercept", "slope"]].to_numpy(float)
        line = intercept + slope * each(log, smooth)
        ax.plot(smooth, each(expit, line), linewidth=2, gid=f"curve of {strategy}", **look)
        handles.append(Line2D([], [], linewidth=2, marker=style.marker(number), markersize=4, label=name, **look))
    ax.set_xscale("log")
    counts = np.unique(table["seeds"])
    shown = counts[:: -(-len(counts) // 9)]
    ax.set_xticks(1 + shown, [str(count) for count in shown])
    ax.xaxis.set_minor_formatter(FuncFormatter(lambda value, place: ""))
    ax.minorticks_off()
    for chance in CHANCES.values():
        ax.axhline(chance, color="#BBBBBB", linewidth=0.8, zorder=0)
    ax.set_ylim(-0.02, 1.02)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    ax.set_xlabel("number of seeds (logarithmic)")
    ax.set_ylabel("runs that tip")
    ax.tick_params(length=3)
    legend(ax, handles, "strategy")


def finding(results: Results) -> str:
    """The smallest groups that tip in nine of ten runs, as a sentence."""
    rows = results.tables["tipping_fit"].sort_values("seeds90", kind="stable").to_dict("records")
    groups = [f"{_many(row)} with {row['strategy']}" for row in rows if row["seeds90"] == row["seeds90"]]
    if not groups:
        return f"No group of up to {rows[0]['largest']} people tips in 90 % of runs"
    more = f", as many or more with {len(groups) - NAMED} others" if len(groups) > NAMED + 1 else ""
    shown = groups[:NAMED] if more else groups
    return f"The smallest group that tips in 90 % of runs: {', '.join(shown)}{more}"


def _many(row: dict[Any, Any]) -> str:
    number, between = str(int(np.ceil(row["seeds90"]))), interval(row)
    if row["seeds90"] == row["smallest"]:
        # No smaller group was tried.
        return f"at most {number}" if row["smallest"] > 1 else number
    return f"{number} ({between})" if between else number


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about = results.about
    return (
        f"Dots: share of {Count(about.runs, 'run')} that reach at least {Share(about.study(Tipping).reach).exact} of "
        f"{people(about.people)}, with its 95 % Wilson interval; lines: a logistic curve in the logarithm of the "
        f"number of seeds; grey: 50 and 90 %. {source(about)}"
    )
