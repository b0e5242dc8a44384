"""Charts as pictures, the same bytes each time."""

from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.charts import _style as style
from sim.charts import adoption
from sim.charts._labels import wrap
from sim.results import Results
from sim.statistics.verdict import verdict

WIDTH, HEIGHT = 8.4, 5.2
"""Inches."""


def save(results: Results, folder: Path) -> None:
    """Write adoption.png and adoption.svg into a folder."""
    with matplotlib.rc_context(style.SETTINGS):
        figure = adoption_figure(results)
        figure.savefig(folder / "adoption.png", dpi=160, metadata={"Software": None})
        figure.savefig(folder / "adoption.svg", metadata={"Date": None, "Creator": None})


def adoption_figure(results: Results) -> Figure:
    """The adoption chart with the finding as its title, the question below that, and a caption at the bottom."""
    figure = Figure(figsize=(WIDTH, HEIGHT))
    FigureCanvasAgg(figure)
    room = 0.96 * WIDTH * 72
    title = wrap(verdict(results).headline, room, size=12.5, bold=True)
    question = wrap(results.about["question"], room, size=10)
    caption = wrap(adoption.caption(results), room, size=7.5)
    # From the top: title, question, panel, caption; in inches.
    under_title = 0.13 + 0.22 * _lines(title)
    under_question = under_title + 0.19 * _lines(question)
    bottom = 0.62 + 0.14 * _lines(caption)
    height = HEIGHT - under_question - 0.17 - bottom
    ax = figure.add_axes((0.095, bottom / HEIGHT, 0.685, height / HEIGHT))
    figure.text(0.02, 1 - 0.13 / HEIGHT, title, fontsize=12.5, fontweight="bold", va="top", linespacing=1.2)
    figure.text(0.02, 1 - under_title / HEIGHT, question, color=style.FAINT, va="top", linespacing=1.2)
    figure.text(0.02, 0.1 / HEIGHT, caption, fontsize=7.5, color=style.FAINT, va="bottom", linespacing=1.25)
    adoption.draw(results, ax)
    return figure


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0
