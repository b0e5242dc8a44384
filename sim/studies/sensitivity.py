"""What the difference of two strategies depends on, factor by factor."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from sim.families.studies import Option, Study
from sim.families.tables import Column, Columns, Levels, Table
from sim.ground.extras import installing
from sim.ground.kinds import MOST_PEOPLE, Items, Number, Place, Setting, Text, show
from sim.ground.parts import Options
from sim.ground.wording import Points, Share
from sim.results.about import About
from sim.results.columns import END, NAME, PART
from sim.results.results import Results
from sim.scenario.language.factors import Factors, at, uneven
from sim.scenario.scenario import Asked
from sim.statistics.screening import LEVELS, METHODS, ONE_AT_A_TIME, SOBOL, analysed, sample, size
from sim.statistics.verdict import FEWEST

if TYPE_CHECKING:
    from sim.scenario.reading import Reading
    from sim.scenario.scenario import Scenario

MOST = 20_000
"""The most points of one analysis."""

OUTPUTS = ("difference", "takeoff", "reach_given_takeoff")
WORTH = {"one-at-a-time": "swing", "morris": "mu_star", "sobol": "ST"}
"""The column by which factors are ordered, by method."""

MOSTLY = 0.5
"""With a larger share of luck no statement is made on what an outcome depends on."""


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """What is varied, and at which points.

    `strategy`, `over`: of the difference that is looked at, of which `first` has the arm that comes first (0) or last
    (1) at each point; `points`: the values of `factors`, None as the scenario has them; `unit`: these as shares of
    their ways; `levels`: of Morris' grid; `people`: how many there are at each point.
    """

    method: Annotated[str, Text(of=tuple(METHODS))]
    strategy: Annotated[str, Text(of="strategies")]
    over: Annotated[str, Text(of="strategies")]
    factors: Annotated[tuple[str, ...], Items(NAME, least=1, apart=True)]
    points: Annotated[tuple[tuple[Any, ...], ...], Items(Items(Setting()), least=1)]
    unit: Annotated[tuple[tuple[float | None, ...], ...], Items(Items(PART))] = ()
    levels: Annotated[int, Number(2, whole=True)] = LEVELS
    people: Annotated[tuple[int, ...], Items(Number(1, MOST_PEOPLE, whole=True))]
    first: Annotated[int, Number(0, 1, whole=True)] = 0


def measure(results: Results) -> pd.DataFrame:
    """What outcomes depend on: a row for each `output` and factor, those that matter most first.

    Outputs are the `difference` of mean reach between two strategies in the same worlds, and of the first of them the
    share of runs that take off (`takeoff`) and the mean reach of these (`reach_given_takeoff`; empty where at some
    point no run takes off). one-at-a-time: the output `at_low` and `at_high` of each factor, all others as in the
    scenario (`base`), and the `swing` from the lowest to the highest of the three. morris: the mean of elementary
    effects, of their sizes (`mu_star`, with the half-width of its 95 % interval) and their standard deviation (Morris
    1991; Campolongo et al. 2007), per whole range of a factor. sobol: first-order and total indices with half-widths
    (Saltelli et al. 2010).
    `noise`: the share of the variance between points that is only luck, with this number of runs; luck that affects all
    points alike, since they meet the same worlds, is not counted. Empty with one run.
    """
    design = results.about.study(Sensitivity)
    unit = np.array([[np.nan if share is None else share for share in row] for row in design.unit], float)
    tables = []
    for output, (values, errors) in outputs(results).items():
        columns = analysed(design.method, unit, values, results.about.seed, design.levels)
        table = pd.DataFrame({"output": output, "factor": design.factors, "method": design.method, **columns})
        table = table.assign(base=values[0] if design.method == "one-at-a-time" else np.nan)
        spread = float(np.var(values))
        noise = np.minimum(1.0, np.mean(errors) / spread) if spread > 0 else np.nan
        order = np.argsort(-table[WORTH[design.method]].abs().fillna(-1).to_numpy(), kind="stable")
        tables.append(table.assign(noise=noise).iloc[order])
    return pd.concat(tables, ignore_index=True)


def outputs(results: Results) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each output at all points, float64, shape (points), and the squared standard error of its distance to their mean.

    That of the mean reach of the runs that take off is by linearisation, as of a ratio of means (Cochran 1977,
    "Sampling Techniques", equation 6.13); it is nan with one run.
    """
    design = results.about.study(Sensitivity)
    last = results.record.sides(results.about.arms_of(Sensitivity))[0]
    ends, people = last.reshape(-1, 2, last.shape[1]), np.array(design.people)
    reach = ends / people[:, None, None]
    own, other = reach[:, design.first], reach[:, 1 - design.first]
    off = own >= results.about.takeoff
    many, runs = off.sum(axis=1), own.shape[1]
    # Sums of whole numbers: two points with the same result have exactly the same.
    total = np.where(off, ends[:, design.first], 0).sum(axis=1) / people
    reached = np.divide(total, many, out=np.full(len(own), np.nan), where=many > 0)
    lead, share = own - other, many / runs
    means = (ends[:, design.first] - ends[:, 1 - design.first]).sum(axis=1) / (runs * people)
    away = np.where(off, own - reached[:, None], 0) / np.maximum(share, 1 / runs)[:, None]
    return {
        "difference": (means, _errors(lead)),
        "takeoff": (share, _errors(off.astype(float))),
        "reach_given_takeoff": (reached, _errors(away)),
    }


