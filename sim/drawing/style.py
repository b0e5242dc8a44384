"""How charts look: colours that the colour-blind can tell apart, lines that survive greyscale."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8A8100")
"""Okabe & Ito (2008), "Color Universal Design"; their yellow darkened, since it cannot be read on white."""

DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (3, 1)), (0, (8, 2, 1, 2, 1, 2)))

MARKERS = "osD^vPX*"
"""Shapes of points, which survive greyscale too."""

INK = "#222222"
FAINT = "#666666"

FURTHER_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "Arial Unicode MS",
    "Noto Emoji",
    "Symbola",
)
"""Fonts for characters that the usual font lacks, used if they are installed."""

SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "svg.hashsalt": "groundswell",
    "svg.fonttype": "path",
    # Keep text as text in SVG and PDF, so that it can be searched and edited.
    "pdf.fonttype": 42,
    "path.simplify": False,
    "text.parse_math": False,
}


def over_time(ax: Axes, last: int, *, marks: int | None = None) -> None:
    """Give a panel its axes for shares by step, from 0 to `last`; `marks`: most intervals between ticks."""
    ax.set_xlim(0, last)
    ax.set_ylim(0, 1.005)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    ax.xaxis.set_major_locator(MaxNLocator("auto" if marks is None else marks, integer=True, min_n_ticks=1))
    ax.tick_params(length=3)


def line(number: int) -> dict[str, Any]:
    """Colour and dashes of the curve with a number; 48 different ones."""
    # After 24 curves the pairs of colour and dashes would repeat: from there on the dashes are shifted by one.
    dashes = number + number // math.lcm(len(OKABE_ITO), len(DASHES))
    return {"color": OKABE_ITO[number % len(OKABE_ITO)], "linestyle": DASHES[dashes % len(DASHES)]}


def marker(number: int) -> str:
    """The shape of the points of the strategy with a number."""
    return MARKERS[number % len(MARKERS)]


def whiskers(middle: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How far intervals extend to both sides of their points, shape (2, points); 0 where there is none.

    Never negative, though rounding can put an end on the wrong side of its point.
    """
    return np.maximum(np.nan_to_num([middle - low, high - middle]), 0)
