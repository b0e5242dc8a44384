"""Ladders of a scenario: the same strategies with increasing numbers of seeds (rungs)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sim.scenario import choosing
from sim.scenario.network import network
from sim.scenario.reading import Reading
from sim.scenario.scenario import Scenario, Seeding, Strategy, side


def able(reading: Reading, base: Scenario) -> int:
    """About how many people can adopt: shares of those who never adopt are rounded tribe by tribe."""
    source = network(reading)
    never = getattr(reading.sections["people"].never, "share", 0.0)
    share = max(never.values(), default=0.0) if isinstance(never, dict) else never
    held = 0 if source is None else choosing.held(reading, source)
    return base.people - held - round(share * base.people) - (len(never) if isinstance(never, dict) else 0)


def rungs(first: float, most: int, factor: float) -> tuple[int, ...]:
    """Whole numbers from `first` to `most`, each larger by a factor than the one before."""
    # Powers, not repeated products, so that eight steps of a quarter octave are exactly two octaves; those of decimals
    # are the same on every machine.
    numbers, step = [], 0
    while (rung := first * float(Decimal(factor) ** step)) < most:
        numbers.append(round(rung))
        step += 1
    return tuple(sorted({*numbers, most})) if most >= first else ()


def climbed(base: Scenario, strategies: tuple[Strategy, ...], counts: Sequence[int]) -> tuple[Scenario, ...]:
    """A scenario with other strategies and numbers of seeds, one for each number."""
    return tuple(side(base, strategies=strategies, seeding=scaled(base.seeding, count)) for count in counts)


def scaled(seeding: Seeding, count: int) -> Seeding:
    """The same seeding with `count` people, who come in waves of the same proportions, to the nearest person."""
    whole, before, counts = max(1, seeding.count), 0, []
    for number in range(len(seeding.counts)):
        until = round(count * sum(seeding.counts[: number + 1]) / whole) if seeding.count else count
        counts.append(until - before)
        before = until
    return replace(seeding, counts=tuple(counts))
