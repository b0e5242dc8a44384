"""Conventions: the laws of every model, readable twins, tiny worlds by enumeration, published tipping points."""

import itertools
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from conventions.twins import BestResponse, NamingGame
from engines.worlds import crowds, ties
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from scipy.stats import binom

from sim.conventions import _kernels, best_response, naming_game
from sim.families.conventions import CONVENTIONS
from sim.families.networks import NETWORKS
from sim.ground.draws import stream
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Changes, Trajectory

LUCK = st.integers(0, 2**32)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Ties, People, list[int], int, int]:
    """Ties, people, seeds, steps and luck."""
    network = draw(ties())
    people = draw(crowds(network.people))
    able = np.flatnonzero(~people.never).tolist()
    seeds = draw(st.lists(st.sampled_from(able), unique=True, max_size=6)) if able else []
    return network, people, seeds, draw(st.integers(0, 12)), draw(LUCK)


def play(name: str, network: Ties, people: People, seeds, steps: int, luck: int, **options) -> Trajectory:
    """One run of a model by its name."""
    return CONVENTIONS.part(name).function(network, people, seeds, steps, stream(luck, 0, "convention"), **options)


def holders(changes: Trajectory) -> np.ndarray:
    """Who holds to the new convention after each step, bool, shape (steps + 1, people), change by change."""
    now = changes.adopted_at[None, :] == np.arange(changes.steps + 1)[:, None]
    now = np.logical_or.accumulate(now, axis=0)
    rows = zip(changes.later.step, changes.later.person, changes.later.adopts, strict=True)
    for step, person, adopts in rows:
        assert now[step, person] != adopts, "a change must change something"
        now[step:, person] = adopts
    return now


def complete(people: int) -> tuple[Ties, People]:
    """People who all know each other and are alike."""
    return NETWORKS.part("complete").function(stream(0, 0, "network"), people=people), People.alike(people)


# The laws of every model


@pytest.mark.parametrize("name", CONVENTIONS.names)
@given(world=worlds())
@settings(max_examples=60, deadline=None)
def test_laws_of_every_model(name, world):
    """Seeds never change, people who never adopt never do, sums agree, and the same luck gives the same run."""
    network, people, seeds, steps, luck = world
    found = play(name, network, people, seeds, steps, luck)
    after = holders(found)
    assert after[:, seeds].all()
    assert not after[:, people.never].any()
    assert after[0].sum() == len(seeds)
    np.testing.assert_array_equal(found.adopters, after.sum(axis=1))
    groups = np.arange(len(people)) % min(2, len(people))
    shares = [after[:, groups == group].mean(axis=1) for group in range(groups.max() + 1)]
    np.testing.assert_allclose(found.shares(groups, groups.max() + 1), shares)
    rises, falls = after[1:] & ~after[:-1], after[:-1] & ~after[1:]
    np.testing.assert_array_equal(found.new, [len(seeds), *rises.sum(axis=1)])
    np.testing.assert_array_equal(found.quits, [0, *falls.sum(axis=1)])
    order = list(zip(found.later.step.tolist(), found.later.person.tolist(), strict=True))
    assert order == sorted(set(order))
    kinds = [found.adopted_at.dtype, found.later.step.dtype, found.later.person.dtype, found.later.adopts.dtype]
    assert kinds == [np.int32, np.int32, np.int32, np.bool_]
    again = play(name, network, people, seeds[::-1], steps, luck)
    np.testing.assert_array_equal(holders(again), after)


@pytest.mark.parametrize("name", CONVENTIONS.names)
@given(world=worlds(), more=st.integers(0, 6), fewer=st.booleans())
@settings(max_examples=100, deadline=None)
def test_more_committed_people_never_make_a_run_worse(name, world, more, fewer):
    """With the same luck, who holds to the new does so with more seeds too, and with fewer who never adopt."""
    network, people, seeds, steps, luck = world
    few = holders(play(name, network, people, seeds, steps, luck))
    if fewer:
        people = replace(people, never=np.zeros(len(people), np.bool_))
    others = [i for i in np.flatnonzero(~people.never).tolist() if i not in seeds]
    many = holders(play(name, network, people, seeds + others[:more], steps, luck))
    assert (few <= many).all()


