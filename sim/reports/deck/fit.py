"""Text that fits its box: measured in a wide font, so that there is room in any other."""

import math
import warnings
from functools import lru_cache
from unicodedata import east_asian_width

from sim.drawing.labels import width

SPACING = 1.25
"""The distance of lines, in sizes of the font."""

NARROW = 0.1
"""A narrow letter's width, in sizes of the font. Text of more letters than would fit at it is cut unmeasured."""

MEASURED = 10.0
"""The font size, in points, at which words are measured; widths are in proportion to the size."""


def fit(
    text: str, wide: float, high: float, *, largest: float, smallest: float, bold: bool = False
) -> tuple[str, float]:
    """The text and the size at which it fits into a box, all in points; at the smallest size it is cut to fit.

    Line ends separate paragraphs.
    """
    most = math.ceil(high / (SPACING * smallest)) * math.ceil(wide / (NARROW * smallest))
    if len(text) > most:
        text = f"{text[: most - 1]}…"
    size = largest
    while size > smallest and tall(text, wide, size=size, bold=bold) > high:
        size -= 1
    while tall(text, wide, size=size, bold=bold) > high and len(text) > 1:
        text = f"{text[: int(0.95 * len(text)) - 1].rstrip(' …')}…"
    return text, size


def tall(text: str, wide: float, *, size: float, bold: bool = False) -> float:
    """The height of a text that is set in this width, in points."""
    return SPACING * size * sum(_lines(part, wide * MEASURED / size, bold) for part in text.split("\n"))


def _lines(text: str, room: float, bold: bool) -> int:
    # Words one after the other; a word wider than the room continues on further lines.
    lines, used, space = 1, 0.0, _wide("n", bold) / 2
    for word in text.split(" "):
        long = _wide(word, bold)
        if used and used + space + long > room:
            lines, used = lines + 1, 0.0
        if long > room:
            lines += math.ceil(long / room) - 1
            used = room
            continue
        used += long + (space if used else 0)
    return lines


@lru_cache(maxsize=10_000)
def _wide(word: str, bold: bool) -> float:
    # Slides are opened with other fonts, so letters missing in this one are no fault. Those of Chinese, Japanese and
    # Korean, which it lacks, are as wide as they are high.
    full = sum(east_asian_width(letter) in "WF" for letter in word)
    rest = "".join(letter for letter in word if east_asian_width(letter) not in "WF")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph ", category=UserWarning)
        return full * MEASURED + (width(rest, size=MEASURED, bold=bold) if rest else 0.0)
