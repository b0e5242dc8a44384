"""Organisations are what was asked: the line, teams, shares, homophily, contacts, and the pins between several."""

import itertools
import math
from collections import Counter
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

import sim
from sim.cli import main
from sim.experiment.worlds import draw_world
from sim.families.networks import NETWORKS
from sim.ground.draws import stream
from sim.ground.faults import OptionError
from sim.networks._homophily import alike_ties, chosen, odds_ratio, wired
from sim.networks._skewed import lognormal, whole
from sim.scenario.read import confirmed
from sim.world.people import People, reporting_line
from sim.world.ties import Ties

REST = """\
influence: {contacts: {p: 0.1}}
seeds: {count: 3}
strategies: [most-connected]
runs: 2
steps: 5
"""


def built(run: int = 0, name: str = "organisation", **options) -> Ties:
    """An organisation, or several, of a run."""
    return NETWORKS.part(name).function(stream(7, run, "network"), **options)


def faults(name: str = "organisation", **options) -> list[tuple]:
    """What is wrong between options."""
    part = NETWORKS.part(name)
    return list(part.faults(**dict(part.options()(**options))))


def managers(ties: Ties) -> np.ndarray:
    """The number of each person's manager, -1 for the top."""
    return reporting_line(ties.names, ties.attributes["manager"])


