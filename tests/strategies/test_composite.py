"""Strategies made of others: quotas, merging, who may be chosen, and what a scenario can say of them."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.choices import seeds
from sim.experiment.run import one_run
from sim.experiment.worlds import draw_world
from sim.families.strategies import STRATEGIES
from sim.ground.draws import stream
from sim.ground.faults import InputError
from sim.scenario.choosing import asked
from sim.scenario.read import read
from sim.strategies import _shares, mixed, spread
from sim.strategies.mixed import Piece
from sim.world.people import People
from sim.world.ties import Ties

TRIBES = np.repeat(["north", "south", "west"], [6, 3, 1])


def stars(sizes: list[int]) -> Ties:
    """People of whom number i has `sizes[i]` listeners, all of them in a crowd that comes after."""
    listeners = np.concatenate([np.arange(size) for size in sizes]) + len(sizes)
    peers = np.repeat(np.arange(len(sizes)), sizes)
    return Ties.from_pairs(len(sizes) + max(sizes), listeners, peers)


def ten() -> tuple[Ties, People]:
    """Ten people with 30, 29, ... listeners in a crowd that never adopts: 0-5 north, 6-8 south, 9 west."""
    ties = stars(list(range(30, 20, -1)))
    crowd = ties.people - 10
    tribes = np.concatenate([TRIBES, np.full(crowd, "crowd")])
    never = np.arange(ties.people) >= 10
    return ties, replace(People.alike(ties.people), never=never, attributes={"tribe": tribes}, tribe="tribe")


def inner(name: str, **options):
    """A strategy as others take it in their options."""
    return partial(asked, STRATEGIES.part(name).function, options, {})


def chosen(function, count: int, people: People | None = None, **options) -> list[int]:
    """Whom a strategy made of others chooses among the ten."""
    ties, everyone = ten()
    return function(ties, people or everyone, count, stream(1, 0, "strategy"), {}, **options).tolist()


def test_quotas_by_hand():
    """Largest remainder: whole parts first, what is left to the largest remainders, equal ones in order."""
    plenty = [100] * 3
    assert _shares.quotas(10, [6, 3, 1], plenty) == [6, 3, 1]
    assert _shares.quotas(5, [6, 3, 1], plenty) == [3, 2, 0]  # 3.0 1.5 0.5: equal remainders, the earlier
    assert _shares.quotas(4, [0.5, 0.3, 0.2], plenty) == [2, 1, 1]  # 2.0 1.2 0.8
    assert _shares.quotas(7, [0.1 + 0.2, 0.3, 0.4], plenty) == [2, 2, 3]  # 2.1 2.1 2.8
    assert _shares.quotas(5, [1, 1, 1], plenty) == [2, 2, 1]
    assert _shares.quotas(0, [1, 1, 1], plenty) == [0, 0, 0]


def test_what_one_cannot_take_goes_to_the_others():
    """By their shares again; who has no share gets nothing; with too little room the total is smaller."""
    assert _shares.quotas(10, [6, 3, 1], [2, 9, 9]) == [2, 6, 2]  # 4 are left, split 3 to 1
    assert _shares.quotas(10, [6, 3, 0], [2, 3, 9]) == [2, 3, 0]
    assert _shares.quotas(4, [1, 1], [0, 9]) == [0, 4]


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30)), min_size=1, max_size=6),
)
def test_quotas_add_up(count, tribes):
    """The total is exact, or all the room there is; nobody gets more than their room, and no share gets nothing."""
    shares, room = zip(*tribes, strict=True)
    found = _shares.quotas(count, shares, room)
    open_room = sum(most for share, most in tribes if share > 0)
    assert sum(found) == min(count, open_room)
    assert all(0 <= number <= most for number, most in zip(found, room, strict=True))
    assert all(number == 0 for number, share in zip(found, shares, strict=True) if share == 0)


def test_merged_evenly():
    """Each stretch from the top holds each list's share, to less than one person."""
    lists = [np.arange(0, 6), np.arange(10, 13), np.arange(20, 21)]
    merged = _shares.interleaved(lists)
    assert sorted(merged) == sorted(np.concatenate(lists))
    for length in range(1, 11):
        for first, size in ((0, 6), (10, 3), (20, 1)):
            held = ((merged[:length] >= first) & (merged[:length] < first + 10)).sum()
            assert abs(held - length * size / 10) < 1
    assert _shares.interleaved([]).tolist() == []


