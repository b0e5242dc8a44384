"""What strategies lose if their seeds are chosen on a wrong map, or somebody who matters is gone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pandas as pd
from pydantic import Field

from sim.families.studies import Option, Study
from sim.families.tables import Column, Levels, Table
from sim.ground.kinds import Items, Perhaps, Place, Row
from sim.ground.parts import Options
from sim.ground.wording import Points, PointsInterval, Share
from sim.results.about import About
from sim.results.columns import CHANGE, INTERVAL, NAME, PART, REACH_MEAN, SHARE, STRATEGY, by_strategy
from sim.results.results import Results
from sim.scenario.scenario import Asked, Mistake, side
from sim.statistics.comparison import differences

if TYPE_CHECKING:
    from sim.scenario.reading import Reading
    from sim.scenario.scenario import Scenario

SHARES = ("missing_ties", "added_ties", "rewired_ties", "lost_respondents")
"""The mistakes of a map that have a share."""

Wrong = Annotated[tuple[Annotated[float, Field(ge=0, le=1)], ...], Field(max_length=100)]

WORDS = {
    "missing_ties": "ties are missing on the map",
    "added_ties": "as many false ties are on the map",
    "rewired_ties": "ties lead to somebody else on the map",
    "lost_respondents": "people did not answer the survey",
}
"""Phrases for mistakes, which follow the share."""


class RobustnessTable(Options):
    """What strategies lose where the map is wrong, or somebody who matters is gone; all shares are of 0 to 1."""

    missing_ties: Wrong = Field((), description="shares of ties that are missing on the map", examples=[[0.1, 0.3]])
    added_ties: Wrong = Field((), description="false ties that are on the map, as shares of all true ones")
    rewired_ties: Wrong = Field((), description="shares of ties that lead to somebody else on the map")
    lost_respondents: Wrong = Field((), description="shares of people who did not answer the survey")
    champion: tuple[Literal["declines", "leaves"], ...] = Field(
        (), description="the best seed declines and is not replaced, or leaves the network"
    )
    linking_pin: Literal["leaves"] | None = Field(
        None, description="whoever has the most ties across tribes leaves the network"
    )


@dataclass(frozen=True)
class Robustness:
    """The mistakes: of which kind, and how much of it; None where there is no more or less of it."""

    mistakes: Annotated[tuple[tuple[str, float | None], ...], Items(Row((NAME, Perhaps(SHARE))), least=1)]


def arms(base: Scenario, table: RobustnessTable, reading: Reading) -> Asked:
    """The scenario with each mistake that is asked for."""
    mistakes = []
    for kind in SHARES:
        shares = getattr(table, kind)
        for number, share in enumerate(shares):
            if share in shares[:number]:
                reading.fault(("robustness", kind, number), f"{share:g} is there twice")
            mistakes.append(Mistake(kind, share))
    mistakes += [Mistake(f"champion {step}") for step in dict.fromkeys(table.champion)]
    if table.linking_pin is not None:
        mistakes.append(Mistake("linking pin leaves"))
    _check(reading, base, mistakes)
    entry = Robustness(tuple((mistake.kind, mistake.share) for mistake in mistakes))
    return Asked(entry, tuple(side(base, mistake=mistake) for mistake in mistakes))


def _check(reading: Reading, base: Scenario, mistakes: list[Mistake]) -> None:
    table = reading.sections["robustness"]
    if not mistakes:
        reading.fault(("robustness",), f"says nothing that goes wrong; name one of {', '.join(SHARES)}, ...")
    if table.linking_pin is not None and base.tribe is None:
        message = "needs to know who belongs together: name the column in people: {tribe: ...}"
        reading.fault(("robustness", "linking_pin"), message)
    if base.convention is not None:
        for key, leaves in (("champion", "leaves" in table.champion), ("linking_pin", table.linking_pin is not None)):
            if leaves:
                reading.fault(("robustness", key), "leaves goes not with a convention")


def measure(results: Results) -> pd.DataFrame:
    """What each strategy loses if its seeds are chosen on a wrong map, or somebody who matters is gone.

    The change spreads on the true ties, in the same worlds (Costenbader & Valente 2003, Social Networks 25:283, for
    rankings). `loss`: mean over runs, with its 95 % interval, see comparison, empty with one run.
    """
    about = results.about
    mistakes, width = about.study(Robustness).mistakes, len(results.strategies)
    ends = results.record.sides(about.arms_of(Robustness))[0].reshape(len(mistakes), width, -1)
    rows: list[dict[str, Any]] = []
    for place, (kind, share) in enumerate(mistakes):
        for number, strategy in enumerate(results.strategies):
            wrong = pd.Series(ends[place, number])
            true = pd.DataFrame({strategy: results.record.ends[0][number]})
            (lost,) = differences(true, wrong, about.people, about.seed)
            keys = {"kind": kind, "share": math.nan if share is None else share, "strategy": strategy}
            reach = float(wrong.mean()) / about.people
            rows.append({**keys, "reach_mean": reach, "loss": lost.mean, "low": lost.low, "high": lost.high})
    return pd.DataFrame(rows)


def sentences(results: Results) -> list[str]:
    """What each strategy loses, a sentence for each thing that goes wrong, at the largest share of it."""
    table, lines = results.tables["robustness"], []
    for kind, rows in table.groupby("kind", sort=False):
        worst = rows if rows["share"].isna().all() else rows[rows["share"] == rows["share"].max()]
        losses = ", ".join(f"{row['strategy']} {_change(row)}" for row in worst.to_dict("records"))
        lines.append(f"{event(str(kind), worst['share'].iloc[0])}, reach changes by (in points): {losses}.")
    return lines


def _change(row: dict[Any, Any]) -> str:
    # A strategy that never loses, or a single run, has no interval.
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


def unfit(entry: Robustness) -> Iterator[tuple[Place, str]]:
    """What does not hold between the values of the manifest's entry."""
    if len(set(entry.mistakes)) < len(entry.mistakes):
        yield ("mistakes",), "has a mistake twice"


def rows(about: About, groups: Sequence[str]) -> Levels:
    """A row a mistake and strategy."""
    kinds, shares = zip(*about.study(Robustness).mistakes, strict=True)
    return [{"kind": kinds, "share": shares}, by_strategy(about)]


LOSS = "reach with the true map less that with the wrong one, in points of 100"
STUDY = Study(
    question="What do strategies lose where the map is wrong, or somebody who matters is gone?",
    option=Option(
        "robustness",
        RobustnessTable | None,
        "what strategies lose where the map is wrong, or somebody who matters is gone",
    ),
    arms=arms,
    entry=Robustness,
    unfit=unfit,
    tables={
        "robustness": Table(
            "Robustness",
            "What each strategy loses where the map is wrong or somebody is gone",
            {
                "kind": Column("what is wrong", "text", NAME, "what is wrong with the map or who is gone"),
                "share": Column("share", "percent", PART, "how much of the map is wrong; empty where it is a person"),
                "strategy": STRATEGY,
                "reach_mean": REACH_MEAN,
                "loss": Column("loss", "points", CHANGE, LOSS),
                **INTERVAL,
            },
            measure,
            rows,
        )
    },
    heading="If the map is wrong, or somebody is gone",
    sentences=sentences,
    phrase="mistakes (a wrong map, people who decline or leave)",
    after=("sensitivity",),
)
