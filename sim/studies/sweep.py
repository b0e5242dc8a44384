from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.outcomes import auc, best, reach, takeoff
from sim.results.record import TIMES, Ends
from sim.results.results import Results


def measure(results: Results) -> pd.DataFrame:
    """What every strategy comes to in each cell of a sweep: a row a cell and strategy, with the factors as columns.

    `people`, `runs`, and what the summary says of a strategy by itself, measured in the same way.
    """
    return pd.concat([_cell(*cell) for cell in cells(results)], ignore_index=True)


def cells(results: Results) -> Iterator[tuple[dict[str, Any], Results, np.ndarray]]:
    """Each cell of a sweep: the value of each factor, its ends as results, and the steps of 10, 50 and 90 %.

    The steps are int64, shape (3, strategies, runs); one more than the last where the share was never reached.
    """
    sweep = results.about["sweep"]
    found = results.record.cells(len(sweep["cells"]), len(results.strategies), results.about["runs"])
    for cell, people, ends in zip(sweep["cells"], sweep["people"], found, strict=True):
        about = {**results.about, "people": people}
        told = dict(zip(sweep["factors"], cell, strict=True))
        yield told, Results(about, Ends(np.ascontiguousarray(ends[:2]))), ends[2:]


def _cell(told: dict[str, Any], cell: Results, steps: np.ndarray) -> pd.DataFrame:
    columns: dict[str, Any] = {**told, "strategy": cell.strategies}
    columns |= {"people": cell.about["people"], "runs": cell.about["runs"]}
    for part in (reach, takeoff, auc, best):
        columns |= {str(name): column.to_numpy() for name, column in part.measure(cell).items() if name != "strategy"}
    for name, first in zip(TIMES, steps, strict=True):
        columns[name] = medians(first, cell.about["steps"])
    columns["reached_t50"] = (steps[1] <= cell.about["steps"]).mean(axis=1)
    return pd.DataFrame(columns)


def medians(first: np.ndarray, steps: int) -> np.ndarray:
    """The Kaplan-Meier medians of times, shape (..., runs), of which those after the last step are censored there.

    nan where fewer than half of the runs ever get there. All are censored at the same step, so that the median is the
    first step by which half of the runs are there.
    """
    ordered = np.sort(first, axis=-1)
    middle = ordered[..., (first.shape[-1] + 1) // 2 - 1]
    return np.where(middle <= steps, middle, np.nan)
