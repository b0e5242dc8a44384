"""Sensitivity: points are the scenario with their values, and the analysis finds what is known analytically."""

from dataclasses import replace

import numpy as np
import pytest
from made import known

import sim
from sim.experiment.run import one_run
from sim.reports.figures.pictures import as_figure
from sim.results.record import Ends, ended
from sim.results.results import Results, write
from sim.statistics.screening import sample
from sim.studies import sensitivity

TEXT = """\
network: {{generate: scale-free, people: 60, links: 2}}
people: {{passion: {{distribution: normal}}}}
influence: {{threshold: {{distribution: normal, mean: {mean}, sd: 0.2}}, contacts: {{p: {p}}}}}
seeds: {{count: 4}}
strategies: [most-passionate, most-connected, random]
baseline: random
steps: 12
runs: 10
seed: 4
"""
ANALYSIS = """\
sensitivity:
  method: {method}
  {more}
  factors:
    influence.threshold.mean: {{from: 0.3, to: 0.5}}
    influence.contacts.p: {{from: 0.01, to: 0.2, scale: log}}
"""


def said(folder, method: str = "", more: str = "", mean: float = 0.4, p: float = 0.05) -> sim.Scenario:
    """A scenario, with an analysis by a method if one is named."""
    text = TEXT.format(mean=mean, p=p) + (ANALYSIS.format(method=method, more=more) if method else "")
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return sim.read(folder / "mine.yaml")


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami & Homma (1990) with a = 7, b = 0.1, on the unit cube for -pi to pi."""
    one, two, three = (2 * np.pi * x - np.pi).T
    return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


class Known(Ends):
    """A record of side experiments in which the first of two strategies leads by a known function of the point."""

    def __init__(self, lead: np.ndarray, people: int) -> None:
        super().__init__(np.zeros((2, 2, 4), np.int64))
        last = np.round(people * np.stack([0.5 + lead, np.full(len(lead), 0.5)], axis=1)).astype(np.int64)
        self._last = np.repeat(last.reshape(-1, 1), 4, axis=1)

    def sides(self, arms: range) -> np.ndarray:
        """The ends of some arms, the same in all four runs."""
        return np.repeat(self._last[None, arms.start : arms.stop], 5, axis=0)


def analysed(method: str, samples: int, function=ishigami, factors: int = 3) -> Results:
    """The analysis of a known function, from the points that a scenario would be tried at to its table."""
    unit, people = sample(method, factors, samples, seed=3), 10**9
    design = sensitivity.Sensitivity(
        method=method, strategy="a", over="b", factors=tuple("xyz")[:factors], points=tuple(unit.tolist()),
        unit=tuple(unit.tolist()), people=(people,) * len(unit),
    )  # fmt: skip
    asked = {"studies": {"sensitivity": design}, "arms": {"sensitivity": (0, 2 * len(unit))}}
    about = known(people=people, runs=4, steps=1, seed=3, **asked)
    results = Results(about, Known(function(unit) / 100, people))
    return Results(about, results.record, {"sensitivity": sensitivity.measure(results)})


def test_sobol_finds_the_indices_of_ishigami():
    """First-order and total indices are Ishigami's analytic ones: .3139, .4424, 0 and .5576, .4424, .2437."""
    table = analysed("sobol", 4096).tables["sensitivity"]
    found = table[table["output"] == "difference"].set_index("factor").loc[["x", "y", "z"]]
    np.testing.assert_allclose(found["S1"], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found["ST"], [0.5576, 0.4424, 0.2437], atol=0.02)
    assert (found["noise"] == 0).all()


def test_morris_finds_the_effects_of_ishigami():
    """mu* and sigma are those of all elementary effects on the four levels, by enumeration."""
    levels = np.arange(4) / 3
    grid = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
    expected = []
    for factor in range(3):
        low = grid[grid[:, factor] < 0.5]
        high = low.copy()
        high[:, factor] += 2 / 3
        expected.append((ishigami(high) - ishigami(low)) / (2 / 3) / 100)
    table = analysed("morris", 2000).tables["sensitivity"]
    found = table[table["output"] == "difference"].set_index("factor").loc[["x", "y", "z"]]
    error = 4 * np.array([np.abs(effects).std() for effects in expected]) / np.sqrt(2000) + 1e-6
    assert (np.abs(found["mu_star"] - [np.abs(effects).mean() for effects in expected]) < error).all()
    np.testing.assert_allclose(found["sigma"], [effects.std() for effects in expected], rtol=0.08, atol=1e-6)