@pytest.mark.parametrize("name", CONVENTIONS.names)
def test_without_seeds_nothing_changes(name):
    """Where nobody is committed everyone keeps to the old."""
    found = play(name, *complete(30), [], 50, 1)
    assert found.adopters.tolist() == [0] * 51
    assert (found.adopted_at == -1).all()
    assert len(found.later.step) == 0


@pytest.mark.parametrize("name", CONVENTIONS.names)
def test_everyone_comes_over_and_stays(name):
    """With half of the people committed everyone else comes over, and nobody leaves again."""
    found = play(name, *complete(100), range(50), 400, 1)
    assert found.adopters[-1] == 100
    assert (found.adopters[-100:] == 100).all()


@pytest.mark.parametrize("name", CONVENTIONS.names)
def test_people_go_back(name):
    """With a small committed minority people take the new up and drop it again, some of them several times."""
    found = play(name, *complete(200), range(40 if name == "best-response" else 16), 300, 1)
    assert found.quits.sum() > 20
    assert Counter(found.later.person[found.later.adopts].tolist()).most_common(1)[0][1] > 1


@pytest.mark.parametrize("name", CONVENTIONS.names)
def test_names_do_not_matter(name):
    """People with other names behave the same."""
    network, people = complete(40)
    renamed = replace(network, ids=tuple(f"person {i}" for i in range(40)))
    runs = [play(name, each, people, [3, 5, 9, 11], 30, 4) for each in (network, renamed)]
    np.testing.assert_array_equal(holders(runs[0]), holders(runs[1]))


@pytest.mark.parametrize("name", CONVENTIONS.names)
def test_only_listeners_hear(name):
    """Over ties of one direction the new goes from who is listened to to who listens, never back."""
    line = Ties.from_pairs(4, np.array([1, 2, 3]), np.array([0, 1, 2]))
    assert play(name, line, People.alike(4), [3], 200, 1).adopters[-1] == 1
    assert play(name, line, People.alike(4), [0], 400, 1).adopters[-1] == 4


def test_heavy_ties_are_used_more():
    """Of two people who never change, one for the new and one for the old, the one of the heavier tie is heard more."""
    people = replace(People.alike(3), never=np.array([False, True, False]))
    for heavy, light in ((9.0, 1.0), (1.0, 9.0)):
        network = Ties.from_pairs(3, np.array([2, 2]), np.array([0, 1]), np.array([heavy, light]))
        share = holders(play("best-response", network, people, [0], 3000, 2))[:, 2].mean()
        assert abs(share - binom.sf(6, 12, heavy / 10)) < 0.05
    # In a naming game a speaker chooses among listeners: whom they are tied to more closely hears them more often.
    network = Ties.from_pairs(3, np.array([1, 2]), np.array([0, 0]), np.array([9.0, 1.0]))
    first = [play("naming-game", network, People.alike(3), [0], 200, luck).adopted_at[1:] for luck in range(200)]
    assert np.mean(first, axis=0) == pytest.approx([2 / 0.9, 2 / 0.1], rel=0.2)


@pytest.mark.parametrize("name", CONVENTIONS.names)
def test_seeds_must_be_people_who_can_adopt(name):
    """Strangers, people named twice and people who never adopt are refused, as are people of another network."""
    network, people = complete(5)
    never = replace(people, never=np.array([True, False, False, False, False]))
    for who, seeds, message in ((people, [5], "people of"), (people, [1, 1], "once"), (never, [0], "never adopt")):
        with pytest.raises(ValueError, match=message):
            play(name, network, who, seeds, 3, 1)
    with pytest.raises(ValueError, match="same people"):
        play(name, network, People.alike(4), [0], 3, 1)


