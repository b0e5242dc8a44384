"""A list that is printed was run as this list: where nothing that a strategy sees is drawn anew, it chooses once."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

import sim
from sim.experiment.choices import rosters, seeds
from sim.experiment.run import run
from sim.experiment.worlds import draw_world
from sim.families.distributions import DISTRIBUTIONS
from sim.families.mechanisms import MECHANISMS
from sim.families.strategies import STRATEGIES, Sight, seeing
from sim.ground.draws import stream
from sim.movement.plan import Plan
from sim.results.about import MANY
from sim.strategies import greedy as the_greedy
from sim.world.world import Luck

PEOPLE = 24
FILES = ("network: {file: ties.csv}", "file: staff.csv, reports_to: boss, tribe: team")
ONCE = ("network: {organisation: {people: 30, drawn: once}}", "tribe: team")
KEEN = "passion: {distribution: column, name: keen}"
PAGE = """\
{network}
people: {{{people}}}
influence: {{contacts: {{p: 0.2}}}}
seeds: {seeds}
strategies: [{strategies}]
steps: 4
runs: 6
seed: {seed}
"""
OPTIONS = {
    "listed": "people: ['3', '17']",
    "spread": "strategy: most-connected, over: team, shares: equal",
    "mixed": "parts: [{strategy: k-core, share: 0.5}, {strategy: {name: greedy, samples: 3}, share: 0.5}]",
    "greedy": "samples: 3",
}
"""Options of the strategies that have some without a default, or slow ones."""

ANEW = {"random", "nominated"}
"""Strategies that draw people anew in each run, whatever the network."""


@pytest.fixture
def page(tmp_path):
    """Reads a scenario of a network, with files of staff beside it."""
    rng = np.random.default_rng(1)
    pairs = {tuple(sorted(rng.choice(PEOPLE, 2, replace=False).tolist())) for _ in range(50)}
    staff = [f"{i},{'abc'[i % 3]},{i * 7 % PEOPLE},{i // 3 if i else ''},{int(i % 9 == 0)}" for i in range(PEOPLE)]
    (tmp_path / "ties.csv").write_text("source,target\n" + "".join(f"{a},{b}\n" for a, b in sorted(pairs)))
    (tmp_path / "staff.csv").write_text("\n".join(["id,team,keen,boss,held", *staff, ""]))

    def reader(
        strategies: str, given: tuple[str, str] = FILES, people: str = "", more: str = "", parts=(), **changes: object
    ) -> sim.Scenario:
        words = {"seeds": "{count: 5}", "seed": 1} | changes
        everyone = ", ".join(filter(None, (given[1], people)))
        text = PAGE.format(network=given[0], people=everyone, strategies=strategies, **words) + more
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return sim.read(tmp_path / "mine.yaml", parts=parts)

    return reader


def written(*names: str) -> str:
    """Strategies as a scenario has them, by name."""
    return ", ".join(f"{{name: {name}, {OPTIONS[name]}}}" if name in OPTIONS else name for name in names)


def courses(results: sim.Results, strategy: str) -> list[int]:
    """The adopters in every step of every run of a strategy."""
    runs = results.runs
    return runs.loc[runs["strategy"] == strategy, "adopters"].tolist()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("given", "people", "more"),
    [
        (FILES, KEEN, ""),
        (FILES, f"{KEEN}, never: {{column: held}}", "movement: {homophily: {same: 3}}\n"),
        (ONCE, "", "movement: {formal_support: {sponsors: [{who: top}], openness: 1}}\n"),
    ],
)
def test_a_list_was_run_as_this_list(page, given, people, more, seed):
    """Every strategy on given networks: named people in the place of its list give the same course in every run."""
    names = [name for name in STRATEGIES.names if not (more and name == "influence-maximisation")]
    named = {"seeds": "{count: 3}"} if "never" in people else {}
    if named:
        # Person 3 may not be held back; 17 neither.
        assert not {3, 17} & set(range(0, PEOPLE, 9))
    results = run(page(written(*names), given, people, more, seed=seed, **named))
    lists = {roster.strategy: roster.people for roster in map(results.about.roster, names) if roster}
    assert lists.keys() == set(names) - ANEW
    again = ", ".join(f"{{name: listed, label: {name}, people: {list(ids)}}}" for name, ids in lists.items() if ids)
    rerun = run(page(again, given, people, more, seed=seed, **named))
    for name in rerun.strategies:
        assert courses(rerun, name) == courses(results, name)
    for (name, _), rows in results.seeds[results.seeds["strategy"].isin(lists)].groupby(["strategy", "run"]):
        assert tuple(rows["person"]) == lists[name]


@pytest.mark.parametrize(
    ("given", "people", "strategies", "once"),
    [
        (FILES, "", "most-connected, most-passionate", {"most-connected", "most-passionate"}),
        (FILES, KEEN, "most-passionate, passionate-connected", {"most-passionate", "passionate-connected"}),
        (FILES, "passion: {distribution: normal}", "closeness, most-passionate, passionate-connected", {"closeness"}),
        (FILES, "passion: {distribution: normal}", "{name: spread, strategy: most-passionate}", set()),
        (FILES, "never: {share: 0.1}", "most-connected, {name: listed, people: ['3']}", set()),
        (FILES, "never: {column: held}", "most-connected", {"most-connected"}),
        (FILES, "", "{name: most-connected, equals: each run}, {name: closeness, within: [a]}", {"closeness"}),
        (FILES, "", "{name: mixed, parts: [{strategy: random, share: .5}, {strategy: k-core, share: .5}]}", set()),
        (FILES, "", "{name: spread, strategy: {name: k-core, equals: each run}}", set()),
        (FILES, "", "{name: whole-teams, first: random}, {name: whole-teams, label: b}", {"b"}),
        (("network: {organisation: {people: 30}}", "tribe: team"), "", "most-connected, greedy", set()),
    ],
)
def test_what_chooses_once(page, given, people, strategies, once):
    """Once where nothing that is seen is drawn anew: no network, no passion, nobody who never adopts, no chance."""
    assert page(strategies, given, people).once.keys() == once


@pytest.mark.parametrize(
    ("passion", "influence", "once"),
    [
        ("{distribution: normal}", "{contacts: {p: 0.2}}", True),
        ("{distribution: normal}", "{contacts: {p: 0.2}, receptivity: {passion: 1}}", False),
        ("{distribution: normal}", "{contacts: {p: 0.2}, sending: {passion: 1}}", False),
        ("{distribution: column, name: keen}", "{contacts: {p: 0.2}, sending: {passion: 1}}", True),
        ("{distribution: normal}", "{convention: naming-game}", False),
    ],
)
def test_greedy_chooses_once_unless_passion_that_is_drawn_counts(page, tmp_path, passion, influence, once):
    """What is tried out hangs on passion where that moves people; a convention may look at it."""
    page(written("greedy"), FILES, f"passion: {passion}")
    text = (tmp_path / "mine.yaml").read_text().replace("{contacts: {p: 0.2}}", influence)
    (tmp_path / "mine.yaml").write_text(text)
    assert bool(sim.read(tmp_path / "mine.yaml").once) == once


def first_ones(ties, people, count, rng):
    """The first of those who may be chosen."""
    return np.flatnonzero(~people.never)[:count]


def test_parts_of_somebody_else_choose_once_only_if_they_say_what_they_see(page):
    """A strategy of one's own is asked in each run, unless it says that nothing which it sees is drawn there."""
    told = sim.part(first_ones, name="told", sees=seeing(Sight.COLUMNS))
    silent = sim.part(first_ones, name="silent")
    assert page("told, silent", parts=[told, silent]).once.keys() == {"told"}


