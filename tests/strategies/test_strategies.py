"""Every strategy obeys the laws of its family by being there; each picks whom it says."""

from dataclasses import replace
from functools import partial

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.families.networks import NETWORKS
from sim.families.strategies import EVERYTHING, STRATEGIES, Sight
from sim.ground.draws import stream
from sim.scenario.choosing import KNOWN, _positional, asked
from sim.strategies.mixed import Piece
from sim.trials import strategies as trials
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.world import Luck, World


def inner(name: str):
    """A strategy as others take it in their options."""
    return partial(asked, STRATEGIES.part(name).function, {}, {})


OPTIONS = {
    "listed": {"names": ("3", "1", "7"), "file": None},
    "spread": {"strategy": inner("most-connected"), "over": "site"},
    "mixed": {"parts": (Piece(inner("most-connected"), 0.6), Piece(inner("random"), 0.4))},
    "greedy": {"samples": 3},
}
"""Options of the strategies that have some without a default, or a slow one."""

SEEN = {"spread": {Sight.TIES, Sight.COLUMNS}, "mixed": {Sight.TIES, Sight.CHANCE}}
"""What those see that have strategies in these options."""


def options_of(name: str) -> dict:
    """All options of a strategy, most of them as they are by default."""
    defaults = {option: default for option, (_, default) in STRATEGIES.part(name).fields.items()}
    return defaults | OPTIONS.get(name, {})


def sees(name: str) -> frozenset[Sight]:
    """What a strategy sees with these options."""
    return frozenset(SEEN.get(name, STRATEGIES.part(name).sees(**options_of(name))))


def world(seed: int = 1, never: float = 0.2) -> tuple[Ties, People]:
    """A random network of forty with passion and people who never adopt."""
    rng = stream(seed, 0, "test")
    ties = NETWORKS.part("random").function(rng, people=40, ties=5.0)
    people = replace(People.alike(40), passion=rng.random(40), never=rng.random(40) < never)
    return ties, replace(people, attributes={"site": np.repeat(["a", "b", "c", "d"], 10)})


def chosen(name: str, ties: Ties, people: People, count: int, seed: int = 1) -> np.ndarray:
    """Whom a strategy chooses, told what an experiment tells it."""
    return trials.chosen(STRATEGIES.part(name), OPTIONS.get(name, {}), ties, people, count, seed)


@pytest.mark.parametrize("name", STRATEGIES.names)
@given(seed=st.integers(0, 50), count=st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_laws_of_every_strategy(name, seed, count):
    """Different people who can adopt, no more than asked for, the same again, and more seeds only add to fewer."""
    part, options = STRATEGIES.part(name), options_of(name)
    laws = list(trials.obeyed_in(part, options, World(*world(seed), Luck(seed, 0)), count, sees(name)))
    assert len(laws) >= 6
    ties, people = world(seed)
    people.check_seeds(chosen(name, ties, people, count))


@pytest.mark.parametrize("name", [name for name in STRATEGIES.names if name not in SEEN])
def test_every_strategy_says_what_it_sees(name):
    """No strategy of ours is taken to see everything; a law holds each to what it says."""
    assert sees(name) < EVERYTHING


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("{name: whole-teams, of: site}", {Sight.TIES, Sight.COLUMNS}),
        ("{name: whole-teams, of: site, first: random}", {Sight.TIES, Sight.COLUMNS, Sight.CHANCE}),
        ("{name: spread, over: site, strategy: most-passionate}", {Sight.COLUMNS, Sight.TRAITS}),
        (
            "{name: mixed, parts: [{strategy: {name: greedy, samples: 2}, share: 1}]}",
            EVERYTHING - {Sight.TRAITS, Sight.CHANCE},
        ),
    ],
)
def test_strategies_see_what_those_in_their_options_see(options, told, tmp_path):
    """What a strategy sees follows from its options, and from the strategies in them."""
    page = "network: {generate: blocks, sizes: [10, 10], within: 3, across: 1}\ninfluence: {contacts: {p: 0.1}}\n"
    text = f"{page}seeds: {{count: 2}}\nstrategies: [{options}]\n".replace("site", "block")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    (strategy,) = sim.read(tmp_path / "mine.yaml").strategies
    assert strategy.sees == told


