"""Strategies in a scenario: columns, tribes and lines reach them, and every one of them runs."""

import pytest

import sim
from sim.experiment.choices import seeds
from sim.experiment.worlds import draw_world
from sim.families.strategies import STRATEGIES
from sim.ground.faults import InputError
from sim.scenario.read import read

STAFF = """\
id,boss,crew,site
ann,,a,north
bob,ann,a,north
cem,ann,b,north
dot,bob,b,south
eva,bob,b,south
fay,cem,c,south
"""
TIES = "source,target\nann,bob\nbob,cem\ncem,dot\ncem,eva\ndot,eva\neva,fay\nann,dot\n"
PAGE = """\
network: {file: ties.csv}
people: {file: staff.csv, tribe: site, reports_to: boss}
influence: {preset: independent-cascade, p: 0.5}
seeds: {count: 3}
strategies: [%s]
steps: 3
runs: 4
"""


@pytest.fixture
def scenario(tmp_path):
    """Reads a scenario of six staff with the strategies that are named."""
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "ties.csv").write_text(TIES, encoding="utf-8")

    def reader(strategies: str) -> sim.Scenario:
        (tmp_path / "s.yaml").write_text(PAGE % strategies, encoding="utf-8")
        return read(tmp_path / "s.yaml")

    return reader


def test_columns_tribe_and_line_are_found(scenario):
    """A column by name, the tribe and the line of the scenario decide who is chosen."""
    plan = scenario("formal-leaders, {name: whole-teams, of: crew}, linking-pins")
    world = draw_world(plan, 0)
    leaders, crew, pins = ([world.ties.names[i] for i in ids] for ids in seeds(plan, world))
    assert leaders == ["ann", "bob", "cem"]
    assert set(crew) == {"cem", "dot", "eva"}
    assert set(pins[:2]) == {"cem", "dot"}
    assert pins[2] in ("ann", "eva")


def test_every_strategy_runs_in_a_scenario(scenario):
    """All strategies but named people, in one scenario, in several runs, seed as many as asked for."""
    others = {
        "spread": "{name: spread, strategy: pagerank}",
        "mixed": "{name: mixed, parts: [{strategy: k-core, share: 0.5}, {strategy: greedy, share: 0.5}]}",
    }
    names = [others.get(name, name) for name in STRATEGIES.names if name != "listed"]
    table = sim.run(scenario(", ".join(names))).tables["summary"].set_index("strategy")
    assert (table.drop(index="none")["seeds"] == 3).all()


def test_fewer_than_asked_for_is_told(scenario):
    """A tribe's share that is more than the tribe, or a choice inside another that runs out, is said in the results."""
    spread = "{name: spread, strategy: random, shares: {south: 0.4, north: 0.6}, label: even}"
    short = "{name: spread, over: crew, strategy: random, shares: {c: 1}, label: short}"
    inside = "{name: mixed, parts: [{strategy: {name: random, within: {crew: [a]}}, share: 1}], label: inside}"
    listed = "{name: listed, people: [ann]}"
    assert sim.run(scenario(f"random, {spread}, {listed}, none")).about.accounts == ()
    told = sim.run(scenario(f"{short}, random, {inside}")).about.accounts
    words = "with fewer than 3 people in 4 of 4 runs ({} in the mean): there is nobody more whom it may choose"
    assert told == ("short starts " + words.format(1), "inside starts " + words.format(2))


def test_who_never_adopts_is_not_counted_within(scenario, tmp_path):
    """Whoever a column holds back may not be chosen: too few in the north is told before anything runs."""
    scenario("random")
    table = [line + (",1" if line[:3] in ("bob", "cem") else ",0") for line in STAFF.splitlines()]
    table[0] = "id,boss,crew,site,never"
    (tmp_path / "staff.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    page = (tmp_path / "s.yaml").read_text(encoding="utf-8").replace("site,", "site, never: {column: never},")
    page = page.replace("[random]", "[{name: random, within: [north]}, {name: random, within: [south], label: fits}]")
    (tmp_path / "s.yaml").write_text(page, encoding="utf-8")
    with pytest.raises(InputError) as told:
        read(tmp_path / "s.yaml")
    (fault,) = told.value.faults
    assert fault.message == "strategies[1].within: only 1 people may be chosen, fewer than the 3 seeds"


def test_groups_are_named_as_they_are_spelled(scenario, tmp_path):
    """Values of `within` that look like numbers, or like yes and no, are those of the column; an empty one is shown."""
    scenario("random")
    kinds = ["kind", "007", "7", "1.50", "true", "1e3", ""]
    table = [f"{line},{kind}" for line, kind in zip(STAFF.splitlines(), kinds, strict=True)]
    (tmp_path / "staff.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    plan = scenario(
        "{name: random, within: {kind: [007, 1.50, true]}}, {name: random, within: {kind: [1e3, 7, '']}, label: b}"
    )
    world = draw_world(plan, 0)
    assert [{world.ties.names[i] for i in ids} for ids in seeds(plan, world)] == [
        {"ann", "cem", "dot"},
        {"bob", "eva", "fay"},
    ]
    with pytest.raises(InputError, match=r'nobody has "none" in "kind"; known are "", 007, 1.50, 1e3, 7, true'):
        scenario("{name: random, within: {kind: [none]}}")
    with pytest.raises(InputError, match=r'nobody has "none" in "kind"; known are "", 007, 1.50, 1e3, 7, true'):
        scenario("{name: spread, over: kind, strategy: random, shares: {none: 1}}")
