"""`sim.laws` tries the laws of a family on a part: ours obey them, and each law that is broken is told in words."""

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.outcomes import OUTCOMES
from sim.families.strategies import STRATEGIES as STRATEGIES_OF_OURS
from sim.families.strategies import Inner, Sight, seeing
from sim.mechanisms.formal_support import Sponsor
from sim.trials import mechanisms, networks, outcomes
from sim.trials.worlds import BrokenError

SAMPLES: dict[str, dict[str, Any]] = {
    "formal-support": {"sponsors": (Sponsor(who="top"),), "push": 0.3},
    "homophily": {"of": "tribe", "same": 2.0},
    "divergence": {"departure": 0.7},
    "giving-up": {"rate": 0.3},
    "messages": {"fit": {"a": {"x": 0.5}, "b": {"x": -0.5}}, "periods": ({"message": "x"},)},
    "critical-mass": {"reach": 0.2, "of": "tribe", "openness": 1.0},
}
"""Options of mechanisms that have some without a default, or do nothing without them."""


@pytest.mark.parametrize("name", MECHANISMS.names)
def test_every_mechanism_obeys(name):
    """Ours give numbers, keep nothing in themselves, and run alike in both engines, in the smallest worlds too."""
    part = MECHANISMS.part(name)
    options = part.options()(**SAMPLES.get(name, {}))
    laws = set(mechanisms.obeyed(part, {option: getattr(options, option) for option in part.fields}))
    assert "both engines give the same run, to the bit" in laws


@pytest.mark.parametrize("name", OUTCOMES.names)
def test_every_outcome_obeys(name):
    """Ours have a row a strategy, in the columns that they declare, with what these say."""
    assert len(set(outcomes.obeyed(OUTCOMES.part(name), {}))) == 4


def told(thing: Any, **options: Any) -> str:
    """What is said of a part that breaks a law."""
    with pytest.raises(sim.InputError) as fault:
        sim.laws(thing, **options)
    return str(fault.value)


def able(people: sim.People) -> np.ndarray:
    """Those who may be chosen."""
    return np.flatnonzero(~people.never)