def kinds(ties: Ties) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every two people as square tables: whether they are tied, have the same manager, or are manager and report."""
    boss, everyone = managers(ties), np.arange(ties.people)
    tied = np.zeros((ties.people, ties.people), np.bool_)
    tied[ties.listeners, ties.peers] = True
    same = (boss[:, None] == boss) & ~np.eye(ties.people, dtype=np.bool_)
    formal = (boss[:, None] == everyone) | (everyone[:, None] == boss)
    return tied, same, formal


def homophily(tied: np.ndarray, alike: np.ndarray, among: np.ndarray) -> float:
    """The odds ratio of a tie and being alike, from the four counts over some pairs in a square table."""
    a, b = (tied & alike & among).sum(), (~tied & alike & among).sum()
    c, d = (tied & ~alike & among).sum(), (~tied & ~alike & among).sum()
    return a * d / (b * c)


def alike(ties: Ties, name: str) -> np.ndarray:
    """Which two people have the same in a column, as a square table."""
    column = ties.attributes[name]
    return column[:, None] == column


@pytest.mark.parametrize("people", [20, 60, 700])
def test_the_line_is_a_tree_with_the_columns_that_follow_from_it(people):
    """One top and no circles, as networkx sees it; level, department, team and seniority follow from who reports."""
    for run in range(5):
        ties = built(run, people=people)
        columns, boss = ties.attributes, managers(ties)
        tree = nx.DiGraph((int(boss[i]), i) for i in range(people) if boss[i] >= 0)
        assert nx.is_arborescence(tree)
        (top,) = (i for i in tree if tree.in_degree(i) == 0)
        depth = nx.shortest_path_length(tree, top)
        heads = list(tree.successors(top))
        names = {head: columns["department"][head] for head in heads}
        assert len(set(names.values()) | {columns["department"][top]}) == len(heads) + 1
        for person in tree:
            leads = tree.out_degree(person) > 0
            assert columns["level"][person] == str(depth[person] + 1)
            assert columns["seniority"][person] == ("senior" if leads else "junior")
            assert columns["team"][person] == columns["team"][person if leads else boss[person]]
        assert len(set(columns["team"])) == sum(tree.out_degree(person) > 0 for person in tree)
        for head in heads:
            branch = {head, *nx.descendants(tree, head)}
            assert {columns["department"][person] for person in branch} == {names[head]}
            assert len(branch) > 1
        replace(People.alike(people), manager=boss)


@pytest.mark.parametrize(
    ("people", "span", "spread", "departments"), [(500, 5.0, 2.0, 9), (3000, 12.0, 8.0, 4), (2000, 3.0, 0.8, 30)]
)
def test_spans_and_departments_are_as_asked(people, span, spread, departments):
    """The mean span, its spread below the top and the number of departments are as asked, within 5 %."""
    boss = managers(built(people=people, span=span, span_spread=spread, departments=departments))
    spans = np.bincount(boss[1:])
    assert spans[0] == departments
    assert spans[spans > 0].mean() == pytest.approx(span, rel=0.05)
    below = spans[1:][spans[1:] > 0]
    assert below.std() == pytest.approx(spread, rel=0.05)


def test_shares_and_tenure_are_as_asked():
    """Groups have their shares to the nearest person; departments keep to a function, teams to a site; tenure fits."""
    shares = {
        "contract": {"full": 0.55, "part": 0.35, "temporary": 0.1},
        "function": {"operations": 0.8, "staff": 0.2},
        "site": {"a": 0.5, "b": 0.3, "c": 0.2},
    }
    ties = built(people=1003, tenure=9.0, tenure_spread=7.0, **shares)
    for name, groups in shares.items():
        found = Counter(ties.attributes[name].tolist())
        assert set(found) == set(groups)
        assert all(abs(found[group] - share * 1003) < 1 for group, share in groups.items())

    def mixed(unit: str, name: str) -> int:
        pairs = set(zip(ties.attributes[unit].tolist(), ties.attributes[name].tolist(), strict=True))
        return len(pairs) - len(set(ties.attributes[unit].tolist()))

    assert mixed("department", "function") <= 1  # a group that is cut from a queue ends in one department
    assert mixed("team", "site") <= 2
    assert mixed("team", "contract") > 50
    years = ties.attributes["tenure"]
    assert years.min() > 0
    assert years.mean() == pytest.approx(9, rel=0.05)
    assert years.std() == pytest.approx(7, rel=0.05)


ASKED = {"contract": 2.0, "site": 3.0, "seniority": 4.0, "tenure": 2.5}
COLUMNS = {name: name for name in ASKED} | {"tenure": "cohort"}


def test_what_a_single_tie_misses_is_said(tmp_path):
    """Where so few pairs differ that a tie more or less is more than 5 %, a note says what it came to."""
    notes = [built(run, people=60, homophily={"function": 2.0}).notes for run in range(8)]
    assert any(notes)
    for run, said in enumerate(notes):
        ties = built(run, people=60, homophily={"function": 2.0})
        tied, same, _ = kinds(ties)
        found = homophily(tied, alike(ties, "function"), same)
        mixed = (same & ~alike(ties, "function")).any()
        assert any("within teams" in note for note in said) == (mixed and abs(found / 2 - 1) > 0.05)
        assert all(f"is {found:.3g} in the first run, 2 was asked" in note for note in said if "within" in note)
    page = "network: {organisation: {people: 60, homophily: {function: 2}}}\ninfluence: {preset: watts}\n"
    build = NETWORKS.part("organisation").function
    networks = (build(stream(seed, 0, "network"), people=60, homophily={"function": 2.0}) for seed in range(20))
    seed, said = next((seed, ties.notes) for seed, ties in enumerate(networks) if ties.notes)
    (tmp_path / "a.yaml").write_text(f"{page}seeds: {{count: 2}}\nstrategies: [random]\nseed: {seed}\n")
    assert {f"network: {note}" for note in said} <= set(confirmed(sim.read(tmp_path / "a.yaml")).notes)


def test_cohorts_are_quarters_by_tenure():
    """The newest quarter is cohort 1, the oldest 4; how long people stay changes nobody's ties unless it is asked."""
    ties, others = built(people=101), built(people=101, tenure=2.0, tenure_spread=1.0)
    years, cohort = ties.attributes["tenure"], ties.attributes["cohort"].astype(int)
    assert np.bincount(cohort).tolist() == [0, 26, 25, 25, 25]
    assert (np.diff(cohort[np.argsort(years, kind="stable")]) >= 0).all()
    np.testing.assert_array_equal(ties.peers, others.peers)
    assert others.attributes["tenure"].mean() == pytest.approx(2, rel=0.3)


