"""The laws of outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.experiment.run import run
from sim.families.outcomes import OutcomePart
from sim.ground.own import known
from sim.scenario.read import read
from sim.trials.worlds import holds, noted


def obeyed(part: OutcomePart, options: Mapping[str, Any]) -> Iterator[str]:
    """The laws that an outcome obeys in one small experiment after the other. Raises BrokenError."""
    outcome: Any = part.function
    for runs, strategies in ((1, ("random",)), (2, ("most-connected", "random")), (7, ("random", "coverage"))):
        with known(()):
            results = run(read("word-of-mouth", people=40, steps=5, runs=runs, only=strategies), workers=1)
        where = f"with {runs} runs of {' and '.join(strategies)}"
        with noted(where):
            table, again = outcome.measure(results), outcome.measure(results)
        lacking = [name for name in ("strategy", *outcome.columns) if name not in table.columns]
        yield holds("its columns are there, and `strategy`", not lacking, f"{', '.join(lacking)} is missing {where}")
        labels = table["strategy"].tolist()
        yield holds("there is a row for each strategy", sorted(labels) == sorted(strategies), f"{labels} {where}")
        for name, column in outcome.columns.items():
            cells = [value.item() if hasattr(value, "item") else value for value in table[name].tolist()]
            wrong = [cell for cell in cells if cell == cell and not column.cell.fits(cell, results.about.limits)]
            words = f"{name} is {wrong}, expected {column.cell.words(results.about.limits)}, {where}"
            yield holds("what stands in a column is what it says", not wrong, words)
        yield holds("the same results give the same numbers", table.equals(again), f"{table} and {again} {where}")