def _errors(values: np.ndarray) -> np.ndarray:
    # `values`: by point and run. Effects of a world on all points alike do not count.
    if values.shape[1] == 1:
        return np.full(len(values), np.nan)
    return np.asarray((values - values.mean(axis=0)).var(axis=1, ddof=1) / values.shape[1])


def headline(results: Results) -> str:
    """What the difference of the two strategies depends on most, as a sentence."""
    design, table = results.about.study(Sensitivity), results.tables["sensitivity"]
    rows = table[table["output"] == "difference"]
    between = f"the difference of {design.strategy} and {design.over}"
    worth = rows[WORTH[design.method]].abs()
    if not worth.max() > 0:
        return f"Nothing that was varied changes {between}"
    first = rows.iloc[0]
    if design.method == "one-at-a-time":
        size = f"{Points(first['at_low']):+} at one end, {Points(first['at_high']).bare('+')} at the other"
    elif design.method == "morris":
        half = Points(first["mu_star_conf"]).bare()
        size = f"{Points(first['mu_star'])} (±{half}) on average from end to end"
    else:
        half = Share(first["ST_conf"]).bare
        size = f"{Share(first['ST'])} (±{half}) of its variance, with what it does with others"
    if results.about.runs < FEWEST:
        return f"It takes {FEWEST} runs to say what {between} hangs on"
    luck = f"{Share(first['noise'])} of the variance between settings"
    if first["noise"] > MOSTLY:
        return f"What {between} hangs on cannot be told: {luck} is luck of the runs; more runs would tell"
    end = "" if first["noise"] == 0 else f"; {luck} is luck of the runs"
    return f"{between[0].upper()}{between[1:]} hangs most on {first['factor']}: {size}{end}"


SENSITIVE = {"influence.threshold.mean": {"from": 0.3, "to": 0.45}, "seeds.share": {"from": 0.02, "to": 0.08}}


class SensitivityTable(Options):
    """Which settings a comparison of two strategies depends on, one by one or all together."""

    factors: Factors = Field(
        description="settings by where they stand, each with a range, or a list from its first value to its last",
        examples=[SENSITIVE],
    )
    method: Literal["one-at-a-time", "morris", "sobol"] = Field(
        "one-at-a-time",
        description="each factor alone from end to end; or Morris screening, or Sobol indices (extra `research`)",
    )
    samples: Annotated[int | None, Field(ge=2, le=10_000)] = Field(
        None, description="trajectories of morris (20), base samples of sobol (64, a power of two)"
    )
    strategy: str | None = Field(None, description="the strategy whose lead is looked at; the first but the baseline")
    over: str | None = Field(None, description="the strategy over which it has a lead; the baseline unless given")


def arms(base: Scenario, table: SensitivityTable, reading: Reading) -> Asked | None:
    """The scenario at each point of the method, with two strategies; None if something is wrong."""
    from sim.scenario.varying import cells, check_factors

    places = check_factors(reading, "sensitivity")
    two = _compared(reading, table, base)
    if table.method != ONE_AT_A_TIME and importlib.util.find_spec("SALib") is None:
        reading.fault(("sensitivity", "method"), f"{table.method} needs SALib: {installing('research')}")
    if table.method == ONE_AT_A_TIME and table.samples is not None:
        message = "goes with morris and sobol; one at a time there are two points a factor"
        reading.fault(("sensitivity", "samples"), message)
    if table.method == SOBOL and table.samples is not None and table.samples & (table.samples - 1):
        message = f"found {table.samples}, expected a power of two for sobol (64, 128, 256, ...)"
        reading.fault(("sensitivity", "samples"), message)
    if table.method != ONE_AT_A_TIME and len(places) < 2:
        reading.fault(("sensitivity", "factors"), f"{table.method} takes two factors or more")
    if reading.faults:
        return None
    count = size(table.method, len(places), table.samples)
    if count > MOST:
        reading.fault(("sensitivity",), f"{count} points are too many; at most {MOST}")
        return None
    unit = sample(table.method, len(places), table.samples, base.seed)
    points = [_point(reading, places, table.factors, row) for row in unit]
    varied = cells(reading, "sensitivity", places, points, base)
    if reading.faults:
        return None
    chosen = [tuple(strategy for strategy in cell.strategies if strategy.label in two) for cell in varied]
    scenarios = tuple(replace(cell, strategies=pair) for cell, pair in zip(varied, chosen, strict=True))
    label, over = two
    shares = [tuple(None if np.isnan(share) else share for share in row) for row in unit.tolist()]
    entry = Sensitivity(
        method=table.method,
        strategy=label,
        over=over,
        factors=tuple(places),
        points=tuple(points),
        unit=tuple(shares),
        levels=LEVELS,
        people=tuple(cell.people for cell in scenarios),
        # Arms stand in the order of the scenario's strategies.
        first=[strategy.label for strategy in scenarios[0].strategies].index(label),
    )
    return Asked(entry, scenarios)