@pytest.mark.parametrize("name", STRATEGIES.names)
def test_nobody_outside_is_chosen(name):
    """Of the people who may be chosen, as many as asked for, if there are so many; nobody else."""
    ties, people = world(5)
    ids = chosen(name, ties, people.within({"site": ["a", "c"]}), 12)
    assert set(people.attributes["site"][ids]) <= {"a", "c"}
    if not STRATEGIES.part(name).FIXED:
        assert len(ids) == 12


@pytest.mark.parametrize("name", STRATEGIES.names)
def test_names_do_not_matter(name):
    """People with other names are chosen all the same, by those that do not go by names."""
    ties, people = world()
    renamed = replace(ties, ids=tuple(f"p{i}" for i in reversed(range(40))))
    if name != "listed":
        assert np.array_equal(chosen(name, ties, people, 6), chosen(name, renamed, people, 6))


def test_most_connected_counts_listeners():
    """The audience counts: how many listen to a person, not to how many the person listens; networkx agrees."""
    graph = nx.gnp_random_graph(30, 0.15, seed=2, directed=True)
    ties = Ties.from_networkx(graph)  # an edge u -> v says that u listens to v
    everyone = People.alike(30)
    audience = [graph.in_degree(i) for i in range(30)]
    for name, sign in (("most-connected", -1), ("least-connected", 1)):
        found = [audience[i] for i in chosen(name, ties, everyone, 10)]
        assert found == sorted(audience, key=lambda degree, sign=sign: sign * degree)[:10]


def test_most_passionate():
    """The keenest of those who can adopt, keenest first."""
    ties, people = world()
    able = [i for i in np.argsort(-people.passion) if not people.never[i]]
    assert chosen("most-passionate", ties, people, 7).tolist() == able[:7]


ALIKE = [
    "most-connected",
    "least-connected",
    "most-passionate",
    "random",
    "coverage",
    "degree-discount",
    "formal-leaders",
    "linking-pins",
    "nominated",
    "passionate-connected",
]


@pytest.mark.parametrize("name", ALIKE)
def test_ties_are_broken_by_a_draw_never_by_id(name):
    """Where everyone is alike, everyone is chosen equally often."""
    ties = NETWORKS.part("ring").function(stream(1, 0, "x"), people=10, ties=2)
    counts = np.zeros(10)
    for seed in range(3000):
        counts[chosen(name, ties, People.alike(10), 3, seed)] += 1
    assert ((counts - 900) ** 2 / (900 * 0.7)).sum() * 0.9 < 33.7  # 99.99 % of chi-square with 9 degrees of freedom


def test_random_is_anew_in_every_run():
    """Other runs choose other people."""
    ties, people = world(never=0)
    picks = {tuple(sorted(chosen("random", ties, people, 5, seed))) for seed in range(30)}
    assert len(picks) > 25


def test_listed_in_its_order_without_those_who_never_adopt():
    """All who are named, in that order; who never adopts in this run is passed over."""
    ties, people = world(never=0)
    assert chosen("listed", ties, people, 1).tolist() == [3, 1, 7]
    never = people.never.copy()
    never[1] = True
    assert chosen("listed", ties, replace(people, never=never), 1).tolist() == [3, 7]


def test_listed_from_a_file(tmp_path):
    """The ids in a file are the people to seed."""
    file = tmp_path / "champions.csv"
    file.write_text("id,why\n5,keen\n2,known\n", encoding="utf-8")
    ties, people = world(never=0)
    ids = STRATEGIES.part("listed").function(ties, people, 0, stream(1, 0, "strategy"), names=(), file=file)
    assert ids.tolist() == [5, 2]


@pytest.mark.parametrize(
    "name", [name for name in STRATEGIES.names if KNOWN.isdisjoint(_positional(STRATEGIES.part(name).function))]
)
def test_nobody_sees_what_it_takes_to_follow(name):
    """Thresholds and resistances change no choice of a strategy that goes by the people and their ties."""
    ties, people = world()
    rng = stream(2, 0, "test")
    lucky = replace(people, threshold=rng.random(40), resistance=rng.standard_exponential(40))
    np.testing.assert_array_equal(chosen(name, ties, lucky, 8), chosen(name, ties, people, 8))