@pytest.mark.parametrize("run", range(3))
def test_homophily_is_as_asked_in_several_traits_at_once(run):
    """Counted over all pairs, the odds ratios within and across teams are within 5 %, and so is Mantel and Haenszel's.

    Four traits and departments at once, with heavy-tailed numbers of contacts.
    """
    ties = built(run, people=2000, homophily=ASKED, within_department=5.0)
    tied, same, formal = kinds(ties)
    across = ~same & ~formal & ~np.eye(2000, dtype=np.bool_)
    for name, asked in ASKED.items():
        assert homophily(tied, alike(ties, COLUMNS[name]), across) == pytest.approx(asked, rel=0.05)
    assert homophily(tied, alike(ties, "department"), across) == pytest.approx(5, rel=0.05)
    for name in ("contract", "seniority", "tenure"):  # teams have one site
        assert homophily(tied, alike(ties, COLUMNS[name]), same) == pytest.approx(ASKED[name], rel=0.05)
        a, b = 0.0, 0.0
        for among in (across, same):
            is_alike = alike(ties, COLUMNS[name])
            a += (tied & is_alike & among).sum() * (~tied & ~is_alike & among).sum() / among.sum()
            b += (tied & ~is_alike & among).sum() * (~tied & is_alike & among).sum() / among.sum()
        assert a / b == pytest.approx(ASKED[name], rel=0.05)


def test_without_homophily_people_do_not_mind():
    """A trait of which nothing is said, and that nothing else goes with, has an odds ratio of about 1."""
    found = []
    for run in range(10):
        ties = built(run, people=500)
        tied, same, formal = kinds(ties)
        found.append(math.log(homophily(tied, alike(ties, "contract"), ~same & ~formal & ~np.eye(500, dtype=np.bool_))))
    assert abs(np.mean(found)) < 4 * np.std(found) / math.sqrt(10)


@pytest.mark.parametrize(("contacts", "spread"), [(6.0, 5.0), (3.0, 6.0), (12.0, 2.0)])
def test_teams_and_contacts_are_as_asked(contacts, spread):
    """Density within teams, and mean and spread of ties across them, are within 5 %; the numbers have a heavy tail."""
    ties = built(people=1500, within_team=0.7, contacts=contacts, contacts_spread=spread)
    tied, same, formal = kinds(ties)
    assert tied[same].mean() == pytest.approx(0.7, rel=0.05)
    assert tied[formal].all()
    numbers = (tied & ~same & ~formal).sum(axis=1)
    assert numbers.mean() == pytest.approx(contacts, rel=0.05)
    assert numbers.std() == pytest.approx(spread, rel=0.05)
    # A lognormal's skewness is (v + 3) v with v its coefficient of variation; the largest numbers waver.
    v = spread / contacts
    skewness = ((numbers - numbers.mean()) ** 3).mean() / numbers.std() ** 3
    assert 0.4 * (v**3 + 3 * v) < skewness < 2 * (v**3 + 3 * v)


def test_there_may_be_no_informal_ties():
    """Without ties in teams and across them the line alone is left."""
    ties = built(people=80, within_team=0, contacts=0, homophily={"contract": 2.0})
    tied, _, formal = kinds(ties)
    assert np.array_equal(tied, formal)


def test_the_formal_line_is_a_tie_or_not():
    """Ties to managers weigh what they are told to, or are not there; the others weigh 1 and stay as they are."""
    plain, heavy, none = (built(people=120, **options) for options in ({}, {"line_weight": 2.5}, {"line_ties": False}))
    tied, _, formal = kinds(plain)
    weights = np.zeros((120, 120))
    weights[heavy.listeners, heavy.peers] = heavy.weights
    assert np.array_equal(weights, tied + 1.5 * formal)
    assert np.array_equal(kinds(none)[0], tied & ~formal)


def test_an_organisation_of_any_size_can_be_built():
    """Whatever is not said fits the number of people."""
    for people in range(20, 80):
        assert faults(people=people) == []
        assert built(people, people=people).people == people