def test_spread_in_proportion():
    """Each tribe's best, by how many can be chosen in it; the tribe of those who never adopt gets none."""
    assert chosen(spread.choose, 5, strategy=inner("most-connected")) == [0, 6, 1, 7, 2]
    assert sorted(chosen(spread.choose, 10, strategy=inner("most-connected"))) == list(range(10))


def test_spread_equally_and_by_shares():
    """Equal quotas with what the one person of the west leaves going to the others; named shares; other columns."""
    equal = chosen(spread.choose, 6, strategy=inner("most-connected"), shares="equal")
    assert sorted(equal) == [0, 1, 2, 6, 7, 9]  # 2 each; the west has one, and the north is the larger of the others
    halves = chosen(spread.choose, 4, strategy=inner("most-connected"), shares={"north": 0.5, "south": 0.5})
    assert sorted(halves) == [0, 1, 6, 7]
    ties, people = ten()
    levels = replace(people, attributes={"level": np.arange(ties.people) % 2.0}, tribe=None)
    by_level = chosen(
        spread.choose, 4, levels, strategy=inner("most-connected"), over="level", shares={"0": 0.25, "1": 0.75}
    )
    assert sorted(by_level) == [0, 1, 3, 5]


def test_spread_within():
    """Who may not be chosen counts in no quota."""
    people = ten()[1].within({"tribe": ["south", "west"]})
    assert sorted(chosen(spread.choose, 4, people, strategy=inner("most-connected"))) == [6, 7, 8, 9]


def test_a_strategy_that_chooses_few_leaves_the_rest_to_other_tribes():
    """Named people in one tribe only: the other gets what they leave."""
    found = chosen(spread.choose, 4, strategy=inner("listed", names=("1", "6", "7", "8"), file=None))
    assert sorted(found) == [1, 6, 7, 8]


def test_mixed_passes_over_who_is_chosen():
    """The second part goes on down its list; shares are exact and nobody is chosen twice."""
    same = (Piece(inner("most-connected"), 0.5), Piece(inner("most-connected"), 0.5))
    assert sorted(chosen(mixed.choose, 6, parts=same)) == [0, 1, 2, 3, 4, 5]
    ends = (Piece(inner("most-connected"), 0.7), Piece(inner("least-connected"), 0.3))
    assert chosen(mixed.choose, 4, parts=ends) == [0, 1, 9, 2]  # 2.8 and 1.2: three and one
    assert sorted(chosen(mixed.choose, 10, parts=ends)) == list(range(10))


def test_mixed_fills_up():
    """What a part cannot give the others do."""
    parts = (Piece(inner("listed", names=("4",), file=None), 0.5), Piece(inner("most-connected"), 0.5))
    assert sorted(chosen(mixed.choose, 4, parts=parts)) == [0, 1, 2, 4]
    nobody = (Piece(inner("none"), 1.0),)
    assert chosen(mixed.choose, 4, parts=nobody) == []


def test_who_may_be_chosen():
    """Others stand in `never`, those of them who can adopt in `aside` too; asking twice narrows down."""
    people = replace(ten()[1], attributes={"tribe": ten()[1].attributes["tribe"], "level": np.arange(40) % 2.0})
    north = people.within({"tribe": ["north"]})
    assert np.flatnonzero(~north.never).tolist() == [0, 1, 2, 3, 4, 5]
    assert np.array_equal(north.can_adopt, people.can_adopt)
    narrow = north.within({"level": ["1"]})
    assert np.flatnonzero(~narrow.never).tolist() == [1, 3, 5]
    assert np.array_equal(narrow.can_adopt, people.can_adopt)
    with pytest.raises(ValueError, match="set aside"):
        replace(people, aside=~people.never)


SCENARIO = """\
network: {generate: blocks, sizes: [30, 20], within: 4, across: 1}
influence: {contacts: {p: 0.2}}
people: {tribe: block}
seeds: {count: 6}
steps: 5
runs: 3
seed: 1
strategies:
"""


def written(folder: Path, strategies: str) -> Path:
    """A scenario with these lines of strategies."""
    file = folder / "scenario.yaml"
    file.write_text(SCENARIO + strategies, encoding="utf-8")
    return file


