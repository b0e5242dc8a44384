"""The frame of a chart: a title, a question below it, one panel or several, and a caption at the bottom."""

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.drawing import style
from sim.drawing.labels import wrap
from sim.drawing.words import shortened
from sim.families.charts import Chart
from sim.results.results import Results

WIDTH, HEIGHT = 8.4, 5.2
"""The usual size of a chart, in inches; a chart with much text is higher."""

PANEL = 1.2
"""The least height of a panel, in inches, however much text there is."""

ROOM = 0.96 * WIDTH * 72
"""The width of text above and below panels, in points."""

APART = 0.12
"""The gap between neighbouring panels, in widths of a panel."""

LINES = 10
"""A text in a picture is cut after so many lines; the tables and scenario.yaml have all of it."""

LETTERS = 250
"""More characters than fit into a line of a picture."""


def picture(chart: Chart, results: Results) -> Figure:
    """A chart of results as a whole picture: title, question, its panel or panels, and caption."""
    return panel(chart, results) if chart.figure is None else chart.figure(results)


def inset(chart: Chart, results: Results, figure: Figure) -> None:
    """Draw a chart into an empty figure of any size, without title, question and caption if the chart allows that."""
    if chart.inset is not None:
        chart.inset(results, figure)
        return
    left, right = chart.SIDES
    above, below = (inches / figure.get_figheight() for inches in (max(chart.ABOVE, 0.17), 0.55))
    chart.function(results, figure.add_axes((left, below, right - left, 1 - above - below)))


def panel(chart: Chart, results: Results, height: float | None = None) -> Figure:
    """A figure of the one panel that a chart draws, with room for labels at its right.

    `height`: of the panel, in inches; by default what the chart asks for, or what a figure of the usual height leaves.
    """
    texts, top, bottom = _around(results, chart.title(results), chart.question(results), chart.caption(results))
    top += chart.ABOVE
    if height is None:
        height = max(PANEL, HEIGHT - top - bottom) if chart.height is None else chart.height(results)
    figure = _figure(top + height + bottom)
    left, right = chart.SIDES
    ax = figure.add_axes((left, bottom / figure.get_figheight(), right - left, height / figure.get_figheight()))
    write(figure, *texts)
    chart.function(results, ax)
    needed = _legend(ax)
    return panel(chart, results, needed) if needed > height + 0.01 else figure


def panels(
    results: Results,
    title: str,
    caption: str,
    shape: tuple[int, int],
    size: tuple[float, float],
    *,
    shared: bool = True,
    sides: tuple[float, float] = (0.095, 0.78),
    above: float = 0.42,
) -> tuple[Figure, list[Axes]]:
    """A figure of rows and columns of panels, and its panels row by row, with room for a legend at the right.

    The question of the scenario stands between the title and the panels.
    `shape`: rows, columns; `size`: the height of a panel, and from one row to the next, in inches; `shared`: whether
    all have the same axes; `sides`: where panels begin and end, in widths of the figure; `above`: inches between
    question and panels, which their titles need.
    """
    texts, top, bottom = _around(results, title, results.about.question, caption)
    top += above
    figure = _figure(top + size[0] + (shape[0] - 1) * size[1] + bottom)
    whole = figure.get_figheight()
    grid = figure.subplots(*shape, sharex=shared, sharey=shared, squeeze=False)
    figure.subplots_adjust(left=sides[0], right=sides[1], top=1 - top / whole, bottom=bottom / whole, wspace=APART)
    figure.subplots_adjust(hspace=size[1] / size[0] - 1)
    write(figure, *texts)
    return figure, list(grid.flat)


def _around(results: Results, title: str, question: str, caption: str) -> tuple[tuple[str, str, str], float, float]:
    # Title, question and caption in lines, and how high the first two and the last are, in inches.
    title = wrapped(shortened(title, results.strategies), ROOM, size=12.5, bold=True)
    question, caption = wrapped(question, ROOM, size=10), wrapped(caption, ROOM, size=7.5)
    top, bottom = 0.13 + 0.22 * lines(title) + 0.19 * lines(question), 0.62 + 0.14 * lines(caption)
    return (title, question, caption), top, bottom


def _legend(ax: Axes) -> float:
    # How high the legend beside a panel is, in inches; 0 where there is none.
    legend = ax.get_legend()
    return 0.0 if legend is None else float(legend.get_window_extent().height / ax.figure.dpi)


def _figure(height: float) -> Figure:
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def write(figure: Figure, title: str, question: str, caption: str) -> None:
    """Put title and question at the top of a figure, and the caption at its bottom; all are wrapped already."""
    whole, under = figure.get_figheight(), 0.13 + 0.22 * lines(title)
    figure.text(0.02, 1 - 0.13 / whole, title, fontsize=12.5, fontweight="bold", va="top", linespacing=1.2)
    if question:
        figure.text(0.02, 1 - under / whole, question, color=style.FAINT, va="top", linespacing=1.2)
    figure.text(0.02, 0.1 / whole, caption, fontsize=7.5, color=style.FAINT, va="bottom", linespacing=1.25)


def wrapped(text: str, room: float, *, size: float, bold: bool = False) -> str:
    """The text in lines of at most `room` points; what is longer than LINES lines ends in an ellipsis."""
    # Also cut before wrapping, which is slow: a line has at most LETTERS characters.
    rows = wrap(text[: LINES * LETTERS], room, size=size, bold=bold).split("\n")
    if len(rows) <= LINES and len(text) <= LINES * LETTERS:
        return "\n".join(rows)
    return "\n".join([*rows[: LINES - 1], f"{rows[:LINES][-1][:-2]}…"])


def lines(text: str) -> int:
    """How many lines a text has."""
    return text.count("\n") + 1 if text else 0
