"""The charts of results as bytes, each with what it says in words."""

from dataclasses import dataclass
from functools import partial

from matplotlib.figure import Figure

from sim.drawing.frame import picture
from sim.families.charts import Chart, charts
from sim.reports.figures.pictures import paint
from sim.results.results import Results


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
    # What is written around the panels is noted while the chart is drawn.
    figure = picture(chart, results)
    texts = (" ".join(text.get_text().split()) for text in figure.texts)
    words[chart.file] = " ".join(text if text[-1] in ".?!" else f"{text}." for text in texts if text)
    return figure
