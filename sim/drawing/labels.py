"""Text that fits: lines as wide as there is room, labels that never collide and never leave the panel."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

LEGEND = 8.0
"""The size of the text of a legend, in points."""

ROOM = 85.0
"""The greatest width of a label in a legend beside the panel, in points."""

LABELS_AT = 1.045
"""Where labels beside the panel begin, in widths of the panel from its left edge."""

TIED = "\u00a0"
"""A no-break space."""

BREAK = "\u200b "
"""A zero-width space, at which a long word may be broken without adding a hyphen."""


def wrap(text: str, room: float, *, size: float, bold: bool = False) -> str:
    """The text in lines of at most `room` points, broken between words, and inside a word only if it must be."""
    lines: list[str] = []
    # A percent sign stays with its number.
    for word in re.split(r"[ \t\r\n]+", text.strip().replace(" %", f"{TIED}%")):
        together = f"{lines[-1]} {word}" if lines else word
        if lines and width(together, size=size, bold=bold) <= room:
            lines[-1] = together
            continue
        lines.append(word)
        while width(lines[-1], size=size, bold=bold) > room and len(lines[-1]) > 1:
            fits = _letters(lines[-1], room, size, bold)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return "\n".join(lines).replace(TIED, " ")


def _letters(word: str, room: float, size: float, bold: bool) -> int:
    # How many letters of a word that is too wide fit into a line, at least one; by bisection, as measuring is slow.
    fits, too_many = 1, len(word)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if width(word[:middle], size=size, bold=bold) <= room:
            fits = middle
        else:
            too_many = middle
    return fits


def width(text: str, *, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in points."""
    return _width(text, size, bold, tuple(rcParams["font.family"]))


@lru_cache(maxsize=20_000)
def _width(text: str, size: float, bold: bool, _: tuple[str, ...]) -> float:
    # The cache holds for the present font settings only.
    font = FontProperties(weight="bold" if bold else "normal", size=size)
    # Not parsed as mathematics: a dollar sign is a dollar sign.
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def spread(middles: Sequence[float], heights: Sequence[float], low: float, high: float) -> np.ndarray:
    """Where labels go: as near as possible to their wanted places, none over another, all between two ends.

    `middles`: the wanted centres, in any order; `heights`: of the labels, in the same unit. Returns centres in the same
    order; labels keep their order from bottom to top. If they do not fit, they are squeezed evenly.
    """
    order = np.argsort(middles, kind="stable")
    size = np.asarray(heights, float)[order]
    size *= min(1.0, (high - low) / size.sum())
    # Subtract the heights of the labels below from each place: what remains only has to rise (isotonic regression).
    below = np.concatenate([[0.0], np.cumsum(size)[:-1]]) + size / 2
    blocks: list[list[float]] = []
    for value in np.asarray(middles, float)[order] - below:
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1] = [
                (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count),
                blocks[-1][1] + count,
            ]
    risen = np.concatenate([np.full(int(count), mean) for mean, count in blocks])
    placed = np.empty(len(order))
    placed[order] = np.clip(risen, low, high - size.sum()) + below
    return placed


def alike(curves: Sequence[np.ndarray]) -> list[list[int]]:
    """The numbers of curves that cannot be told apart, in groups; curves are shares of one."""
    groups: list[list[int]] = []
    for number, curve in enumerate(curves):
        same = next((group for group in groups if np.abs(curves[group[0]] - curve).max() < 0.004), None)
        if same is None:
            groups.append([number])
        else:
            same.append(number)
    return groups


def at_right(ax: Axes, names: Sequence[str], points: Sequence[tuple[float, float]], colors: Sequence[str]) -> None:
    """Put a label for each point (in data units) at the right of the panel, as near to its height as possible."""
    panel, whole = ax.get_window_extent(), ax.figure.bbox
    height = panel.height / ax.figure.dpi * 72
    room = (whole.x1 - panel.x0 - LABELS_AT * panel.width) / ax.figure.dpi * 72 - 6
    size = 9.5
    while sum(wrap(name, room, size=size, bold=True).count("\n") + 1 for name in names) * 1.35 * size > height:
        size *= 0.9
    texts = [wrap(name, room, size=size, bold=True) for name in names]
    heights = [1.35 * size * (text.count("\n") + 1) / height for text in texts]
    inside = ax.transAxes.inverted().transform(ax.transData.transform(points))[:, 1].tolist()
    for text, point, color, place in zip(texts, points, colors, spread(inside, heights, 0, 1), strict=True):
        line = {"arrowstyle": "-", "color": color, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 1, "relpos": (0, 0.5)}
        look: Any = {"fontweight": "bold", "va": "center", "ha": "left", "linespacing": 1.2, "annotation_clip": False}
        ax.annotate(
            text,
            point,
            (LABELS_AT, place),
            textcoords="axes fraction",
            color=color,
            fontsize=size,
            arrowprops=line,
            **look,
        )


def entry(label: str, *, breaks: str = "") -> str:
    """A label wrapped for a legend beside the panel; see `legend`."""
    parted = label.replace(breaks, breaks + BREAK) if breaks else label
    return wrap(parted, ROOM, size=LEGEND).replace(BREAK, "").replace(BREAK.strip(), "")


def legend(ax: Axes, handles: Sequence[Artist], title: str, *, breaks: str = "") -> None:
    """Put a legend with a title at the right of the panel; labels that are too long are wrapped.

    `breaks`: a sign in labels after which a line may end, as after a space.
    """
    for handle in handles:
        handle.set_label(entry(str(handle.get_label()), breaks=breaks))
    place: Any = {"loc": "upper left", "bbox_to_anchor": (1.02, 1), "borderaxespad": 0.0, "frameon": False}
    # Handles long enough for dashes to be told apart.
    place["handlelength"] = 3.2
    ax.legend(handles=handles, title=title, alignment="left", fontsize=LEGEND, title_fontsize=LEGEND, **place)
