"""Which strategy is best at which settings: the same experiment at other settings, in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field

from sim.families.studies import Option, Study
from sim.families.tables import Column, Columns, Levels, Table
from sim.ground.draws import ONCE, stream
from sim.ground.kinds import MOST_PEOPLE, Flag, Items, Number, Perhaps, Place, Setting, Text
from sim.ground.parts import Options
from sim.ground.wording import Count, ShareBand
from sim.outcomes import auc, best, reach, takeoff, times
from sim.results.about import About
from sim.results.columns import BEST_SHARE, INTERVAL, NAME, RUNS, SHARE, STRATEGY, by_strategy, varied
from sim.results.record import TIMES, Ends, keys
from sim.results.results import Results
from sim.scenario.language.factors import Factors, latin_hypercube, uneven, values
from sim.scenario.scenario import Asked
from sim.statistics.comparison import differences
from sim.statistics.verdict import FEWEST

if TYPE_CHECKING:
    from sim.scenario.reading import Reading
    from sim.scenario.scenario import Scenario

MOST = 10_000
"""The most cells of one sweep."""

MUCH = 20_000_000
"""The most cells times keys and values: each cell is a scenario, checked as a whole."""

ROWS = 10_000
"""How many rows on the runs of a sweep are made together."""

OWN = (reach.OUTCOME, takeoff.OUTCOME, auc.OUTCOME, best.OUTCOME)
"""The outcomes in the table of cells."""


class SweepTable(Options):
    """The same experiment at other settings, in the same worlds: which strategy is best where."""

    factors: Factors = Field(
        description="settings by where they stand (`influence.threshold.sd`, `strategies[2].asks`), each with a list "
        "of values or a range; one or two, or any number with `latin_hypercube:`"
    )
    latin_hypercube: Annotated[int | None, Field(ge=2, le=100_000)] = Field(
        None, description="number of points drawn from the ranges, in place of all combinations of values"
    )


@dataclass(frozen=True)
class Sweep:
    """What is varied, and the cells.

    `grid`: how many values each of the `factors` has, None where there is no grid; `cells`: the values of the factors;
    `people`, `seeds`: how many there are in each cell.
    """

    factors: Annotated[tuple[str, ...], Items(NAME, least=1, apart=True)]
    grid: Annotated[tuple[int, ...] | None, Perhaps(Items(Number(1, MOST, whole=True), least=1))]
    cells: Annotated[tuple[tuple[Any, ...], ...], Items(Items(Setting()), least=1)]
    people: Annotated[tuple[int, ...], Items(Number(1, MOST_PEOPLE, whole=True))]
    seeds: Annotated[tuple[int, ...], Items(Number(0, MOST_PEOPLE, whole=True))]


def arms(base: Scenario, table: SweepTable, reading: Reading) -> Asked | None:
    """The scenario of each cell; None if something is wrong."""
    from sim.scenario.varying import cells, check_factors

    places = check_factors(reading, "sweep")
    points, grid = _points(reading, table, base.seed)
    scenarios = () if reading.faults else cells(reading, "sweep", places, points, base)
    if reading.faults:
        return None
    people, seeds = zip(*((cell.people, cell.seeding.count) for cell in scenarios), strict=True)
    return Asked(Sweep(tuple(places), grid, tuple(points), people, seeds), scenarios)


def _points(reading: Reading, table: Any, seed: int) -> tuple[list[tuple[Any, ...]], tuple[int, ...] | None]:
    factors = table.factors
    cells: list[tuple[Any, ...]] = []
    grid: tuple[int, ...] | None = None
    # Counted before they are made.
    if table.latin_hypercube is not None:
        count = table.latin_hypercube
        if count <= MOST:
            cells = latin_hypercube(factors, count, stream(seed, ONCE, "latin hypercube"))
    else:
        if len(factors) > 2:
            message = f"{len(factors)} factors; a grid has one or two, more take `latin_hypercube: 200`"
            reading.fault(("sweep", "factors"), message)
        each = [values(factor) for factor in factors.values()]
        grid = tuple(map(len, each))
        count = math.prod(grid)
        cells = list(product(*each)) if count <= MOST else []
        for name, levels in zip(factors, each, strict=True):
            if len(set(map(str, levels))) < len(levels):
                reading.fault(("sweep", "factors", name), "a value is there twice")
    if count > MOST:
        reading.fault(("sweep",), f"{count} cells are too many; at most {MOST}")
    if count * len(reading.page.lines) > MUCH:
        much = f"{count} cells of a scenario with {len(reading.page.lines)} keys and values"
        reading.fault(("sweep",), f"{much} are too much to look at; at most {MUCH:,} together")
    return cells, grid


def measure(results: Results) -> pd.DataFrame:
    """The outcomes of strategies in each cell of a sweep: a row a cell and strategy, with the factors as columns.

    `people`, `runs`, and outcomes, measured as in the summary.
    """
    return pd.concat([_cell(*cell) for cell in cells(results)], ignore_index=True)


def cells(results: Results) -> Iterator[tuple[dict[str, Any], Results, np.ndarray]]:
    """Each cell of a sweep: the value of each factor, results with ends of runs only, and the steps of 10, 50 and 90 %.

    The steps are int64, shape (3, strategies, runs); the last step + 1 if the share was never reached.
    """
    sweep = results.about.study(Sweep)
    blocks = results.record.cells(results.about.arms_of(Sweep), len(results.strategies), results.about.runs)
    for cell, people, ends in zip(sweep.cells, sweep.people, blocks, strict=True):
        about = replace(results.about, people=people)
        levels = dict(zip(sweep.factors, cell, strict=True))
        yield levels, Results(about, Ends(np.ascontiguousarray(ends[:2]))), ends[2:]


def records(results: Results) -> dict[str, Iterator[pd.DataFrame]]:
    """What single runs come to in each cell."""
    return {"sweep_runs": _runs(results)}


def _runs(results: Results) -> Iterator[pd.DataFrame]:
    for levels, cell, steps in cells(results):
        people, last_step = cell.about.people, cell.about.steps
        for strategy, start in product(range(len(cell.strategies)), range(0, cell.about.runs, ROWS)):
            runs = range(start, min(start + ROWS, cell.about.runs))
            last, total = cell.record.ends[:, strategy, start : runs.stop]
            columns = {**levels, **keys([{"strategy": [cell.strategies[strategy]]}, {"run": runs}])}
            columns |= {"reach": last / people, "auc": total / (people * (last_step + 1))}
            for name, first in zip(TIMES, steps[:, strategy, start : runs.stop], strict=True):
                columns[name] = np.where(first <= last_step, first, np.nan)
            yield pd.DataFrame(columns)


def _cell(levels: dict[str, Any], cell: Results, steps: np.ndarray) -> pd.DataFrame:
    columns: dict[str, Any] = {**levels, "strategy": cell.strategies}
    columns |= {"people": cell.about.people, "runs": cell.about.runs}
    for outcome in OWN:
        columns |= {
            str(name): column.to_numpy() for name, column in outcome.measure(cell)[list(outcome.columns)].items()
        }
    for name, first in zip(TIMES, steps, strict=True):
        columns[name] = medians(first, cell.about.steps)
    columns["reached_t50"] = (steps[1] <= cell.about.steps).mean(axis=1)
    return pd.DataFrame(columns)


def medians(first: np.ndarray, steps: int) -> np.ndarray:
    """The Kaplan-Meier medians of times, shape (..., runs); times after the last step are censored there.

    nan where fewer than half of the runs ever get there. All are censored at the same step, so that the median is the
    first step by which half of the runs are there.
    """
    ordered = np.sort(first, axis=-1)
    middle = ordered[..., (first.shape[-1] + 1) // 2 - 1]
    return np.where(middle <= steps, middle, np.nan)


def flip_map(results: Results) -> pd.DataFrame:
    """Which strategy is best in each cell of a sweep, and how sure that is: a row a cell, with the factors as columns.

    Of strategies that reach the same, the first in the scenario is the best. `low`, `high`: the interval that holds for
    all strategies at once, as in the verdict; empty with one strategy. `sure`: in six runs or more, by at least the
    smallest difference that matters, and with intervals that exclude zero.
    """
    return pd.DataFrame([{**levels, **_winner(cell)} for levels, cell, _ in cells(results)])


def _winner(cell: Results) -> dict[str, object]:
    counts = pd.DataFrame(cell.record.ends[0].T, columns=cell.strategies)
    order = counts.sum().sort_values(ascending=False, kind="stable").index
    first, others = str(order[0]), [str(name) for name in order[1:]]
    people, runs = cell.about.people, cell.about.runs
    # A winner must be ahead of all others at once, as in the verdict.
    lacks = [lack.together for lack in differences(-counts[others], -counts[first], people, cell.about.seed)]
    enough = cell.about.smallest_difference
    shares = best.OUTCOME.measure(cell).set_index("strategy")["best_share"]
    return {
        "best": first,
        "second": others[0] if others else "",
        "reach": counts[first].mean() / people,
        "difference": lacks[0].mean if lacks else None,
        "low": lacks[0].low if lacks else None,
        "high": lacks[0].high if lacks else None,
        "best_share": shares[first],
        "sure": bool(runs >= FEWEST and all(lack.low > 0 and lack.mean >= enough for lack in lacks)),
    }


def headline(results: Results) -> str:
    """In how many cells each strategy is best for certain, as a sentence."""
    table = results.tables["flip_map"]
    count = len(table)
    if len(results.strategies) == 1:
        band = ShareBand(table["reach"].min(), table["reach"].max())
        return f"{results.strategies[0]} reaches {band} of people on average, by the setting"
    won = table[table["sure"]]["best"].value_counts()
    unsure = int((~table["sure"].astype(bool)).sum())
    if won.empty:
        return f"No strategy is best for certain at any of {Count(count, 'setting')}"
    names = list(won.index)
    first = f"{names[0]} is best at {won.iloc[0]} of {Count(count, 'setting')}"
    rest = "".join(f", {name} at {won[name]}" for name in names[1:])
    if won.iloc[0] == count:
        return f"{names[0]} is best at {f'all {count} settings' if count > 1 else 'the one setting'}"
    close = f"; {unsure} {'is' if unsure == 1 else 'are'} too close to call" if unsure else ""
    lead = "The winner changes: " if len(names) > 1 else ""
    return f"{lead}{first}{rest}{close}"


def unfit(entry: Sweep) -> Iterator[tuple[Place, str]]:
    """What does not hold between the values of the manifest's entry."""
    yield from uneven(len(entry.factors), cells=entry.cells, people=entry.people, seeds=entry.seeds)
    if entry.grid is not None and len(entry.grid) != len(entry.factors):
        yield ("grid",), f"found {len(entry.grid)} sizes, expected {len(entry.factors)}"
    elif entry.grid is not None and math.prod(entry.grid) != len(entry.cells):
        yield ("grid",), f"found {math.prod(entry.grid)} cells, expected {len(entry.cells)}"


