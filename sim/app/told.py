"""Why a person changed, or has not yet, in words."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.app.stage import Stage
from sim.engines.agents import MovementModel, Person
from sim.experiment.reasons import adoptions
from sim.ground.texts import names_of
from sim.ground.wording import Names, Share
from sim.ground.wording import people as _people
from sim.movement import rule
from sim.movement.sources import SOURCES
from sim.reports.why import WORDS
from sim.results.ledger import Adoptions

MOST_NAMES = 8


def account(stage: Stage, number: int) -> Iterator[tuple[str, str]]:
    """Who a person is, and for each strategy what has happened to them so far and why, as (heading, sentences)."""
    yield f"Person {stage.ties.names[number]}", _who(stage, number)
    for label, model in zip(stage.labels, stage.models, strict=True):
        person = model.persons[number]
        yield f"With {label}", _adopted(stage, model, person) if person.adopted_at >= 0 else _waiting(model, person)


def _who(stage: Stage, number: int) -> str:
    people, peers = stage.people, len(stage.models[0].persons[number].peers)
    sentences = []
    if people.tribe is not None:
        sentences.append(f"Belongs to {names_of(people.attributes[people.tribe])[number]}.")
    audience = int(stage.ties.audience_sizes[number])
    sentences.append(f"Listens to {_people(peers)}; {_people(audience)} listen{'s' if audience == 1 else ''} to them.")
    if np.ptp(people.passion) > 0:
        rank = float(np.mean(people.passion < people.passion[number]))
        sentences.append(f"Keener than {Share(rank)} of all.")
    if people.never[number]:
        sentences.append("Never adopts, whatever happens.")
    elif np.isfinite(people.threshold[number]):
        sentences += _follows(stage, number)
    return " ".join(sentences)


def _follows(stage: Stage, number: int) -> Iterator[str]:
    threshold = float(stage.people.threshold[number])
    yield f"Follows {_needs(stage.models[0], threshold)}."
    for label, model in zip(stage.labels, stage.models, strict=True):
        receptive = model.persons[number].receptivity
        if receptive != 0 and threshold > 0:
            how = "more" if receptive > 0 else "less"
            needs = _needs(model, rule.bar(threshold, receptive))
            yield f"With {label} they are {how} receptive: {needs}."


def _needs(model: MovementModel, threshold: float) -> str:
    if threshold <= 0:
        return "nobody's example: needs no peer"
    if model.movement.threshold_divisor == 0:
        return f"once {_people(int(np.ceil(threshold)))} among the peers did"
    return f"once {Share(threshold)} of the peers did" if threshold <= 1 else "only if more than all peers did: never"


def _waiting(model: MovementModel, person: Person) -> str:
    changed, peers = sum(peer.adopted for peer in person.peers), len(person.peers)
    sentence = (
        f"Has not changed by step {model.steps}: {changed} of the {_people(peers)} whom they listen to are adopters now"
    )
    if person.closed:
        return f"{sentence}."
    if person.accumulated > 0 and np.isfinite(person.resistance):
        share = Share(person.accumulated / person.resistance)
        return f"{sentence}, and {share} of the push that it takes has come together."
    return f"{sentence}."


def _adopted(stage: Stage, model: MovementModel, person: Person) -> str:
    trajectory = model.trajectory()
    known = adoptions(stage.ties, [trajectory], model.movement)
    rows = np.flatnonzero(known.person == person.number)
    later = trajectory.later
    quits = later.step[(later.person == person.number) & ~later.adopts].tolist()
    sentences = [(int(known.step[row]), _once(stage, known, int(row))) for row in rows]
    sentences += [(step, f"Gave up in step {step}.") for step in quits]
    return " ".join(sentence for _, sentence in sorted(sentences))


def _once(stage: Stage, known: Adoptions, row: int) -> str:
    step = int(known.step[row])
    if np.isnan(known.sources[row]).any():
        return f"A seed, from step {step}."
    parts = sorted(zip(known.sources[row].tolist(), SOURCES, strict=True), reverse=True)
    pushed = ", ".join(f"{WORDS[f'share_{source}']} ({Share(share)})" for share, source in parts if share >= 0.005)
    end = int(known.counts[: row + 1].sum())
    who = known.persuaders[end - int(known.counts[row]) : end]
    names = [stage.ties.names[peer] for peer in who.tolist()]
    return f"Changed in step {step}, pushed by {pushed}." + (f" Peers who pushed: {_some(names)}." if names else "")


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return Names(tuple(names[:MOST_NAMES])).listed + (f" and {more} more" if more > 0 else "")
