"""Charts as pictures, the same bytes each time."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.drawing import style
from sim.drawing.frame import picture
from sim.families.charts import CHARTS, Chart, charts
from sim.ground.visible import in_lines
from sim.results.results import Results

Draw = Callable[[Results], Figure]

UNSAID = {"png": ["Software"], "svg": ["Date", "Creator"], "pdf": ["CreationDate", "Creator", "Producer"]}
"""Metadata that are left out, by format, so that a file has the same bytes each time."""


def as_figure(name: str, results: Results) -> Figure:
    """The chart with this name (of a chart or of its file) as a figure. Raises KeyError if there is none."""
    return picture(CHARTS.part(name.replace("_", "-")), results)


def drawn(results: Results) -> tuple[dict[str, bytes], list[str]]:
    """A PNG and an SVG of each chart that `sim run` draws and results have data for; as `paint` returns them."""
    return paint(
        results,
        {name: partial(picture, chart) for name, chart in charts().items() if chart.RUN and chart.fits(results)},
    )


def paint(
    results: Results, figures: Mapping[str, Draw], formats: Sequence[str] = ("png", "svg")
) -> tuple[dict[str, bytes], list[str]]:
    """Charts of results by name, in each of some formats (png, svg, pdf): the contents of files, by their names.

    Also returns the letters that no installed font has, in order.
    """
    files = {}
    with lettered() as lacking:
        for name, draw in figures.items():
            figure = draw(results)
            _spell(figure)
            for kind in dict.fromkeys(formats):
                content = BytesIO()
                figure.savefig(content, format=kind, dpi=160, metadata=dict.fromkeys(UNSAID[kind]))
                files[f"{name}.{kind}"] = content.getvalue()
    return files, lacking


@dataclass(frozen=True)
class Drawing:
    """A chart: its file's bytes as `content`, and what its title and caption `says`, for those who cannot see it."""

    content: bytes
    says: str


def drawings(results: Results, kind: str) -> dict[str, Drawing]:
    """All charts that there are data for, as `kind` (svg or png), by name."""
    words: dict[str, str] = {}
    noting = {name: partial(_noted, chart, words) for name, chart in charts().items() if chart.fits(results)}
    files, _ = paint(results, noting, [kind])
    return {name: Drawing(files[f"{name}.{kind}"], words[name]) for name in noting}


def _noted(chart: Chart, words: dict[str, str], results: Results) -> Figure:
    # The text around the panels is recorded while the chart is drawn.
    figure = picture(chart, results)
    texts = (" ".join(text.get_text().split()) for text in figure.texts)
    words[chart.file] = " ".join(text if text[-1] in ".?!" else f"{text}." for text in texts if text)
    return figure


def _spell(figure: Figure) -> None:
    # Control characters cannot stand in a picture, or reverse its text: they are escaped, also in ids of curves.
    for artist in figure.findobj():
        if isinstance(artist, Text):
            artist.set_text(in_lines(artist.get_text()))
        if artist.get_gid():
            artist.set_gid(in_lines(str(artist.get_gid())))


@contextmanager
def lettered() -> Iterator[list[str]]:
    """Draw in the style of charts, with all installed fonts; afterwards the list holds the letters that none has."""
    lacking: list[str] = []
    with (
        matplotlib.rc_context(style.SETTINGS | {"font.family": _fonts()}),
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        yield lacking
    for warning in warned:
        glyph = re.match(r"Glyph (\d+) ", str(warning.message))
        if not glyph:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
        elif chr(int(glyph[1])) not in lacking:
            lacking.append(chr(int(glyph[1])))


def _fonts() -> list[str]:
    # The usual font, and installed ones for letters that it lacks.
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [style.SETTINGS["font.family"], *(name for name in style.FURTHER_FONTS if name in installed)]
