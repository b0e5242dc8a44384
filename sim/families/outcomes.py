"""The contract of outcomes: what the runs of a strategy came to, one file in sim/outcomes/.

A file declares `OUTCOME = Outcome(...)`. It is found by being there: its columns are in summary.csv, in the workbook
and in `sim list outcomes` from then on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, Literal

from sim.families.tables import Column, Columns
from sim.ground.faults import Fault
from sim.ground.kinds import Number
from sim.ground.ordering import in_order
from sim.ground.parts import Family, Part

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


@dataclass(frozen=True)
class OutcomePart(Part):
    """The file of an outcome; a function of somebody's own is `measure`, with `columns`, `better` and `after` beside.

    Without `columns` it gives a number for each strategy of the results, in their order, and nan where there is none.
    """

    EXTRAS = frozenset({"columns", "better", "after"})

    @classmethod
    def completed(cls, name: str, members: Mapping[str, Any]) -> Mapping[str, Any]:
        """The outcome that a function measures."""
        function = members.get(OUTCOMES.verb)
        if not isinstance(function, FunctionType):
            return members
        beside = {key: members[key] for key in cls.EXTRAS if key in members}
        if "columns" in beside:
            return {OUTCOMES.verb: Outcome(function, **beside)}
        title, meaning = name.replace("-", " "), (inspect.getdoc(function) or name).split("\n\n")[0].rstrip(".")
        column = Column(title, "number", Number(empty=True), " ".join(meaning.split()))
        column_name = name.replace("-", "_")
        return {OUTCOMES.verb: Outcome(partial(_tabled, function, column_name), {column_name: column}, **beside)}


def _tabled(function: Callable[[Results], Iterable[float]], column: str, results: Results) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"strategy": results.strategies, column: list(function(results))})


OUTCOMES = Family("sim.outcomes", "OUTCOME", OutcomePart, noun="outcome", asks="results")


def _parts() -> Mapping[str, OutcomePart]:
    return {**OUTCOMES.brought[0], **OUTCOMES.parts}


def outcomes() -> Mapping[str, Outcome]:
    """All outcomes by name, those that packages bring among them, in the order of their columns."""
    known: dict[str, Outcome] = {name: part.function for name, part in _parts().items()}  # type: ignore[misc]
    return {name: known[name] for name in in_order({name: outcome.after for name, outcome in known.items()})}


def own_outcomes() -> list[OutcomePart]:
    """The outcomes that are somebody's own, as parts."""
    return [part for part in _parts().values() if part.origin is not None]


def unmeasured() -> tuple[Fault, ...]:
    """What is wrong with outcomes that packages bring and that nothing is measured by, therefore."""
    return OUTCOMES.brought[1]
