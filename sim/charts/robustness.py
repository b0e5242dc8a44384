"""What strategies lose where their map is wrong, or somebody who matters is gone."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from sim.drawing import style
from sim.drawing.labels import legend
from sim.drawing.words import short, source
from sim.ground.wording import Count, Points, PointsInterval, Share
from sim.results.results import Results
from sim.studies.robustness import event

AFTER = ("sensitivity",)
TABLES = ("robustness",)
ASK = "robustness: {...}"
RUN = True

ABOVE = 0.42
"""Inches above the panel, for the kinds of mistakes."""

NAMES = {
    "missing_ties": "ties\nmissing",
    "added_ties": "false ties\nadded",
    "rewired_ties": "ties\nrewired",
    "lost_respondents": "no answer\nof people",
    "champion declines": "best seed\ndeclines",
    "champion leaves": "best seed\nleaves",
    "linking pin leaves": "linking pin\nleaves",
}

GAP = 0.8
"""The gap between kinds, in units of the gap between shares."""


def draw(results: Results, ax: Axes) -> None:
    """Draw the loss of each strategy, with its interval, by kind of mistake and, ascending, its shares."""
    table, handles = results.tables["robustness"], []
    places = _places(table)
    width = len(results.strategies)
    for number, (strategy, name) in enumerate(zip(results.strategies, short(results.strategies), strict=True)):
        look: dict[str, Any] = style.line(number)
        own = table[table["strategy"] == strategy]
        for kind, rows in own.groupby("kind", sort=False):
            rows = rows.sort_values("share", kind="stable")
            at = np.array([places[str(kind), _share(share)] for share in rows["share"]])
            # Shifted sideways, so that whiskers of several strategies can be told apart.
            at = at + 0.35 * ((number + 0.5) / width - 0.5)
            loss = 100 * rows["loss"].to_numpy()
            whiskers = style.whiskers(loss, 100 * rows["low"].to_numpy(), 100 * rows["high"].to_numpy())
            ax.errorbar(at, loss, whiskers, fmt=style.marker(number), markersize=4, linewidth=1, color=look["color"])
            ax.plot(at, loss, linewidth=1.5, gid=f"{kind}, {strategy}", **look)
        handles.append(Line2D([], [], linewidth=1.5, marker=style.marker(number), markersize=4, label=name, **look))
    _axes(ax, places)
    legend(ax, handles, "strategy")


def finding(results: Results) -> str:
    """Which mistake costs most reach, and with which strategy, as a sentence with its 95 % interval."""
    table = results.tables["robustness"]
    sure = table[(table["low"] > 0) | (table["low"].isna() & (table["loss"] > 0))]
    if not len(sure):
        return "No strategy is known to lose reach by a wrong map or a loss"
    worst = max(sure.to_dict("records"), key=lambda row: float(row["loss"]))
    interval = PointsInterval(worst["low"], worst["high"])
    sentence = f"{event(worst['kind'], worst['share'])}, {worst['strategy']} reaches {Points(worst['loss'])} less"
    return f"{sentence} ({interval})" if interval.known else sentence


def caption(results: Results) -> str:
    """What the chart shows, in words."""
    about = results.about
    return (
        f"Loss: reach with the true map less that with the wrong one, in the same {Count(about.runs, 'world')} of "
        f"{about.people} people, with its 95 % interval. Seeds are chosen on the wrong map, the change spreads on "
        f"the true ties. {source(about)}"
    )


def _share(share: float) -> float | None:
    return None if np.isnan(share) else float(share)


def _places(table: pd.DataFrame) -> dict[tuple[str, float | None], float]:
    # The horizontal place of each share of each kind, in the order of the table, shares ascending.
    places: dict[tuple[str, float | None], float] = {}
    at = 0.0
    for kind, rows in table.groupby("kind", sort=False):
        for share in np.sort(rows["share"].to_numpy(float)):
            if (str(kind), _share(share)) in places:
                continue
            places[str(kind), _share(share)] = at
            at += 1
        at += GAP
    return places


def _axes(ax: Axes, places: dict[tuple[str, float | None], float]) -> None:
    ax.axhline(0, color="#BBBBBB", linewidth=0.8, zorder=0)
    labels = ["" if share is None else Share(share).exact for _, share in places]
    ax.set_xticks(list(places.values()), labels, fontsize=8.5)
    kinds = dict.fromkeys(kind for kind, _ in places)
    for kind in kinds:
        middle = float(np.mean([at for (mistake, _), at in places.items() if mistake == kind]))
        ax.text(middle, 1.0, NAMES[kind], transform=ax.get_xaxis_transform(), ha="center", va="bottom", fontsize=7.5)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_ylabel("loss of reach, in points of 100")
    if any(labels):
        ax.set_xlabel("share that is wrong")
    ax.tick_params(length=3)