def test_one_at_a_time_is_read_off(tmp_path):
    """Each factor at its ends is the scenario with that value; the swing is from the lowest of three to the highest."""
    results = sim.run(said(tmp_path, "one-at-a-time"))
    table = results.tables["sensitivity"]
    row = table[(table["output"] == "difference") & (table["factor"] == "influence.threshold.mean")].iloc[0]

    def lead(**values: float) -> float:
        means = sim.run(said(tmp_path, **values)).reach().mean()
        return means["most-passionate"] - means["random"]

    three = lead(mean=0.3), lead(), lead(mean=0.5)
    assert [row["at_low"], row["base"], row["at_high"]] == pytest.approx(three)
    assert row["swing"] == pytest.approx(max(three) - min(three))
    takeoff = table[(table["output"] == "takeoff")].iloc[0]
    alone = sim.run(said(tmp_path)).tables["summary"].set_index("strategy")
    assert takeoff["base"] == pytest.approx(alone.loc["most-passionate", "takeoff"])
    given = table[(table["output"] == "reach_given_takeoff")].iloc[0]
    assert given["base"] == pytest.approx(alone.loc["most-passionate", "reach_given_takeoff"])


@pytest.mark.parametrize(("method", "more"), [("morris", "samples: 3"), ("sobol", "samples: 4")])
def test_points_are_the_scenario_with_their_values(tmp_path, method, more):
    """The ends at each point are to the bit those of the scenario with the point's values; files and chart come out."""
    scenario = said(tmp_path, method, f"{more}, strategy: most-connected".replace(", ", "\n  "))
    told = scenario.asked["sensitivity"]
    assert (told.entry.strategy, told.entry.over) == ("most-connected", "random")
    run = one_run(scenario, 2, "compiled")
    for number, (mean, p) in enumerate(told.entry.points):
        assert 0.3 <= mean <= 0.5
        assert 0.01 <= p <= 0.2
        alone = one_run(said(tmp_path, mean=mean, p=p), 2, "compiled")
        expected = ended((alone.new - alone.quits).cumsum(axis=1)[1:], 60)
        np.testing.assert_array_equal(run.sides[2 * number : 2 * number + 2], expected)
    results = sim.run(scenario)
    table = results.tables["sensitivity"]
    assert set(table["output"]) == {"difference", "takeoff", "reach_given_takeoff"}
    figure = as_figure("sensitivity", results)
    assert "Pure luck" in "".join(text.get_text().replace("\n", " ") for text in figure.texts)
    write(results, tmp_path)
    assert list((tmp_path / "sensitivity.csv").read_text().splitlines()[0].split(","))[:3] == [
        "output",
        "factor",
        "method",
    ]


def test_luck_is_told_apart():
    """Where points differ by luck alone, luck is about all of the variance; where they differ surely, none of it."""
    assert analysed("morris", 10).tables["sensitivity"]["noise"].iloc[0] == 0
    rng = np.random.Generator(np.random.PCG64(5))
    results = analysed("morris", 200)

    class Lucky(Known):
        def sides(self, arms: range) -> np.ndarray:
            return rng.integers(10**8, 10**9, (5, len(arms), 4))

    points = len(results.about.study(sensitivity.Sensitivity).points)
    noisy = sensitivity.measure(Results(results.about, Lucky(np.zeros(points), 10)))
    assert noisy[noisy["output"] == "difference"]["noise"].iloc[0] == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("method", "more", "told"),
    [
        ("sobol", "samples: 50", "12: sensitivity.samples: found 50, expected a power of two"),
        ("one-at-a-time", "samples: 5", "12: sensitivity.samples: goes with morris and sobol"),
        ("morris", "over: anyone", '12: sensitivity.over: "anyone" is none of the strategies'),
        ("morris", "strategy: random", '10: sensitivity: compares two strategies, found "random" for both'),
        ("moris", "", '11: sensitivity.method: found "moris", expected'),
    ],
)
def test_faults_of_an_analysis(tmp_path, method, more, told):
    """What is wrong with an analysis is said with its line."""
    with pytest.raises(sim.InputError) as error:
        said(tmp_path, method, more)
    assert told in str(error.value)