CANNOT = [
    ("span", {"people": 60, "span": 50}),
    ("span", {"people": 60, "span": 7}),
    ("departments", {"people": 60, "departments": 8}),
    ("contacts", {"people": 60, "contacts": 59}),
    ("contacts", {"people": 21, "contacts": 0.01}),
    ("contract", {"people": 60, "contract": {"full": 0.7, "part": 0.2}}),
    (("site", "hut"), {"people": 60, "site": {"main": 0.995, "hut": 0.005}}),
    (("homophily", "colour"), {"people": 60, "homophily": {"colour": 2}}),
    (("homophily", "site"), {"people": 60, "homophily": {"site": 2}, "site": {"main": 1}}),
    (("homophily", "tenure"), {"people": 60, "homophily": {"tenure": 2}, "tenure_spread": 0}),
]


@pytest.mark.parametrize(("option", "options"), CANNOT, ids=lambda value: str(value)[:40])
def test_what_cannot_be_had_is_a_fault(option, options):
    """Options that contradict each other are named."""
    assert [found for found, _ in faults(**options)] == [option]


LUCK = [
    (("span_spread",), {"people": 300, "span_spread": 300}),
    (("contacts_spread",), {"people": 60, "contacts": 4, "contacts_spread": 40}),
    (("contacts",), {"people": 60, "contacts": 57}),
    (("tenure_spread",), {"people": 60, "tenure": 1, "tenure_spread": 50}),
    (("homophily", "function"), {"people": 300, "within_department": 20, "homophily": {"function": 0.1}}),
    (("within_department",), {"people": 60, "within_department": 500}),
]


@pytest.mark.parametrize(("option", "options"), LUCK, ids=lambda value: str(value)[:40])
def test_what_turns_out_not_to_be_had_is_an_error(option, options):
    """What can be seen from the drawn people only is refused while building, with what would be near."""
    assert faults(**options) == []
    with pytest.raises(OptionError, match="found") as error:
        built(**options)
    assert error.value.option == option


@given(st.floats(0.1, 30), st.integers(1, 99), st.integers(1, 99))
@settings(max_examples=200, deadline=None)
def test_wanted_ties_have_the_odds_ratio(ratio, tied, others):
    """The number of ties between people alike that is aimed at gives the odds ratio back."""
    found = alike_ties(ratio, tied, others, 100)
    assert max(0, tied + others - 100) < found < min(tied, others)
    assert odds_ratio(found, tied, others, 100) == pytest.approx(ratio, rel=1e-6)


def test_ties_across_teams_are_drawn_from_all_alike():
    """Of all networks with the numbers of contacts and of ties alike, found by enumeration, each comes up equally."""
    degrees, codes = np.full(6, 2), np.array([[0, 0, 0, 1, 1, 1]])
    manager = np.arange(-6, 0)  # no two have the same, nobody is one
    pairs = list(itertools.combinations(range(6), 2))
    possible = set()
    for ties in itertools.combinations(pairs, 6):
        if (np.bincount(np.ravel(ties), minlength=6) == 2).all() and sum((a < 3) == (b < 3) for a, b in ties) == 2:
            possible.add(frozenset(ties))
    seen: Counter = Counter()
    for run in range(3000):
        one, other, lost = wired(stream(3, run, "network"), degrees, manager, codes, np.array([2.0]))
        assert lost == 0
        seen[frozenset((min(a, b), max(a, b)) for a, b in zip(one.tolist(), other.tolist(), strict=True))] += 1
    assert set(seen) == possible
    assert chisquare(list(seen.values())).pvalue > 1e-4


def test_pairs_within_teams_are_drawn_from_all_alike():
    """Pairs that are alike in the same traits are tied equally often, and as often as the traits ask."""
    rows = np.array([[1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 0, 1, 1, 0, 0]], np.bool_)
    counts = np.zeros(8)
    for run in range(1500):
        taken = chosen(stream(3, run, "network"), rows, 4, np.array([3.0, 2.0]))
        assert len(set(taken.tolist())) == 4
        assert rows[0, taken].sum() == 3
        assert rows[1, taken].sum() == 2
        counts[taken] += 1
    pairs = counts.reshape(4, 2)
    assert counts.min() > 100
    for one, other in pairs:
        assert abs(one - other) < 4 * math.sqrt(one + other)


