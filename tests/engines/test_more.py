"""The law of more (sim/MODEL.md section 9): more seeds, or a larger push, never harm where settings say they obey."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from engines.worlds import RATE, SHARE, crowds, movements, settings_of, staff
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import agents, compiled
from sim.families.law_of_more import obeys_more
from sim.families.mechanisms import MECHANISMS
from sim.ground.draws import stream
from sim.mechanisms.formal_support import Sponsor
from sim.mechanisms.messages import Period
from sim.movement.plan import Plan
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties

Mechanisms = dict[str, dict[str, Any]]
ENGINES = pytest.mark.parametrize("engine", [agents, compiled], ids=["agents", "compiled"])


@dataclass(frozen=True)
class Setting:
    """A movement with its mechanisms, in a world; `waves`: where later waves begin in the seeds, and in which step."""

    ties: Ties
    people: People
    movement: Movement
    mechanisms: Mechanisms
    waves: tuple[tuple[int, int], ...] = ()

    def adopted_at(self, seeds: list[int], steps: int, engine: Any = compiled) -> np.ndarray:
        """The step in which each person adopts; the step after the last for those who do not."""
        ties, movement = self.ties, self.movement
        if self.mechanisms or self.waves:
            plan = Plan(self.people, ties.names, lambda name: stream(1, 0, name), strict=False)
            begun = {name: MECHANISMS.part(name).function(plan, **each) for name, each in self.mechanisms.items()}
            ties = begun["homophily"].weigh(ties) if "homophily" in begun else ties
            waves = tuple((start, plan.window(step)) for start, step in self.waves)
            programme = Programme(tuple(plan.scopes), plan.windows, tuple(begun.values()), None, waves)
            movement = replace(movement, programme=programme)
        steps_in = engine.run(ties, self.people, movement, seeds, steps).adopted_at
        return np.where(steps_in < 0, steps + 1, steps_in)


@st.composite
def whole_ties(draw: st.DrawFn, most: int = 14) -> Ties:
    """A directed graph with whole weights, whose sums are exact in whatever order peers adopt."""
    people = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    there = rng.random((people, people)) < draw(SHARE)
    np.fill_diagonal(there, False)
    listeners, peers = np.nonzero(there)
    return Ties.from_pairs(people, listeners, peers, rng.choice(draw(st.sampled_from([[1.0], [1.0, 3.0]])), len(peers)))


@st.composite
def obeying(draw: st.DrawFn) -> Setting:
    """Settings that say of themselves that they obey: of those drawn at random, most are bent towards it first."""
    ties = draw(whole_ties())
    people = draw(staff(draw(crowds(ties.people))))
    movement = draw(movements())
    if not people.follow_nobody:
        # Sums that are not whole depend on the order of peers, and a threshold may lie exactly there.
        movement = replace(movement, persuasion=0.0)
    mechanisms: Mechanisms = {}
    if draw(st.booleans()):
        tribes = sorted(set(people.attributes["tribe"].tolist()))
        factor = st.sampled_from([0.0, 1.0, 2.0])
        drawn = settings_of(draw, tribes)
        drawn |= {"homophily": {"of": "tribe", "same": draw(factor), "other": draw(factor), "between": None}}
        mechanisms = {name: draw(bent(name, options)) for name, options in drawn.items()}
    kept = {
        name: options for name, options in mechanisms.items() if MECHANISMS.part(name).obeys_more(people, **options)
    }
    if not obeys_more(movement, kept, people):
        if draw(st.booleans()):
            kept = {name: options for name, options in kept.items() if MECHANISMS.part(name).steady(**options)}
            movement = replace(movement, linear=False)
        else:
            movement = replace(movement, persistence=1.0)
    assert obeys_more(movement, kept, people)
    return Setting(ties, people, movement, kept)


@st.composite
def bent(draw: st.DrawFn, name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Options with some of those that break the law most often changed to what may obey it."""
    towards: dict[str, dict[str, Any]] = {
        "formal-support": {"openness": abs(options.get("openness", 0.0)), "keen": draw(st.sampled_from([0.0, 0.1]))},
        "storytelling": {"trend": 0.0},
        "results": {"win": 1.0},
        "critical-mass": {"openness": abs(options.get("openness", 0.0))},
    }
    changes = {key: value for key, value in towards.get(name, {}).items() if draw(st.integers(0, 4))}
    return options | changes


