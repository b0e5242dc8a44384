"""What brought people in: adoption by source, stacked."""

import numpy as np
from matplotlib.axes import Axes

from sim.charts import _style as style
from sim.charts._words import origin
from sim.results import Results
from sim.statistics.sources import SOURCES

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
    """Draw the mean share of people brought in up to each step by each source, for one strategy (else the first)."""
    table = results.tables["sources"]
    shown = strategy or results.strategies[0]
    rows = table[table["strategy"] == shown].pivot(index="step", columns="source", values="mean")
    present = [source for source in SOURCES if rows[source].max() > 0]
    bottom = np.zeros(len(rows))
    for source in present:
        number = SOURCES.index(source)
        top = bottom + rows[source].to_numpy()
        ax.fill_between(
            rows.index, bottom, top, color=style.OKABE_ITO[number], alpha=0.75, linewidth=0, label=WORDS[source],
            hatch=HATCHES[number], edgecolor="white", gid=f"{source} of {shown}",
        )  # fmt: skip
        bottom = top
    style.over_time(ax, rows.index[-1], marks=5)
    ax.set_xlabel("step")
    ax.set_title(shown, fontsize=10, loc="left")


def finding(results: Results) -> str:
    """What the chart shows, in a sentence: the main source besides the seeds, strategy by strategy."""
    table = results.tables["sources"]
    last = table[(table["step"] == results.about["steps"]) & (table["source"] != "seed")]
    found: dict[str, list[str]] = {}
    for strategy in results.strategies:
        rows = last[last["strategy"] == strategy].set_index("source")["mean"]
        main = WORDS[str(rows.idxmax())] if rows.max() > 0 else "nothing"
        found.setdefault(main, []).append(strategy)
    if len(found) == 1:
        return f"What brings most people in, besides being asked: {next(iter(found))}"
    return "What brings most people in: " + "; ".join(f"{main} ({', '.join(who)})" for main, who in found.items())


def caption(results: Results) -> str:
    """What the areas are, in words; where somebody gave up, that only first adoptions count."""
    about = results.about
    stay = "Only first adoptions count: who gives up stays in. " if results.record.gave_up else ""
    return (
        f"Share of all people who first adopted up to each step, by what pushed them, mean of {about['runs']} runs; an "
        f"adoption with several sources counts for each by its share. {stay}{origin(about)}"
    )