@given(st.integers(2, 60), st.data())
@settings(max_examples=200, deadline=None)
def test_whole_numbers_keep_to_their_sum_and_range(count, data):
    """Whatever is asked, the sum is exact and nobody is out of range; the spread reported is the numbers' own."""
    least = data.draw(st.integers(0, 3))
    most = data.draw(st.integers(least, least + 50))
    total = data.draw(st.integers(least * count, most * count))
    spread = data.draw(st.floats(0, 20))
    found, reported = whole(stream(1, count, "test"), count, total, spread, least=least, most=most)
    assert found.sum() == total
    assert least <= found.min() <= found.max() <= most
    assert reported == pytest.approx(found.std())


def test_lognormal_has_its_mean_and_spread():
    """Mean and standard deviation are exact; the logarithms are normal: half of the numbers are below the median."""
    found = lognormal(stream(1, 0, "test"), 5000, 7.0, 6.0)
    assert found.mean() == pytest.approx(7)
    assert found.std() == pytest.approx(6, rel=1e-3)
    assert np.median(found) == pytest.approx(7 / math.sqrt(1 + 36 / 49), rel=0.03)
    assert set(lognormal(stream(1, 0, "test"), 5, 2.0, 0.0)) == {2.0}


def between(ties: Ties) -> tuple[np.ndarray, np.ndarray]:
    """The ties between organisations, each once."""
    own = ties.attributes["organisation"]
    across = (own[ties.listeners] != own[ties.peers]) & (ties.listeners < ties.peers)
    return ties.listeners[across], ties.peers[across]


@pytest.mark.parametrize(
    ("pairs", "joined"),
    [
        ("all", {(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)}),
        ("chain", {(1, 2), (2, 3), (3, 4)}),
        ("ring", {(1, 2), (2, 3), (3, 4), (1, 4)}),
        ("star", {(1, 2), (1, 3), (1, 4)}),
    ],
)
def test_linking_pins_join_organisations(pairs, joined):
    """Who is joined, by how many ties, carried by how many people on each side; pins are those who carry them."""
    for run in range(5):
        ties = built(run, "organisations", sizes=(40, 60, 30, 50), pairs=pairs, links=5, width=3, link_weight=2.0)
        own = ties.attributes["organisation"].astype(int)
        one, other = between(ties)
        assert Counter(zip(own[one].tolist(), own[other].tolist(), strict=True)) == dict.fromkeys(joined, 5)
        for a, b in joined:
            these = (own[one] == a) & (own[other] == b)
            assert len(set(one[these])) == len(set(other[these])) == 3
        assert set(np.flatnonzero(ties.attributes["pin"])) == set(one) | set(other)
        assert Counter(ties.weights.tolist()) == {1.0: len(ties.peers) - 10 * len(joined), 2.0: 10 * len(joined)}


@pytest.mark.parametrize("rank", ["top", "middle", "any"])
def test_linking_pins_have_their_rank(rank):
    """Pins come from the top and those below, from managers below that, or from anyone."""
    levels, leads = set(), set()
    for run in range(8):
        each = NETWORKS.part("organisations").options()(count=3, size=201, each={"span": 4.0}).each
        columns = built(run, "organisations", count=3, size=201, each=each, rank=rank, width=4, links=4).attributes
        levels |= set(columns["level"][columns["pin"] == 1].tolist())
        leads |= set(columns["seniority"][columns["pin"] == 1].tolist())
    assert levels <= {"top": {"1", "2"}, "middle": set("3456"), "any": set("123456")}[rank]
    assert len(levels) > 1
    assert leads == ({"senior", "junior"} if rank == "any" else {"senior"})


