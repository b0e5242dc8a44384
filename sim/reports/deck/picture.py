"""The network on a slide: a picture, since no office draws one of its own."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.charts import network
from sim.reports.deck.page import POINT, Box
from sim.reports.figures.pictures import paint
from sim.results.results import Results

INCH = 72


def add(slide: Any, box: Box, results: Results) -> None:
    """Put the first world on a slide, two strategies side by side, with words for whoever cannot see it."""
    files, _ = paint(results, {"network": lambda found: _figure(found, box)}, ["png"])
    size = (int(POINT * value) for value in (box.left, box.top, box.width, box.height))
    picture = slide.shapes.add_picture(BytesIO(files["network.png"]), *size)
    picture._element.nvPicPr.cNvPr.set("descr", f"{network.finding(results)}. {network.caption(results)}")


def _figure(results: Results, box: Box) -> Figure:
    figure = Figure(figsize=(box.width / INCH, box.height / INCH))
    FigureCanvasAgg(figure)
    names = network.pair(results)
    wide = 0.9 / len(names)
    for number, name in enumerate(names):
        network.draw(results, figure.add_axes((number * wide, 0, wide - 0.01, 0.92)), strategy=name)
    beside = figure.add_axes((0.925, 0.1, 0.016, 0.72))
    bar = figure.colorbar(network.scale(results), cax=beside, label="step of adoption")
    bar.ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    bar.ax.invert_yaxis()
    return figure
