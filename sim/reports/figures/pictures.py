"""Charts as pictures, the same bytes each time."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.charts import adoption, claim, flip_map, robustness, sensitivity, sources, tipping
from sim.drawing import style
from sim.drawing.frame import APART, WIDTH, lines, panel, panels
from sim.drawing.words import shortened
from sim.ground.visible import in_lines
from sim.results.results import Results
from sim.statistics.verdict import verdict
from sim.studies.claim import said
from sim.studies.flip_map import said as mapped
from sim.studies.sensitivity import said as hangs

TITLED = 0.42
"""Inches above a panel that has titles of its own."""

SIDES = (0.1, 0.78)
"""Where panels begin and end beside a legend, in widths of the figure."""


Draw = Callable[[Results], Figure]

UNSAID = {"png": ["Software"], "svg": ["Date", "Creator"], "pdf": ["CreationDate", "Creator", "Producer"]}
"""What a file would say of its making, by format: without it, it has the same bytes each time."""


def drawn(results: Results) -> tuple[dict[str, bytes], list[str]]:
    """A PNG and an SVG of each chart that there are tables for, adoption always; as `paint` gives them."""
    there = {name: draw for name, draw in FIGURES.items() if name == "adoption" or name in results.tables}
    return paint(results, there)


def save(results: Results, folder: Path) -> list[str]:
    """Write what `drawn` gives into a folder, and give the letters that no font here has, in their order."""
    files, lacking = drawn(results)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return lacking


def paint(
    results: Results, figures: Mapping[str, Draw], formats: Sequence[str] = ("png", "svg")
) -> tuple[dict[str, bytes], list[str]]:
    """Figures of results by their names, in each of some formats (png, svg, pdf): what the files hold, by their names.

    Gives the letters that no font here has too, in their order.
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


def _spell(figure: Figure) -> None:
    # Some letters no picture can hold, and others turn words around: they stand as escapes, in marks of curves too.
    for artist in figure.findobj():
        if isinstance(artist, Text):
            artist.set_text(in_lines(artist.get_text()))
        if artist.get_gid():
            artist.set_gid(in_lines(str(artist.get_gid())))


@contextmanager
def lettered() -> Iterator[list[str]]:
    """Draw in the style of charts, with all fonts that are here; then the list holds the letters that none has."""
    lacking: list[str] = []
    with (
        matplotlib.rc_context(style.SETTINGS | {"font.family": _fonts()}),
        warnings.catch_warnings(record=True) as told,
    ):
        warnings.simplefilter("always")
        yield lacking
    for warning in told:
        found = re.match(r"Glyph (\d+) ", str(warning.message))
        if not found:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
        elif chr(int(found[1])) not in lacking:
            lacking.append(chr(int(found[1])))


def _fonts() -> list[str]:
    # The usual font, and those of others that are here for what it lacks.
    there = {font.name for font in font_manager.fontManager.ttflist}
    return [style.SETTINGS["font.family"], *(name for name in style.FURTHER_FONTS if name in there)]


def adoption_figure(results: Results) -> Figure:
    """The adoption chart with the finding as its title, the question below that, and a caption at the bottom."""
    return panel(adoption, results, verdict(results).headline, results.about["question"])


def claim_figure(results: Results) -> Figure:
    """The curves with a claim and without it, with the finding as title and the numbers below that."""
    return panel(claim, results, *said(results))


def map_figure(results: Results) -> Figure:
    """The map of a sweep with what it says as title, the question below that, and a caption at the bottom."""
    return panel(flip_map, results, mapped(results), results.about["question"], above=TITLED)


def sensitivity_figure(results: Results) -> Figure:
    """What the difference of two strategies hangs on, said in the title, and a caption at the bottom."""
    return panel(sensitivity, results, hangs(results), results.about["question"])


def tipping_figure(results: Results) -> Figure:
    """The critical-mass curve with the smallest groups that tip as title, and a caption at the bottom."""
    return panel(tipping, results, tipping.finding(results), results.about["question"])


def robustness_figure(results: Results) -> Figure:
    """What strategies lose on a wrong map, with the largest loss as title, and a caption at the bottom."""
    return panel(robustness, results, robustness.finding(results), results.about["question"], above=TITLED)


def sources_figure(results: Results) -> Figure:
    """What brought people in, a panel a strategy; a legend at the right and a caption at the bottom."""
    names = results.strategies
    across = 2 if len(names) == 4 else min(3, len(names))
    down = -(-len(names) // across)
    title, question = shortened(sources.finding(results), names), results.about["question"]
    # Names that take several lines move panels apart.
    room = (SIDES[1] - SIDES[0]) * WIDTH * 72 / (across + APART * (across - 1))
    more = (max(map(lines, sources.headings(results, room))) - 1) * sources.SIZE * 1.25 / 72
    figure, axes = panels(
        title, question, sources.caption(results), (down, across), (1.8, 2.6 + more), sides=SIDES, above=TITLED + more
    )
    for ax, name in zip(axes, names, strict=False):
        sources.draw(results, ax, strategy=name)
        ax.tick_params(labelbottom=True)
    for ax in axes[len(names) :]:
        ax.set_visible(False)
    axes[0].set_ylabel("share of all people", fontsize=10)
    known = dict(pair for ax in axes for pair in zip(*ax.get_legend_handles_labels()[::-1], strict=True))
    words = [word for word in reversed(sources.WORDS.values()) if word in known]
    place = axes[0].get_position()
    figure.legend(
        [known[word] for word in words], words, loc="upper left", bbox_to_anchor=(0.79, place.y1), frameon=False,
        fontsize=8.5, borderaxespad=0,
    )  # fmt: skip
    return figure


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
