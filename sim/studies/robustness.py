import math
from typing import Any

import pandas as pd

from sim.ground.wording import Points, PointsInterval, Share
from sim.results.results import Results
from sim.statistics.comparison import differences

WORDS = {
    "missing_ties": "ties are missing on the map",
    "added_ties": "as many false ties are on the map",
    "rewired_ties": "ties lead to somebody else on the map",
    "lost_respondents": "people did not answer the survey",
}
"""What has gone wrong, after its share."""


def measure(results: Results) -> pd.DataFrame:
    """What each strategy loses where its seeds are chosen on a wrong map, or somebody who matters is gone.

    The change spreads on the true ties, in the same worlds (Costenbader & Valente 2003, Social Networks 25:283, for
    rankings). `kind`: what is wrong; `share`: how much, empty where it is one person; `reach_mean`: the share of
    adopters then; `loss`: how much less that is than with the true map, mean over runs; `low`, `high`: its 95 %
    interval, see comparison, empty with one run.
    """
    about = results.about
    mistakes, width = about["robustness"]["mistakes"], len(results.strategies)
    ends = results.record.sides(range(*about["robustness"]["arms"]))[0].reshape(len(mistakes), width, -1)
    rows: list[dict[str, Any]] = []
    for place, (kind, share) in enumerate(mistakes):
        for number, strategy in enumerate(results.strategies):
            wrong = pd.Series(ends[place, number])
            true = pd.DataFrame({strategy: results.record.ends[0][number]})
            (lost,) = differences(true, wrong, about["people"], about["seed"])
            keys = {"kind": kind, "share": math.nan if share is None else share, "strategy": strategy}
            reach = float(wrong.mean()) / about["people"]
            rows.append({**keys, "reach_mean": reach, "loss": lost.mean, "low": lost.low, "high": lost.high})
    return pd.DataFrame(rows)


def said(results: Results) -> list[str]:
    """What each strategy loses, a sentence for each thing that goes wrong, at the largest share of it."""
    table, lines = results.tables["robustness"], []
    for kind, rows in table.groupby("kind", sort=False):
        worst = rows if rows["share"].isna().all() else rows[rows["share"] == rows["share"].max()]
        losses = ", ".join(f"{row['strategy']} {_change(row)}" for row in worst.to_dict("records"))
        lines.append(f"{event(str(kind), worst['share'].iloc[0])}, reach changes by (in points): {losses}.")
    return lines


def _change(row: dict[Any, Any]) -> str:
    # A strategy that never loses, or one run, has no interval to tell.
    if not row["low"] < row["high"]:
        return points(row["loss"])
    return f"{points(row['loss'])} ({PointsInterval(-row['high'], -row['low']):+})"


def event(kind: str, share: float) -> str:
    """The condition in words: `If 30 % of ties are missing on the map`."""
    if kind not in WORDS:
        return f"If the {kind.replace('champion', 'best seed')}"
    joint = " more" if kind == "added_ties" else " of the"
    words = WORDS[kind].removeprefix("as many ")
    return f"If {Share(share).exact}{joint} {words}"


def points(loss: float) -> str:
    """A loss as a change of reach in points of 100."""
    return Points(-loss).bare("+")
