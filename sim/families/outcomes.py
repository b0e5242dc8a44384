"""The contract of outcomes: what the runs of a strategy came to, one file in sim/outcomes/.

A file declares `OUTCOME = Outcome(...)`. It is found by being there: its columns are in summary.csv, in the workbook
and in `sim list outcomes` from then on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, Literal

from sim.families.tables import Column, Columns
from sim.ground.faults import Fault
from sim.ground.kinds import Number
from sim.ground.ordering import in_order
from sim.ground.parts import Family, Part
from sim.ground.signatures import misasked
from sim.ground.spelling import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.results import Results


@dataclass(frozen=True)
class Outcome:
    """One outcome: what is measured of each strategy by itself.

    Every outcome has these:
    `measure(results)`: a row a strategy, with the column `strategy` and those that `columns` describes.

    An outcome may have these:
    `better`: whether more or less of the first column is better, None where that cannot be said; `after`: outcomes of
    groundswell whose columns stand before these.
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
        return {OUTCOMES.verb: Outcome(Numbers(function, column_name), {column_name: column}, **beside)}

    @property
    def outcome(self) -> Outcome:
        """What its file declares."""
        return self.function  # type: ignore[return-value]  # the only family whose files declare a value

    def added(self, table: pd.DataFrame, results: Results) -> pd.DataFrame:
        """A table with a row a strategy, and the columns of this outcome besides.

        What an outcome of somebody's own raises has a note that says whose it is. Raises ValueError if it leaves out a
        strategy or has one twice.
        """
        try:
            measured = self.outcome.measure(results)[["strategy", *self.outcome.columns]]
            wider = table.merge(measured, on="strategy", validate="one_to_one")
            if len(wider) < len(table):
                raise ValueError("it has no row for some strategies")
        except Exception as error:
            if self.origin is not None:
                error.add_note(f'This was raised by the outcome "{self.name}" {self.origin.words}.')
            raise
        return wider

    def slips(self, family: Family[Any]) -> Iterator[Fault]:
        """What is wrong with an outcome of somebody's own: how it is called, its columns, what is said beside."""
        assert self.origin is not None
        fault, outcome = partial(Fault, self.origin.file, self.origin.line), self.outcome
        if not isinstance(outcome, Outcome):
            yield fault(f"`{family.verb}` is {outcome!r}, expected an Outcome")
            return
        measure = outcome.measure.function if isinstance(outcome.measure, Numbers) else outcome.measure
        if hasattr(measure, "__code__"):
            yield from misasked(measure, family.asks)
        elif not callable(measure):
            yield fault(f"`measure` is {measure!r}, expected a function")
        if not isinstance(outcome.columns, Mapping):
            yield fault(f"`columns` is {outcome.columns!r}, expected a mapping of names to Columns")
            return
        for name, column in outcome.columns.items():
            if not isinstance(column, Column):
                yield fault(f'the column "{name}" is {column!r}, expected a Column')
            elif name in _taken():
                yield fault(f'the summary has a column "{name}" already; give this one another name')
        if outcome.better not in (None, "more", "less"):
            yield fault(f'`better` is {outcome.better!r}, expected "more", "less" or None')
        for name in outcome.after:
            if name not in family.shipped:
                near = did_you_mean(name, family.shipped)
                yield fault(f"`after` has {name!r}, expected outcomes of groundswell{near}")


@dataclass(frozen=True)
class Numbers:
    """What gives the table of an outcome, from a function that gives a number for each strategy."""

    function: Callable[[Results], Iterable[float]]
    column: str

    def __call__(self, results: Results) -> pd.DataFrame:
        """The table: a row a strategy."""
        import pandas as pd

        return pd.DataFrame({"strategy": results.strategies, self.column: list(self.function(results))})


OUTCOMES = Family("sim.outcomes", "OUTCOME", OutcomePart, noun="outcome", asks=("results",))


def _taken() -> frozenset[str]:
    # The columns that the summary has without outcomes of somebody's own.
    from sim.families.studies import tables

    shipped = (OUTCOMES.part(name).outcome.columns for name in OUTCOMES.shipped)
    return frozenset(tables()["summary"].columns).union(*shipped)


def outcomes(own: Collection[str] | None = None) -> list[OutcomePart]:
    """All outcomes in the order of their columns; `own`: of somebody's own only those with these names."""
    chosen = own_outcomes()
    if own is not None:
        chosen = [part for part in _own() if part.name in own]
    parts = {part.name: part for part in (*map(OUTCOMES.part, OUTCOMES.shipped), *chosen)}
    return [parts[name] for name in in_order({name: part.outcome.after for name, part in parts.items()})]


def own_outcomes() -> list[OutcomePart]:
    """The outcomes that are somebody's own and are measured here."""
    parts = _own()
    odd = [part for part, _ in clashes(parts)]
    return [part for part in parts if part not in odd]


def _own() -> list[OutcomePart]:
    # Those that are handed in come first.
    own = {name: part for name, part in OUTCOMES.parts.items() if part.origin is not None}
    return list((own | {name: part for name, part in OUTCOMES.brought[0].items() if name not in own}).values())


def clashes(parts: Iterable[OutcomePart]) -> Iterator[tuple[OutcomePart, Fault]]:
    """Which of these outcomes of somebody's own have a column that one before them has, and the words for it."""
    owners: dict[str, str] = {}
    for part in parts:
        assert part.origin is not None
        shared = [name for name in part.outcome.columns if name in owners]
        if shared:
            whose = f'the outcome "{part.name}" {part.origin.words} has the column "{shared[0]}"'
            message = f'{whose}, which the outcome "{owners[shared[0]]}" has, too: it is not measured'
            yield part, Fault(part.origin.file, part.origin.line, message)
        else:
            owners |= dict.fromkeys(part.outcome.columns, part.name)


def unmeasured() -> tuple[Fault, ...]:
    """What is wrong with outcomes that packages bring and that nothing is measured by, therefore."""
    return (*OUTCOMES.brought[1], *(fault for _, fault in clashes(_own())))
