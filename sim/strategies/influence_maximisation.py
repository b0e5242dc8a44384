from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from sim.families.strategies import Circumstances, Sight, Work, seeing
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties

NESTED = False
sees = seeing(Sight.TIES, Sight.COLUMNS, Sight.MOVEMENT)

if TYPE_CHECKING:
    from sim.strategies._reverse import Sets

Epsilon = Annotated[
    float, Field(gt=0, le=0.6, description="how far the guarantee stays below 1 - 1/e; smaller is slower")
]
Ell = Annotated[float, Field(gt=0, le=10, description="the guarantee holds with probability 1 - 1/n^ell for n people")]


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    movement: Movement,
    steps: int,
    *,
    epsilon: Epsilon = 0.5,
    ell: Ell = 1.0,
) -> np.ndarray:
    """People who together reach most, by reverse reachable sets (IMM, Tang et al. 2015), as the upper reference."""
    return _maximised(ties, people, count, rng, movement, steps, epsilon, ell).seeds


def notes(*, epsilon: float, ell: float) -> Iterator[str]:
    """A note on the guarantee and its conditions."""
    share = 1 - 1 / math.e - epsilon
    yield (
        f"influence-maximisation guarantees that the people it chooses reach at least {share:.1%} "
        f"(1 - 1/e - {epsilon:g}) of the most that as many people could reach, with probability at least "
        f"1 - 1/n{'' if ell == 1 else f'^{ell:g}'} for n people who can adopt: of the mean over all luck, in this "
        "network, with this influence and within these steps, not of a single run; it usually does far better"
    )


def account(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    movement: Movement,
    steps: int,
    *,
    epsilon: float,
    ell: float,
) -> str:
    """What the choice in one world rests on: how many sets, and what the people chosen are expected to reach."""
    from sim.strategies._reverse import sampler

    choice = _maximised(ties, people, count, rng, movement, steps, epsilon, ell)
    if not choice.sets:
        return "nothing was to be chosen"
    fresh = sampler(ties, people, movement, steps, rng)(choice.sets)
    able = int(people.can_adopt.sum())
    share, floor = fresh.covered(choice.seeds), 1 - 1 / math.e - epsilon
    error = able * math.sqrt(share * (1 - share) / len(fresh))
    return (
        f"chosen by {choice.sets} reverse reachable sets; the {len(choice.seeds)} people are expected to reach "
        f"{able * share:.1f} of {len(people)} (estimated from as many other sets, standard error {error:.1f}), which "
        f"is at least {floor:.1%} of the most possible with probability at least {1 - able**-ell:.6g}"
    )


def misfits(circumstances: Circumstances, *, epsilon: float, ell: float) -> Iterator[tuple[str, str]]:
    """Faults: settings for which the proof does not hold."""
    movement, threshold = circumstances.movement, circumstances.threshold
    if movement is None:
        return
    cascade = replace(
        Movement(),
        contacts=movement.contacts,
        divided=movement.divided,
        readiness=movement.readiness,
        persuasion=movement.persuasion,
        authority=movement.authority,
    )
    contacts = threshold is None and movement.contacts_on and movement == cascade
    linear = {"distribution": "uniform", "low": 0.0, "high": 1.0, "in": "shares", "noise": 1.0}
    held = {key: value for key, value in (threshold or {}).items() if key != "correlation_with_degree" or value}
    alone = movement == replace(Movement(), persuasion=movement.persuasion, authority=movement.authority)
    if circumstances.besides or not (contacts or (held == linear and alone)):
        others = f" (here also: {', '.join(circumstances.besides)})" if circumstances.besides else ""
        yield (
            "name",
            "influence-maximisation needs contacts with one attempt (persistence 0: independent-cascade, "
            f"weighted-cascade) or linear-threshold, and nothing else at work{others}; `greedy` takes anything",
        )


@dataclass(frozen=True)
class _Found:
    seeds: np.ndarray
    sets: int


def _maximised(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    movement: Movement,
    steps: int,
    epsilon: float,
    ell: float,
) -> _Found:
    # Imported here: numba is slow to import, and parts are imported at each start.
    from sim.strategies._reverse import sampler

    candidates = ~people.never
    able, many = int(people.can_adopt.sum()), int(candidates.sum())
    size = min(count, many)
    if not size:
        return _Found(np.empty(0, np.int64), 0)
    draw = sampler(ties, people, movement, steps, rng)
    draws = rng.random(len(people))
    number = _sets_needed(draw, lambda sets: sets.cover(candidates, size, draws), able, many, size, epsilon, ell)
    # Sets drawn to find out how many are needed are not used again (Chen 2018, first way to mend the proof).
    return _Found(draw(number).cover(candidates, size, draws), number)


