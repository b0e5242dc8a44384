"""The outcome of an experiment: what its runs gave, as tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim import __version__
from sim.ledger import Run
from sim.movement._sources import SOURCES
from sim.results import ADOPTIONS, Results, joined
from sim.scenario.scenario import Claim, Scenario


def outcome(scenario: Scenario, runs: list[Run], accounts: Iterable[str] = ()) -> Results:
    """What the runs of a scenario gave, all of them, by number; `accounts`: what choices rest on, in sentences."""
    labels = [strategy.label for strategy in scenario.strategies]
    new, quits = (np.array([getattr(run, name) for run in runs]).swapaxes(0, 1) for name in ("new", "quits"))
    keys = _keys({"strategy": labels, "run": range(len(runs)), "step": range(scenario.steps + 1)})
    adopters = (new - quits).cumsum(axis=2)
    table = pd.DataFrame({**keys, "adopters": adopters.ravel(), "new": new.ravel(), "quits": quits.ravel()})
    why = _why(scenario, runs, labels) if scenario.explained else None
    groups, seeded = _groups(scenario, runs, labels), _seeds(scenario, runs, labels)
    return Results(_about(scenario, runs, accounts), table, groups, seeded, why)


def _why(scenario: Scenario, runs: list[Run], labels: list[str]) -> pd.DataFrame:
    name = list(scenario.names) if scenario.names else [str(i) for i in range(scenario.people)]
    tables = []
    for run in runs:
        found = run.adoptions
        if found is None:
            continue
        shares = pd.DataFrame(found.sources, columns=[f"share_{source}" for source in SOURCES])
        main = np.where(shares.isna().any(axis=1), "seed", np.array(SOURCES)[found.sources.argmax(axis=1)])
        ends = np.cumsum(found.counts)
        peers = [[name[j] for j in part] for part in np.split(found.persuaders, ends[:-1])] if len(ends) else []
        keys = {
            "strategy": [labels[k] for k in found.strategy],
            "run": run.number,
            "person": [name[i] for i in found.person],
            "step": found.step,
            "main_source": main,
        }
        tables.append(pd.DataFrame({**keys, **shares, "persuaded_by": [joined(part) for part in peers]}))
    table = pd.concat(tables, ignore_index=True)
    order = table["strategy"].map({label: number for number, label in enumerate(labels)})
    ordered = table.assign(order=order).sort_values(["order", "run", "step"], kind="stable").drop(columns="order")
    return ordered[ADOPTIONS].reset_index(drop=True)


def _groups(scenario: Scenario, runs: list[Run], labels: list[str]) -> pd.DataFrame:
    # Networks that are drawn anew can have other groups in each run.
    names = sorted({name for run in runs for name in run.groups})
    shares = np.full((len(labels), len(runs), len(names), scenario.steps + 1), np.nan)
    for number, run in enumerate(runs):
        shares[:, number, np.searchsorted(names, run.groups)] = run.shares
    keys = _keys({"strategy": labels, "run": range(len(runs)), "group": names, "step": range(scenario.steps + 1)})
    return pd.DataFrame({**keys, "share": shares.ravel()})


def _seeds(scenario: Scenario, runs: list[Run], labels: list[str]) -> pd.DataFrame:
    rows = [(label, run.number, run.seeds[k]) for k, label in enumerate(labels) for run in runs]
    counts = [len(ids) for *_, ids in rows]
    people = np.concatenate([ids for *_, ids in rows]).astype(np.int64)
    names = np.array(scenario.names, dtype=object)[people] if scenario.names else people.astype(str)
    return pd.DataFrame(
        {
            "strategy": np.repeat(_column([label for label, *_ in rows]), counts),
            "run": np.repeat([number for _, number, _ in rows], counts),
            "rank": np.concatenate([np.arange(1, count + 1) for count in counts]),
            "person": names,
        }
    )


def _keys(levels: dict[str, Any]) -> dict[str, np.ndarray]:
    # The columns of a full table over all combinations, the last level changing fastest.
    columns, outer, rows = {}, 1, math.prod(map(len, levels.values()))
    for name, level in levels.items():
        outer *= len(level)
        columns[name] = np.tile(np.repeat(_column(level), rows // outer if outer else 0), outer // max(1, len(level)))
    return columns


def _column(level: Sequence[Any]) -> np.ndarray:
    # Words as objects: a row holds where one is, not all its letters.
    return np.array(level, dtype=object if len(level) and isinstance(level[0], str) else None)


def _about(scenario: Scenario, runs: list[Run], accounts: Iterable[str]) -> dict[str, Any]:
    realised = [run.correlation for run in runs if not np.isnan(run.correlation)]
    return {
        "name": scenario.name,
        "question": scenario.question,
        "people": scenario.people,
        "runs": scenario.runs,
        "steps": scenario.steps,
        "seed": scenario.seed,
        "strategies": [strategy.label for strategy in scenario.strategies],
        "baseline": scenario.baseline,
        "takeoff": scenario.takeoff,
        "smallest_difference": scenario.smallest_difference,
        "claim": None if scenario.claim is None else _claimed(scenario.claim),
        "accounts": [*_short(scenario, runs), *accounts],
        "passion_degree_correlation": round(float(np.mean(realised)), 4) if realised else None,
        "version": __version__,
    }


def _claimed(claim: Claim) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in ("says", "evidence", "strategy", "over", "measure", "expects")}


def _short(scenario: Scenario, runs: list[Run]) -> Iterator[str]:
    # Who starts with fewer people than the others is not compared on equal terms.
    wanted = scenario.seeding.count
    if scenario.seeding.declining and not scenario.seeding.replaced:
        return
    for number, strategy in enumerate(scenario.strategies):
        counts = np.array([len(run.seeds[number]) for run in runs])
        fewer = int((counts < wanted).sum())
        if fewer and strategy.name not in ("listed", "none"):
            yield (
                f"{strategy.label} starts with fewer than {wanted} people in {fewer} of {len(runs)} runs "
                f"({counts.mean():.3g} in the mean): there is nobody more whom it may choose"
            )
