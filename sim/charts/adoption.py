"""The adoption curves of all strategies."""

import numpy as np
from matplotlib.axes import Axes

from sim.drawing import style
from sim.drawing.labels import alike, at_right
from sim.drawing.words import origin, short
from sim.results.results import SHOWN, Results
from sim.statistics.verdict import verdict

AFTER = ()
CHAPTER = "answer"
RUN = True


def draw(results: Results, ax: Axes, *, runs_shown: int = SHOWN) -> None:
    """Draw each strategy's median share of adopters by step, the middle 80 % of its runs, and a few single runs.

    The label of a curve stands at its right end; curves that coincide share a label and the style of the first.
    """
    people, steps = results.about.people, np.arange(results.about.steps + 1)
    curves = results.tables["curves"]
    curves = curves[curves["group"] == "everyone"]
    medians = [curves.loc[curves["strategy"] == strategy, "p50"].to_numpy() for strategy in results.strategies]
    groups = alike(medians)
    looks = {number: style.line(group[0]) for group in groups for number in group}
    # With many strategies, overlapping bands hide each other: they are drawn paler, and single runs are left out.
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
    style.over_time(ax, steps[-1])
    ax.set_xlabel("step")
    ax.set_ylabel("adopters, share of all people")
    labels = short(results.strategies)
    names = [" = ".join(labels[number] for number in group) for group in groups]
    ends = [(steps[-1], float(medians[group[0]][-1])) for group in groups]
    at_right(ax, names, ends, [style.line(group[0])["color"] for group in groups])


def finding(results: Results) -> str:
    """The verdict, as a sentence."""
    return verdict(results).headline


def caption(results: Results, *, runs_shown: int = SHOWN) -> str:
    """What the chart shows, in words."""
    about = results.about
    lines = "Thick lines: the only run"
    if about.runs > 1:
        count = min(runs_shown, about.runs)
        shown = "" if len(results.strategies) > 4 else f"; thin lines: {count} single run{'s' if count > 1 else ''}"
        band = f"shaded, of the outcomes and not of their mean: the middle 80 % of {about.runs} runs at each step"
        lines = f"Thick lines: median of the runs; {band}{shown}"
    return f"{lines}. {origin(about)}"
