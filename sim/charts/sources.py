"""What brought people in: adoption by source, stacked."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.drawing import style
from sim.drawing.frame import APART, WIDTH, lines, panels
from sim.drawing.labels import wrap
from sim.drawing.words import origin, short
from sim.ground.wording import Count, Share, ShareBand
from sim.results.columns import SOURCES
from sim.results.results import Results

AFTER = ("network",)
TITLE = "What brought people in"
TABLES = ("sources",)
ASK = "reasons: output: {adoptions: true}"
RUN = True

SIZE = 9.5
"""The size of the names above panels, in points."""

OVER = 0.42
"""Inches above panels that have names of one line."""

BESIDE = (0.1, 0.78)
"""Where panels begin and end, left of the legend, in widths of the picture."""

HATCHES = ("", "//", "..", "\\\\", "xx", "--")
WORDS = {
    "seed": "seeds",
    "peers": "peers (how many)",
    "contacts": "peers (talks)",
    "formal": "formal line",
    "stories": "stories",
    "spontaneous": "spontaneous",
}


def draw(results: Results, ax: Axes, *, strategy: str = "") -> None:
    """Draw the mean share of people brought in by each source up to each step, with `strategy` or the first one."""
    table = results.tables["sources"]
    shown = strategy or results.strategies[0]
    rows = table[table["strategy"] == shown].pivot(index="step", columns="source", values="mean")
    present = [source for source in SOURCES if rows[source].max() > 0]
    bottom = np.zeros(len(rows))
    for source in present:
        number = SOURCES.index(source)
        top = bottom + rows[source].to_numpy()
        ax.fill_between(
            rows.index, bottom, top, facecolor=style.OKABE_ITO[number], alpha=0.75, linewidth=0, label=WORDS[source],
            hatch=HATCHES[number], edgecolor="white", gid=f"{source} of {shown}",
        )  # fmt: skip
        bottom = top
    style.over_time(ax, rows.index[-1], marks=5)
    ax.set_xlabel("step")
    room = ax.get_window_extent().width / ax.figure.dpi * 72
    ax.set_title(headings(results, room)[results.strategies.index(shown)], fontsize=SIZE, loc="left", linespacing=1.15)


def figure(results: Results) -> Figure:
    """A panel for each strategy, with a legend at the right and a caption at the bottom."""
    names = results.strategies
    across = 2 if len(names) == 4 else min(3, len(names))
    down = -(-len(names) // across)
    # Names of several lines push panels apart.
    room = (BESIDE[1] - BESIDE[0]) * WIDTH * 72 / (across + APART * (across - 1))
    more = (max(map(lines, headings(results, room))) - 1) * SIZE * 1.25 / 72
    whole, grid = panels(
        results, finding(results), caption(results), (down, across), (1.8, 2.6 + more), sides=BESIDE, above=OVER + more
    )
    for ax, name in zip(grid, names, strict=False):
        draw(results, ax, strategy=name)
        ax.tick_params(labelbottom=True)
    for ax in grid[len(names) :]:
        ax.set_visible(False)
    grid[0].set_ylabel("share of all people", fontsize=10)
    known = dict(pair for ax in grid for pair in zip(*ax.get_legend_handles_labels()[::-1], strict=True))
    words = [word for word in reversed(WORDS.values()) if word in known]
    place = grid[0].get_position()
    whole.legend(
        [known[word] for word in words], words, loc="upper left", bbox_to_anchor=(0.79, place.y1), frameon=False,
        fontsize=8.5, borderaxespad=0,
    )  # fmt: skip
    return whole


def headings(results: Results, room: float) -> list[str]:
    """What stands above the panel of each strategy: its name, in lines of at most `room` points."""
    return [wrap(name, room, size=SIZE) for name in short(results.strategies)]


def finding(results: Results) -> str:
    """The main source besides the seeds, and what share of all people it brings, as a sentence."""
    table = results.tables["sources"]
    last = table[(table["step"] == results.about.steps) & (table["source"] != "seed")]
    mains: dict[str, dict[str, float]] = {}
    for strategy in results.strategies:
        rows = last[last["strategy"] == strategy].set_index("source")["mean"]
        main = WORDS[str(rows.idxmax())] if rows.max() > 0 else "nothing"
        mains.setdefault(main, {})[strategy] = float(rows.max())
    if len(mains) == 1:
        ((main, shares),) = mains.items()
        return f"What brings most people in, besides being asked: {main}{_between(shares)}"
    phrases = (f"{main}{_between(shares)} with {', '.join(shares)}" for main, shares in mains.items())
    return f"What brings most people in, besides being asked: {'; '.join(phrases)}"


def _between(shares: Mapping[str, float]) -> str:
    # From the strategy with the smallest share of all people to the one with the largest.
    low, high = min(shares.values()), max(shares.values())
    if not high:
        return ""
    return f" ({Share(high) if str(Share(low)) == str(Share(high)) else ShareBand(low, high)} of all people)"


def caption(results: Results) -> str:
    """What the areas are, in words; where somebody gave up, that only first adoptions count."""
    about = results.about
    stay = "Only first adoptions count: who gives up stays in. " if results.record.gave_up else ""
    return (
        "Share of all people who first adopted up to each step, by what pushed them, mean of "
        f"{Count(about.runs, 'run')}; an adoption with several sources counts for each by its share. "
        f"{stay}{origin(about)}"
    )