def test_a_scenario_says_all_of_it(tmp_path):
    """Names and mappings, strategies in strategies in strategies, tribes and columns."""
    lines = """\
  - random
  - {name: most-connected, within: ["2"]}
  - {name: random, label: by column, within: {block: [2]}}
  - {name: spread, strategy: most-connected, shares: {"1": .5, "2": .5}}
  - name: mixed
    parts:
      - {strategy: {name: spread, strategy: {name: random, within: ["1"]}, shares: equal}, share: .5}
      - {strategy: most-connected, share: .5}
"""
    scenario = read(written(tmp_path, lines))
    world = draw_world(scenario, 0)
    block = world.people.attributes["block"]
    _, connected, column, split, mix = (block[ids].tolist() for ids in seeds(scenario, world))
    assert connected == column == [connected[0]] * 6
    assert sorted(map(float, split)) == [1.0] * 3 + [2.0] * 3
    assert len(mix) == 6
    again = scenario.settings["strategies"][4]["parts"][0]
    assert again["strategy"]["strategy"] == {"name": "random", "within": ["1"]}


def test_a_strategy_more_changes_no_number_of_another(tmp_path):
    """Greedy, IMM, spread and mixed beside them: random and most-connected meet the same luck and choose the same."""
    few = read(written(tmp_path, "  - random\n  - most-connected\n"))
    lines = """\
  - {name: greedy, samples: 2}
  - influence-maximisation
  - random
  - {name: spread, strategy: random}
  - {name: mixed, parts: [{strategy: random, share: 1}]}
  - most-connected
"""
    many = read(written(tmp_path, lines))
    for number in range(3):
        one, other = one_run(few, number, "compiled"), one_run(many, number, "compiled")
        for a, b in ((0, 2), (1, 5)):
            assert np.array_equal(one.new[a], other.new[b])
            assert np.array_equal(one.seeds[a], other.seeds[b])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{name: spread, strategy: most-conected}", '.strategy: unknown strategy "most-conected", did you mean "most'),
        ("{name: spread, strategy: {name: random, samples: 2}}", 'unknown key "samples" in strategies[2].strategy'),
        (
            "{name: spread, strategy: random, over: blok}",
            '.over: the people have no column "blok", did you mean',
        ),
        ("{name: spread, strategy: random, shares: {x: 1}}", '.shares: nobody has "x" in "block"; known are 1, 2'),
        ("{name: spread, strategy: random, shares: {'1': .4}}", ".shares: the shares add up to 0.4, expected 1"),
        ("{name: spread, strategy: random, shares: equl}", '.shares: found "equl", expected proportional, equal, or'),
        ("{name: mixed, parts: [{strategy: random, share: .5}]}", ".parts: the shares add up to 0.5, expected 1"),
        (
            "{name: mixed, parts: [{strategy: random, share: 1, shar: 1}]}",
            'unknown key "shar" in strategies[2].parts[1]',
        ),
        ("{name: mixed, parts: []}", ".parts: the shares add up to 0, expected 1"),
        ("{name: random, label: x, within: [north]}", '.within: nobody has "north" in "block"; known are 1, 2'),
        ("{name: random, label: x, within: {blok: [1]}}", '.within: the people have no column "blok", did you mean'),
        ("{name: random, label: x, within: north}", '.within: found "north", expected a list of tribes, or a mapping'),
        ("{name: spread, strategy: {name: listed, people: [ann]}}", 'strategy: nobody in the network is called "ann"'),
    ],
)
def test_faults_of_nested_strategies(line, message, tmp_path):
    """One fault, in the line of the strategy, in the words of its author."""
    with pytest.raises(InputError) as found:
        read(written(tmp_path, f"  - most-connected\n  - {line}\n"))
    (fault,) = found.value.faults
    assert (fault.line, message in fault.message) == (10, True), fault.message


def test_within_needs_a_tribe_or_a_column(tmp_path):
    """A list names tribes; without a tribe there is none."""
    file = written(tmp_path, "  - {name: random, within: [a]}\n")
    file.write_text(file.read_text(encoding="utf-8").replace("people: {tribe: block}\n", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"within: names tribes, but there is no `people.tribe:`"):
        read(file)


def test_too_few_within(tmp_path):
    """Fewer people than seeds may be chosen: told before anything runs; named people are taken as they are."""
    few = SCENARIO.replace("count: 6", "count: 25") + "  - {name: random, within: ['2']}\n"
    (tmp_path / "few.yaml").write_text(few, encoding="utf-8")
    with pytest.raises(InputError, match="only 20 people may be chosen, fewer than the 25 seeds"):
        read(tmp_path / "few.yaml")
    scenario = read(written(tmp_path, "  - {name: listed, people: [1, 45, 2], within: ['2']}\n"))
    world = draw_world(scenario, 0)
    assert next(seeds(scenario, world)).tolist() == [45]
