"""The results of a scenario as a story: question, answer, how sure, who to invite, what it assumes, how it was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.ground.wording import Share, ShareInterval
from sim.reports.story.as_run import as_run
from sim.reports.story.assumptions import Assumption, assumptions, off
from sim.reports.story.certainty import Outcome, comparisons, known, outcomes
from sim.reports.story.invitation import Guests, invitation, kinds, meanings
from sim.reports.story.provenance import limits, made
from sim.results.results import Results
from sim.statistics.verdict import FEWEST, verdict
from sim.studies import claim, costs, equivalents, flip_map, robustness, self_sustaining, sensitivity, tipping

HEDGE = "In this model, with these assumptions."


@dataclass(frozen=True)
class Finding:
    """What a further table of the results says: its `name`, a `heading`, and sentences."""

    name: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """The parts of a story, in plain text, in the order in which they are told.

    `answer`: the verdict with its range, one sentence; `winner`: the strategy that wins, if one does; `takeoff`: what
    a takeoff is; `outcomes`: what each strategy comes to; `comparisons`: each against the baseline; `known`: how
    precise the runs are and what more would settle; `findings`: where the winner changes, what it hangs on, a wrong
    map, and so on, as far as the results have it; `guests`: whom to start with, and `invite`, how to read that;
    `assumptions` with grades; `made`: how it was made, name and value; `limits`: what it cannot say.
    """

    name: str
    question: str
    answer: str
    hedge: str
    winner: str | None
    takeoff: str
    outcomes: tuple[Outcome, ...]
    comparisons: tuple[str, ...]
    known: tuple[str, ...]
    findings: tuple[Finding, ...]
    invite: str
    guests: tuple[Guests, ...]
    assumptions: tuple[Assumption, ...]
    made: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]


def story(folder: Path) -> Story:
    """The story of a folder of results. Raises sim.ground.faults.InputError if it is not a whole one."""
    run = as_run(folder)
    return tell(run.results, run.manifest)


def tell(results: Results, manifest: dict[str, Any]) -> Story:
    """The story of results that were read, with the manifest of their folder."""
    about, settings, said = results.about, manifest["settings"], verdict(results)
    worlds = _worlds(settings["network"])
    names = meanings(settings)
    guests = invitation(results, said.winner, settings, names)
    return Story(
        name=about["name"],
        question=about["question"],
        answer=f"{said.headline}.",
        hedge=HEDGE,
        winner=said.winner,
        takeoff=f"A change takes off if it reaches at least {Share(about['takeoff']).exact} of people.",
        outcomes=outcomes(results, names, worlds),
        comparisons=comparisons(results, worlds),
        known=known(results),
        findings=findings(results),
        invite=kinds(guests, won=said.winner is not None or len(results.strategies) == 1, few=about["runs"] < FEWEST),
        guests=guests,
        assumptions=assumptions(settings),
        made=made(about, manifest),
        limits=limits(about, manifest.get("notes", ()), off(settings)),
    )


def _worlds(network: Mapping[str, Any]) -> str:
    # What a run simulates: where the network is a given one, only what becomes of it differs.
    if {"file", "dataset"} & set(network):
        return "futures"
    return "worlds" if "organisations" in network else "organisations"


def findings(results: Results) -> tuple[Finding, ...]:
    """What the further tables of results say, as far as there are any."""
    return tuple(
        Finding(name, heading, tuple(lines(results))) for name, heading, lines in FURTHER if name in results.tables
    )


def _behind(results: Results) -> list[str]:
    # Of the tribe furthest behind with each strategy, where it is behind for certain and by more than matters.
    means = results.tables["summary"].set_index("strategy")["reach_mean"]
    lines = []
    for strategy, rows in results.tables["tribes"].groupby("strategy", sort=False):
        last = max(rows.to_dict("records"), key=lambda row: float(row["behind"]))
        everyone = float(means[str(strategy)])
        if last["behind"] >= results.about["smallest_difference"] and last["reach_high"] < everyone:
            reach = f"{Share(last['reach_mean'])} of it ({ShareInterval(last['reach_low'], last['reach_high'])})"
            lines.append(
                f"With {strategy}, {last['group']} stays furthest behind: {reach}, {Share(everyone)} of all people."
            )
    whom = "any strategy" if not lines else "the others"
    more = [f"With {whom}, no tribe is known to be behind all people by as much as matters."]
    return lines + (more if len(lines) < len(results.strategies) else [])


def _changes(results: Results) -> list[str]:
    factors = " and ".join(results.about["sweep"]["factors"])
    return [f"{flip_map.said(results)}.", f"Varied: {factors}; everything else stays as it is."]


FURTHER: tuple[tuple[str, str, Callable[[Results], Any]], ...] = (
    ("flip_map", "Where the winner changes", _changes),
    ("sensitivity", "What it hangs on", lambda results: [f"{sensitivity.said(results)}."]),
    ("robustness", "If the map is wrong, or somebody is gone", robustness.said),
    ("tipping_fit", "How many it takes", tipping.said),
    ("equivalents", "What knowing the network is worth", equivalents.said),
    ("tribes", "Tribe by tribe", _behind),
    ("costs", "What it costs", costs.said),
    ("self_sustaining", "When support stops", self_sustaining.said),
    ("claim", "The claim, put to the test", claim.said),
)
"""Table, heading, and what is said on it."""
