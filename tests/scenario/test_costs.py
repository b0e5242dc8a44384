"""What seeds cost: added up from the seeds by hand, and what an adopter more costs, against scipy and by simulation."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from click.testing import CliRunner
from made import results

import sim
from sim.cli import main
from sim.experiment.costs import spent
from sim.ground.wording import Money
from sim.results.results import Results, read
from sim.scenario.scenario import Seeding
from sim.statistics import bootstrap, comparison
from sim.studies import costs

TEXT = """\
network: {{generate: blocks, sizes: [30, 40, 20], within: 5, across: 1}}
people: {{tribe: block, cost: {cost}}}
influence: {{contagion: {{rate: 0.08}}, spontaneous: 0.02}}
seeds: {seeds}
strategies: [most-connected, random, none]
steps: 12
runs: 10
seed: 4
output: {{adoptions: true}}
"""


def said(folder, cost: str, seeds: str = "{count: 6}") -> sim.Scenario:
    """A scenario whose people have costs."""
    (folder / "mine.yaml").write_text(TEXT.format(cost=cost, seeds=seeds), encoding="utf-8")
    return sim.read(folder / "mine.yaml")


class Priced(sim.results.record.Tables):
    """A record of which costs are known too."""

    def __init__(self, record, paid: np.ndarray) -> None:
        self.__dict__ |= record.__dict__
        self.costs = paid


def told(made: Results) -> list[str]:
    """What is said of the costs of results."""
    return costs.sentences(Results(made.about, made.record, {**made.tables, "costs": costs.measure(made)}))


def priced(paid: np.ndarray, adopters: np.ndarray, people: int = 1000, **about) -> Results:
    """Results of strategies a, b, ... which cost and end so, shape (strategies, runs); the last is the baseline."""
    curves = {"abc"[k]: np.stack([np.zeros_like(one), one], axis=1) for k, one in enumerate(adopters)}
    made = results(curves, people, studies={"costs": costs.Costs("EUR")}, **about)
    made = Results(made.about, Priced(made.record, np.asarray(paid, float)))
    return Results(made.about, made.record, {"comparison": comparison.measure(made)})


@pytest.mark.parametrize("cost", ["{each: 250}", "{each: {1: 100, 3: 40.5}}", "{column: block}"])
def test_costs_are_those_of_the_seeds(tmp_path, cost):
    """What a strategy costs in a run is what its seeds in seeds.csv cost together."""
    found = sim.run(said(tmp_path, cost))
    block = np.repeat([1, 2, 3], [30, 40, 20])
    prices = {
        "{each: 250}": np.full(90, 250.0),
        "{each: {1: 100, 3: 40.5}}": np.array([0, 100, 0, 40.5])[block],
        "{column: block}": block.astype(float),
    }[cost]
    paid = found.seeds.assign(cost=prices[found.seeds["person"].astype(int)])
    together = paid.groupby(["strategy", "run"])["cost"].sum().unstack(fill_value=0.0)
    assert together.loc["most-connected"].std() > 0 or "250" in cost
    expected = together.reindex(found.strategies, fill_value=0.0).to_numpy()
    np.testing.assert_array_equal(found.record.costs, expected)
    np.testing.assert_allclose(found.tables["costs"]["cost"], expected.mean(axis=1))


@pytest.mark.parametrize(
    "later", ["count: 4, from: 6", "count: 4, when: {reach: 0.3}", "count: 4, when: {reach: 0.35, of: {block: 2}}"]
)
def test_a_wave_that_never_begins_costs_nothing(tmp_path, later):
    """Who is asked in a wave is paid if anybody of it was seeded in that run, as the reasons of adoptions say."""
    found = sim.run(said(tmp_path, "{each: 1}", f"{{waves: [{{count: 5}}, {{{later}}}]}}"))
    assert found.adoptions is not None
    late = found.adoptions[(found.adoptions["main_source"] == "seed") & (found.adoptions["step"] > 0)]
    began = late.groupby(["strategy", "run"]).size()
    expected = np.array([[5 + 4 * ((name, run) in began.index) for run in range(10)] for name in found.strategies[:2]])
    np.testing.assert_array_equal(found.record.costs[:2], expected)
    if "when" in later:
        assert set(expected.ravel()) == {5, 9}, "the case shows nothing"


def test_a_price_has_the_interval_of_scipy():
    """The ratio of means and its interval are scipy's BCa on the same resamples, to 1e-9."""
    rng = np.random.Generator(np.random.PCG64(5))
    adopters = np.stack([rng.integers(300, 500, 40), rng.integers(100, 250, 40)])
    paid = np.stack([rng.integers(900, 1500, 40), rng.integers(300, 600, 40)]).astype(float)
    row = costs.measure(priced(paid, adopters)).to_dict("records")[0]
    pairs = np.column_stack([paid[0] - paid[1], adopters[0] - adopters[1]])
    sums = bootstrap.resampled(pairs, 1)
    theirs = scipy.stats.bootstrap(
        (pairs[:, 0], pairs[:, 1]),
        lambda a, b, axis=-1: a.sum(axis=axis) / b.sum(axis=axis),
        n_resamples=0,
        method="BCa",
        paired=True,
        vectorized=True,
        bootstrap_result=SimpleNamespace(bootstrap_distribution=sums[:, 0] / sums[:, 1]),
    ).confidence_interval
    assert row["cost_per_extra_adopter"] == pytest.approx(pairs[:, 0].mean() / pairs[:, 1].mean())
    assert (row["low"], row["high"]) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert row["finding"] == costs.TRADE