TURNS = itertools.count()
STRATEGIES = {
    "in an array of integers": lambda ties, people, count, rng: able(people)[:count].tolist(),
    "each is chosen once": lambda ties, people, count, rng: np.repeat(able(people)[:1], count),
    "can adopt": lambda ties, people, count, rng: np.flatnonzero(~people.never | ~people.can_adopt)[:count],
    "as many are chosen": lambda ties, people, count, rng: able(people)[: count // 2],
    "the same random numbers": lambda ties, people, count, rng: np.roll(able(people), next(TURNS))[:count],
    "comes first among more": lambda ties, people, count, rng: np.sort(rng.permutation(able(people))[:count])[::-1],
    "names of people": lambda ties, people, count, rng: np.array(
        sorted(able(people), key=lambda person: ties.names[person]), np.int64
    )[:count],
    "nobody is chosen who may not be": lambda ties, people, count, rng: np.flatnonzero(people.can_adopt)[:count],
    "nobody sees what it takes to follow": lambda ties, people, count, rng: able(people)[
        np.argsort(people.resistance[able(people)], kind="stable")
    ][:count],
}


@pytest.mark.parametrize("law", STRATEGIES)
def test_a_strategy_that_breaks_a_law_is_told(law):
    """The law, what was chosen and the smallest world where that was seen."""
    words = told(sim.part(STRATEGIES[law], name="odd"))
    assert law in words
    assert "odd: breaks the law" in words
    assert "people (who listens to whom: " in words
    assert "test_laws.py:" in words


def by_movement(ties, people, count, rng, movement):
    """Goes by how the change spreads."""
    return able(people)[:: -1 if movement.contacts > 0.5 else 1][:count]


def ranked(score: Any) -> Any:
    """A strategy that ranks people by a score."""
    return lambda ties, people, count, rng: able(people)[np.argsort(score(ties, people), kind="stable")][:count]


LIARS = {
    "ties": ranked(lambda ties, people: ties.audience_sizes[able(people)]),
    "columns of people": ranked(lambda ties, people: people.attributes["site"][able(people)]),
    "traits of people": ranked(lambda ties, people: people.passion[able(people)]),
    "how the change spreads": by_movement,
}


@pytest.mark.parametrize("sight", LIARS)
def test_a_strategy_that_sees_more_than_it_says_is_told(sight):
    """Whoever says that chance is all it goes by, and goes by something else, breaks the law of that."""
    part = sim.part(LIARS[sight], name="odd", sees=seeing(Sight.CHANCE))
    assert f'breaks the law "what it does not see does not matter: {sight}' in told(part)
    sim.laws(sim.part(LIARS[sight], name="odd"))


def test_a_strategy_that_goes_by_more_than_its_score_is_told():
    """Whoever says that a score is all it goes by, and takes others before the best, breaks the law of scores."""
    part = sim.part(by_movement, name="odd", score=lambda ties, people: ties.audience_sizes)
    assert 'breaks the law "people come by their score, as `score` says"' in told(part)


@dataclass
class Once:
    """Acts in its first run only."""

    weight: float
    acted: bool = False

    def act(self, course: Any) -> None:
        """Closes everybody in the first step, ever."""
        if not self.acted:
            course.openness -= self.weight
        self.acted = True


def once(plan, *, weight: float = 50.0):
    """Closes everybody, once."""
    return Once(weight)


@dataclass(frozen=True)
class Adds:
    """Adds something to everybody."""

    what: float

    def act(self, course: Any) -> None:
        """Adds it, and takes it back as people change."""
        course.openness += self.what * (course.share(0, course.step - 1)[0] if np.isfinite(self.what) else 1.0)


def adding(plan, *, what: float = 0.1):
    """Adds something."""
    return Adds(what)


def endless(plan):
    """Opens everybody without end."""
    return Adds(np.inf)


def obeys(people, **options):
    """Claims that it obeys."""
    return True


def test_a_mechanism_that_breaks_a_law_is_told():
    """What it keeps in itself, what is no number, and a claim that more never harms, which it does."""
    assert "nothing is kept in a mechanism itself" in told(once)
    assert "what is added to people are numbers" in told(endless)
    assert "more seeds never harm" in told(sim.part(adding, obeys_more=obeys), what=-50.0)
    assert "both engines give the same run, to the bit" in sim.laws(adding)


def still(plan, *, least: float = 1.0):
    """Leaves ties as they are, whatever it says of them."""
    return Halves()


@dataclass(frozen=True)
class Halves:
    """Halves the weight of all ties."""

    def weigh(self, ties: Any) -> Any:
        """Ties that weigh half of what they did."""
        return replace(ties, weights=ties.weights / 2)

    def act(self, course: Any) -> None:
        """Add nothing."""


def test_a_mechanism_that_makes_ties_too_light_is_told():
    """Ties weigh half, where `lightest` says that they weigh as much as before."""
    assert "no tie is lighter than `lightest` says" in told(sim.part(still, lightest=lambda *, least: least))
    assert "no tie is lighter than `lightest` says" in sim.laws(sim.part(still, lightest=lambda *, least: 0.5))


def test_an_engine_that_runs_otherwise_is_told(monkeypatch):
    """A mechanism under which people adopt elsewhere with agents, or who never adopt do, breaks a law."""
    run = mechanisms.agents.run

    def otherwise(ties, people, *more, **options):
        done = run(ties, people, *more, **options)
        return replace(done, adopted_at=np.zeros_like(done.adopted_at))

    monkeypatch.setattr(mechanisms.agents, "run", otherwise)
    assert "both engines give the same run, to the bit" in told(adding)
    for engine in (mechanisms.agents, mechanisms.compiled):
        monkeypatch.setattr(engine, "run", otherwise)
    assert "who never adopts never does" in told(adding)


def test_a_network_that_breaks_a_law_is_told():
    """More people than it says, ties that are none, other ties from the same random numbers."""

    def ring(rng, *, people: int = 9):
        """A ring."""
        return sim.Ties.from_pairs(people, np.arange(people), np.roll(np.arange(people), 1), both_ways=True)

    def drawn(rng, *, people: int = 9):
        """Somebody with somebody."""
        ends = np.random.default_rng().permutation(people)
        return sim.Ties.from_pairs(people, ends[:4], ends[4:8], both_ways=True)

    def size(*, people):
        return people

    assert len(sim.laws(sim.part(ring, size=size, name="own-ring"))) == 6
    assert "`size` says 5, there are 9 in run 0" in told(sim.part(ring, size=lambda **_: 5, name="own-ring"))
    assert "what is built are Ties" in told(sim.part(lambda rng: 1, size=lambda: 1, name="odd"))
    assert "the same random numbers give the same ties" in told(sim.part(drawn, size=size))
    assert "people: Input should be" in told(sim.part(ring, size=size, name="own-ring"), people="many")
    lightened = sim.part(ring, size=size, name="own-ring", lightest=lambda **_: 2.0)
    assert "no tie is lighter than `lightest` says" in told(lightened)
    tabled = sim.part(ring, size=size, name="own-ring", columns=lambda **_: {"site": None})
    assert "people have the columns that `columns` says" in told(tabled)
    strict = sim.part(ring, size=size, name="own-ring", faults=lambda *, people: [("people", "must be even")])
    assert "people: must be even" in told(strict)
    with pytest.raises(BrokenError, match="the options are right with which it is tried"):
        list(networks.obeyed(strict, {"people": 9}))


def test_an_outcome_that_breaks_a_law_is_told():
    """A row too many, and what its column does not have."""
    columns = OUTCOMES.part("reach").function.columns

    def doubled(results):
        """Rows twice."""
        return pd.DataFrame({"strategy": 2 * results.strategies, "far": 0.5})

    assert "there is a row for each strategy" in told(sim.part(doubled, columns={"far": columns["reach_mean"]}))

    def far(results):
        """Shares above 1."""
        return pd.DataFrame({"strategy": results.strategies, "far": 2.0})

    assert "expected a number from 0 to 1" in told(sim.part(far, columns={"far": columns["reach_mean"]}))

    def bare(results):
        """No column but that of the strategies."""
        return pd.DataFrame({"strategy": results.strategies})

    assert "far is missing" in told(sim.part(bare, columns={"far": columns["reach_mean"]}))

    def turning(results):
        """Another number each time."""
        return [float(next(TURNS)) for _ in results.strategies]

    assert "the same results give the same numbers" in told(turning)
    assert len(sim.laws(sim.part(results_mean, name="mean"))) == 4
    assert "an outcome has no options" in told(sim.part(results_mean, name="mean"), far=1)


def results_mean(results):
    """The mean reach."""
    return results.mean_reach()


def test_strategies_in_options_are_made():
    """A part of one's own with a strategy in its options is tried as ours are, which can be tried, too."""

    def halved(ties, people, count, rng, known, *, first: Inner):
        """Asks another."""
        return first(ties, people, count, rng, **known)

    laws = sim.laws(halved, first={"name": "most-connected"})
    assert "nobody is chosen who may not be" in laws
    assert "first: " in told(halved)
    pieces = [{"strategy": "most-connected", "share": 0.6}, {"strategy": "random", "share": 0.6}]
    assert "mixed: parts" in told(STRATEGIES_OF_OURS.part("mixed"), parts=pieces)
    assert "the same random numbers give the same ties" in sim.laws(NETWORKS.part("ring"), people=8, ties=2)


def test_what_a_part_raises_comes_through():
    """An error in somebody's own code is no broken law: it is raised, with a note that says in which world."""
    with pytest.raises(ZeroDivisionError) as error:
        sim.laws(sim.part(lambda ties, people, count, rng: 1 // 0, name="odd"))
    assert "while its laws were tried with 0 asked for, among 1 people" in error.value.__notes__[0]
