"""How long it takes until half of the people have adopted: the share of runs that are not there yet."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.drawing import style
from sim.drawing.labels import alike, at_right
from sim.drawing.words import origin, short
from sim.ground.wording import Chance, Count, Step, StepInterval
from sim.outcomes.times import kaplan_meier
from sim.results.record import TIMES
from sim.results.results import Results

AFTER = ("ranks",)
CHAPTER = "compared"


def draw(results: Results, ax: Axes) -> None:
    """Draw for each strategy by step the share of runs in which half of the people have not yet adopted.

    This is the curve of Kaplan and Meier, with its 95 % interval; it falls by one half at the median, t50.
    """
    steps = np.arange(results.about.steps + 1)
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
    # Without clipping, so that lines along 0 and 1 keep their full width.
    ax.set_ylim(-0.01, 1.015)
    ax.set_xlabel("step")
    ax.set_ylabel("runs in which half have not adopted yet")
    labels = short(results.strategies)
    names = [" = ".join(labels[number] for number in group) for group in groups]
    ends = [(float(steps[-1]), float(curves[group[0]][-1])) for group in groups]
    at_right(ax, names, ends, [style.line(group[0])["color"] for group in groups])


def finding(results: Results) -> str:
    """Which strategy gets to half of the people first, and how often the others get there, as a sentence."""
    runs = results.about.runs
    rows = results.tables["summary"].sort_values(["t50", "reach_mean"], ascending=[True, False]).to_dict("records")
    halved = [row for row in rows if row["t50"] == row["t50"]]
    if not halved:
        most = max(rows, key=lambda row: float(row["reached_t50"]))
        if runs == 1:
            return f"In the only run half of the people have not adopted by step {results.about.steps}"
        if not most["reached_t50"]:
            return f"In none of {Count(runs, 'run')} have half of the people adopted by step {results.about.steps}"
        often = Chance(most["reached_t50"] * runs, runs, "run")
        return f"Half of the people adopt in {often} at most ({most['strategy']})"
    first = halved[0]
    sentence = f"With {first['strategy']} half of the people have adopted by {_median(first, results)}"
    if len(rows) == 1:
        return sentence
    if len(halved) > 1:
        return f"{sentence}; with {halved[1]['strategy']} by {_median(halved[1], results)}"
    often = Chance(max(float(row["reached_t50"]) for row in rows[1:]) * runs, runs, "run")
    if len(rows) == 2:
        return f"{sentence}; with {rows[1]['strategy']} that comes in {often}"
    if not often.hits:
        return f"{sentence}; with no other strategy in any run"
    return f"{sentence}; with any other strategy that comes in {often} at most"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about, runs = results.about, results.about.runs
    band = "" if runs == 1 else "; shaded: its 95 % interval, point by point (Kaplan-Meier, log-log)"
    return (
        f"Lines: share of {Count(runs, 'run')} in which half of all people, seeds included, have not "
        f"yet adopted{band}; a line crosses 50 % at its median. Runs not there by step {about.steps} are longer. "
        f"{origin(about)}"
    )


def _median(row: dict[Any, Any], results: Results) -> str:
    step = str(Step(row["t50"], results.about.steps))
    if results.about.runs == 1:
        return step
    if row["t50_low"] != row["t50_low"]:
        return f"{step} (median)"
    return f"{step} (median; {StepInterval(row['t50_low'], row['t50_high'])})"