class Drawn(Known):
    """A record of side experiments with given ends of the first of two strategies, shape (points, runs)."""

    def __init__(self, last: np.ndarray) -> None:
        Ends.__init__(self, np.zeros((2, 2, last.shape[1]), np.int64))
        self._last = np.stack([last, np.full_like(last, 500)], axis=1).reshape(-1, last.shape[1])


def drawn(last: np.ndarray) -> Results:
    """The analysis of given ends, one factor at a time."""
    about = analysed("one-at-a-time", 0, lambda x: np.nan_to_num(x).sum(axis=1)).about
    design = replace(about.study(sensitivity.Sensitivity), people=(1000,) * len(last))
    about = replace(about, runs=last.shape[1], people=1000, studies={"sensitivity": design})
    made = Results(about, Drawn(last))
    return Results(about, made.record, {"sensitivity": sensitivity.measure(made)})


@pytest.mark.parametrize("world", [0, 200])
def test_luck_that_all_points_share_is_no_noise(world):
    """Noise is the part of the variance between points that experiments with no effects have, however worlds differ."""
    rng, between, said_ = np.random.Generator(np.random.PCG64(9)), {}, {}
    effects = np.array([0, -30, 30, -20, 20, 0, 0])
    for name, effect in (("luck", 0 * effects), ("both", effects)):
        variances, shares = [], []
        for _ in range(200):
            worlds = rng.normal(0, world, 40) if world else np.zeros(40)
            last = 500 + effect[:, None] + worlds + rng.normal(0, 60, (7, 40))
            table = drawn(np.clip(last, 0, 1000).round().astype(np.int64)).tables["sensitivity"]
            row = table[table["output"] == "difference"].iloc[0]
            values = np.array([*table[table["output"] == "difference"][["at_low", "at_high"]].to_numpy().ravel()])
            variances.append(np.append(values, row["base"]).var())
            shares.append(row["noise"] * variances[-1])
        between[name], said_[name] = np.mean(variances), np.mean(shares)
    assert said_["both"] == pytest.approx(between["luck"], rel=0.15)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_the_sentence_has_the_interval_of_its_number(method):
    """What the first factor is worth is told with the half-width that the analysis gives it."""
    results = analysed(method, 16)
    row = results.tables["sensitivity"].iloc[0]
    results = Results(replace(results.about, runs=100), results.record, results.tables)
    name = {"morris": "mu_star", "sobol": "ST"}[method]
    assert f"{100 * row[name]:.1f}" in sensitivity.headline(results)
    assert f"(±{100 * row[f'{name}_conf']:.1f})" in sensitivity.headline(results)


def test_what_luck_hides_is_not_told():
    """Where most of the variance between points is luck, no factor is named; nor with a run or two."""
    rng = np.random.Generator(np.random.PCG64(10))
    last = 500 + rng.normal(0, 100, (7, 20)).round().astype(np.int64)
    assert "cannot be told" in sensitivity.headline(drawn(last))
    sure = 500 + np.array([0, -90, 90, 0, 0, 0, 0])[:, None] + rng.integers(-5, 6, (7, 20))
    assert sensitivity.headline(drawn(sure)).endswith(
        "at the other; under 0.1 % of the variance between settings is luck of the runs"
    )
    assert sensitivity.headline(drawn(sure[:, :5])) == "It takes 6 runs to say what the difference of a and b hangs on"
    alone = drawn(sure[:, :1])
    assert alone.tables["sensitivity"]["noise"].isna().all()
    assert "It takes 6 runs" in sensitivity.headline(alone)