def test_changes_are_checked_at_birth():
    """Later changes need a step, a person and a direction each, come after the first adoption, all explained."""
    none, one = np.empty(0, np.int32), np.array([1], np.int32)
    with pytest.raises(ValueError, match="a step, a person and a direction"):
        Changes(one, none, np.empty(0, np.bool_))
    with pytest.raises(ValueError, match="after the first adoption"):
        Trajectory(np.array([1], np.int32), 3, Changes(one, np.array([0], np.int32), np.array([False])))
    with pytest.raises(ValueError, match="five shares"):
        Changes(one, one, np.array([False]), np.empty((0, 5)))
    with pytest.raises(ValueError, match="of every adoption what pushed, or of none"):
        Trajectory(np.array([1], np.int32), 3, sources=np.empty((1, 5)))


# Readable twins, and tiny worlds by enumeration


def twin(name: str, network: Ties, people: People, seeds, memory: int) -> NamingGame | BestResponse:
    """The readable twin of a model."""
    if name == "naming-game":
        return NamingGame(network, people, seeds)
    return BestResponse(network, people, seeds, memory)


@pytest.mark.parametrize("name", CONVENTIONS.names)
@given(world=worlds(), memory=st.integers(1, 6))
@settings(max_examples=80, deadline=None)
def test_the_compiled_models_are_their_readable_twins(name, world, memory):
    """On the same draws the compiled models do what the papers say, person by person and step by step."""
    network, people, seeds, steps, luck = world
    options = {"memory": memory} if name == "best-response" else {}
    found = holders(play(name, network, people, seeds, steps, luck, **options))
    model, rng = twin(name, network, people, seeds, memory), stream(luck, 0, "convention")
    for step in range(steps + 1):
        np.testing.assert_array_equal(found[step], model.holds)
        for _ in range(len(people) if step < steps and len(seeds) else 0):
            model.interact(rng.random(model.draws))


def test_every_talk_of_the_naming_game():
    """All talks between two people, by what each remembers and which name is said: table I of Xie et al. (2011)."""
    states = {"A": _kernels.NEW, "AB": _kernels.BOTH, "B": _kernels.OLD}
    table = {
        ("A", "A", "A"): ("A", "A"),
        ("A", "A", "B"): ("A", "AB"),
        ("A", "A", "AB"): ("A", "A"),
        ("B", "B", "A"): ("B", "AB"),
        ("B", "B", "B"): ("B", "B"),
        ("B", "B", "AB"): ("B", "B"),
        ("AB", "A", "A"): ("A", "A"),
        ("AB", "B", "A"): ("AB", "AB"),
        ("AB", "A", "B"): ("AB", "AB"),
        ("AB", "B", "B"): ("B", "B"),
        ("AB", "A", "AB"): ("A", "A"),
        ("AB", "B", "AB"): ("B", "B"),
    }
    for (speaker, word, listener), (speaker_after, listener_after) in table.items():
        coin = 0.25 if word == "A" else 0.75
        assert _kernels.says_new(states[speaker], coin) == (word == "A")
        assert _kernels.speaker_after(states[speaker], states[listener], word == "A") == states[speaker_after]
        assert _kernels.listener_after(states[listener], word == "A") == states[listener_after]


def exactly(name: str, network: Ties, people: People, seeds, steps: int, memory: int) -> list[dict[tuple, float]]:
    """The probability of each set of holders after each step, by enumeration of everything that can happen."""
    model = twin(name, network, people, seeds, memory)
    size = len(people)
    out = Counter(network.peers.tolist())
    moves = []
    for listener, peer, weight in zip(network.listeners, network.peers, network.weights, strict=True):
        if name == "naming-game":
            heavy = network.weights[network.peers == peer].sum()
            chance = weight / heavy / size
        else:
            chance = weight / network.weights.sum()
        moves += [(int(listener), int(peer), coin, chance / 2) for coin in (0.25, 0.75)]
    idle = sum(out[i] == 0 for i in range(size)) / size if name == "naming-game" else 0.0
    attribute = "names" if name == "naming-game" else "heard"

    def key() -> tuple:
        return tuple(
            tuple(sorted(each)) if name == "naming-game" else tuple(each) for each in getattr(model, attribute)
        )

    def restore(state: tuple) -> None:
        setattr(model, attribute, [set(each) if name == "naming-game" else list(each) for each in state])

    states = {key(): 1.0}
    found = []
    for number in range(steps * size + 1):
        if number % size == 0:
            after: dict[tuple, float] = Counter()
            for state, probability in states.items():
                restore(state)
                after[tuple(model.holds)] += probability
            found.append(after)
        following: dict[tuple, float] = Counter()
        for state, probability in states.items():
            following[state] += probability * idle
            for listener, peer, coin, chance in moves:
                restore(state)
                if name == "naming-game":
                    model.talk(peer, listener, coin)
                else:
                    model.play(listener, peer, coin)
                following[key()] += probability * chance
        states = following
    return found