def factors(about: About | None) -> Columns:
    """The columns of the settings that are varied."""
    return {} if about is None else varied(about.study(Sweep).factors)


def each_cell(about: About, groups: Sequence[str] = ()) -> Levels:
    """A row a cell."""
    entry = about.study(Sweep)
    return [dict(zip(entry.factors, zip(*entry.cells, strict=True), strict=True))]


def sentences(results: Results) -> list[str]:
    """What is varied."""
    names = " and ".join(results.about.study(Sweep).factors)
    return [f"Varied: {names}; everything else stays as it is."]


CELL = {
    "strategy": STRATEGY,
    "people": Column("people", "count", Number(1, whole=True), "people in the network"),
    "runs": RUNS,
    **{name: column for outcome in OWN for name, column in outcome.columns.items()},
    **{name: times.OUTCOME.columns[name] for name in (*TIMES, "reached_t50")},
}

STUDY = Study(
    question="Where does the winner change, if settings are varied?",
    option=Option("sweep", SweepTable | None, "the same at other settings, in the same worlds"),
    arms=arms,
    entry=Sweep,
    unfit=unfit,
    tables={
        "flip_map": Table(
            "Flip map",
            "The best strategy at each setting",
            {
                "best": Column("best", "text", Text(of="strategies"), "the strategy with the highest mean reach"),
                "second": Column("second", "text", Text(of="strategies", empty=True), "the next one"),
                "reach": Column("reach of the best", "percent", SHARE, "its mean reach"),
                "difference": Column(
                    "difference", "points", Number(-1, 1, empty=True), "what the second lacks in the same worlds"
                ),
                **INTERVAL,
                "best_share": BEST_SHARE,
                "sure": Column("sure", "flag", Flag(), "whether it is ahead of every other for certain and by enough"),
            },
            flip_map,
            each_cell,
            further=factors,
            filled=[("second", (), ("difference",))],
        ),
        "sweep": Table(
            "Sweep",
            "What every strategy comes to at each setting",
            CELL,
            measure,
            lambda about, groups: [*each_cell(about), by_strategy(about)],
            further=factors,
        ),
    },
    records=records,
    heading="Where the winner changes",
    headline=headline,
    sentences=sentences,
    phrase="a sweep over settings",
    after=("compare",),
)
