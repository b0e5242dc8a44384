"""Panels with a row for each strategy: its name at the left, its result at the right."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from sim.drawing import style
from sim.drawing.labels import wrap
from sim.drawing.words import short

SIDES = (0.215, 0.7)
"""Where the panel begins and ends, in widths of a figure."""

LEFT, RIGHT = 112.0, 162.0
"""The room for names and for results, in points, in a figure of the usual width."""

SIZE, LINE = 9.0, 12.2
"""The size of the text and the distance of its lines, in points."""

LEAST = 0.9
"""The height of a panel with a single row, in inches."""

LONGEST = 80
"""Names of more characters are cut."""


def height(names: Sequence[str], notes: Sequence[str]) -> float:
    """The height that the panel needs for all text, in inches."""
    lines = max(text.count("\n") + 1 for text in [*_names(names), *map(_note, notes)])
    return max(LEAST, len(names) * max(0.6, (lines * LINE + 8) / 72))


def label(ax: Axes, names: Sequence[str], notes: Sequence[str]) -> None:
    """Write the names and notes of rows 0, 1, ... from the top down; the rows fill the panel."""
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    look: Any = {
        "xycoords": ax.get_yaxis_transform(),
        "textcoords": "offset points",
        "va": "center",
        "fontsize": SIZE,
        "annotation_clip": False,
        "linespacing": 1.15,
    }
    for row, (name, note) in enumerate(zip(_names(names), notes, strict=True)):
        ax.annotate(name, (0, row), (-9, 0), ha="right", fontweight="bold", gid="name", **look)
        ax.annotate(_note(note), (1, row), (11, 0), ha="left", color=style.INK, gid="note", **look)
        if row:
            ax.axhline(row - 0.5, color="#E4E4E4", linewidth=0.6, zorder=0)


def _names(names: Sequence[str]) -> list[str]:
    return [wrap(name, LEFT, size=SIZE, bold=True) for name in short(names, LONGEST)]


def _note(text: str) -> str:
    return "\n".join(wrap(line, RIGHT, size=SIZE) for line in text.split("\n"))