def _sets_needed(
    draw: Callable[[int], Sets],
    cover: Callable[[Sets], np.ndarray],
    able: int,
    candidates: int,
    count: int,
    epsilon: float,
    ell: float,
) -> int:
    """theta: how many sets the guarantee takes (Tang et al. 2015, algorithm 2), from a lower bound of the best."""
    log_choices, safe = _logarithms(able, candidates, count, ell)
    rough = math.sqrt(2) * epsilon
    tries = max(1, (max(able, 2) - 1).bit_length() - 1)
    first = (2 + 2 / 3 * rough) * (log_choices + safe + math.log(tries)) * able / rough**2
    best = float(count)  # the seeds themselves
    sets = draw(0)
    for k in range(1, tries + 1):
        guess = able / 2**k
        if guess < best:
            break
        sets = sets.and_more(draw(_whole(first / guess) - len(sets)))
        reached = able * sets.covered(cover(sets))
        if reached >= (1 + rough) * guess:
            best = max(best, reached / (1 + rough))
            break
    return _theta(able, candidates, count, epsilon, ell, best)


def _theta(able: int, candidates: int, count: int, epsilon: float, ell: float, best: float) -> int:
    # How many sets are needed where the best choice reaches at least so many.
    part, (log_choices, safe) = 1 - 1 / math.e, _logarithms(able, candidates, count, ell)
    alpha, beta = math.sqrt(safe + math.log(2)), math.sqrt(part * (log_choices + safe + math.log(2)))
    return _whole(2 * able * (part * alpha + beta) ** 2 / epsilon**2 / best)


def _whole(number: float) -> int:
    # Rounded up, but for the last digits of logarithms, which depend on the machine.
    return math.ceil(float(f"{number:.10g}"))


def _logarithms(able: int, candidates: int, count: int, ell: float) -> tuple[float, float]:
    # Logarithms of the number of choices and of one over the chance to fail. Both phases may fail; so that together
    # they fail with 1/n^ell at most, each gets half of that.
    log_choices = math.lgamma(candidates + 1) - math.lgamma(count + 1) - math.lgamma(candidates - count + 1)
    return log_choices, ell * math.log(max(able, 2)) + math.log(2)


def work(
    *,
    people: int,
    ties: float,
    seeds: int,
    spread: float | None,
    movement: Movement,
    steps: int,
    epsilon: float,
    ell: float,
    **_: Any,
) -> Work:
    """What a choice takes: most often right to within a factor of three, as measured from 300 to 50,000 people."""
    count = min(seeds, people)
    if not count:
        return Work(1e-3)
    size, best = _expected(people, ties, count, spread, movement, steps)
    sets = _theta(people, people, count, epsilon, ell, best)
    visits = ties / max(1, people) if movement.contacts_on else 1.0
    # About as many sets again are drawn to find out how many are needed.
    seconds = 2 * sets * (8e-8 + size * (6e-8 + 2.8e-8 * visits)) + 3e-9 * count * people
    return Work(1e-3 + seconds, 25.0 * sets * size + 100.0 * people)


def _expected(
    people: int, ties: float, count: int, spread: float | None, movement: Movement, steps: int
) -> tuple[float, float]:
    """How many people a set holds, and how many the best seeds reach: means over all luck, roughly.

    Numbers of peers are taken to follow a gamma mixture of Poisson distributions (Newman 2002, "Spread of
    epidemic disease on networks", for the share of people whom a cascade reaches that does not die out).
    """
    degree = ties / people
    spread = max(0.02, 1 / max(1.0, degree) if spread is None else spread)
    top = 1 + spread * math.log(people / count)  # the audience of the best, as a multiple of the mean
    if movement.divided or not movement.contacts_on:
        # Each person follows one peer, who follows one in turn: a walk soon meets itself.
        size = min(steps, degree) + 1
        return size, min(people, max(1.0, size * top / 2) * count)
    # Nobody is persuaded by people whom they persuaded themselves.
    mean = movement.contacts * max(0.0, degree - 1 / (1 + spread))
    share = 1.0
    for _ in range(200):
        share = 1 - (1 + mean * share * spread) ** (-1 / spread - 1)
    lasting = 1 - (1 + mean * share * spread) ** (-1 / spread)
    size, next_ = 1.0, mean
    for _ in range(min(steps, 200)):
        size += next_
        next_ = min(people, next_ * mean * (1 + spread))
    size = min(people, size, 1 + mean + degree + lasting**2 * people)
    few = count * (1 + mean * top * size / (1 + mean))
    lot = count * (1 + mean * top) + lasting * people
    return size, min(people, few, lot) if lasting > 0.02 else min(people, few)
