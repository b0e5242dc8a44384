"""Charts as pictures, the same bytes each time."""

import re
import warnings
from pathlib import Path
from types import ModuleType

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.charts import _style as style
from sim.charts import adoption, claim, flip_map, robustness, sensitivity, sources, tipping
from sim.charts._labels import wrap
from sim.results import Results
from sim.statistics.claim import said
from sim.statistics.flip_map import said as mapped
from sim.statistics.sensitivity import said as hangs
from sim.statistics.verdict import verdict

WIDTH, HEIGHT = 8.4, 5.2
"""Inches; a chart with much to read is higher."""

PANEL = 1.2
"""Inches: no panel is lower, however much there is to read."""

LINES = 10
"""More lines of one text than this are left out of a picture; the tables and scenario.yaml have all of it."""

LETTERS = 250
"""More letters than a line of a picture has room for."""


def save(results: Results, folder: Path) -> list[str]:
    """Write a PNG and an SVG of each chart that there are tables for into a folder; adoption always.

    Gives the letters that no font here has, in their order.
    """
    figures = {name: draw for name, draw in FIGURES.items() if name == "adoption" or name in results.tables}
    with (
        matplotlib.rc_context(style.SETTINGS | {"font.family": _fonts()}),
        warnings.catch_warnings(record=True) as told,
    ):
        warnings.simplefilter("always")
        for name, draw in figures.items():
            figure = draw(results)
            figure.savefig(folder / f"{name}.png", dpi=160, metadata={"Software": None})
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
    lacking: dict[str, None] = {}
    for warning in told:
        found = re.match(r"Glyph (\d+) ", str(warning.message))
        if found:
            lacking[chr(int(found[1]))] = None
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    return list(lacking)


def _fonts() -> list[str]:
    # The usual font, and those of others that are here for what it lacks.
    there = {font.name for font in font_manager.fontManager.ttflist}
    return [style.SETTINGS["font.family"], *(name for name in style.FURTHER_FONTS if name in there)]


def adoption_figure(results: Results) -> Figure:
    """The adoption chart with the finding as its title, the question below that, and a caption at the bottom."""
    return _panel(adoption, results, verdict(results).headline, results.about["question"])


def claim_figure(results: Results) -> Figure:
    """The curves with a claim and without it, with the finding as title and the numbers below that."""
    return _panel(claim, results, *said(results))


def map_figure(results: Results) -> Figure:
    """The map of a sweep with what it says as title, the question below that, and a caption at the bottom."""
    return _panel(flip_map, results, mapped(results), results.about["question"])


def sensitivity_figure(results: Results) -> Figure:
    """What the difference of two strategies hangs on, said in the title, and a caption at the bottom."""
    return _panel(sensitivity, results, hangs(results), results.about["question"])


def tipping_figure(results: Results) -> Figure:
    """The critical-mass curve with the smallest groups that tip as title, and a caption at the bottom."""
    return _panel(tipping, results, tipping.finding(results), results.about["question"])


def robustness_figure(results: Results) -> Figure:
    """What strategies lose on a wrong map, with the largest loss as title, and a caption at the bottom."""
    return _panel(robustness, results, robustness.finding(results), results.about["question"])


def _panel(chart: ModuleType, results: Results, title: str, question: str) -> Figure:
    # A chart of curves with labels at its right, a title and a line below it, and a caption at the bottom.
    figure = Figure(figsize=(WIDTH, HEIGHT))
    FigureCanvasAgg(figure)
    room = 0.96 * WIDTH * 72
    title = _wrapped(title, room, size=12.5, bold=True)
    question = _wrapped(question, room, size=10)
    caption = _wrapped(chart.caption(results), room, size=7.5)
    # From the top: title, question, panel, caption; in inches.
    under_title = 0.13 + 0.22 * _lines(title)
    under_question = under_title + 0.19 * _lines(question)
    bottom = 0.62 + 0.14 * _lines(caption)
    # A panel with a title of its own needs room for it.
    above = 0.17 if chart not in (flip_map, robustness) else 0.42
    height = max(PANEL, HEIGHT - under_question - above - bottom)
    whole = under_question + above + height + bottom
    figure.set_size_inches(WIDTH, whole)
    ax = figure.add_axes((0.095, bottom / whole, 0.685, height / whole))
    figure.text(0.02, 1 - 0.13 / whole, title, fontsize=12.5, fontweight="bold", va="top", linespacing=1.2)
    figure.text(0.02, 1 - under_title / whole, question, color=style.FAINT, va="top", linespacing=1.2)
    figure.text(0.02, 0.1 / whole, caption, fontsize=7.5, color=style.FAINT, va="bottom", linespacing=1.25)
    chart.draw(results, ax)
    return figure


def sources_figure(results: Results) -> Figure:
    """What brought people in, a panel a strategy; a legend at the right and a caption at the bottom."""
    names = results.strategies
    across = 2 if len(names) == 4 else min(3, len(names))
    down = -(-len(names) // across)
    height = 1.75 + 2.4 * down
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    title = _wrapped(sources.finding(results), 0.96 * WIDTH * 72, size=12.5, bold=True)
    caption = _wrapped(sources.caption(results), 0.96 * WIDTH * 72, size=7.5)
    grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    under_title = 0.2 + 0.22 * _lines(title)
    figure.subplots_adjust(
        left=0.1, right=0.78, top=1 - (under_title + 0.3) / height, bottom=0.9 / height, wspace=0.12, hspace=0.35
    )
    for ax, name in zip(grid.flat, names, strict=False):
        sources.draw(results, ax, strategy=name)
        ax.tick_params(labelbottom=True)
    for ax in list(grid.flat)[len(names) :]:
        ax.set_visible(False)
    grid[0, 0].set_ylabel("share of all people", fontsize=10)
    figure.text(0.02, 1 - 0.13 / height, title, fontsize=12.5, fontweight="bold", va="top", linespacing=1.2)
    figure.text(0.02, 0.1 / height, caption, fontsize=7.5, color=style.FAINT, va="bottom", linespacing=1.25)
    known = dict(pair for ax in grid.flat for pair in zip(*ax.get_legend_handles_labels()[::-1], strict=True))
    words = [word for word in reversed(sources.WORDS.values()) if word in known]
    handles = [known[word] for word in words]
    place = (0.79, 1 - (under_title + 0.3) / height)
    figure.legend(handles, words, loc="upper left", bbox_to_anchor=place, frameon=False, fontsize=8.5)
    return figure


def _wrapped(text: str, room: float, *, size: float, bold: bool = False) -> str:
    # Cut before it is wrapped too: a line has no more letters than LETTERS, and wrapping takes its time.
    lines = wrap(text[: LINES * LETTERS], room, size=size, bold=bold).split("\n")
    if len(lines) <= LINES and len(text) <= LINES * LETTERS:
        return "\n".join(lines)
    return "\n".join([*lines[: LINES - 1], f"{lines[:LINES][-1][:-2]}…"])


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0


FIGURES = {
    "adoption": adoption_figure,
    "sources": sources_figure,
    "claim": claim_figure,
    "flip_map": map_figure,
    "tipping": tipping_figure,
    "sensitivity": sensitivity_figure,
    "robustness": robustness_figure,
}
"""What is drawn, by the name of the picture, which is that of the table too."""
