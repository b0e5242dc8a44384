"""How many random seeds reach as much as each strategy does: what knowing the network is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd

from sim.families.strategies import STRATEGIES
from sim.families.studies import Option, Study
from sim.families.tables import Column, Table
from sim.ground.kinds import MOST_PEOPLE, Items, Number, Perhaps
from sim.ground.wording import Amount
from sim.results.columns import END, HIGH, LOW, NAME, RANDOM_EQUIVALENT, STRATEGY, Ladder, ascending, each_strategy
from sim.results.results import Results
from sim.scenario.scenario import Asked, Strategy
from sim.statistics.bootstrap import RESAMPLES, resampled
from sim.statistics.verdict import FEWEST

if TYPE_CHECKING:
    from sim.scenario.reading import Reading
    from sim.scenario.scenario import Scenario

RANDOM = "random"
FINE = math.sqrt(math.sqrt(2))
"""The factor by which the number of seeds grows from one rung of the ladder to the next."""


@dataclass(frozen=True)
class Equivalents(Ladder):
    """The numbers of random seeds, and with how many each strategy starts, counted alike; None: as many as it chose."""

    strategies: Annotated[tuple[str, ...], Items(NAME)]
    seeds: Annotated[tuple[float | None, ...], Items(Perhaps(Number(0, MOST_PEOPLE)), length="count")]


def arms(base: Scenario, asks: bool, reading: Reading) -> Asked:
    """Random seeds, from nobody to everybody who can adopt."""
    from sim.scenario import choosing
    from sim.scenario.ladder import able, climbed, rungs

    if base.convention is not None:
        reading.fault(("random_equivalents",), "goes not with a convention")
    # The strategies' own number of seeds is one of the rungs.
    counts = (0, *rungs(max(1, base.seeding.count / 8), able(reading, base), FINE))
    part = STRATEGIES.part(RANDOM)
    anyone = Strategy(RANDOM, RANDOM, choosing.plain(part.function), sees=part.sees())
    # If people decline and are not replaced, rungs count the people asked, as the numbers of the strategies do.
    short = base.seeding.declining > 0 and not base.seeding.replaced
    own = tuple(float(base.seeding.count) if short and not strategy.fixed else None for strategy in base.strategies)
    return Asked(Equivalents(counts, base.takeoff, (RANDOM,), own), climbed(base, (anyone,), counts))


def asked(results: Results) -> list[float]:
    """The number of seeds of each strategy, counted as on the ladder: before anybody declines."""
    chosen = results.record.chosen.mean(axis=1).tolist()
    seeds = results.about.study(Equivalents).seeds
    return [mean if own is None else own for own, mean in zip(seeds, chosen, strict=True)]


def measure(results: Results) -> pd.DataFrame:
    """How many random seeds reach as much as each strategy does: the random-equivalent number of seeds.

    Akbarpour, Malladi & Saberi (2020, "Just a few seeds more"): where a few more random seeds do as well, the
    network need not be mapped. They show that they do for simple contagion by single contacts; with thresholds or
    reinforcement the number is that of the model, outside the scope of their result. `random_equivalent_seeds` lies on
    a straight line between the numbers that were tried, and is empty where all of them reach less. `low`, `high`: 95 %
    percentile interval over resampled worlds, in which the strategy and random seeds meet the same people; empty below
    6 runs. Where that is the highest reach there is, any number from the one before may do, and the interval begins
    there. Where no number suffices `low` is the largest, and `high` empty.
    """
    ladder = results.about.study(Equivalents)
    ends = results.record.sides(results.about.arms_of(Equivalents))[0].T
    own = results.record.ends[0].T
    counts, width, seeds = np.array(ladder.counts, float), len(results.strategies), asked(results)
    sums = np.concatenate([own, ends], axis=1)
    again = resampled(sums, results.about.seed)
    rows = []
    for number, strategy in enumerate(results.strategies):
        level, curve = sums[:, number].sum(), sums[:, width:].sum(axis=0)
        equivalent = _finite(at_level(counts, curve[None], level[None])[0])
        low, high = _ends(np.sort(at_level(counts, again[:, width:], again[:, number])))
        if level == curve.max():
            low = min(low, counts[max(0, int((np.maximum.accumulate(curve) < level).sum()) - 1)])
        row = {"strategy": strategy, "seeds": seeds[number], "random_equivalent_seeds": equivalent}
        row |= {"low": low if math.isfinite(low) else counts[-1], "high": _finite(high)}
        if len(sums) < FEWEST:
            row |= {"low": math.nan, "high": math.nan}
        rows.append(row | {"extra": equivalent - seeds[number]})
    return pd.DataFrame(rows)


def at_level(counts: np.ndarray, curves: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Where rising curves first reach levels: float64, shape (curves), inf where they never do.

    `counts`: ascending, shape (points); `curves`: shape (curves, points), replaced by their running maximum; `levels`:
    one for each curve. Points are joined by straight lines; a level below the first point gives the first count.
    """
    rising = np.maximum.accumulate(curves, axis=1)
    place = (rising < levels[:, None]).sum(axis=1)
    after = np.minimum(place, len(counts) - 1)
    before = np.maximum(after - 1, 0)
    rows = np.arange(len(rising))
    low, high = rising[rows, before], rising[rows, after]
    rise = np.where(high > low, high - low, 1)
    part = np.where(place == 0, 0.0, (levels - low) / rise)
    crossing = counts[before] + part * (counts[after] - counts[before])
    return np.where(place == len(counts), np.inf, crossing)