TINY = {
    "a pair": (2, [(0, 1, 1), (1, 0, 1)], [0], []),
    "three who all know each other": (3, [(a, b, 1) for a, b in itertools.permutations(range(3), 2)], [1], []),
    "a path from its end": (3, [(0, 1, 1), (1, 0, 1), (1, 2, 1), (2, 1, 1)], [0], []),
    "a path, renamed": (3, [(2, 0, 1), (0, 2, 1), (0, 1, 1), (1, 0, 1)], [2], []),
    "weights, directions, and one who never does": (3, [(0, 1, 3), (2, 1, 1), (1, 2, 0.5), (2, 0, 2)], [0], [1]),
}


@pytest.mark.parametrize("name", CONVENTIONS.names)
@pytest.mark.parametrize("case", TINY)
def test_tiny_worlds_by_enumeration(name, case):
    """Two or three people: how often which of them hold to the new after each step is what enumeration says."""
    size, rows, seeds, never = TINY[case]
    listeners, peers, weights = (np.array(column) for column in zip(*rows, strict=True))
    network = Ties.from_pairs(size, listeners, peers, weights.astype(float))
    people = replace(People.alike(size), never=np.isin(np.arange(size), never))
    steps, runs = 4, 1500
    expected = exactly(name, network, people, seeds, steps, 2)
    options = {"memory": 2} if name == "best-response" else {}
    seen = [holders(play(name, network, people, seeds, steps, luck, **options)) for luck in range(runs)]
    for step in range(steps + 1):
        assert math.isclose(sum(expected[step].values()), 1)
        counted = Counter(tuple(after[step].tolist()) for after in seen)
        assert set(counted) <= set(expected[step])
        for who, chance in expected[step].items():
            error = math.sqrt(chance * (1 - chance) / runs)
            assert abs(counted[who] / runs - chance) <= 4 * error + 1e-12, (step, who, chance)


# A18: the committed minority


def naming_rates(_: float, densities: np.ndarray, p: float) -> list[float]:
    """Mean field of the binary naming game with a share p committed to A (Xie et al. 2011, equation 1): n_A, n_B."""
    a, b = densities
    both = 1 - p - a - b
    return [-a * b + both**2 + a * both + 1.5 * p * both, -a * b + both**2 + b * both - p * b]


def mean_field(p: float, times: np.ndarray) -> np.ndarray:
    """n_A and n_B at some times, from everyone else on B: shape (2, times)."""
    told = {"method": "LSODA", "rtol": 1e-10, "atol": 1e-12, "args": (p,)}
    return solve_ivp(naming_rates, (0, times[-1]), [0, 1 - p], t_eval=times, **told).y


