"""A19: the share of adopters in equilibrium where people give up and adopt again (README.md beside this)."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from validation.published import lucky, network, within

from sim.engines import compiled
from sim.families.mechanisms import MECHANISMS
from sim.ground.draws import stream
from sim.movement.plan import Plan
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.world.people import People


def equilibrium(step: float, q: float = 0.3, mu: float = 0.1) -> float:
    """The share at which as many adopt as give up, with both hazards held over steps of a length."""

    def balance(share: float) -> float:
        return (1 - share) * -math.expm1(-q * share * step) - share * -math.expm1(-mu * step)

    return brentq(balance, 0.01, 0.999)


def giving_up(people: People, run: int, **options) -> Programme:
    """The programme with nothing but giving up."""
    plan = Plan(people, [], lambda name: stream(2026, run, name))
    known = {key: default for key, (_, default) in MECHANISMS.part("giving-up").fields.items() if default is not ...}
    away = MECHANISMS.part("giving-up").function(plan, **(known | options))
    return Programme(tuple(plan.scopes), plan.windows, (away,), away)


def test_a19_mean_field():
    """Hazards q = .3 and mu = .1 balance at 2/3 as the step goes to 0, and at .66501 with steps of .1."""
    assert round(equilibrium(0.1), 5) == 0.66501
    assert abs(equilibrium(1e-5) - 2 / 3) < 1e-5


@pytest.mark.slow
def test_a19_agents_agree(record):
    """A crowd that sees everyone rests where the mean field says, with steps of .1."""
    people, step = 1000, 0.1
    everyone = network("complete", people=people)
    shares = []
    for run in range(24):
        crowd = lucky(people, run)
        rates = Movement(contagion=0.3 * step, programme=giving_up(crowd, run, rate=0.1 * step))
        seeds = np.arange(people)[: people // 2]
        adopters = compiled.run(everyone, crowd, rates, seeds, 1200).adopters
        shares.append(adopters[600:].mean() / people)
    # In a crowd of N the mean lies below the fixed point by about 1/N per the logistic's curvature.
    within(shares, 0.66501, record, "A19", allowance=0.002)


@pytest.mark.slow
def test_sir_final_size(record):
    """Contacts that are given up for good end at the final size of Kermack & McKendrick, as the step goes to 0."""
    people, step = 500, 0.1
    beta, gamma = 0.2, 0.1
    size = brentq(lambda z: 1 - math.exp(-beta / gamma * z) - z, 0.1, 0.999)
    everyone = network("complete", people=people)
    chance = -math.expm1(-beta * step / (people - 1))
    reached = []
    for run in range(30):
        crowd = lucky(people, run)
        programme = giving_up(crowd, run, rate=gamma * step, for_good=1.0)
        rates = Movement(contacts=chance, persistence=1.0, programme=programme)
        found = compiled.run(everyone, crowd, rates, np.arange(25), 1500)
        reached.append((found.adopted_at >= 0).mean())
    start = 25 / people
    expected = brentq(lambda z: 1 - (1 - start) * math.exp(-beta / gamma * z) - z, 0.1, 0.999)
    assert size < expected < size + 0.03
    # The formula is that of an infinite crowd and of steps without length.
    within(reached, expected, record, "SIR final size", allowance=0.01)