ASKED: Counter[int] = Counter()
"""How often `counted` was asked for so many people."""


def counted(ties, people, count, rng, simulate, *, samples: int = 3):
    """Greedy, and it is counted how often."""
    ASKED[count] += 1
    return the_greedy.choose(ties, people, count, rng, simulate, samples=samples)


@pytest.mark.parametrize("workers", [1, 2])
def test_greedy_chooses_once_however_many_runs_and_threads_there_are(page, workers):
    """One choice for all runs and all settings in which nothing differs that it sees, another one in other settings."""
    ASKED.clear()
    part = sim.part(counted, sees=the_greedy.sees)
    sweep = "sweep: {factors: {influence.contacts.p: [0.2, 0.4]}}\n"
    results = run(page("counted", more=sweep, parts=[part]), workers=workers)
    assert ASKED == {5: 2}
    assert results.seeds.groupby("run")["person"].agg(tuple).nunique() == 1


def test_equals_of_each_run_are_averaged_over(page):
    """With `equals: each run` people who are equal take turns; without, the same start in every run."""
    ring = ("network: {generate: ring, people: 30, ties: 2, drawn: once}", "")
    results = run(page("most-connected, {name: most-connected, equals: each run, label: anew}", ring))
    lists = results.seeds.groupby(["strategy", "run"])["person"].agg(tuple).groupby("strategy").nunique()
    assert lists.to_dict() == {"most-connected": 1, "anew": 6}
    assert results.about.roster("anew") is None


