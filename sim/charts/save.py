"""Charts as files, the same bytes each time."""

import textwrap
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.charts import adoption, style
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
    """The adoption chart with the finding as its title, the question above it and a caption below."""
    figure = Figure(figsize=(WIDTH, HEIGHT))
    FigureCanvasAgg(figure)
    question = results.about["question"]
    title = textwrap.fill(_sentence(verdict(results).headline), 78)
    caption = textwrap.fill(adoption.caption(results), 118)
    lines = title.count("\n") + 1
    top = 1 - (0.30 + 0.24 * lines + (0.24 if question else 0)) / HEIGHT
    bottom = (0.62 + 0.16 * (caption.count("\n") + 1)) / HEIGHT
    ax = figure.add_axes((0.095, bottom, 0.685, top - bottom))
    figure.text(0.02, 1 - 0.13 / HEIGHT, title, fontsize=12.5, fontweight="bold", va="top", linespacing=1.2)
    if question:
        under = 1 - (0.17 + 0.24 * lines) / HEIGHT
        figure.text(0.02, under, textwrap.shorten(question, 110, placeholder=" ..."), color=style.FAINT, va="top")
    figure.text(0.02, 0.1 / HEIGHT, caption, fontsize=7.5, color=style.FAINT, va="bottom", linespacing=1.25)
    adoption.draw(results, ax)
    return figure


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] if text[0].islower() and "-" not in text.split()[0] else text
