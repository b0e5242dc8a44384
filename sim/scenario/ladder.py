"""Ladders of a scenario: the same strategies with other numbers of seeds."""

from __future__ import annotations

from dataclasses import replace

from sim.families.strategies import STRATEGIES
from sim.scenario import choosing
from sim.scenario.network import network
from sim.scenario.reading import Reading
from sim.scenario.scenario import Ladder, Scenario, Seeding, Strategy

RANDOM = "random"
COARSE, FINE = 2**0.5, 2**0.25
"""From one rung to the next the number of seeds grows by such a factor."""


def tipping(reading: Reading, base: Scenario) -> Ladder | None:
    """The ladder of the critical-mass curve: strategies with other numbers of seeds. None if none is asked for.

    Those that start with the same people whatever the number have no such curve.
    """
    wanted = reading.sections["tipping"]
    if wanted is None:
        return None
    reach = base.takeoff if wanted.reach is None else wanted.reach
    # From so many seeds on, a run has tipped whatever comes of it.
    most = min(_able(reading, base), -(-reach * base.people // 1) - 1)
    counts = wanted.counts
    if counts is None:
        counts = _rungs(1, int(most), COARSE)
    for number, count in enumerate(wanted.counts or ()):
        place = ("tipping", "counts", number)
        if count > most:
            message = (
                f"{count} seeds are too many; from {most + 1:.0f} on they reach {reach:g} of all people by themselves"
            )
            reading.fault(place, f"tipping.counts[{number + 1}]: {message}, or there are not as many")
        elif number and count <= (wanted.counts or ())[number - 1]:
            reading.fault(place, f"tipping.counts[{number + 1}]: {count} does not come after the number before it")
    if len(counts) < 2 and not reading.faults:
        message = f"fewer than two numbers of seeds do not reach {reach:g} of {base.people} people by themselves"
        reading.fault(("tipping",), f"tipping: {message}")
    strategies = tuple(strategy for strategy in base.strategies if not strategy.fixed)
    if not strategies:
        message = "every strategy here starts with the same people, whatever the number of seeds"
        reading.fault(("tipping",), f"tipping: {message}")
    return _ladder(base, strategies, counts, reach)


def equivalents(reading: Reading, base: Scenario) -> Ladder | None:
    """The ladder of random seeds, from nobody to everybody who can adopt; None if it is not asked for."""
    if not reading.sections["random_equivalents"]:
        return None
    if base.convention is not None:
        reading.fault(("random_equivalents",), "random_equivalents: goes not with a convention")
    # The strategies' own number is among them.
    counts = (0, *_rungs(max(1, base.seeding.count / 8), _able(reading, base), FINE))
    anyone = Strategy(RANDOM, RANDOM, choosing.plain(STRATEGIES.part(RANDOM).function))
    return _ladder(base, (anyone,), counts, base.takeoff)


def _able(reading: Reading, base: Scenario) -> int:
    # How many can adopt, about: shares of people who never adopt are rounded tribe by tribe.
    source = network(reading)
    never = getattr(reading.sections["people"].never, "share", 0.0)
    share = max(never.values(), default=0.0) if isinstance(never, dict) else never
    held = 0 if source is None else choosing.held(reading, source)
    return base.people - held - round(share * base.people) - (len(never) if isinstance(never, dict) else 0)


def _rungs(first: float, most: int, factor: float) -> tuple[int, ...]:
    # Powers, and no products, so that eight steps of a quarter octave are two octaves.
    found, step = [], 0
    while (wanted := first * factor**step) < most:
        found.append(round(wanted))
        step += 1
    return tuple(sorted({*found, most})) if most >= first else ()


def _ladder(base: Scenario, strategies: tuple[Strategy, ...], counts: tuple[int, ...], reach: float) -> Ladder:
    rungs = tuple(
        replace(
            base, strategies=strategies, seeding=scaled(base.seeding, count), sweep=None, claim=None, explained=False
        )
        for count in counts
    )
    return Ladder(counts, rungs, reach)


def scaled(seeding: Seeding, count: int) -> Seeding:
    """The same seeding with `count` people, who come in waves of the same proportions, to the nearest person."""
    whole, before, counts = max(1, seeding.count), 0, []
    for number in range(len(seeding.counts)):
        until = round(count * sum(seeding.counts[: number + 1]) / whole) if seeding.count else count
        counts.append(until - before)
        before = until
    return replace(seeding, counts=tuple(counts))