@given(obeying(), st.data())
@settings(max_examples=300, deadline=None)
def test_more_seeds_never_harm_where_nothing_pushes_back(setting, data):
    """Seeds S within S' give adopters within adopters in every step, for all settings that say that they obey.

    Each seed keeps its wave.
    """
    able = np.flatnonzero(~setting.people.never).tolist()
    seeds = data.draw(st.lists(st.sampled_from(able), unique=True, max_size=4)) if able else []
    steps = data.draw(st.integers(0, 12))
    starts = sorted(data.draw(st.lists(st.integers(0, len(seeds)), max_size=2)))
    waves = tuple((start, data.draw(st.integers(1, 6))) for start in starts)
    fewer = [seed for seed in seeds if data.draw(st.booleans())]
    behind = tuple((len([seed for seed in seeds[:start] if seed in fewer]), step) for start, step in waves)
    with_all = replace(setting, waves=waves).adopted_at(seeds, steps)
    with_few = replace(setting, waves=behind).adopted_at(fewer, steps)
    assert (with_all <= with_few).all()


@given(obeying(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_larger_push_never_harms_where_nothing_pushes_back(setting, data):
    """A second setting that pushes nobody less, whatever happened before, gives adopters within adopters."""
    able = np.flatnonzero(~setting.people.never).tolist()
    seeds = data.draw(st.lists(st.sampled_from(able), unique=True, max_size=4)) if able else []
    steps = data.draw(st.integers(0, 12))
    larger = data.draw(pushed_more(setting))
    assert (larger.adopted_at(seeds, steps) <= setting.adopted_at(seeds, steps)).all()


@st.composite
def pushed_more(draw: st.DrawFn, setting: Setting) -> Setting:
    """The same world with a larger push: higher rates, lower thresholds and resistances, more of what helps."""
    movement, people = setting.movement, setting.people
    changes = {
        "spontaneous": movement.spontaneous + draw(SHARE),
        "contagion": movement.contagion + draw(RATE),
        "contacts": movement.contacts + draw(SHARE) * (1 - movement.contacts),
        "persistence": movement.persistence + draw(SHARE) * (1 - movement.persistence),
        "noise": movement.noise + draw(SHARE) * (1 - movement.noise),
    }
    movement = replace(movement, **{name: value for name, value in changes.items() if draw(st.booleans())})
    people = replace(
        people, threshold=people.threshold - draw(SHARE), resistance=people.resistance * draw(st.floats(0.1, 1))
    )
    mechanisms = {name: draw(LARGER[name](people, options)) for name, options in setting.mechanisms.items()}
    if draw(st.booleans()) and "critical-mass" not in mechanisms:
        mechanisms["critical-mass"] = {"reach": draw(SHARE), "of": "tribe", "openness": draw(RATE)}
    return replace(setting, movement=movement, people=people, mechanisms=mechanisms)


def changed(*changes: Callable[[dict[str, Any], float], dict[str, Any]]) -> Callable[..., st.SearchStrategy]:
    """What draws options after some of these changes; each takes the options and a share, and gives what is other."""

    def strategy(people: People, options: dict[str, Any]) -> st.SearchStrategy:
        def drawn(shares: tuple[float, ...]) -> dict[str, Any]:
            after = dict(options)
            for change, share in zip(changes, shares, strict=True):
                after |= change(after, share) if share else {}
            return after

        return st.tuples(*[SHARE for _ in changes]).map(drawn)

    return strategy


def backed_more(people: People, options: dict[str, Any]) -> st.SearchStrategy:
    """Sponsors push more, and back more where backing closes nobody."""
    opens = (options["openness"] + options["keen"] * people.standard_passion >= 0).all()

    def drawn(shares: tuple[float, float]) -> dict[str, Any]:
        sponsors = tuple(
            one.model_copy(update={"backing": one.backing + shares[0] * (1 - one.backing)}) if opens else one
            for one in options["sponsors"]
        )
        return options | {"push": options["push"] + shares[1], "sponsors": sponsors}

    return st.tuples(SHARE, SHARE).map(drawn)


LARGER: dict[str, Callable[..., st.SearchStrategy]] = {
    "formal-support": backed_more,
    "messages": changed(
        lambda options, share: {
            "fit": {
                tribe: {message: fit + share * (1 - fit) for message, fit in row.items()}
                for tribe, row in options["fit"].items()
            }
        }
    ),
    "storytelling": changed(
        lambda options, share: {"recruits": options["recruits"] + share},
        lambda options, share: {"puts_off": options["puts_off"] * (1 - share)},
        lambda options, share: {"expected": options["expected"] * (1 - share)},
        lambda options, share: {"level": options["level"] + (share if options["expected"] == 0 else 0)},
    ),
    "results": changed(
        lambda options, share: {"gain": options["gain"] + (share if options["win"] == 1 else 0)},
        lambda options, share: {"forgetting": options["forgetting"] * (1 - share if options["win"] == 1 else 1)},
    ),
    "critical-mass": changed(
        lambda options, share: {"openness": options["openness"] + share},
        lambda options, share: {"reach": options["reach"] * (1 - share)},
    ),
    "divergence": changed(lambda options, share: {"departure": options["departure"] * (1 - share)}),
    "homophily": changed(),
}
"""For each mechanism, the same with a larger push on each person in each step, for each history of adopters."""


@pytest.mark.parametrize("name", MECHANISMS.names)
def test_every_mechanism_but_giving_up_obeys_somewhere(name):
    """Each mechanism declares where it obeys, and does so with its usual options: the law is not empty."""
    asked: Mechanisms = {
        "formal-support": {"sponsors": (Sponsor(who="top"),)},
        "messages": {"fit": {"a": {"x": 1.0}}, "periods": (Period(message="x"),)},
        "critical-mass": {"reach": 0.1},
        "divergence": {"departure": 0.5},
        "giving-up": {"rate": 0.1},
    }
    part = MECHANISMS.part(name)
    usual = {key: default for key, (_, default) in part.fields.items() if default is not ...} | asked.get(name, {})
    assert part.obeys_more(People.alike(3), **usual) == (name != "giving-up")
    assert part.steady(**usual) in (True, False)


def chain(length: int) -> tuple[list[int], list[int]]:
    """Listeners and peers of a chain from person 0 through so many new people, each reached a step after the last."""
    return list(range(1, length + 1)), list(range(length))


def opened_late(persistence: float) -> Setting:
    """A person who listens to two chains, which reach them in steps 5 and 8, and whom a sponsor opens from step 4.

    0 to 5 and 0, 6 to 13 are the chains, 14 listens to 5 and 13, 15 is a shortcut to 5, and 16 the manager of 14.
    """
    listeners, peers = chain(5)
    listeners, peers = [*listeners, 6, *range(7, 14), 14, 14, 5], [*peers, 0, *range(6, 13), 5, 13, 15]
    resistance = np.full(17, 0.01)
    # One attempt is ln 2 = .69; opened it is worth e times as much: 1.88. One of each is 2.58.
    resistance[14] = 1.5
    manager = np.full(17, -1, np.int32)
    manager[14] = 16
    people = replace(People.alike(17), resistance=resistance, manager=manager)
    sponsor = Sponsor.model_validate({"who": ["16"], "from": 4})
    support = {"sponsors": (sponsor,), "fading": 0.5, "push": 0.0, "openness": 1.0, "keen": 0.0}
    ties = Ties.from_pairs(17, np.array(listeners), np.array(peers))
    return Setting(ties, people, Movement(contacts=0.5, persistence=persistence), {"formal-support": support})


@ENGINES
def test_an_early_attempt_may_meet_less_receptivity(engine):
    """With a sponsor from step 4, openness 1 and single attempts a person adopts in step 6, with one seed more in 9.

    The seed makes a peer adopt early, whose only attempt is multiplied by a lower receptivity; with attempts in every
    step the same seed does no harm. The settings say so.
    """
    once, always = opened_late(0.0), opened_late(1.0)
    assert [once.adopted_at(seeds, 20, engine)[14] for seeds in ([0], [0, 15])] == [6, 9]
    assert [obeys_more(each.movement, each.mechanisms, each.people) for each in (once, always)] == [False, True]
    assert (always.adopted_at([0, 15], 20, engine) <= always.adopted_at([0], 20, engine)).all()


@ENGINES
def test_two_attempts_at_once_count_for_more_with_a_linear_link(engine):
    """Two chances of .69 in one step are certain, one after the other they are not: a seed that parts them does harm.

    Person 3 listens to 1 and 2, who both listen to 0.
    """
    ties = Ties.from_pairs(4, np.array([1, 2, 3, 3]), np.array([0, 0, 1, 2]))
    people = replace(People.alike(4), resistance=np.array([1, 0.1, 0.1, 5]))
    linear = Setting(ties, people, Movement(contacts=0.5, linear=True), {})
    assert [linear.adopted_at(seeds, 9, engine)[3] for seeds in ([0], [0, 1])] == [2, 10]
    assert not obeys_more(linear.movement, {}, people)
    assert obeys_more(replace(linear.movement, linear=False), {}, people)


def test_a_mechanism_that_does_not_say_obeys_nowhere(monkeypatch):
    """A mechanism without a declaration is taken to break the law."""
    from sim.mechanisms import critical_mass

    told = {"critical-mass": {"reach": 0.1, "of": "everyone", "openness": 1.0}}
    assert obeys_more(Movement(), told, People.alike(3))
    monkeypatch.delattr(critical_mass, "obeys_more")
    MECHANISMS.forget()
    assert not obeys_more(Movement(), told, People.alike(3))
    monkeypatch.undo()
    MECHANISMS.forget()
