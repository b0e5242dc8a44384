"""The contract of outcomes: what the runs of a strategy came to, one file in sim/outcomes/.

A file declares `OUTCOME = Outcome(...)`. It is found by being there: its columns are in summary.csv, in the workbook
and in `sim list outcomes` from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from sim.families.tables import Columns
from sim.ground.ordering import in_order
from sim.ground.parts import Family

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.results import Results


@dataclass(frozen=True)
class Outcome:
    """One outcome: what is measured of each strategy by itself.

    Every outcome has these:
    `measure(results)`: a row a strategy, with the column `strategy` and those that `columns` describes.

    An outcome may have these:
    `better`: whether more or less of the first column is better, None where that cannot be said; `after`: outcomes
    whose columns stand before these.
    """

    measure: Callable[[Results], pd.DataFrame]
    columns: Columns
    better: Literal["more", "less"] | None = None
    after: tuple[str, ...] = ()


OUTCOMES = Family("sim.outcomes", "OUTCOME")


@cache
def outcomes() -> Mapping[str, Outcome]:
    """All outcomes by name, in the order of their columns."""
    known: dict[str, Outcome] = {name: part.function for name, part in OUTCOMES.parts.items()}  # type: ignore[misc]
    return {name: known[name] for name in in_order({name: outcome.after for name, outcome in known.items()})}
