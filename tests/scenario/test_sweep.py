"""Sweeps: every cell is the scenario with its values, in the same worlds; maps and charts say what the cells say."""

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import sim
from sim.charts import flip_map as chart
from sim.cli import main
from sim.drawing import style
from sim.experiment.run import one_run
from sim.ground.wording import ShareBand
from sim.outcomes import times
from sim.reports.figures.pictures import as_figure
from sim.results import ledger, record
from sim.results.record import ended
from sim.results.results import Results, read
from sim.scenario.language.factors import at, latin_hypercube, values
from sim.studies import sweep

BASE = """\
network: {{generate: scale-free, people: {people}, links: 2}}
people: {{passion: {{distribution: normal, correlation_with_degree: {correlation}}}}}
influence:
  threshold: {{distribution: normal, mean: 0.4, sd: {sd}}}
  contacts: {{p: {p}}}
  receptivity: {{passion: 0.2}}
movement: {movement}
seeds: {{count: {count}}}
strategies: [most-connected, {{name: nominated, asks: {asks}}}, random{more}]
steps: 12
runs: 9
seed: 5
"""
USUAL = {
    "people": 60, "correlation": 0.0, "sd": 0.2, "p": 0.05, "movement": "{}", "count": 4, "asks": 1, "more": "",
}  # fmt: skip
FACTORS = {
    "people": ("network.people", [40, 60]),
    "correlation": ("people.passion.correlation_with_degree", [-0.5, 0.5]),
    "sd": ("influence.threshold.sd", [0.1, 0.3]),
    "p": ("influence.contacts.p", [0.02, 0.2]),
    "count": ("seeds.count", [2, 9]),
    "asks": ("strategies[2].asks", [1, 3]),
}
STORIES = {"movement": "{storytelling: {level: 2, from: 3}, giving_up: {rate: 0.05}}"}
GREEDY = {"people": 30, "more": ", {name: greedy, samples: 3}"}


def said(folder, text: str, name: str = "mine.yaml") -> sim.Scenario:
    """A scenario from its text."""
    (folder / name).write_text(text, encoding="utf-8")
    return sim.read(folder / name)


def swept(factors: dict[str, object], **more) -> str:
    """A scenario with a sweep over factors."""
    lines = "".join(f"    {name}: {some}\n" for name, some in factors.items())
    return BASE.format(**USUAL | more) + f"sweep:\n  factors:\n{lines}"


