"""How long it takes until half of the people have adopted: the share of runs that are not there yet."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.drawing import style
from sim.drawing.labels import alike, at_right
from sim.drawing.words import often, origin, short
from sim.outcomes.times import kaplan_meier
from sim.results.record import TIMES
from sim.results.results import Results


def draw(results: Results, ax: Axes) -> None:
    """Draw for each strategy by step the share of runs in which half of the people have not yet adopted.

    This is the curve of Kaplan and Meier, with its 95 % interval; it falls by one half at the median, t50.
    """
    steps = np.arange(results.about["steps"] + 1)
    curves, lows, highs = kaplan_meier(results)[:, list(TIMES).index("t50")]
    groups = alike(list(curves))
    crowd = len(results.strategies) > 4
    for group in groups:
        look = style.line(group[0])
        for number in group:
            ax.step(
                steps, curves[number], where="post", linewidth=2.2, zorder=3,
                gid=f"not yet, {results.strategies[number]}", **look,
            )  # fmt: skip
            ax.fill_between(
                steps, lows[number], highs[number], step="post", color=look["color"], linewidth=0,
                alpha=0.06 if crowd else 0.15,
            )  # fmt: skip
    ax.axhline(0.5, color="#BBBBBB", linewidth=0.8, zorder=0)
    style.over_time(ax, steps[-1])
    # Lines along the ends are seen whole.
    ax.set_ylim(-0.01, 1.015)
    ax.set_xlabel("step")
    ax.set_ylabel("runs in which half have not adopted yet")
    said = short(results.strategies)
    names = [" = ".join(said[number] for number in group) for group in groups]
    ends = [(float(steps[-1]), float(curves[group[0]][-1])) for group in groups]
    at_right(ax, names, ends, [style.line(group[0])["color"] for group in groups])


def finding(results: Results) -> str:
    """Which strategy gets to half of the people first, and how often the others get there, as a sentence."""
    runs = results.about["runs"]
    rows = results.tables["summary"].sort_values(["t50", "reach_mean"], ascending=[True, False]).to_dict("records")
    there = [row for row in rows if row["t50"] == row["t50"]]
    if not there:
        most = max(rows, key=lambda row: float(row["reached_t50"]))
        if runs == 1:
            return f"In the only run half of the people have not adopted by step {results.about['steps']}"
        if not most["reached_t50"]:
            return f"In none of {runs:,} runs have half of the people adopted by step {results.about['steps']}"
        return f"Half of the people adopt in {often(most['reached_t50'], runs)} at most ({most['strategy']})"
    first = there[0]
    told = (
        f"With {first['strategy']} half of the people have adopted by step {first['t50']:.0f}{_interval(first, runs)}"
    )
    if len(rows) == 1:
        return told
    if len(there) > 1:
        return f"{told}; with {there[1]['strategy']} by step {there[1]['t50']:.0f}{_interval(there[1], runs)}"
    share = max(float(row["reached_t50"]) for row in rows[1:])
    if len(rows) == 2:
        return f"{told}; with {rows[1]['strategy']} that comes in {often(share, runs)}"
    if not share:
        return f"{told}; with no other strategy in any run"
    return f"{told}; with any other strategy that comes in {often(share, runs)} at most"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, runs = results.about, results.about["runs"]
    band = "" if runs == 1 else "; shaded: its 95 % interval, point by point (Kaplan-Meier, log-log)"
    return (
        f"Lines: share of {runs:,} run{'s' if runs > 1 else ''} in which half of all people, seeds included, have not "
        f"yet adopted{band}; a line crosses 50 % at its median. Runs not there by step {about['steps']} are longer. "
        f"{origin(about)}"
    )


def _interval(row: dict[Any, Any], runs: int) -> str:
    if runs == 1:
        return ""
    if row["t50_low"] != row["t50_low"]:
        return " (median)"
    late = f"{row['t50_high']:.0f}" if row["t50_high"] == row["t50_high"] else "beyond the last"
    return f" (median; {row['t50_low']:.0f} to {late})"
