"""The outcome of an experiment: the record of its runs, and what the manifest says of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim import __version__
from sim.families.outcomes import own_outcomes
from sim.families.studies import studies
from sim.movement.sources import SOURCES
from sim.results.about import About, Roster
from sim.results.ledger import Adoptions, Shelf
from sim.results.record import Levels, Record, column, keys
from sim.results.results import ADOPTIONS, Results, joined
from sim.scenario.scenario import Scenario


def outcome(scenario: Scenario, shelf: Shelf, accounts: Iterable[str] = (), rosters: Iterable[Roster] = ()) -> Results:
    """The results of a scenario whose runs are all on a shelf.

    `accounts`: sentences on what choices rest on; `rosters`: the lists of strategies that chose once for all runs.
    """
    names = scenario.names if scenario.explained else None
    about = replace(_about(scenario, shelf, accounts), rosters=tuple(rosters))
    return Results(about, Shelved(scenario, shelf), names=names)


class Shelved(Record):
    """The record of runs on a shelf, usable while they are there; see sim.results.record.Record."""

    def __init__(self, scenario: Scenario, shelf: Shelf) -> None:
        self._scenario, self._shelf = scenario, shelf
        self._labels = [strategy.label for strategy in scenario.strategies]
        self._steps = range(scenario.steps + 1)
        self.explained = scenario.explained

    def _each(self, *names: str) -> Iterator[tuple[range, list[tuple[Any, ...]]]]:
        # Runs with their numbers, in batches.
        start = 0
        for runs in self._shelf.each(*names, below=self._scenario.runs):
            start, before = start + len(runs), start
            yield range(before, start), runs

    @cached_property
    def groups(self) -> Sequence[str]:  # type: ignore[override]  # read from the shelf when asked for
        """The names of all groups: networks that are drawn anew can have other groups in each run."""
        return sorted({name for _, runs in self._each("groups") for (groups,) in runs for name in groups})

    def curves(self) -> Iterator[np.ndarray]:
        """See Record."""
        for _, runs in self._each("new", "quits"):
            yield np.array([new - quits for new, quits in runs]).swapaxes(0, 1).cumsum(axis=2)

    def shares(self, groups: Sequence[str]) -> Iterator[np.ndarray]:
        """See Record."""
        place = {name: number for number, name in enumerate(groups)}
        for numbers, runs in self._each("shares", "groups"):
            values = np.full((len(self._labels), len(numbers), len(groups), len(self._steps)), np.nan)
            for number, (shares, names) in enumerate(runs):
                present = [k for k, name in enumerate(names) if name in place]
                values[:, number, [place[names[k]] for k in present]] = shares[:, present]
            yield values

    def pieces(self, name: str) -> Iterator[pd.DataFrame]:
        """See Record."""
        make = {"runs": self._runs, "groups": self._groups, "seeds": self._seeds, "adoptions": self._adoptions}[name]
        for strategy in range(len(self._labels)):
            yield from make(strategy)

    def sides(self, arms: range) -> np.ndarray:
        """See Record."""
        ends = np.empty((5, len(arms), self._scenario.runs), np.int64)
        for numbers, runs in self._each("sides"):
            for number, (sides,) in zip(numbers, runs, strict=True):
                ends[:, :, number] = sides[arms.start : arms.stop].T
        return ends

    @cached_property
    def costs(self) -> np.ndarray:
        """See Record."""
        return _values(self._scenario, self._shelf, "costs").T

    @cached_property
    def chosen(self) -> np.ndarray:
        """See Record."""
        return _values(self._scenario, self._shelf, "counts").T

    @property
    def first_seeds(self) -> list[np.ndarray]:
        """See Record."""
        ((seeds,),) = next(self._shelf.each("seeds", below=1))
        return [ids.astype(np.int64) for ids in seeds]

    def _label(self, strategy: int) -> dict[str, list[str]]:
        return {"strategy": self._labels[strategy : strategy + 1]}

    def _runs(self, strategy: int) -> Iterator[pd.DataFrame]:
        for numbers, runs in self._each("new", "quits"):
            new, quits = (np.array([run[k][strategy] for run in runs]) for k in (0, 1))
            levels = keys([self._label(strategy), {"run": numbers}, {"step": self._steps}])
            adopters = (new - quits).cumsum(axis=1)
            yield pd.DataFrame({**levels, "adopters": adopters.ravel(), "new": new.ravel(), "quits": quits.ravel()})

    def _groups(self, strategy: int) -> Iterator[pd.DataFrame]:
        start = 0
        for shares in self.shares(self.groups):
            start, numbers = start + shares.shape[1], range(start, start + shares.shape[1])
            levels: Levels = [self._label(strategy), {"run": numbers}, {"group": self.groups}, {"step": self._steps}]
            yield pd.DataFrame({**keys(levels), "share": shares[strategy].ravel()})

    def _seeds(self, strategy: int) -> Iterator[pd.DataFrame]:
        for numbers, runs in self._each("seeds"):
            chosen = [seeds[strategy] for (seeds,) in runs]
            counts = [len(ids) for ids in chosen]
            yield pd.DataFrame(
                {
                    "strategy": np.repeat(column(self._labels[strategy : strategy + 1]), sum(counts)),
                    "run": np.repeat(numbers, counts),
                    "rank": np.concatenate([np.arange(1, count + 1) for count in counts]),
                    "person": self._names[np.concatenate(chosen).astype(np.int64)],
                }
            )

    def _adoptions(self, strategy: int) -> Iterator[pd.DataFrame]:
        for numbers, runs in self._each("adoptions"):
            rows = [_by_step(adoptions, strategy) for (adoptions,) in runs]
            person, step, sources = (np.concatenate([columns[k] for columns in rows]) for k in range(3))
            main = np.where(np.isnan(sources).any(axis=1), "seed", np.array(SOURCES)[sources.argmax(axis=1)])
            levels = {
                "strategy": np.repeat(column(self._labels[strategy : strategy + 1]), len(person)),
                "run": np.repeat(numbers, [len(columns[0]) for columns in rows]),
                "person": self._names[person],
                "step": step,
                "main_source": main,
            }
            shares = {f"share_{source}": sources[:, number] for number, source in enumerate(SOURCES)}
            peers = [self._marked[ids].tolist() for *_, persuaders in rows for ids in persuaders]
            yield pd.DataFrame({**levels, **shares, "persuaded_by": ["; ".join(names) for names in peers]})[ADOPTIONS]

    @cached_property
    def _names(self) -> np.ndarray:
        return column(self._scenario.names or [str(i) for i in range(self._scenario.people)])

    @cached_property
    def _marked(self) -> np.ndarray:
        # Names joined into one cell of a table.
        return column([joined([name]) for name in self._names])


def _by_step(reasons: Adoptions, strategy: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[np.ndarray]]:
    # Person, step, shares of sources, and the peers who pushed, of the adoptions with one strategy in a run.
    start, end = np.searchsorted(reasons.strategy, [strategy, strategy + 1])
    order = start + np.argsort(reasons.step[start:end], kind="stable")
    ends = np.cumsum(reasons.counts)
    peers = [reasons.persuaders[ends[adoption] - reasons.counts[adoption] : ends[adoption]] for adoption in order]
    return reasons.person[order], reasons.step[order], reasons.sources[order], peers


def _about(scenario: Scenario, shelf: Shelf, accounts: Iterable[str]) -> About:
    correlations = _values(scenario, shelf, "correlation")
    realised = correlations[~np.isnan(correlations)]
    entries, arms = _studies(scenario)
    return About(
        name=scenario.name,
        question=scenario.question,
        people=scenario.people,
        runs=scenario.runs,
        precision=scenario.precision,
        steps=scenario.steps,
        seed=scenario.seed,
        strategies=tuple(strategy.label for strategy in scenario.strategies),
        baseline=scenario.baseline,
        takeoff=scenario.takeoff,
        smallest_difference=scenario.smallest_difference,
        studies=entries,
        arms=arms,
        outcomes=tuple(part.name for part in own_outcomes()),
        accounts=(*_short(scenario, shelf), *accounts),
        passion_degree_correlation=round(float(np.mean(realised)), 4) if len(realised) else None,
        version=__version__,
    )


def _values(scenario: Scenario, shelf: Shelf, name: str) -> np.ndarray:
    # A number or row of numbers from each run, as one array.
    return np.concatenate([np.array([value for (value,) in runs]) for runs in shelf.each(name, below=scenario.runs)])


def _studies(scenario: Scenario) -> tuple[dict[str, Any], dict[str, tuple[int, int]]]:
    # What is known of each study that is asked for, and which side experiments are its own.
    entries: dict[str, Any] = {}
    arms: dict[str, tuple[int, int]] = {}
    start = 0
    for name, study in studies().items():
        if name in scenario.asked:
            asked = scenario.asked[name]
            width = sum(len(side.strategies) for side in asked.scenarios)
            entries[name], arms[name] = asked.entry, (start, start + width)
            start += width
        elif study.of is not None and (entry := study.of(scenario)) is not None:
            entries[name] = entry
    return entries, arms


def _short(scenario: Scenario, shelf: Shelf) -> Iterator[str]:
    # A strategy that starts with fewer people than the others is not compared on equal terms.
    count = scenario.seeding.count
    if scenario.seeding.declining and not scenario.seeding.replaced:
        return
    for strategy, sizes in zip(scenario.strategies, _values(scenario, shelf, "counts").T, strict=True):
        fewer = int((sizes < count).sum())
        if fewer and not strategy.fixed:
            yield (
                f"{strategy.label} starts with fewer than {count} people in {fewer} of {len(sizes)} runs "
                f"({sizes.mean():.3g} in the mean): there is nobody more whom it may choose"
            )
