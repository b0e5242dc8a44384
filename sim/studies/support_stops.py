"""Whether the change keeps up once support stops."""

from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from sim.families.studies import Option, Study
from sim.families.tables import Column, Table
from sim.ground.kinds import Number, Text
from sim.ground.wording import Share
from sim.results.columns import CHANGE, COUNT, INTERVAL, SHARE, STRATEGY, by_strategy
from sim.results.results import Results
from sim.statistics.comparison import Difference, differences
from sim.statistics.verdict import FEWEST, points

YES, NO, UNCLEAR, TOO_FEW = "self-sustaining", "falls back", "unclear", "too few runs to say"


class SupportStops(int):
    """The step from which on nothing supports the change."""

    KIND = Number(1, "steps", whole=True)


def measure(results: Results) -> pd.DataFrame:
    """Whether the change keeps up once support stops: a row a strategy.

    `change` is over the same runs, with its 95 % interval as in the comparison. `finding`: "self-sustaining" if the
    whole interval lies above a loss of the smallest difference that matters, "falls back" if below, else "unclear".
    """
    stop, people = results.about.study(SupportStops), results.about.people
    ends = [np.stack([curves[:, :, stop - 1], curves[:, :, -1]]) for curves in results.record.curves()]
    before, end = np.concatenate(ends, axis=2)
    gained = pd.DataFrame((end - before).T, columns=results.strategies)
    enough, rows = results.about.smallest_difference, []
    for number, change in enumerate(differences(gained, 0, people, results.about.seed)):
        finding = YES if change.low >= -enough else NO if change.high < -enough else UNCLEAR
        rows.append(
            {
                "strategy": results.strategies[number],
                "stops": stop,
                "reach_before": before[number].mean() / people,
                "reach_end": end[number].mean() / people,
                "change": change.mean,
                "low": change.low,
                "high": change.high,
                "kept": float(((end[number] - before[number]) / people >= -enough).mean()),
                "finding": finding if len(gained) >= FEWEST else TOO_FEW,
            }
        )
    return pd.DataFrame(rows)


def sentences(results: Results) -> list[str]:
    """Whether the change keeps up, in a sentence for each strategy."""
    return [
        f"{row['strategy']}, once support stops in step {row['stops']}: {row['finding']}; reach goes from "
        f"{Share(row['reach_before'])} to {Share(row['reach_end'])}, "
        f"{points(Difference(row['change'], row['low'], row['high']), signed=True)}."
        for row in results.tables["self_sustaining"].to_dict("records")
    ]


STUDY = Study(
    question="Does the change keep up once support stops?",
    option=Option(
        "support_stops",
        Annotated[int, Field(ge=2)] | None,
        "from this step on no sponsor, story or message supports the change: is it self-sustaining?",
        examples=[20],
    ),
    of=lambda scenario: scenario.support_stops and SupportStops(scenario.support_stops),
    entry=SupportStops,
    tables={
        "self_sustaining": Table(
            "Self-sustaining",
            "Whether the change keeps up once support stops",
            {
                "strategy": STRATEGY,
                "stops": Column("stops", "count", COUNT, "the step from which on nothing supports the change"),
                "reach_before": Column("reach before", "percent", SHARE, "mean reach after the step before"),
                "reach_end": Column("reach in the end", "percent", SHARE, "mean reach after the last step"),
                "change": Column("change", "points", CHANGE, "the difference of both, in points of 100"),
                **INTERVAL,
                "kept": Column("keeps up", "percent", SHARE, "share of runs that lose no more than what matters"),
                "finding": Column("finding", "text", Text(of=(YES, NO, UNCLEAR, TOO_FEW)), "what the numbers come to"),
            },
            measure,
            lambda about, groups: [
                {**by_strategy(about), "stops": [about.study(SupportStops)] * len(about.strategies)}
            ],
        )
    },
    heading="When support stops",
    sentences=sentences,
    phrase="an end to all support",
    after=("costs",),
)