def response(q: float, memory: int = 12) -> float:
    """The chance to play the new of somebody whose memory holds plays that were new with chance q; ties are tossed."""
    half = binom.pmf(memory // 2, memory, q) if memory % 2 == 0 else 0.0
    return binom.sf(memory // 2, memory, q) + half / 2


def test_a18_the_naming_game_tips_at_its_published_point(record_property):
    """The mean field tips at p = .0979 (Xie et al. 2011), found by bisection; the old has gone, or lives on."""
    low, high = 0.0, 0.5
    while high - low > 1e-6:
        middle = (low + high) / 2
        if mean_field(middle, np.array([0, 1e5]))[1, -1] < 0.01:
            high = middle
        else:
            low = middle
    record_property("tipping point", float(high))
    assert round(high, 4) == 0.0979
    assert round(low, 4) == 0.0979


@pytest.mark.parametrize("p", [0.06, 0.2])
def test_a18_agents_of_the_naming_game_follow_the_mean_field(p, record_property):
    """2,000 people who all meet: the shares who remember A, or B, only are those of the mean field, step by step."""
    network, people = complete(2000)
    starts, audience, _ = network.audience
    committed = round(p * 2000)
    runs, times = 40, np.arange(31)
    shares = np.empty((runs, 2, len(times)))
    for run in range(runs):
        states = np.where(np.arange(2000) < committed, _kernels.NEW, _kernels.OLD).astype(np.int8)
        fixed, rng = states == _kernels.NEW, stream(18, run, "convention")
        for time in times:
            shares[run, :, time] = ((states == _kernels.NEW).sum() - committed) / 2000, (states == 0).mean()
            _kernels.naming_game(states, fixed, starts, audience, np.empty(0), rng)
    found, error = shares.mean(axis=0), shares.std(axis=0, ddof=1) / math.sqrt(runs)
    distance = np.abs(found - mean_field(p, times.astype(float)))
    record_property("largest distance", float(distance.max()))
    # A finite crowd differs from one without end by a few of 2,000.
    assert (distance <= 4 * error + 4 / 2000).all()
    changes = naming_game.play(network, people, range(committed), 30, stream(18, runs - 1, "convention"))
    np.testing.assert_allclose(changes.adopters / 2000, shares[-1, 0] + p)


@pytest.mark.parametrize(("p", "tips"), [(0.08, False), (0.12, True)])
def test_a18_the_naming_game_tips_between(p, tips):
    """2,000 people who all meet, 100 steps: no run tips at .08, all do at .12."""
    network, people = complete(2000)
    for run in range(10):
        found = naming_game.play(network, people, range(round(p * 2000)), 100, stream(18, run, "convention"))
        assert (found.adopters[-1] == 2000) == tips


def test_a18_best_response_tips_where_the_binomial_says(record_property):
    """With memory 12 and ties tossed the mean field tips at p = .2419: the fold of q = p + (1-p) f(q)."""
    q = np.linspace(0, 0.5, 100_001)
    points = (q - response(q)) / (1 - response(q))
    record_property("tipping point", float(points.max()))
    assert round(points.max(), 4) == 0.2419
    # What would come out if ties went to the old, or to the new, lies outside: neither can be what was meant.
    outside = [binom.sf(6, 12, q), binom.sf(5, 12, q)]
    assert [round(((q - f) / (1 - f)).max(), 4) for f in outside] == [0.2917, 0.2100]


def test_a18_below_the_tipping_point_best_response_rests_where_the_binomial_says(record_property):
    """1,000 people, .15 committed: the mean share who hold to the new, over time, is that of the lowest fixed point."""
    network, people = complete(1000)
    p = 0.15
    q = brentq(lambda q: p + (1 - p) * response(q) - q, p, 0.2)
    expected = p + (1 - p) * binom.sf(6, 12, q)
    means = [
        best_response.play(network, people, range(150), 300, stream(18, run, "convention")).adopters[100:].mean()
        for run in range(20)
    ]
    found, error = np.mean(means) / 1000, np.std(means, ddof=1) / 1000 / math.sqrt(20)
    record_property("share", float(found))
    record_property("expected", float(expected))
    assert abs(found - expected) <= 4 * error + 1 / 1000


@pytest.mark.slow
@pytest.mark.parametrize(("p", "tips"), [(0.22, 0), (0.25, 100)])
def test_a18_best_response_of_a_thousand_people(p, tips, record_property):
    """1,000 people, memory 12, 1,000 steps: of 100 runs none tips at .22, all do at .25 (Centola et al. 2018)."""
    network, people = complete(1000)
    ends = [
        best_response.play(network, people, range(round(p * 1000)), 1000, stream(2018, run, "convention")).adopters[-1]
        for run in range(100)
    ]
    record_property("share of runs that tip", float(np.mean(np.array(ends) == 1000)))
    assert sum(end == 1000 for end in ends) == tips
    assert sum(end < 300 for end in ends) == 100 - tips
