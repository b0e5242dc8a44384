"""The critical-mass curve: how often a movement takes off with how many seeds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field

from sim.families.studies import Option, Study
from sim.families.tables import Column, Table
from sim.ground.kinds import Number
from sim.ground.parts import Options
from sim.ground.rounding import rounded
from sim.ground.wording import Share, ShareInterval
from sim.ground.wording import people as group_of
from sim.results.columns import COUNT, HIGH, LOW, RUNS, SHARE, STRATEGY, Ladder, ascending
from sim.results.results import Results
from sim.scenario.scenario import Asked
from sim.statistics.bootstrap import resampled
from sim.statistics.takeoff import wilson
from sim.statistics.verdict import FEWEST

if TYPE_CHECKING:
    from sim.scenario.reading import Reading
    from sim.scenario.scenario import Scenario

COARSE = math.sqrt(2)
"""The factor by which the number of seeds grows from one rung of the ladder to the next."""

Count = Annotated[int, Field(ge=0)]

CHANCES = {"seeds50": 0.5, "seeds90": 0.9}
ROUNDS = 60
RIDGE = 1e-12
"""A small constant that keeps the information above 0 where a curve is certain everywhere."""


class TippingTable(Options):
    """The critical-mass curve: how often a movement takes off with how many seeds."""

    counts: Annotated[tuple[Count, ...] | None, Field(min_length=2)] = Field(
        None,
        description="numbers of seeds; from one person on, in steps of half an octave, unless given",
        examples=[[5, 10, 20, 40]],
    )
    reach: Annotated[float | None, Field(gt=0, le=1)] = Field(
        None, description="a run has tipped if it reaches at least this share of all people; `takeoff:` unless given"
    )


class Tipping(Ladder):
    """The numbers of seeds of the strategies that have a curve."""


def arms(base: Scenario, table: TippingTable, reading: Reading) -> Asked:
    """The strategies with other numbers of seeds.

    Strategies that start with the same people whatever the number are left out.
    """
    from sim.scenario.ladder import able, climbed, rungs

    reach = base.takeoff if table.reach is None else table.reach
    # From so many seeds on, the seeds alone make a run count as tipped.
    most = min(able(reading, base), -(-reach * base.people // 1) - 1)
    counts = table.counts
    if counts is None:
        counts = rungs(1, int(most), COARSE)
    for number, count in enumerate(table.counts or ()):
        place = ("tipping", "counts", number)
        if count > most:
            message = (
                f"{count} seeds are too many; from {most + 1:.0f} on they reach {reach:g} of all people by themselves"
            )
            reading.fault(place, f"{message}, or there are not as many")
        elif number and count <= (table.counts or ())[number - 1]:
            reading.fault(place, f"{count} does not come after the number before it")
    if len(counts) < 2 and not reading.faults:
        message = f"fewer than two numbers of seeds do not reach {reach:g} of {base.people} people by themselves"
        reading.fault(("tipping",), message)
    strategies = tuple(strategy for strategy in base.strategies if not strategy.fixed)
    if not strategies:
        reading.fault(("tipping",), "every strategy here starts with the same people, whatever the number of seeds")
    labels = tuple(strategy.label for strategy in strategies)
    return Asked(Tipping(tuple(counts), reach, labels), climbed(base, strategies, counts))


def measure(results: Results) -> pd.DataFrame:
    """The critical-mass curve: how often a movement tips with how many seeds, strategy by strategy.

    A run has tipped if it reaches at least the `reach` of the entry, of all people. `tipped`: the share of runs, with
    its 95 % Wilson interval; `fitted`: the logistic curve, see `fit`. A strategy that starts with the same people
    whatever the number of seeds has no curve.
    """
    counts, tipped = _tipped(results)
    runs = tipped.shape[2]
    rows = []
    for number, strategy in enumerate(results.about.study(Tipping).strategies):
        many = tipped[number].sum(axis=1)
        low, high = wilson(many, runs)
        lines = logistic(counts, many[None].astype(float), runs)
        columns = {"strategy": strategy, "seeds": counts, "runs": runs, "tipped": many / runs, "low": low, "high": high}
        rows.append(pd.DataFrame({**columns, "fitted": _chances(lines, _scale(counts))[0]}))
    return pd.concat(rows, ignore_index=True)


def fit(results: Results) -> pd.DataFrame:
    """The number of seeds with which a movement tips in half and in nine of ten runs, strategy by strategy.

    From a logistic curve (`intercept`, `slope`) in the logarithm of one more than the number of seeds, fitted with
    Firth's (1993, Biometrika 80:27) penalty, with which it exists where all runs tip from some number on; `low`,
    `high`: 95 % percentile interval over resampled worlds, each of which meets all numbers of seeds; empty below 6
    runs. `smallest` and `largest` are the ends of the numbers tried: a result is empty if the curve gets there only
    beyond the largest, and it is the smallest if the curve is there already.
    """
    counts, tipped = _tipped(results)
    runs = tipped.shape[2]
    again = resampled(tipped.reshape(-1, runs).T, results.about.seed).reshape(-1, *tipped.shape[:2])
    rows = []
    for number, strategy in enumerate(results.about.study(Tipping).strategies):
        line = logistic(counts, tipped[number].sum(axis=1)[None].astype(float), runs)
        lines = logistic(counts, again[:, number], runs)
        row: dict[str, object] = {"strategy": strategy, "intercept": line[0, 0], "slope": line[0, 1]}
        row |= {"smallest": counts[0], "largest": counts[-1]}
        for name, chance in CHANCES.items():
            smallest, spread = _tried(line, chance, counts)[0], np.sort(_tried(lines, chance, counts))
            ends = spread[[math.floor(0.025 * len(spread)), math.ceil(0.975 * len(spread)) - 1]]
            ends = ends if runs >= FEWEST else np.full(2, math.nan)
            known = [value if value <= counts[-1] else math.nan for value in (smallest, *ends)]
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), known, strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def logistic(counts: np.ndarray, successes: np.ndarray, trials: int) -> np.ndarray:
    """Intercept and slope of logistic curves in log(1 + counts): float64, shape (curves, 2).

    `successes`: of `trials` at each count, shape (curves, counts). Penalised maximum likelihood (Firth 1993): to each
    trial, half its leverage is added as a success and as a failure (Heinze & Schemper 2002).
    """
    x, beta = _scale(counts), np.zeros((len(successes), 2))
    middle = x.mean()
    for _ in range(ROUNDS):
        step = _step(x - middle, beta, successes, trials)
        beta += step * np.minimum(1, 5 / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
        if np.abs(step).max() < 1e-10:
            break
    # Iteration stops at 1e-10, and the last digits of exp depend on the machine.
    return np.column_stack([beta[:, 0] - beta[:, 1] * middle, beta[:, 1]]).round(12)


def _step(x: np.ndarray, beta: np.ndarray, successes: np.ndarray, trials: int) -> np.ndarray:
    # A step of Fisher scoring, shape (curves, 2). The information of two parameters is inverted by hand, so that
    # products and sums are done in the same order on every machine.
    p = _chances(beta, x)
    weight = trials * p * (1 - p)
    whole, first, second = weight.sum(axis=1) + RIDGE, (weight * x).sum(axis=1), (weight * x * x).sum(axis=1) + RIDGE
    determinant = whole * second - first * first
    spread = second[:, None] - 2 * first[:, None] * x + whole[:, None] * x * x
    leverage = weight * spread / determinant[:, None]
    rest = successes - trials * p + leverage * (0.5 - p)
    level, slope = rest.sum(axis=1), (rest * x).sum(axis=1)
    step = np.column_stack([second * level - first * slope, whole * slope - first * level])
    return np.asarray(step / determinant[:, None])


def seeds_for(lines: np.ndarray, chance: float) -> np.ndarray:
    """The number of seeds at which logistic curves reach a chance, to 10 digits; inf where they do not rise."""
    from sim.ground.elementary import each, expm1

    rises = lines[:, 1] > 0
    at = (_log_odds(chance) - lines[:, 0]) / np.where(rises, lines[:, 1], 1)
    return np.where(rises, rounded(each(expm1, np.clip(at, 0, 700)), 10), np.inf)


def _tried(lines: np.ndarray, chance: float, counts: np.ndarray) -> np.ndarray:
    # Likewise, but at least the smallest number that was tried.
    missing = _log_odds(chance) - (lines[:, 0] + lines[:, 1] * _scale(counts[0]))
    enough = missing.round(10) <= 0
    return np.where(enough, counts[0], seeds_for(lines, chance))


def sentences(results: Results) -> list[str]:
    """The smallest group that tips in nine of ten runs, in a sentence for each strategy."""
    lines, curves = [], results.tables["tipping"]
    tips = f"tips (reach of {Share(results.about.study(Tipping).reach).exact}) in 90 % of runs"
    for row in results.tables["tipping_fit"].to_dict("records"):
        strategy, most = row["strategy"], row["largest"]
        if math.isnan(row["seeds90"]):
            last = curves[(curves["strategy"] == strategy) & (curves["seeds"] == most)].to_dict("records")[0]
            often = f"{Share(last['tipped'])} of runs ({ShareInterval(last['low'], last['high'])})"
            lines.append(f"{strategy}: no group of up to {most} people {tips}; {most} tip in {often}.")
        elif row["seeds90"] == row["smallest"]:
            lines.append(f"{strategy}: {_people(row['smallest'])}, the smallest group that was tried, {tips}.")
        else:
            group, half = _people(row["seeds90"]), math.ceil(row["seeds50"])
            between = interval(row) or "too few runs for an interval"
            sentence = f"{strategy}: the smallest group that {tips} has {group} ({between})"
            lines.append(f"{sentence}; in half of them, {half}.")
    return lines


def _people(number: float) -> str:
    return str(group_of(math.ceil(number)))


def interval(row: dict[Any, Any]) -> str:
    """The interval of the smallest group that tips in nine of ten runs, in people; empty if unknown."""
    if math.isnan(row["seeds90_low"]):
        return ""
    high = f"more than {row['largest']}" if math.isnan(row["seeds90_high"]) else math.ceil(row["seeds90_high"])
    return f"{math.ceil(row['seeds90_low']):,} to {high}"


def _chances(lines: np.ndarray, x: np.ndarray) -> np.ndarray:
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.ground.elementary import each, expit

    return each(expit, lines[:, :1] + lines[:, 1:] * x)


def _log_odds(chance: float) -> float:
    from sim.ground.elementary import log

    return float(log(chance / (1 - chance)))


def _scale(counts: np.ndarray) -> np.ndarray:
    from sim.ground.elementary import each, log1p

    return each(log1p, counts)


def _tipped(results: Results) -> tuple[np.ndarray, np.ndarray]:
    # The numbers of seeds, and whether each run tipped: int64, shape (strategies, counts, runs).
    ladder = results.about.study(Tipping)
    last = results.record.sides(results.about.arms_of(Tipping))[0]
    tipped = last / results.about.people >= ladder.reach
    whole = tipped.reshape(len(ladder.counts), len(ladder.strategies), -1).swapaxes(0, 1)
    return np.array(ladder.counts), np.ascontiguousarray(whole).astype(np.int64)


SEEDS = Number(0, empty=True)
STUDY = Study(
    question="How many seeds does it take until the movement tips?",
    option=Option(
        "tipping", TippingTable | None, "the critical-mass curve: how often a movement takes off with how many seeds"
    ),
    arms=arms,
    entry=Tipping,
    unfit=ascending,
    tables={
        "tipping": Table(
            "Tipping table",
            "How often a movement tips with how many seeds",
            {
                "strategy": STRATEGY,
                "seeds": Column("seeds", "count", COUNT, "people to start with"),
                "runs": RUNS,
                "tipped": Column("tips", "percent", SHARE, "share of runs that reach the mark"),
                "low": Column("tips, low", "percent", SHARE, "lower end of its 95 % Wilson interval"),
                "high": Column("tips, high", "percent", SHARE, "upper end of its 95 % Wilson interval"),
                "fitted": Column("on the line", "percent", SHARE, "the fitted logistic curve"),
            },
            measure,
            lambda about, groups: [
                {"strategy": about.study(Tipping).strategies},
                {"seeds": about.study(Tipping).counts},
            ],
        ),
        "tipping_fit": Table(
            "Tipping fit",
            "The number of seeds with which a movement tips in half and in nine of ten runs",
            {
                "strategy": STRATEGY,
                "intercept": Column(
                    "intercept",
                    "number",
                    Number(),
                    "of the logistic curve in the logarithm of one more than the seeds",
                ),
                "slope": Column("slope", "number", Number(), "of the same curve"),
                "smallest": Column("fewest tried", "count", COUNT, "smallest number of seeds that was tried"),
                "largest": Column("most tried", "count", COUNT, "largest number of seeds that was tried"),
                "seeds50": Column("seeds for half", "number", SEEDS, "number of seeds with which half of the runs tip"),
                "seeds50_low": Column("seeds for half, low", "number", SEEDS, LOW),
                "seeds50_high": Column("seeds for half, high", "number", SEEDS, HIGH),
                "seeds90": Column("seeds for 90 %", "number", SEEDS, "number of seeds with which nine of ten runs tip"),
                "seeds90_low": Column("seeds for 90 %, low", "number", SEEDS, LOW),
                "seeds90_high": Column("seeds for 90 %, high", "number", SEEDS, HIGH),
            },
            fit,
            lambda about, groups: [{"strategy": about.study(Tipping).strategies}],
            filled=[("seeds90", (), ("seeds50",))],
        ),
    },
    tells="tipping_fit",
    heading="How many it takes",
    sentences=sentences,
    phrase="the critical-mass curve",
    after=("robustness",),
)