def test_each_organisation_is_one():
    """Reporting lines stay apart with a top each; teams and departments have names of their own; options differ."""
    part = NETWORKS.part("organisations")
    options = dict(part.options()(sizes=(100, 150), each={"span": 5.0}, unlike=[{}, {"span": 9.9, "line_ties": False}]))
    assert list(part.faults(**options)) == []
    assert part.size(**options) == 250
    ties = part.function(stream(1, 0, "network"), **options)
    columns, boss = ties.attributes, managers(ties)
    assert np.flatnonzero(boss == -1).tolist() == [0, 100]
    assert columns["organisation"].tolist() == ["1"] * 100 + ["2"] * 150
    below = boss >= 0
    assert (columns["organisation"][below] == columns["organisation"][boss[below]]).all()
    for name in ("team", "department"):
        assert not set(columns[name][:100]) & set(columns[name][100:])
    spans = np.bincount(boss[below])
    assert spans[:100][spans[:100] > 0].mean() == pytest.approx(5, rel=0.05)
    assert spans[100:][spans[100:] > 0].mean() == pytest.approx(9.9, rel=0.05)
    _, _, formal = kinds(ties)
    assert kinds(ties)[0][formal].sum() == 2 * 99
    one = between(ties)
    assert len(one[0]) == 3


CANNOT_JOIN = [
    ((), {"count": 3}),
    ((), {"sizes": (40, 40), "count": 2, "size": 40}),
    ("unlike", {"sizes": (40, 40), "unlike": [{}, {}, {}]}),
    ("links", {"sizes": (40, 40), "links": 1, "width": 2}),
    ("links", {"sizes": (40, 40), "links": 10, "width": 3}),
    ("width", {"sizes": (40, 40), "width": 41, "links": 41}),
    ("width", {"sizes": (40, 40), "width": 9, "links": 9, "rank": "top"}),
    (("each", "span"), {"sizes": (100, 40), "each": {"span": 30}}),
    (("unlike", 1, "span"), {"sizes": (100, 40), "unlike": [{}, {"span": 30}]}),
    (("unlike", 0, "homophily", "color"), {"sizes": (100, 40), "unlike": [{"homophily": {"color": 2}}]}),
]


@pytest.mark.parametrize(("option", "options"), CANNOT_JOIN, ids=lambda value: str(value)[:40])
def test_what_organisations_cannot_have_is_a_fault(option, options):
    """Faults are named where they stand, for all organisations or for one."""
    assert option in [found for found, _ in faults("organisations", **options)]


def test_an_organisation_that_cannot_be_built_is_named_where_it_stands():
    """What one of several turns out not to have is an error with the place of its option."""
    options = dict(NETWORKS.part("organisations").options()(sizes=(100, 60), unlike=[{}, {"contacts_spread": 90.0}]))
    with pytest.raises(OptionError) as error:
        built(0, "organisations", **options)
    assert error.value.option == ("unlike", 1, "contacts_spread")


def test_both_ways_to_write_it_are_the_same(tmp_path):
    """`organisation: {...}` is `generate: organisation`; any column can be the tribe; managers are the people's."""
    for name, network in {
        "key": "{organisation: {people: 90, homophily: {contract: 2}}}",
        "name": "{generate: organisation, people: 90, homophily: {contract: 2}}",
    }.items():
        page = f"network: {network}\npeople: {{tribe: contract}}\n{REST}"
        (tmp_path / f"{name}.yaml").write_text(page, encoding="utf-8")
    one, other = (sim.read(tmp_path / f"{name}.yaml") for name in ("key", "name"))
    world, again = draw_world(one, 1), draw_world(other, 1)
    assert np.array_equal(world.ties.peers, again.ties.peers)
    assert world.people.groups[0] == ("full-time", "part-time")
    assert np.array_equal(world.people.manager, managers(world.ties))
    assert [sim.read(tmp_path / f"{name}.yaml", people=140).people for name in ("key", "name")] == [140, 140]


