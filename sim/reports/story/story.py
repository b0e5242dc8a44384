"""The results of a scenario as a story: question, answer, how sure, who to invite, what it assumes, how it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.families.studies import Study, studies
from sim.ground.wording import Share
from sim.reports.story.as_run import as_run
from sim.reports.story.assumptions import Assumption, assumptions, off
from sim.reports.story.certainty import Outcome, comparisons, known, outcomes
from sim.reports.story.invitation import Guests, invitation, kinds, meanings
from sim.reports.story.provenance import limits, provenance
from sim.results.results import Results
from sim.scenario.network import is_given
from sim.statistics.verdict import FEWEST, verdict

HEDGE = "In this model, with these assumptions."


@dataclass(frozen=True)
class Finding:
    """The finding of a study: the `name` of its table, a `heading`, and sentences."""

    name: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """The parts of a story, in plain text, in the order of reports.

    `answer`: the verdict with its range, one sentence; `winner`: the winning strategy, if any; `takeoff`: what a
    takeoff is; `outcomes`: the results of each strategy; `comparisons`: each against the baseline; `known`: how precise
    the runs are, and what more of them would settle; `findings`: of the studies in the results; `guests`: whom to start
    with, and `invite`, how to read that; `assumptions` with grades; `made`: how it was made, name and value; `limits`:
    what it cannot say.
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
    about, settings, judgement = results.about, manifest["settings"], verdict(results)
    worlds = _worlds(settings["network"])
    names = meanings(settings)
    guests = invitation(results, judgement.winner, settings, names)
    won = judgement.winner is not None or len(results.strategies) == 1
    return Story(
        name=about.name,
        question=about.question,
        answer=f"{judgement.headline}.",
        hedge=HEDGE,
        winner=judgement.winner,
        takeoff=f"A change takes off if it reaches at least {Share(about.takeoff).exact} of people.",
        outcomes=outcomes(results, names, worlds),
        comparisons=comparisons(results, worlds),
        known=known(results),
        findings=findings(results),
        invite=kinds(guests, won=won, few=about.runs < FEWEST),
        guests=guests,
        assumptions=assumptions(settings),
        made=provenance(about, manifest),
        limits=limits(about, manifest.get("notes", ()), off(settings)),
    )


def _worlds(network: Mapping[str, Any]) -> str:
    # A noun for what a run simulates: with a given network, only the courses differ.
    if is_given(network):
        return "futures"
    return "worlds" if "organisations" in network else "organisations"


def findings(results: Results) -> tuple[Finding, ...]:
    """The findings of the studies that were asked for."""
    asked = [study for study in studies().values() if study.heading and study.told in results.tables]
    return tuple(Finding(study.told, study.heading, _lines(study, results)) for study in asked)


def _lines(study: Study, results: Results) -> tuple[str, ...]:
    first = () if study.headline is None else (f"{study.headline(results).rstrip('.')}.",)
    return (*first, *study.sentences(results))