@pytest.mark.parametrize(
    ("more_cost", "more", "finding"),
    [
        (10, 50, costs.TRADE),
        (0, 50, costs.DOMINATES),
        (-10, 50, costs.DOMINATES),
        (10, -50, costs.DOMINATED),
        (0, -50, costs.DOMINATED),
        (-10, -50, costs.TRADE),
        (10, 0, costs.UNDEFINED),
    ],
)
def test_findings(more_cost, more, finding):
    """More for more is a trade-off, more for less dominates; a gain that may be nothing has no price."""
    luck = np.random.Generator(np.random.PCG64(6)).integers(-20, 21, 30)
    made = priced(np.full((2, 30), [[100 + more_cost], [100]]), np.stack([300 + more + luck - luck[::-1], 300 + luck]))
    row = costs.measure(made).to_dict("records")[0]
    assert row["finding"] == finding
    assert math.isnan(row["cost_per_extra_adopter"]) == (finding == costs.UNDEFINED)
    says = {costs.UNDEFINED: "undefined: the gain may be nothing", costs.DOMINATES: "more adopters for no higher cost"}
    says |= {costs.DOMINATED: "fewer adopters for no lower cost"}
    says |= {costs.TRADE: "each adopter more costs" if more > 0 else "each adopter less saves"}
    assert says[finding] in told(made)[0]


@pytest.mark.parametrize("more", [50, -50])
def test_costs_that_may_be_the_same(more):
    """Where the interval of the difference of costs includes 0, nobody dominates by the luck of the mean."""
    rng = np.random.Generator(np.random.PCG64(8))
    paid, luck = rng.normal([[100], [101]], 20, (2, 40)), rng.integers(-20, 21, 40)
    made = priced(paid, np.stack([300 + more + luck, 300 - luck]))
    row = costs.measure(made).to_dict("records")[0]
    theirs = scipy.stats.ttest_rel(*paid).confidence_interval()
    assert (row["extra_cost_low"], row["extra_cost_high"]) == pytest.approx(theirs, abs=1e-3)
    assert row["finding"] == costs.UNCLEAR
    assert row["low"] < 0 < row["high"]
    many = "more" if more > 0 else "fewer"
    assert f"; {many} adopters, and costs that cannot be told apart: each adopter " in told(made)[0]


def test_the_same_prices_in_another_order_cost_the_same():
    """Costs are exact sums: who is seeded first makes no cost of nothing."""
    people = sim.People.alike(30)
    prices = np.tile([0.1, 0.2, 0.7], 10)
    orders = [np.random.Generator(np.random.PCG64(seed)).permutation(30) for seed in range(50)]
    found = {spent(prices, people, order, [], Seeding((30,)), None) for order in orders}
    assert found == {math.fsum(prices)}


def test_small_prices_are_not_nothing():
    """A price has two digits, however small it is."""
    assert [str(Money(value)) for value in (0, 1e-9, 0.00423, 0.123, 6.667, 14.92, 1234.5)] == [
        *("0", "0.000000001", "0.0042", "0.12", "6.67", "14.9", "1,234"),
    ]


@pytest.mark.parametrize("runs", [1, 2])
def test_one_run_is_told_without_intervals(runs):
    """With a run or two there is a sentence, too, and no "nan" in it."""
    (said_, _) = told(priced(np.full((2, runs), [[20], [10]]), np.full((2, runs), [[300], [200]])))
    assert "+100 adopters" in said_
    assert "nan" not in said_
    assert "it takes 6 runs" in said_


def test_few_runs_give_no_price():
    """Below six runs nothing is said of a price."""
    made = priced(np.full((2, 5), [[20], [10]]), np.full((2, 5), [[300], [200]]))
    row = costs.measure(made).to_dict("records")[0]
    assert row["finding"] == costs.TOO_FEW
    assert math.isnan(row["low"])
    assert math.isnan(row["cost_per_extra_adopter"])


def test_nobody_adopts_at_no_price():
    """Where nobody adopts there is no cost of an adopter, and no warning."""
    row = costs.measure(priced(np.full((1, 8), 5), np.zeros((1, 8), int))).to_dict("records")[0]
    assert math.isnan(row["cost_per_adopter"])
    assert row["cost"] == 5


def test_an_end_without_limit():
    """Where resamples have no gain, the upper end is infinite, and the lower one is not."""
    cost, gain = np.full(60, 7.0), np.where(np.arange(60) < 4, 40.0, -0.9)
    found, low, high = costs._ratio(cost, gain, 1)
    assert found == pytest.approx(7 / gain.mean())
    assert 0 < low < found < high == math.inf


