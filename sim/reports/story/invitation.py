"""Whom to invite: names if the network is given, else what kind of people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.families.strategies import STRATEGIES
from sim.ground.wording import Chance
from sim.results.about import LISTED, MANY, About, Roster
from sim.results.results import Results
from sim.scenario.network import is_given
from sim.statistics.comparison import differences

MOST = 3
"""The most strategies that are shown if there is no winner."""


@dataclass(frozen=True)
class Guests:
    """Whom a strategy starts with: what it `means`, how many people (`count`), and their names, best first.

    `names`: name and how often that person is chosen, for instance `in 39 of 40 runs`; if empty, `why` says why.
    """

    strategy: str
    means: str
    count: int
    names: tuple[tuple[str, str], ...]
    why: str


def invitation(
    results: Results, winner: str | None, settings: Mapping[str, Any], meanings: Mapping[str, str]
) -> tuple[Guests, ...]:
    """Whom to start with according to the winner, or else the leading strategies, best first.

    `settings`: the scenario as run; `meanings`: of strategies, by label.
    """
    summary = results.tables["summary"].set_index("strategy")
    ahead = [winner] if winner else _first(results)
    shown = [name for name in ahead if summary["seeds"][name] > 0][:MOST]
    seeds = results.seeds if is_given(settings["network"]) else None
    return tuple(_guests(name, meanings[name], round(summary["seeds"][name]), seeds, results.about) for name in shown)


def _first(results: Results) -> list[str]:
    # The strategy that reaches most, and those not clearly behind it, as in the verdict.
    adopters = pd.DataFrame(results.record.ends[0].T, columns=results.strategies)
    order = [str(name) for name in adopters.mean().sort_values(ascending=False, kind="stable").index]
    best, others, enough = order[0], order[1:], results.about.smallest_difference
    lacks = differences(-adopters[others], -adopters[best], results.about.people, results.about.seed)
    behind = {
        name for name, lack in zip(others, lacks, strict=True) if lack.together.low > 0 and lack.together.mean >= enough
    }
    return [name for name in order if name not in behind]


def meanings(settings: Mapping[str, Any]) -> dict[str, str]:
    """The meaning of each strategy of a scenario, in words, by label."""
    return {strategy.get("label") or strategy["name"]: _meaning(strategy) for strategy in settings["strategies"]}


def _meaning(strategy: Mapping[str, Any]) -> str:
    summary = STRATEGIES.part(strategy["name"]).summary.rstrip(".")
    inner = [*strategy.get("parts", ()), strategy]
    names = [part["strategy"] for part in inner if part.get("strategy") is not None]
    labels = [str(part["name"]) if isinstance(part, Mapping) else str(part) for part in names]
    if labels:
        summary += f" (here: {', '.join(labels)})"
    within = strategy.get("within")
    return f"{summary}; only among {_only(within)}." if within else f"{summary}."


def _only(within: Any) -> str:
    if isinstance(within, Mapping):
        return "; ".join(f"{column} {_only(values)}" for column, values in within.items())
    return ", ".join(map(str, within))


def _guests(strategy: str, means: str, count: int, seeds: pd.DataFrame | None, about: About) -> Guests:
    if seeds is None:
        why = "The network of this scenario is drawn, so nobody has a name: this is the kind of people to look for."
        return Guests(strategy, means, count, (), why)
    own = seeds[seeds["strategy"] == strategy]
    chosen = own.groupby("person", sort=False)["rank"].agg(["size", "mean"])
    roster, runs = about.roster(strategy), about.runs
    if roster is not None:
        # Where some decline, fewer start than are asked.
        count = max(count, len(roster.people))
        times = [int(chosen["size"].get(name, 0)) for name in roster.people]
        names = [(name, _times(number, runs)) for name, number in zip(roster.people, times, strict=True)]
        why = " ".join(_about_list(roster, count, declined=min(times, default=runs) < runs))
        return Guests(strategy, means, count, tuple(names), why)
    chosen = chosen.sort_values(["size", "mean"], ascending=[False, True], kind="stable")[:count]
    if not count or chosen["size"].sum() < 0.5 * runs * count:
        why = f"Whom {strategy} chooses differs from run to run, so there is no list: it is drawn, or asked for, anew."
        return Guests(strategy, means, count, (), why)
    names = [(str(name), _times(int(times), runs)) for name, times in chosen["size"].items()]
    why = ""
    if chosen["size"].min() < runs:
        why = f"{strategy} chooses anew in each run, so this is no list that was run: it names those chosen most often."
    return Guests(strategy, means, count, tuple(names[:LISTED]), why)


def _about_list(roster: Roster, count: int, *, declined: bool) -> Iterator[str]:
    # What is to be known of a list that all runs started with.
    if count > LISTED:
        yield f"These are the first {LISTED} of {count} people of {roster.strategy}; all are in seeds.csv."
    if declined:
        yield "They are asked in this order; in some runs, some of them decline."
    if roster.equal != 1:
        many = "several"
        if roster.equal is not None:
            many = "more than a million" if roster.equal > MANY else f"{roster.equal:,}"
        yield f"By {roster.strategy}, {many} such lists are equal; this one was drawn once, for all runs."


def _times(times: int, runs: int) -> str:
    return "in every run" if times == runs else f"in {Chance(times, runs).of(100)} runs"


def kinds(guests: Sequence[Guests], *, won: bool, few: bool) -> str:
    """A sentence that introduces the list of strategies.

    `won`: whether it holds only the winner; `few`: whether there are too few runs to name a winner.
    """
    if not guests:
        return "There is nobody to invite: what reaches most starts with nobody."
    if won:
        people = "person" if guests[0].count == 1 else "people"
        return f"Start with {guests[0].count} {people}, chosen by {guests[0].strategy}."
    if few:
        return "No winner can be named from so few runs."
    return "No strategy is the winner; of these, none is known to reach less than the first by as much as matters."