SCORED = sorted(name for name in STRATEGIES.names if STRATEGIES.part(name).score is not None)


@pytest.mark.parametrize("people", [KEEN, f"{KEEN}, never: {{column: held}}"])
def test_equal_lists_are_as_many_as_there_are(page, people):
    """By trying all choices of three people: those whose scores are, one by one, the highest that there are."""
    within = "{{name: {}, within: {{team: [a, b]}}}}"
    scenario = page(", ".join(map(within.format, SCORED)), FILES, people, seeds="{count: 3}")
    world = draw_world(scenario, 0)
    for strategy, roster in zip(scenario.strategies, rosters(scenario), strict=True):
        score = strategy.score(world.ties, world.people)
        able = np.flatnonzero(~np.isnan(score))
        lists = Counter(tuple(sorted(score[list(ids)].tolist())) for ids in combinations(able.tolist(), 3))
        assert roster.equal == lists[max(lists, key=lambda scores: scores[::-1])]


def test_many_equal_lists_are_more_than_a_million(page):
    """On a ring everybody is equal: with five of thirty people 142,506 lists are, with fifteen more than a million."""
    ring = ("network: {generate: ring, people: 30, ties: 2, drawn: once}", "")
    few, many = (next(rosters(page("most-connected", ring, seeds=f"{{count: {count}}}"))) for count in (5, 15))
    assert few.equal == 142_506
    assert many.equal == MANY + 1


def test_lists_that_cannot_be_counted_are_several_or_one(page):
    """Two of three groups of equals, which cannot be counted, are several lists; all people are one."""
    blocks = "network: {generate: blocks, sizes: [10, 10, 10], within: 9, across: 0, drawn: once}"
    scenario = page("{name: whole-teams, of: block}, coverage", (blocks, ""), seeds="{count: 20}")
    assert [roster.equal for roster in rosters(scenario)] == [None, None]
    scenario = page("{name: whole-teams, of: block}, coverage", (blocks, ""), seeds="{count: 30}")
    assert [roster.equal for roster in rosters(scenario)] == [1, 1]


@pytest.mark.parametrize("replaced", ["true", "false"])
def test_who_declines_is_passed_over_in_the_order_of_the_list(page, replaced):
    """Those who start in a run stand in the order in which they are asked, which is that of the list."""
    scenario = page("most-connected", seeds=f"{{count: 5, declining: 0.4, replaced: {replaced}}}")
    longer = page("most-connected", seeds=f"{{count: {PEOPLE}}}")
    (whole,), (roster,) = rosters(longer), rosters(scenario)
    assert roster.people == whole.people[:5]
    turns = {name: number for number, name in enumerate(whole.people)}
    lists = run(scenario).seeds.groupby("run")["person"].agg(list)
    assert len({tuple(names) for names in lists}) > 1
    for names in lists:
        assert names == sorted(names, key=turns.__getitem__)
        assert len(names) == 5 if replaced == "true" else set(names) <= set(roster.people)


