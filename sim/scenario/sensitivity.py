"""The sensitivity analysis of a scenario: at which settings it is tried, by the method that is asked for."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from typing import Any

import numpy as np

from sim.ground.draws import ONCE, stream
from sim.ground.extras import installing
from sim.ground.parts import did_you_mean
from sim.scenario.language.factors import at
from sim.scenario.reading import Reading
from sim.scenario.scenario import Scenario, Sensitivity
from sim.scenario.sweep import Read, cells, check_factors

ONE_AT_A_TIME, MORRIS, SOBOL = "one-at-a-time", "morris", "sobol"
LEVELS = 4
"""Of the grid on which Morris steps go (Morris 1991)."""

USUAL = {MORRIS: 20, SOBOL: 64}
"""How many samples there are unless it is said: trajectories of Morris, base samples of Sobol."""

MOST = 20_000
"""Points of one analysis."""


def sensitivity(reading: Reading, base: Scenario, read: Read) -> Sensitivity | None:
    """The analysis of a scenario that is right itself; None if it has none, or something is wrong with it."""
    wanted = reading.sections["sensitivity"]
    if wanted is None:
        return None
    places = check_factors(reading, "sensitivity")
    two = _compared(reading, wanted, base)
    if wanted.method != ONE_AT_A_TIME and importlib.util.find_spec("SALib") is None:
        message = f"sensitivity.method: {wanted.method} needs SALib: {installing('research')}"
        reading.fault(("sensitivity", "method"), message)
    if wanted.method == ONE_AT_A_TIME and wanted.samples is not None:
        message = "sensitivity.samples: goes with morris and sobol; one at a time there are two points a factor"
        reading.fault(("sensitivity", "samples"), message)
    if wanted.method == SOBOL and wanted.samples is not None and wanted.samples & (wanted.samples - 1):
        message = f"sensitivity.samples: found {wanted.samples}, expected a power of two for sobol (64, 128, 256, ...)"
        reading.fault(("sensitivity", "samples"), message)
    if wanted.method != ONE_AT_A_TIME and len(places) < 2:
        message = f"sensitivity.factors: {wanted.method} takes two factors or more"
        reading.fault(("sensitivity", "factors"), message)
    if reading.faults:
        return None
    count = size(wanted.method, len(places), wanted.samples)
    if count > MOST:
        reading.fault(("sensitivity",), f"sensitivity: {count} points are too many; at most {MOST}")
        return None
    unit = sample(wanted.method, len(places), wanted.samples, base.seed)
    points = [_point(reading, places, wanted.factors, row) for row in unit]
    found = cells(reading, "sensitivity", places, points, base, read)
    if reading.faults:
        return None
    chosen = [tuple(one for one in cell.strategies if one.label in two) for cell in found]
    scenarios = tuple(replace(cell, strategies=some) for cell, some in zip(found, chosen, strict=True))
    strategy, over = two
    return Sensitivity(wanted.method, tuple(places), tuple(points), unit, scenarios, strategy, over)


def size(method: str, factors: int, samples: int | None) -> int:
    """How many points `sample` gives."""
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

        found = morris.sample(problem, count, num_levels=LEVELS, seed=number)
    else:
        from SALib.sample import sobol

        found = sobol.sample(problem, count, calc_second_order=False, seed=number)
    return np.asarray(found, np.float64)


def _point(reading: Reading, places: dict[str, Any], factors: dict[str, Any], row: np.ndarray) -> tuple[Any, ...]:
    # None where a factor stays as it is.
    return tuple(None if np.isnan(share) else at(factors[name], share) for name, share in zip(places, row, strict=True))


def _compared(reading: Reading, wanted: Any, base: Scenario) -> tuple[str, str]:
    # The labels of the strategies whose difference is looked at.
    labels = [strategy.label for strategy in base.strategies]
    first = next((label for label in labels if label != base.baseline), labels[0])
    two = [wanted.strategy or first, wanted.over or base.baseline or labels[-1]]
    for key, label in zip(("strategy", "over"), two, strict=True):
        if label not in labels:
            near = did_you_mean(label, labels) or f"; they are {', '.join(labels)}"
            message = f'sensitivity.{key}: "{label}" is none of the strategies{near}'
            reading.fault(("sensitivity", key), message)
    if two[0] == two[1]:
        message = f'sensitivity: compares two strategies, found "{two[0]}" for both'
        reading.fault(("sensitivity",), message)
    return two[0], two[1]
