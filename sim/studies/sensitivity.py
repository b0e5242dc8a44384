from typing import Any

import numpy as np
import pandas as pd

from sim.ground.draws import ONCE, stream
from sim.ground.elementary import rounded
from sim.ground.wording import Points, Share
from sim.results.columns import METHODS
from sim.results.results import Results
from sim.statistics.verdict import FEWEST

OUTPUTS = ("difference", "takeoff", "reach_given_takeoff")
WORTH = {"one-at-a-time": "swing", "morris": "mu_star", "sobol": "ST"}
"""By which column factors are ordered."""

MOSTLY = 0.5
"""With a larger share of luck nothing is said of what an outcome hangs on."""


def measure(results: Results) -> pd.DataFrame:
    """What outcomes hang on: a row for each `output` and factor, those that matter most first.

    Outputs are the `difference` of mean reach between two strategies in the same worlds, and of the first of them the
    share of runs that take off (`takeoff`) and the mean reach of these (`reach_given_takeoff`; empty where at some
    point no run takes off). one-at-a-time: the output `at_low` and `at_high` of each factor, all others as in the
    scenario (`base`), and the `swing` from the lowest to the highest of the three. morris: the mean of elementary
    effects, of their sizes (`mu_star`, with the half-width of its 95 % interval) and their standard deviation (Morris
    1991; Campolongo et al. 2007), per whole range of a factor. sobol: first-order and total indices with half-widths
    (Saltelli et al. 2010).
    `noise`: the share of the variance between points that is nothing but the luck of so many runs; what luck does to
    all points alike, which meet the same worlds, is no part of it. Empty with one run.
    """
    told = results.about["sensitivity"]
    unit = np.array([[np.nan if share is None else share for share in row] for row in told["unit"]], float)
    tables = []
    for output, (values, errors) in outputs(results).items():
        found = analysed(told["method"], unit, values, results.about["seed"], told["levels"])
        table = pd.DataFrame({"output": output, "factor": told["factors"], "method": told["method"], **found})
        table = table.assign(base=values[0] if told["method"] == "one-at-a-time" else np.nan)
        spread = float(np.var(values))
        noise = np.minimum(1.0, np.mean(errors) / spread) if spread > 0 else np.nan
        order = np.argsort(-table[WORTH[told["method"]]].abs().fillna(-1).to_numpy(), kind="stable")
        tables.append(table.assign(noise=noise).iloc[order])
    return pd.concat(tables, ignore_index=True)


def outputs(results: Results) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each output at all points, float64, shape (points), and the squared standard error of its distance to their mean.

    That of the mean reach of the runs that take off is by linearisation, as of a ratio of means (Cochran 1977,
    "Sampling Techniques", equation 6.13); it is nan with one run.
    """
    told = results.about["sensitivity"]
    last = results.record.sides(range(*told["arms"]))[0]
    ends, people = last.reshape(-1, 2, last.shape[1]), np.array(told["people"])
    reach = ends / people[:, None, None]
    mine, other = reach[:, told["first"]], reach[:, 1 - told["first"]]
    off = mine >= results.about["takeoff"]
    many, runs = off.sum(axis=1), mine.shape[1]
    # Sums of whole numbers: two points that come to the same do so exactly.
    total = np.where(off, ends[:, told["first"]], 0).sum(axis=1) / people
    given = np.divide(total, many, out=np.full(len(mine), np.nan), where=many > 0)
    lead, share = mine - other, many / runs
    means = (ends[:, told["first"]] - ends[:, 1 - told["first"]]).sum(axis=1) / (runs * people)
    away = np.where(off, mine - given[:, None], 0) / np.maximum(share, 1 / runs)[:, None]
    return {
        "difference": (means, _errors(lead)),
        "takeoff": (share, _errors(off.astype(float))),
        "reach_given_takeoff": (given, _errors(away)),
    }


def _errors(values: np.ndarray) -> np.ndarray:
    # `values`: by point and run. What a world does to all points alike does not set them apart.
    if values.shape[1] == 1:
        return np.full(len(values), np.nan)
    return np.asarray((values - values.mean(axis=0)).var(axis=1, ddof=1) / values.shape[1])


def analysed(method: str, unit: np.ndarray, values: np.ndarray, seed: int, levels: int) -> dict[str, Any]:
    """The columns of a method for one output, an entry a factor; empty where some value is not defined.

    `unit`: the points in the unit cube, as they were drawn for the method; `values`: the output at each;
    `levels`: of the grid on which Morris steps go.
    """
    if method == "one-at-a-time":
        low, high, base = values[1::2], values[2::2], np.full(unit.shape[1], values[0])
        return {"at_low": low, "at_high": high, "swing": rounded(np.ptp([low, base, high], axis=0), 12)}
    names = METHODS[method]
    if not np.isfinite(values).all() or np.ptp(values) == 0:
        nothing = 0.0 if np.isfinite(values).all() and method == "morris" else np.nan
        return dict.fromkeys(names, nothing)
    factors = [f"x{number}" for number in range(unit.shape[1])]
    problem = {"num_vars": len(factors), "names": factors, "bounds": [[0.0, 1.0]] * len(factors)}
    number = int(stream(seed, ONCE, "sensitivity").integers(2**31))
    if method == "morris":
        from SALib.analyze import morris

        found = morris.analyze(problem, unit, values, num_levels=levels, seed=number)
    else:
        from SALib.analyze import sobol

        found = sobol.analyze(problem, values, calc_second_order=False, seed=number)
    # Factors are put in order by what a library adds up in its own order: 12 digits are the same on any machine.
    return {name: rounded(found[name], 12) for name in names}


def said(results: Results) -> str:
    """What the difference of the two strategies hangs on most, as a sentence."""
    told, table = results.about["sensitivity"], results.tables["sensitivity"]
    rows = table[table["output"] == "difference"]
    between = f"the difference of {told['strategy']} and {told['over']}"
    worth = rows[WORTH[told["method"]]].abs()
    if not worth.max() > 0:
        return f"Nothing that was varied changes {between}"
    first = rows.iloc[0]
    if told["method"] == "one-at-a-time":
        size = f"{Points(first['at_low']):+} at one end, {Points(first['at_high']).bare('+')} at the other"
    elif told["method"] == "morris":
        half = Points(first["mu_star_conf"]).bare()
        size = f"{Points(first['mu_star'])} (±{half}) on average from end to end"
    else:
        half = Share(first["ST_conf"]).bare
        size = f"{Share(first['ST'])} (±{half}) of its variance, with what it does with others"
    if results.about["runs"] < FEWEST:
        return f"It takes {FEWEST} runs to say what {between} hangs on"
    luck = f"{Share(first['noise'])} of the variance between settings"
    if first["noise"] > MOSTLY:
        return f"What {between} hangs on cannot be told: {luck} is luck of the runs; more runs would tell"
    end = "" if first["noise"] == 0 else f"; {luck} is luck of the runs"
    return f"{between[0].upper()}{between[1:]} hangs most on {first['factor']}: {size}{end}"
