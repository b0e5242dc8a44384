"""The laws of strategies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.engines import compiled
from sim.families.strategies import EVERYTHING, Sight, Strategy
from sim.ground.draws import stream
from sim.movement.settings import Movement
from sim.scenario.choosing import asked, sees_what_is_known
from sim.trials.worlds import holds, noted, shown, worlds
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.world import World

CASCADE, OTHER = Movement(contacts=0.2), Movement(contacts=0.7)
"""How the change spreads, as far as a strategy asks, and another way."""

STEPS = 8


def chosen(
    part: Strategy,
    options: Mapping[str, Any],
    ties: Ties,
    people: People,
    count: int,
    seed: int,
    movement: Movement = CASCADE,
) -> np.ndarray:
    """Whom a strategy chooses, told what an experiment tells it."""

    def simulate(ids: np.ndarray, sample: int) -> int:
        resistance = stream(seed, sample, "luck").standard_exponential(len(people))
        able = replace(people, never=~people.can_adopt, aside=None, resistance=resistance)
        return int(compiled.run(ties, able, movement, ids, STEPS).adopters[-1])

    known = {"simulate": simulate, "movement": movement, "steps": STEPS}
    rng = stream(seed, 0, "strategy")
    choice: np.ndarray = asked(part.function, options, {}, ties, people, count, rng, **known)
    return choice


def obeyed(part: Strategy, options: Mapping[str, Any], sees: frozenset[Sight] = EVERYTHING) -> Iterator[str]:
    """The laws that a strategy which `sees` so much obeys in one world after the other. Raises BrokenError."""
    for world in worlds():
        for count in sorted({0, 1, world.ties.people // 3, world.ties.people}):
            with noted(f"with {count} asked for, {shown(world)}"):
                yield from obeyed_in(part, options, world, count, sees)


def obeyed_in(
    part: Strategy, options: Mapping[str, Any], world: World, count: int, sees: frozenset[Sight] = EVERYTHING
) -> Iterator[str]:
    """The laws that a strategy obeys in a world where so many are asked for. Raises BrokenError."""
    ties, people, where = world.ties, world.people, shown(world)
    choose = partial(chosen, part, options, seed=world.luck.seed)
    ids = choose(ties, people, count)
    whole = isinstance(ids, np.ndarray) and ids.ndim == 1 and np.issubdtype(ids.dtype, np.integer)
    yield holds("people are chosen by their numbers, in an array of integers", whole, f"it gives {ids!r}, {where}")
    first = f"of {count} it chooses {ids.tolist()}"
    apart = len(set(ids.tolist())) == len(ids) and ((ids >= 0) & (ids < len(people))).all()
    yield holds("those who are chosen are there, and each is chosen once", apart, f"{first}, {where}")
    yield holds("those who are chosen can adopt", people.can_adopt[ids].all(), f"{first}, {where}")
    enough = part.FIXED or len(ids) == min(count, people.can_adopt.sum())
    yield holds("as many are chosen as asked for, if there are so many", enough, f"{first}, {where}")
    again = choose(ties, people, count)
    same = np.array_equal(again, ids)
    yield holds("the same random numbers give the same choice", same, f"{first}, then {again.tolist()}, {where}")
    if part.NESTED and not part.FIXED:
        more = choose(ties, people, count + 1)
        nested, words = np.array_equal(more[: len(ids)], ids), f"{first}, of {count + 1} {more.tolist()}, {where}"
        yield holds("who is chosen among fewer comes first among more", nested, words)
    yield from _blind(part, options, world, count, ids)
    if part.score is not None:
        score = np.where(people.never, np.nan, part.score(ties, people, **options))
        left = np.setdiff1d(np.flatnonzero(~people.never), ids)
        best = np.concatenate([score[ids], [score[left].max(initial=-np.inf)]])
        words = f"{first}, whose scores are {score[ids].tolist()}, and the best of the others has {best[-1]:g}, {where}"
        yield holds("people come by their score, as `score` says", (np.diff(best) <= 0).all(), words)
    for sight, other in _unseen(world).items():
        if sight not in sees:
            again = chosen(part, options, other.ties, other.people, count, world.luck.seed, other.movement)
            words = f"{first}, and {again.tolist()} with other {sight.value}, which it does not see, {where}"
            yield holds(f"what it does not see does not matter: {sight.value}", np.array_equal(again, ids), words)


def _blind(part: Strategy, options: Mapping[str, Any], world: World, count: int, ids: np.ndarray) -> Iterator[str]:
    # A strategy goes neither by whom it may not choose, nor by names, nor by luck.
    ties, people, where = world.ties, world.people, shown(world)
    choose = partial(chosen, part, options, seed=world.luck.seed)
    first = f"of {count} it chooses {ids.tolist()}"
    inside = people.within({"site": ["a"]})
    within = choose(ties, inside, count)
    words = f"{within.tolist()}, of sites {people.attributes['site'].tolist()} where site a may be chosen, {where}"
    yield holds("nobody is chosen who may not be", (~inside.never[within]).all(), words)
    if not part.named(**options):
        renamed = replace(ties, ids=tuple(f"p{number}" for number in reversed(range(len(people)))))
        other = choose(renamed, people, count)
        words = f"{first}, under other names {other.tolist()}, {where}"
        yield holds("names of people do not matter", np.array_equal(other, ids), words)
    if not sees_what_is_known(part.function):
        lucky = replace(people, threshold=np.full(len(people), 0.5), resistance=np.ones(len(people)))
        other = choose(ties, lucky, count)
        words = f"{first}, with other thresholds and resistances {other.tolist()}, {where}"
        yield holds("nobody sees what it takes to follow", np.array_equal(other, ids), words)


class _Other(NamedTuple):
    ties: Ties
    people: People
    movement: Movement = CASCADE


def _unseen(world: World) -> dict[Sight, _Other]:
    # The world as another one in what a strategy may not see.
    ties, people, size = world.ties, world.people, len(world.people)
    row = Ties.from_pairs(size, np.arange(size - 1), np.arange(1, size), both_ways=True)
    columns = {"site": np.where(people.attributes["site"] == "a", "b", "a")}
    return {
        Sight.TIES: _Other(row, people),
        Sight.COLUMNS: _Other(ties, replace(people, attributes=columns, manager=None, scale=np.arange(1.0, size + 1))),
        Sight.TRAITS: _Other(ties, replace(people, passion=stream(1, 0, "other").normal(size=size))),
        Sight.MOVEMENT: _Other(ties, people, OTHER),
    }
