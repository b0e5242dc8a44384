"""How far the strategies are apart in the same worlds."""

from collections.abc import Mapping
from typing import Any

from sim.reports.messages._parts import Chart, Message, Series, values
from sim.reports.messages._words import HERE, points, short, source
from sim.reports.story import Story
from sim.results import Results
from sim.statistics.verdict import FEWEST


def find(results: Results, story: Story) -> Message | None:
    """Paired differences of reach to the baseline, with the intervals that hold for all strategies at once."""
    table = results.tables["comparison"]
    table = table[table["measure"] == "reach"]
    if not len(table):
        return None
    baseline = str(table["baseline"].iloc[0])
    low, high = (values(100 * table[name]) for name in ("low_all", "high_all"))
    difference = Series(f"reach more than with {short([baseline])[0]}", values(100 * table["difference"]), low, high)
    up = f"points of reach, against {short([baseline])[0]}"
    chart = Chart("bars", (difference,), "points", tuple(short(list(table["strategy"]))), up=up)
    whiskers = "whiskers: 95 % intervals that hold for all strategies at once"
    if results.about["runs"] == 1:
        whiskers = "one run gives no interval"
    caption = f"Bars: mean difference of reach in the same worlds, run by run; {whiskers}. {source(results)}"
    rows = table.to_dict("records")
    return Message(
        "Differences", _title(rows, baseline), chart, caption, story.comparisons,
        ("A whisker that crosses zero: no difference is shown. That is not to say that there is none.", HERE),
    )  # fmt: skip


def _title(rows: list[dict[Any, Any]], baseline: str) -> str:
    sure = [row for row in rows if _sure(row)]
    against = f"against {baseline}"
    if not sure:
        runs = rows[0]["runs"]
        few = f"{runs} run{' is' if runs == 1 else 's are'} too few to tell strategies apart"
        most = max(rows, key=lambda row: abs(row["difference"]))
        return few if runs < FEWEST else f"No clear difference {against}: {most['strategy']} {_points(most)}"
    first = max(sure, key=lambda row: abs(row["difference"]))
    title = f"{first['strategy']}: {_points(first)} {against}"
    rest = len(rows) - len(sure)
    if not rest:
        return title
    if rest == 1:
        (other,) = (row for row in rows if not _sure(row))
        return f"{title}; {other['strategy']}: no clear difference"
    return f"{title}; for {rest} others no clear difference"


def _points(row: Mapping[Any, Any]) -> str:
    return f"{points(row['difference'])} points of reach ({points(row['low_all'])} to {points(row['high_all'])})"


def _sure(row: Mapping[Any, Any]) -> bool:
    return row["runs"] >= FEWEST and bool(row["low_all"] > 0 or row["high_all"] < 0)