def test_the_scenario_as_run_reads_back(tmp_path):
    """Organisations written out with every default are the same again, those that differ too."""
    network = "{organisations: {sizes: [60, 80], each: {within_team: 0.8}, unlike: [{within_team: 0.2}], links: 4}}"
    (tmp_path / "a.yaml").write_text(f"network: {network}\npeople: {{tribe: organisation}}\n{REST}", encoding="utf-8")
    result = CliRunner().invoke(main, ["run", str(tmp_path / "a.yaml"), "--out", str(tmp_path / "out"), "--quiet"])
    assert result.exit_code == 0, result.output
    first, again = sim.read(tmp_path / "a.yaml"), sim.read(tmp_path / "out" / "scenario.yaml")
    assert first.settings["network"] == again.settings["network"]
    assert np.array_equal(draw_world(first, 0).ties.peers, draw_world(again, 0).ties.peers)


def test_what_only_a_later_run_cannot_have_is_told(tmp_path):
    """Where luck decides whether something can be had, the run that cannot have it ends with the fault and its line."""
    seed = next(seed for seed in range(200) if cannot(seed, 1) and not cannot(seed, 0))
    page = "network:\n  organisation:\n    people: 30\n    homophily:\n      site: 4\n"
    (tmp_path / "a.yaml").write_text(page + REST + f"seed: {seed}\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["check", str(tmp_path / "a.yaml")]).exit_code == 0
    result = CliRunner().invoke(main, ["run", str(tmp_path / "a.yaml"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "a.yaml:5: network.organisation.homophily.site: found 4, but" in result.stderr


@pytest.mark.parametrize("tribe", ["level", "team"])
def test_any_column_can_be_the_tribe_though_every_run_has_other_groups(tmp_path, tribe):
    """Each run has the curves of its own levels, or teams, alone: by their sizes they add up to all adopters."""
    mechanisms = (
        "movement:\n  formal_support: {sponsors: [{who: {level: [LAST, 1]}}], push: 0.1}\n"
        "  messages: {of: level, fit: {LAST: {x: 1}}, periods: [{message: x, when: {reach: 0, of: {level: LAST}}}]}\n"
        "  homophily: {of: level, between: {LAST: {1: 2}}}\n"
        "  storytelling: {of_level}\n"
        "  results: {of: level}\n"
    )
    network = "network: {organisation: {people: 300}}\n"
    start = f"{network}people: {{tribe: {tribe}}}\n" + REST.replace("runs: 2", "runs: 20")
    (tmp_path / "plain.yaml").write_text(start, encoding="utf-8")
    plain = sim.read(tmp_path / "plain.yaml")
    found = {run: draw_world(plain, run).people for run in range(20)}
    first = found[0].groups[0]
    assert len({people.groups[0] for people in found.values()}) > 1
    last = max(np.unique(found[0].attributes["level"]))
    chances = ", ".join(f"{name}: 0.5" for name in first)
    told = mechanisms.replace("LAST", last).replace("{of_level}", f"{{level: 1, reach: {{{chances}}}}}")
    waves = f"{{waves: [{{count: 2}}, {{count: 1, when: {{reach: 0.9, of: {{level: {last}}}}}}}]}}"
    (tmp_path / "a.yaml").write_text(start.replace("{count: 3}", waves) + told, encoding="utf-8")
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["run", str(tmp_path / "a.yaml"), "--out", str(out), "--quiet"])
    assert result.exit_code == 0, result.output
    results = sim.run(sim.read(tmp_path / "a.yaml"))
    for (strategy, run), table in results.groups.groupby(["strategy", "run"]):
        shares = table.pivot(index="group", columns="step", values="share").dropna()
        names, membership = found[run].groups
        assert tuple(shares.index) == names
        rows = results.runs[(results.runs["strategy"] == strategy) & (results.runs["run"] == run)]
        np.testing.assert_allclose(np.bincount(membership) @ shares.to_numpy(), rows["adopters"])
    curves = pd.read_csv(out / "curves.csv")
    assert not curves.isna().any(axis=None)
    assert set(curves["group"]) == {"everyone"} | {name for people in found.values() for name in people.groups[0]}


def cannot(seed: int, run: int) -> bool:
    """Whether a small organisation cannot have a homophily in a world."""
    try:
        NETWORKS.part("organisation").function(stream(seed, run, "network"), people=30, homophily={"site": 4.0})
    except OptionError:
        return True
    return False