@pytest.mark.once
@pytest.mark.slow
def test_prices_are_covered():
    """The interval of the cost of an adopter more covers the true one in 93 to 97 % of 1,000 experiments."""
    rng, covered = np.random.Generator(np.random.PCG64(14)), 0
    for trial in range(1000):
        takes_off = rng.random((2, 100)) < [[0.7], [0.4]]
        adopters = np.where(takes_off, rng.normal(600, 40, (2, 100)), 20).round().astype(int)
        paid = rng.gamma(4, [[50.0], [20.0]], (2, 100)) + adopters * 0.1
        truth = (200 - 80) / (0.3 * 580) + 0.1
        row = costs.measure(priced(paid, adopters, seed=trial)).to_dict("records")[0]
        covered += row["low"] <= truth <= row["high"]
    assert 930 <= covered <= 970


def test_the_folder_has_the_costs(tmp_path, monkeypatch):
    """costs.csv is what was measured, the screen says it, and it is read again."""
    monkeypatch.chdir(tmp_path)
    said(tmp_path, "{each: {1: 100, 2: 20, 3: 40}, unit: EUR}")
    shown = CliRunner().invoke(main, ["run", "mine.yaml"])
    assert shown.exit_code == 0, shown.stderr
    table = read(tmp_path / "results/mine").tables["costs"]
    assert list(table.columns) == list(costs.COLUMNS)
    assert table.loc[table["strategy"] == "none", "cost"].item() == 0
    assert "most-connected costs" in shown.stdout
    assert "EUR for each adopter" in shown.stdout
    pd.testing.assert_frame_equal(table, sim.run(sim.read("mine.yaml")).tables["costs"], check_dtype=False, rtol=1e-9)


@pytest.mark.parametrize("engine", ["agents", "compiled"])
def test_both_engines_pay_the_same(tmp_path, engine):
    """Costs do not hang on the engine."""
    scenario = said(tmp_path, "{column: block}", "{waves: [{count: 5}, {count: 4, when: {reach: 0.3}}]}")
    np.testing.assert_array_equal(sim.run(scenario, engine=engine).record.costs, sim.run(scenario).record.costs)


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        ("{}", "people.cost: takes one of `each:` and `column:`"),
        ("{each: 1, column: block}", "people.cost: takes one of `each:` and `column:`"),
        ("{each: -1}", "people.cost.each: found -1, expected a number from 0 on"),
        ("{each: [1]}", "people.cost.each: found a list, expected a number from 0 on"),
        ("{each: {4: 1}}", 'people.cost.each: there is no tribe "4"'),
        ("{column: nothing}", 'people.cost.column: the people have no column "nothing"'),
        ("{each: 1, currency: EUR}", 'unknown key "currency" in people.cost'),
        ("5", "people.cost"),
    ],
)
def test_faults_of_costs(tmp_path, cost, told):
    """What is wrong is said with its line."""
    with pytest.raises(sim.InputError) as caught:
        said(tmp_path, cost)
    (fault,) = caught.value.faults
    assert told in str(fault)
    assert ":2:" in str(fault)


@pytest.mark.parametrize(
    ("fee", "told"),
    [
        ('"1,000"', 'the column "fee" must hold a number for everyone; p2 has "1,000"'),
        ("", 'the column "fee" must hold a number for everyone; p2 has'),
        ("-1", '"fee" must hold numbers from 0 on; p2 has -1'),
    ],
)
def test_a_column_says_who_is_at_fault(tmp_path, fee, told):
    """Whose cost is none is named."""
    (tmp_path / "ties.csv").write_text("source,target\np1,p2\np2,p3\n", encoding="utf-8")
    (tmp_path / "staff.csv").write_text(f"id,fee\np1,3\np2,{fee}\np3,4\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        "network: {file: ties.csv}\npeople: {file: staff.csv, cost: {column: fee}}\ninfluence: {contacts: {p: 0.1}}\n"
        "seeds: {count: 1}\nstrategies: [random]\n",
        encoding="utf-8",
    )
    with pytest.raises(sim.InputError) as caught:
        sim.read(tmp_path / "mine.yaml")
    assert f"mine.yaml:2: people.cost.column: {told}" in str(caught.value)


def test_who_is_not_named_costs_nothing_and_that_is_told(tmp_path):
    """A note says which tribes nothing is said of."""
    scenario = said(tmp_path, "{each: {1: 100}}")
    assert "people.cost.each: nothing is said of 2, 3; they cost nothing here" in scenario.notes


@pytest.mark.parametrize("trait", ["never: {share: {2: 0.5}}", "resistance: {scale: {2: 3}}"])
def test_tribes_that_are_called_by_numbers(tmp_path, trait):
    """A number in YAML names the tribe that is called so."""
    text = TEXT.format(cost="{each: 1}", seeds="{count: 6}")
    for name, said_ in (("number", trait), ("text", trait.replace("2:", '"2":'))):
        (tmp_path / f"{name}.yaml").write_text(
            text.replace("tribe: block,", f"tribe: block, {said_},"), encoding="utf-8"
        )
    number, words = (sim.run(sim.read(tmp_path / f"{name}.yaml")) for name in ("number", "text"))
    pd.testing.assert_frame_equal(number.runs, words.runs)
