"""Who is tied to whom in the first world, and in which order they adopted."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.drawing import style
from sim.drawing.frame import panels
from sim.drawing.labels import wrap
from sim.drawing.words import LONGEST, origin, short
from sim.results.results import Results
from sim.world.layout import positions

AFTER = ("tribes",)
CHAPTER = "invite"
SCENE = True
ASK = "world.json: output: {world: true}"

TONES = ListedColormap(colormaps["viridis"](np.linspace(0, 0.9, 256)))
"""From dark to light, for greyscale too; the lightest is left out, since white is for those who never adopted."""

WHITE, GREY = (1.0, 1.0, 1.0, 1.0), (0.4, 0.4, 0.4, 1.0)

MANY = 2_000
"""More ties than this are drawn as one bitmap in vector files: thousands of lines are slow to open."""


def draw(results: Results, ax: Axes, *, strategy: str = "") -> None:
    """Draw the people of the first world and their ties, coloured by the step in which each adopted; seeds in rings.

    `strategy`: whose run is drawn, the first by default. White: never adopted; hollow: gave it up. Raises LookupError
    where the results have no first world.
    """
    scene = _scene(results)
    shown = strategy or results.strategies[0]
    places = positions(len(scene["people"]), scene["ties"], scene["tribe"])
    first, adopted = adoption(scene, shown)
    size = float(np.clip(9000 / len(first), 9, 90))
    _ties(ax, places[np.array([tie[:2] for tie in scene["ties"]], int).reshape(-1, 2)])
    tones = np.where((first >= 0)[:, None], scale(results).to_rgba(np.maximum(first, 0)), WHITE)
    edges = np.where(((first >= 0) & ~adopted)[:, None], tones, GREY)
    # People who adopted are drawn above those who did not.
    order = np.argsort(first >= 0, kind="stable")
    looks: Any = {"c": np.where(adopted[:, None], tones, WHITE)[order], "edgecolors": edges[order]}
    looks["linewidths"] = np.where(adopted | (first < 0), 0.5, 1.4)[order]
    ax.scatter(places[order, 0], places[order, 1], size, zorder=2, gid=f"people with {shown}", **looks)
    seeds = places[np.array(scene["strategies"][shown]["seeds"], int)]
    ring: Any = {"facecolors": "none", "edgecolors": style.OKABE_ITO[1], "linewidths": 1.6, "zorder": 3}
    ax.scatter(seeds[:, 0], seeds[:, 1], 2.6 * size, gid=f"seeds of {shown}", **ring)
    _title(ax, results.strategies, results.strategies.index(shown), f": {adopted.sum():,} of {len(adopted):,}")


def figure(results: Results) -> Figure:
    """Two strategies side by side, with the colours of steps at the right."""
    names = pair(results)
    sides = (0.02, 0.88) if len(names) == 2 else (0.2, 0.75)
    whole, grid = panels(
        results, finding(results), caption(results), (1, len(names)), (3.5, 3.5), shared=False, sides=sides
    )
    for ax, name in zip(grid, names, strict=True):
        draw(results, ax, strategy=name)
    box = grid[-1].get_position()
    _steps(whole, results, (sides[1] + 0.03, box.y0, 0.018, box.height))
    return whole


def inset(results: Results, figure: Figure) -> None:
    """The same side by side over the whole of a figure."""
    names = pair(results)
    wide = 0.9 / len(names)
    for number, name in enumerate(names):
        draw(results, figure.add_axes((number * wide, 0, wide - 0.01, 0.92)), strategy=name)
    _steps(figure, results, (0.925, 0.1, 0.016, 0.72))


def _steps(figure: Figure, results: Results, place: tuple[float, float, float, float]) -> None:
    # The legend of colours, from the top down.
    bar = figure.colorbar(scale(results), cax=figure.add_axes(place), label="step of adoption")
    bar.ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    bar.ax.invert_yaxis()


def adoption(scene: Mapping[str, Any], strategy: str) -> tuple[np.ndarray, np.ndarray]:
    """The step in which each person first adopted (int64, -1 for never), and whether each is an adopter in the end."""
    first = np.full(len(scene["people"]), -1)
    adopted = np.zeros(len(first), bool)
    for step, person, adopts, *_ in scene["strategies"][strategy]["changes"]:
        adopted[person] = adopts
        first[person] = step if adopts and first[person] < 0 else first[person]
    return first, adopted


def scale(results: Results) -> ScalarMappable:
    """The colours of steps, from the seeds to the last first adoption with any strategy."""
    scene = _scene(results)
    return ScalarMappable(Normalize(0, max(1, *(adoption(scene, name)[0].max() for name in results.strategies))), TONES)


def pair(results: Results) -> list[str]:
    """The strategies to show: the one that reaches most, and the baseline, or else the next in reach."""
    table = results.tables["summary"].sort_values("reach_mean", ascending=False, kind="stable")
    order, baseline = table["strategy"].tolist(), results.about.baseline
    return [order[0], *([baseline] if baseline and baseline != order[0] else order[1:2])]


def finding(results: Results) -> str:
    """What two strategies come to in the first world, as a sentence."""
    scene, counts = _scene(results), []
    for name in pair(results):
        first, adopted = adoption(scene, name)
        # When half of all people had adopted once, if ever.
        order = np.sort(first[first >= 0])
        half = -(-len(first) // 2)
        soon = f" (half by step {order[half - 1]})" if len(order) >= half else ""
        counts.append(f"{adopted.sum():,} with {name}{soon}")
    return f"In the first world, of {len(scene['people']):,} people adopt in the end: {', '.join(counts)}"


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about = results.about
    gave_up = any(not change[2] for course in _scene(results)["strategies"].values() for change in course["changes"])
    hollow = "; hollow: gave it up" if gave_up else ""
    several = f", one of {about.runs:,} and no average" if about.runs > 1 else ""
    return (
        f"The first world{several}, and who is tied to whom in it. Colour: step of adoption; white: never adopted"
        f"{hollow}; rings: seeds. {origin(about)}"
    )


def _ties(ax: Axes, ends: np.ndarray) -> None:
    alpha = float(np.clip(300 / (1 + len(ends)), 0.1, 0.6))
    lines = LineCollection(list(ends), colors="#8A8A8A", linewidths=0.4, alpha=alpha, zorder=1)
    lines.set_rasterized(len(ends) > MANY)
    ax.add_collection(lines)
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.margins(0.04)


def _title(ax: Axes, names: Sequence[str], number: int, count: str) -> None:
    # Two lines at most: a long name is cut, its result is not.
    room = ax.get_window_extent().width / ax.figure.dpi * 72
    cut = (wrap(short(names, longest)[number] + count, room, size=10, bold=True) for longest in range(LONGEST, 3, -2))
    ax.set_title(next(text for text in cut if text.count("\n") < 2), fontsize=10, fontweight="bold", loc="left", pad=6)


def _scene(results: Results) -> Mapping[str, Any]:
    if results.scene is None:
        raise LookupError("these results have no first world")
    return results.scene