def sentences(results: Results) -> list[str]:
    """What the numbers mean, in a sentence for each strategy that does not itself draw seeds at random."""
    lines = []
    for row in results.tables["equivalents"].to_dict("records"):
        if row["strategy"] == "random" or row["seeds"] == 0:
            continue
        most = results.about.study(Equivalents).counts[-1]
        if math.isnan(row["random_equivalent_seeds"]):
            lines.append(f"{row['strategy']}: no number of random seeds reaches as much on average (up to {most}).")
            continue
        extra, own = row["extra"], f"its own {Amount(row['seeds'])}"
        worth = f"{Amount(abs(extra))} {'more' if extra >= 0 else 'fewer'} than {own}"
        if row["low"] <= row["seeds"] <= row["high"]:
            worth = f"which cannot be told from {own}"
        lines.append(
            f"{row['strategy']}: {Amount(row['random_equivalent_seeds'])} random seeds reach as much "
            f"({_range(row)}), {worth}."
        )
    return lines


def _range(row: dict[Any, Any]) -> str:
    if math.isnan(row["low"]):
        return "too few runs for an interval"
    return f"{Amount(row['low'])} to {'more than all' if math.isnan(row['high']) else Amount(row['high'])}"


def _ends(ordered: np.ndarray) -> tuple[float, float]:
    # Percentiles without interpolating between a number and infinity.
    low = ordered[math.floor(0.025 * (RESAMPLES - 1))]
    return float(low), float(ordered[math.ceil(0.975 * (RESAMPLES - 1))])


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.nan


STUDY = Study(
    question="How many random seeds reach as much as each strategy does?",
    option=Option(
        "random_equivalents",
        bool,
        "how many random seeds reach as much as each strategy does (random_equivalent_seeds)",
        default=False,
    ),
    arms=arms,
    entry=Equivalents,
    unfit=ascending,
    tables={
        "equivalents": Table(
            "Equivalents",
            "How many random seeds reach as much as each strategy",
            {
                "strategy": STRATEGY,
                "seeds": Column("seeds", "number", Number(0), "people to start with, mean over runs"),
                "random_equivalent_seeds": RANDOM_EQUIVALENT,
                "low": Column("low", "number", Number(0, empty=True), LOW),
                "high": Column("high", "number", Number(0, empty=True), HIGH),
                "extra": Column("more than its own", "number", END, "how many more random seeds than the strategy has"),
            },
            measure,
            each_strategy,
        )
    },
    heading="What knowing the network is worth",
    sentences=sentences,
    phrase="random-equivalent seeds",
    after=("tipping",),
)
