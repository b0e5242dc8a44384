"""Screening of factors: the points at which a method needs an outcome, and its results from these outcomes."""

from typing import Any

import numpy as np

from sim.ground.draws import ONCE, stream
from sim.ground.rounding import rounded

ONE_AT_A_TIME, MORRIS, SOBOL = "one-at-a-time", "morris", "sobol"
LEVELS = 4
"""The levels of the grid for steps of Morris (1991)."""

USUAL = {MORRIS: 20, SOBOL: 64}
"""The default numbers of samples: trajectories of Morris, base samples of Sobol."""

METHODS = {
    ONE_AT_A_TIME: ("at_low", "at_high", "swing"),
    MORRIS: ("mu", "mu_star", "mu_star_conf", "sigma"),
    SOBOL: ("S1", "S1_conf", "ST", "ST_conf"),
}
"""The columns of a factor's results, by method."""


def size(method: str, factors: int, samples: int | None) -> int:
    """The number of points that `sample` gives."""
    if method == ONE_AT_A_TIME:
        return 1 + 2 * factors
    return (samples or USUAL[method]) * (factors + (1 if method == MORRIS else 2))


def sample(method: str, factors: int, samples: int | None, seed: int) -> np.ndarray:
    """Points in the unit cube, float64, shape (points, factors); nan where a factor stays as the scenario has it.

    one-at-a-time: the scenario itself, then each factor at its beginning and at its end. morris: trajectories of Morris
    (1991, Technometrics 33:161) on four levels. sobol: Saltelli's (2010,
    Computer Physics Communications 181:259) design for first-order and total indices.
    """
    if method == ONE_AT_A_TIME:
        unit = np.full((1 + 2 * factors, factors), np.nan)
        for number in range(factors):
            unit[1 + 2 * number, number], unit[2 + 2 * number, number] = 0, 1
        return unit
    names = [f"x{number}" for number in range(factors)]
    problem = {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
    count = samples or USUAL[method]
    number = int(stream(seed, ONCE, "sensitivity").integers(2**31))
    if method == MORRIS:
        from SALib.sample import morris

        points = morris.sample(problem, count, num_levels=LEVELS, seed=number)
    else:
        from SALib.sample import sobol

        points = sobol.sample(problem, count, calc_second_order=False, seed=number)
    return np.asarray(points, np.float64)


def analysed(method: str, unit: np.ndarray, values: np.ndarray, seed: int, levels: int) -> dict[str, Any]:
    """The columns of a method for one output, an entry a factor; empty where some value is not defined.

    `unit`: the points in the unit cube, as drawn for the method; `values`: the output at each; `levels`: of the grid
    for steps of Morris.
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

        indices = morris.analyze(problem, unit, values, num_levels=levels, seed=number)
    else:
        from SALib.analyze import sobol

        indices = sobol.analyze(problem, values, calc_second_order=False, seed=number)
    # Factors are sorted by sums whose order of adding is up to a library: 12 digits are the same on any machine.
    return {name: rounded(indices[name], 12) for name in names}