def test_a_map_without_mistakes_loses_nothing_where_people_choose_once(page):
    """On a map of which no tie is wrong equals are those of the list, so that nothing is lost, exactly."""
    more = "robustness: {missing_ties: [0, 0.5], champion: [declines]}\n"
    results = run(page(written("most-connected", "coverage", "greedy", "random"), more=more))
    table = results.tables["robustness"]
    assert (table.loc[table["share"] == 0, ["loss", "low", "high"]] == 0).all(axis=None)
    assert (table.loc[(table["share"] == 0.5) & (table["strategy"] == "most-connected"), "loss"] != 0).any()


@pytest.mark.parametrize("name", [name for name, part in MECHANISMS.parts.items() if part.lightest is not None])
def test_what_weighs_ties_sees_columns_only(page, name):
    """Weights are the same whatever passion and luck are: so a list holds for the ties of all runs."""
    world = draw_world(page("random", people=KEEN), 0)
    keen = replace(world.people, passion=stream(1, 0, "other").normal(size=PEOPLE))
    weights = []
    for people, luck in ((world.people, world.luck), (keen, Luck(9, 9))):
        plan = Plan(people, world.ties.names, luck.stream)
        weights.append(MECHANISMS.part(name).function(plan, same=3.0).weigh(world.ties).weights.tolist())
    assert weights[0] == weights[1]


@pytest.mark.parametrize("name", DISTRIBUTIONS.names)
def test_distributions_say_whether_they_draw(page, name):
    """Values of one that is not drawn are the same for other draws; of one that is, they differ."""
    ties = draw_world(page("random"), 0).ties
    options = {"constant": {"value": 1.0}, "column": {"name": "keen"}, "beta": {"a": 2.0, "b": 5.0}}
    options |= {"uniform": {"low": 0.0, "high": 1.0}, "evenly-spaced": {"low": 0.0, "high": 1.0}}
    part = DISTRIBUTIONS.part(name)
    settings = {key: default for key, (_, default) in part.fields.items()} | options.get(name, {})
    draws = stream(1, 0, "draws").random(PEOPLE)
    assert (
        np.array_equal(part.function(draws, ties, **settings), part.function(1 - draws, ties, **settings)) != part.DRAWN
    )


def test_the_live_page_and_side_experiments_start_with_the_list(page):
    """Whoever asks for the people of a run gets those of the list."""
    scenario = page("most-connected, coverage", more="tipping: {counts: [2, 5], reach: 0.9}\n")
    lists = [roster.people for roster in rosters(scenario)]
    for cell, count in zip(scenario.beside, (2, 5), strict=True):
        for number in (0, 3):
            chosen = [tuple(map(str, ids.tolist())) for ids in seeds(cell, draw_world(cell, number))]
            assert chosen == [people[:count] for people in lists]


def test_what_is_said_of_a_list(page, tmp_path):
    """The invitation names who started, says how many lists are equal, and claims no list where there was none."""
    from sim.reports.story.invitation import invitation, meanings

    scenario = page("most-connected, most-passionate", ONCE, "passion: {distribution: normal}", seeds="{count: 2}")
    results = run(scenario)
    settings = scenario.settings
    for name in results.strategies:
        (guests,) = invitation(results, name, settings, meanings(settings))
        roster = results.about.roster(name)
        if roster is not None:
            assert guests.names == tuple((person, "in every run") for person in roster.people)
            assert ("such lists are equal" in guests.why) == (roster.equal != 1)
        else:
            assert "so there is no list" in guests.why or "chooses anew in each run" in guests.why
    (guests,) = invitation(
        run(page("most-connected", ("network: {generate: ring, people: 30, ties: 2, drawn: once}", ""))),
        "most-connected", settings, meanings(settings),
    )  # fmt: skip
    assert guests.why == "By most-connected, 142,506 such lists are equal; this one was drawn once, for all runs."