@pytest.mark.parametrize(
    ("pair", "more"),
    [(("people", "sd"), {}), (("correlation", "p"), {}), (("count", "asks"), {}), (("p", "sd"), STORIES),
     (("asks", "p"), GREEDY), (("count", "p"), {"movement": "{homophily: {same: 1, other: 0.5}}"})],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_each_cell_is_the_scenario_with_its_values(tmp_path, pair, more, engine):
    """The ends of each cell are to the bit those of the scenario written with the cell's values, run by itself."""
    tribe = ", reports_to: null, tribe: block" if "homophily" in str(more) else ""
    text = swept(dict(FACTORS[key] for key in pair), **more)
    scenario = said(tmp_path, _in_blocks(text) if tribe else text)
    width = len(scenario.strategies)
    numbers = range(3)
    found = [one_run(scenario, number, engine) for number in numbers]
    for place, cell in enumerate(scenario.asked["sweep"].entry.cells):
        alone_text = BASE.format(**USUAL | more | dict(zip(pair, cell, strict=True)))
        alone = said(tmp_path, _in_blocks(alone_text) if tribe else alone_text, "alone.yaml")
        for number in numbers:
            run = one_run(alone, number, "compiled")
            expected = ended((run.new - run.quits).cumsum(axis=1), alone.people)
            np.testing.assert_array_equal(found[number].sides[place * width : (place + 1) * width], expected)
    plain = said(tmp_path, text.split("sweep:")[0] if not tribe else _in_blocks(text.split("sweep:")[0]), "plain.yaml")
    for number in numbers:
        np.testing.assert_array_equal(one_run(plain, number, "compiled").new, found[number].new)


def test_one_strategy_wins_nothing(tmp_path):
    """With one strategy a sweep says what it reaches, and names no winner."""
    text = swept({"seeds.count": [2, 9]}).replace("most-connected, {name: nominated, asks: 1}, random", "random")
    results = sim.run(said(tmp_path, text))
    band = ShareBand(*sorted(results.tables["flip_map"]["reach"]))
    assert sweep.headline(results) == f"random reaches {band} of people on average, by the setting"


def _in_blocks(text: str) -> str:
    # The same with tribes: two blocks.
    blocks = "network: {generate: blocks, sizes: [30, 30], within: 5, across: 2}\n"
    return blocks + text.split("\n", 1)[1].replace("people: {passion", "people: {tribe: block, passion")


def test_threads_and_interruptions_change_nothing(tmp_path, monkeypatch):
    """All files are the same with one thread or two, whole or begun before, and whatever is read at once."""
    monkeypatch.chdir(tmp_path)
    said(tmp_path, swept({"influence.contacts.p": [0.02, 0.2], "people.passion.correlation_with_degree": [-0.5, 0.5]}))
    invoke = CliRunner(catch_exceptions=False).invoke
    assert invoke(main, ["run", "mine.yaml", "--quiet", "--workers", "2"]).exit_code == 0
    before = {file.name: file.read_bytes() for file in (tmp_path / "results/mine").iterdir()}
    assert {"sweep.csv", "flip_map.csv", "sweep_runs.csv", "flip_map.png", "flip_map.svg"} <= before.keys()
    monkeypatch.setattr(record, "AT_ONCE", 200)
    monkeypatch.setattr(ledger, "BUNCH", 1000)
    shelf = ledger.Ledger(tmp_path / ".again.unfinished", sim.read("mine.yaml").digest)
    shelf.keep([one_run(sim.read("mine.yaml"), number, "agents") for number in (7, 2)])
    shelf.close(finished=False)
    result = invoke(main, ["run", "mine.yaml", "--workers", "1", "--out", "again"])
    assert "Going on from 2 finished runs." in result.stderr
    for name, content in before.items():
        if name != "manifest.json":
            assert (tmp_path / "again" / name).read_bytes() == content, name
    assert "settings" in result.stdout
    assert "Varied: influence.contacts.p and people.passion.correlation_with_degree" in result.stdout
    again = read(tmp_path / "again")
    assert list(again.tables["flip_map"]["influence.contacts.p"]) == [0.02, 0.02, 0.2, 0.2]


def test_the_tables_by_brute_force(tmp_path):
    """sweep.csv is what the summary says of each cell run by itself, flip_map.csv names who reaches most there."""
    scenario = said(tmp_path, swept({"influence.threshold.sd": [0.05, 0.3], "seeds.count": [3, 8]}))
    results = sim.run(scenario)
    table, found = results.tables["sweep"], results.tables["flip_map"]
    runs = pd.concat(list(sweep.records(results)["sweep_runs"]))
    for number, (sd, count) in enumerate([(0.05, 3), (0.05, 8), (0.3, 3), (0.3, 8)]):
        alone = sim.run(said(tmp_path, BASE.format(**USUAL | {"sd": sd, "count": count}), "alone.yaml"))
        mine = table[(table["influence.threshold.sd"] == sd) & (table["seeds.count"] == count)]
        summary = alone.tables["summary"]
        for column in set(summary) & set(mine) - {"seeds"}:
            left, right = mine[column].reset_index(drop=True), summary[column]
            pd.testing.assert_series_equal(left, right, check_dtype=False, check_names=False)
        assert list(mine["t50"].fillna(-1)) == list(times.measure(alone)["t50"].fillna(-1))
        means = alone.reach().mean()
        row = found.iloc[number]
        assert (row["best"], row["reach"]) == (means.idxmax(), pytest.approx(means.max()))
        rest = means.drop(row["best"])
        assert row["difference"] == pytest.approx(means.max() - rest.max())
        assert row["low"] <= row["difference"] <= row["high"]
        rows = runs[(runs["influence.threshold.sd"] == sd) & (runs["seeds.count"] == count)]
        reach = rows.pivot(index="run", columns="strategy", values="reach")[alone.strategies]
        np.testing.assert_allclose(reach.to_numpy(), alone.reach().to_numpy())


def test_where_nobody_starts_nobody_wins(tmp_path):
    """Without seeds all strategies reach nobody: the difference is exactly zero, shared by all worlds, and not sure."""
    results = sim.run(said(tmp_path, swept({"seeds.count": [0, 9]})))
    first = results.tables["flip_map"].iloc[0]
    assert (first["difference"], first["low"], first["high"], first["sure"]) == (0, 0, 0, False)
    assert first["best_share"] == pytest.approx(1 / 3)
    none = Results(results.about, results.record, {"flip_map": results.tables["flip_map"].iloc[:1]})
    assert sweep.headline(none) == "No strategy is best for certain at any of 1 setting"


def test_a_latin_hypercube_has_each_part_once(tmp_path):
    """Of n points each factor has one in each nth of its way; the same seed draws the same; lists count in parts."""
    rng = np.random.Generator(np.random.PCG64(3))
    points = latin_hypercube({"a": {"from": 0, "to": 1.0}, "b": {"from": 1.0, "to": 100.0, "scale": "log"}}, 50, rng)
    assert sorted(int(50 * a) for a, _ in points) == list(range(50))
    assert sorted(int(25 * np.log10(b)) for _, b in points) == list(range(50))
    assert [at(["x", "y"], share) for share in (0, 0.49, 0.5, 1)] == ["x", "x", "y", "y"]
    assert values({"from": 1, "to": 9, "count": 3}) == [1, 5, 9]
    assert values({"from": 0.1, "to": 10.0, "count": 3, "scale": "log"}) == [0.1, 1.0, 10.0]
    text = swept({"influence.contacts.p": "{from: 0.0, to: 0.3}", "seeds.count": "{from: 2, to: 9}",
                  "strategies[2].asks": "[1, 2]"}) + "  latin_hypercube: 12\n"  # fmt: skip
    scenario = said(tmp_path, text)
    assert scenario.asked["sweep"].entry.cells == said(tmp_path, text).asked["sweep"].entry.cells
    assert len(scenario.asked["sweep"].entry.cells) == 12
    figure = as_figure("flip-map", sim.run(scenario))
    dots = sum(len(some.get_offsets()) for some in figure.axes[0].collections)
    assert dots == 12


@pytest.mark.parametrize(
    "factor", [{"influence.contacts.p": [0.0, 0.1, 0.3]}, {"network.generate": ["ring", "random"]}]
)
def test_one_factor_is_drawn_as_lines(tmp_path, factor):
    """With one factor, numbers or names, the chart shows the mean reach in the table, strategy by strategy."""
    text = swept(factor)
    if "network.generate" in factor:
        text = "network: {generate: ring, people: 60, ties: 4}\n" + text.split("\n", 1)[1]
    results = sim.run(said(tmp_path, text))
    figure = as_figure("flip-map", results)
    table = results.tables["sweep"]
    for name in results.strategies:
        (drawn,) = (one for one in figure.axes[0].lines if one.get_gid() == f"mean of {name}")
        np.testing.assert_allclose(drawn.get_ydata(), table.loc[table["strategy"] == name, "reach_mean"])


def test_the_map_shows_the_table(tmp_path):
    """Each cell of the map has the colour of its best strategy, and is hatched where that is not sure."""
    results = sim.run(
        said(tmp_path, swept({"influence.threshold.sd": [0.05, 0.3], "influence.contacts.p": [0, 0.1, 0.3]}))
    )
    figure = Figure()
    ax = figure.subplots()
    chart.draw(results, ax)
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert len(cells) == 6
    for patch, row in zip(cells, results.tables["flip_map"].to_dict("records"), strict=True):
        assert patch.get_hatch() == (None if row["sure"] else chart.HATCH)
        assert patch.get_alpha() == pytest.approx(0.25 + 0.7 * row["best_share"])
        number = results.strategies.index(row["best"])
        assert to_hex(patch.get_facecolor()).upper() == style.line(number)["color"]
    assert "sd" in ax.get_title(loc="left")
    assert "paired difference includes zero" in chart.caption(results)


def test_the_map_can_be_read_in_grey():
    """Sure cells have the number that their strategy has in the legend: in greyscale colours are the same."""
    found = sim.run(sim.read("scenarios/flip-map.yaml", runs=30))
    (ax,) = as_figure("flip-map", found).axes
    shown = [int(text.get_text()) for text in ax.texts]
    table = found.tables["flip_map"]
    assert shown == [found.strategies.index(best) + 1 for best in table.loc[table["sure"], "best"]]
    words = [text.get_text().replace("\n", " ") for text in ax.get_legend().get_texts()]
    assert words[:2] == ["1 most-connected", "2 most-passionate"]


@pytest.mark.parametrize("name", ["flip-map", "broadcast"])
def test_shipped_maps_have_two_winners(name):
    """The shipped sweeps find at least two strategies that are best for certain somewhere (with fewer runs)."""
    found = sim.run(sim.read(f"scenarios/{name}.yaml", runs=30)).tables["flip_map"]
    assert set(found[found["sure"]]["best"]) >= {"most-connected", "most-passionate"}
