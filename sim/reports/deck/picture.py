"""A chart on a slide as a picture, if office programs have no chart of its kind."""

from functools import partial
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.drawing.frame import inset, picture
from sim.families.charts import Chart
from sim.reports.deck.page import POINT, Box
from sim.reports.figures.pictures import paint
from sim.results.results import Results

INCH = 72


def add(slide: Any, box: Box, chart: Chart, results: Results) -> None:
    """Put a chart on a slide, as large as the box allows, with a description for those who cannot see it."""
    whole = chart.figure is not None and chart.inset is None
    draw = partial(picture, chart) if whole else partial(_inset, chart, box)
    files, _ = paint(results, {chart.file: draw}, ["png"])
    shape = slide.shapes.add_picture(BytesIO(files[f"{chart.file}.png"]), 0, 0)
    scale = min(POINT * box.width / shape.width, POINT * box.height / shape.height)
    shape.width, shape.height = int(scale * shape.width), int(scale * shape.height)
    shape.left, shape.top = int(POINT * box.left), int(POINT * box.top)
    shape._element.nvPicPr.cNvPr.set("descr", f"{chart.title(results)}. {chart.caption(results)}")


def _inset(chart: Chart, box: Box, results: Results) -> Figure:
    figure = Figure(figsize=(box.width / INCH, box.height / INCH))
    FigureCanvasAgg(figure)
    inset(chart, results, figure)
    return figure
