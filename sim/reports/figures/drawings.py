"""The charts of results as bytes, each with what it says in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from sim.reports.figures.gallery import PICTURES, drawable
from sim.reports.figures.pictures import paint
from sim.results.results import Results


@dataclass(frozen=True)
class Drawing:
    """A chart: its file's bytes as `content`, and what its title and caption `says`, for those who cannot see it."""

    content: bytes
    says: str


def drawings(results: Results, kind: str) -> dict[str, Drawing]:
    """All charts that there are data for, as `kind` (svg or png), by name."""
    said: dict[str, str] = {}
    noting = {name: _noting(name, PICTURES[name].draw, said) for name in drawable(results)}
    files, _ = paint(results, noting, [kind])
    return {name: Drawing(files[f"{name}.{kind}"], said[name]) for name in noting}


def _noting(name: str, draw: Callable[[Results], Figure], said: dict[str, str]) -> Callable[[Results], Figure]:
    # What is written around the panels, noted while the chart is drawn.
    def noting(results: Results) -> Figure:
        figure = draw(results)
        texts = (" ".join(text.get_text().split()) for text in figure.texts)
        said[name] = " ".join(text if text[-1] in ".?!" else f"{text}." for text in texts if text)
        return figure

    return noting
