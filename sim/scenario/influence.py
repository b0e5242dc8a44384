"""The influence of a scenario, own or preset, as the settings of the rule."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.families.conventions import CONVENTIONS
from sim.families.distributions import DISTRIBUTIONS
from sim.families.mechanisms import key
from sim.families.presets import PRESETS
from sim.movement.settings import Movement
from sim.scenario.language.pushes import OwnInfluence
from sim.scenario.movement import least_factor, weighed, weighing
from sim.scenario.network import Source
from sim.scenario.reading import Reading


def influence(reading: Reading) -> tuple[Movement, BaseModel | None, Mapping[str, Any]] | None:
    """The settings of the rule, the thresholds of people if they have any, and the mechanisms that a preset brings.

    None if something is wrong. With a convention, which has its own rule, nothing pushes.
    """
    brought: Mapping[str, Any] = {}
    model: Any = reading.sections.get("influence")
    if model is None:
        return None
    if hasattr(model, "convention"):
        return Movement(), None, {}
    place: tuple[str, ...] = ("influence",)
    if hasattr(model, "preset"):
        part = PRESETS.parts[model.preset]
        if not reading.part_faults(place, part, model):
            return None
        options = reading.options(part, model)
        words = {**part.function(**options), "receptivity": model.receptivity, "sending": model.sending}
        brought = part.movement(**options)
        reading.notes += part.notes(**options)
        model = OwnInfluence.model_validate(words)
    elif model.threshold is not None:
        spread = DISTRIBUTIONS.parts[model.threshold.distribution]
        if not reading.part_faults((*place, "threshold"), spread, model.threshold):
            return None
    return _movement(model), model.threshold, brought


def convention(reading: Reading) -> Callable[..., Any] | None:
    """The convention played in place of a movement: `play(ties, people, seeds, steps, rng)`; None if there is none."""
    model: Any = reading.sections.get("influence")
    if not hasattr(model, "convention"):
        return None
    part = CONVENTIONS.parts[model.convention]
    reading.part_faults(("influence",), part, model)
    reading.notes.append("influence: a convention is played by a module of its own, the same with either engine")
    return partial(part.function, **reading.options(part, model))


def check_weights(reading: Reading, source: Source | None, movement: Movement) -> None:
    """Keep a fault if chances are divided by numbers of ties, and weights are too small to be such numbers."""
    if not movement.divided or source is None:
        return
    if source.outline.ties is None:
        if source.outline.lightest * least_factor(reading) < 1:
            source.outline.doubt("the weights of ties, where chances are divided by numbers of ties")
        return
    ties = weighed(reading, source.outline.ties)
    total = np.bincount(ties.listeners, ties.weights, minlength=ties.people)
    certain = (ties.peer_counts > 0) & ((total < 1) | ((total == 1) & (ties.peer_counts > 1)))
    if certain.any():
        who = int(np.flatnonzero(certain)[0])
        own = ties is source.outline.ties
        place: tuple[str, ...] = ("network",)
        remedy = "say `weights: false`"
        if not own:
            part, _ = next(weighing(reading))
            place, remedy = ("movement", key(part.name)), f"{part.name} multiplies them; let it be 1 or more"
        reading.fault(
            place,
            f"a tie of weight 3 is three ties here (1 over their number is the chance), but the weights "
            f'of "{ties.names[who]}" sum to {total[who]:g}, which makes every attempt certain; {remedy}',
        )


def _movement(model: Any) -> Movement:
    contagion, contacts, threshold = model.contagion, model.contacts, model.threshold
    return Movement(
        spontaneous=model.spontaneous,
        contagion=contagion.rate if contagion else 0.0,
        divisor=contagion.divisor if contagion else 1.0,
        reinforcement=contagion.reinforcement if contagion else 1.0,
        contacts=contacts.p if contacts and contacts.p != "1/peers" else 0.0,
        divided=bool(contacts and contacts.p == "1/peers"),
        persistence=contacts.persistence if contacts else 0.0,
        threshold_divisor=0.0 if threshold and threshold.counted == "counts" else 1.0,
        noise=threshold.noise if threshold else 1.0,
        readiness=model.receptivity.passion,
        persuasion=model.sending.passion,
        authority=model.sending.rank,
        linear=model.link == "linear",
    )