def _point(reading: Reading, places: dict[str, Any], factors: dict[str, Any], row: np.ndarray) -> tuple[Any, ...]:
    # None where a factor stays as it is.
    return tuple(None if np.isnan(share) else at(factors[name], share) for name, share in zip(places, row, strict=True))


def _compared(reading: Reading, table: Any, base: Scenario) -> tuple[str, str]:
    # The labels of the strategies whose difference is looked at.
    labels = [strategy.label for strategy in base.strategies]
    first = next((label for label in labels if label != base.baseline), labels[0])
    two = [table.strategy or first, table.over or base.baseline or labels[-1]]
    for key, label in zip(("strategy", "over"), two, strict=True):
        reading.check_label(("sensitivity", key), label, labels)
    if two[0] == two[1]:
        reading.fault(("sensitivity",), f'compares two strategies, found "{two[0]}" for both')
    return two[0], two[1]


def unfit(entry: Sensitivity) -> Iterator[tuple[Place, str]]:
    """What does not hold between the values of the manifest's entry."""
    yield from uneven(len(entry.factors), points=entry.points, people=entry.people)
    if entry.strategy == entry.over:
        yield ("over",), f"found {show(entry.over)}, expected another strategy"


def by_method(about: About | None) -> Columns:
    """The columns of the method."""
    return FOUND if about is None else {name: FOUND[name] for name in METHODS[about.study(Sensitivity).method]}


def rows(about: About, groups: Sequence[str]) -> Levels:
    """A row an output and factor."""
    entry = about.study(Sensitivity)
    return [{"output": OUTPUTS, "method": [entry.method] * len(OUTPUTS)}, {"factor": entry.factors}]


HALF = "half of its 95 % interval"
FOUND: Mapping[str, Column] = {
    "at_low": Column("at the beginning", "percent", END, "the output at the beginning of the factor's range"),
    "at_high": Column("at the end", "percent", END, "the output at the end of the range"),
    "swing": Column("swing", "percent", END, "from the lowest of these to the highest"),
    "mu": Column("mean effect", "percent", END, "mean elementary effect, from end to end of the range (Morris)"),
    "mu_star": Column("mean size", "percent", END, "mean size of the effects"),
    "mu_star_conf": Column("mean size, half-width", "percent", END, HALF),
    "sigma": Column(
        "spread", "percent", END, "standard deviation of the effects: high where it depends on the other factors"
    ),
    "S1": Column("alone", "percent", END, "first-order Sobol index: share of the variance"),
    "S1_conf": Column("alone, half-width", "percent", END, HALF),
    "ST": Column("with others", "percent", END, "total Sobol index"),
    "ST_conf": Column("with others, half-width", "percent", END, HALF),
}
"""The columns of all methods."""

LOOKED_AT = "what is looked at: the difference of two strategies, the chance of a takeoff, or the reach given takeoff"
LUCK = "share of the variance between points that is nothing but the luck of the runs"
STUDY = Study(
    question="Which settings does the outcome depend on most?",
    option=Option(
        "sensitivity",
        SensitivityTable | None,
        "which settings the outcome depends on",
        examples=[
            {"factors": SENSITIVE, "strategy": "most-connected", "over": "random"},
            {"factors": SENSITIVE, "method": "morris", "samples": 10},
        ],
    ),
    arms=arms,
    entry=Sensitivity,
    unfit=unfit,
    tables={
        "sensitivity": Table(
            "Sensitivity",
            "What outcomes depend on, those factors first that matter most",
            {
                "output": Column("output", "text", Text(of=OUTPUTS), LOOKED_AT),
                "factor": Column("factor", "text", NAME, "the setting that is varied, by its place in the scenario"),
                "method": Column("method", "text", NAME, "how factors are varied"),
                "base": Column("as it is", "percent", END, "the output with the scenario as it is"),
                "noise": Column("luck", "percent", PART, LUCK),
            },
            measure,
            rows,
            further=by_method,
            any_order=True,
        )
    },
    heading="What it depends on",
    headline=headline,
    phrase="a sensitivity analysis",
    after=("sweep",),
)
