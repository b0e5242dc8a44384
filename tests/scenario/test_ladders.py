"""Ladders: the same with other numbers of seeds; random-equivalent seeds and the critical-mass curve."""

import math

import numpy as np
import pytest
import scipy.optimize
from click.testing import CliRunner
from scipy.special import expit

import sim
from sim.cli import main
from sim.experiment.outcome import outcome
from sim.experiment.run import one_run
from sim.reports.figures.pictures import as_figure
from sim.results.ledger import Shelf
from sim.results.record import ended
from sim.results.results import read
from sim.scenario.ladder import scaled
from sim.scenario.scenario import Seeding
from sim.statistics.bootstrap import resampled
from sim.studies import equivalents, tipping

TEXT = """\
network: {{generate: scale-free, people: 80, links: 2}}
people: {{passion: {{distribution: normal}}}}
influence: {{threshold: {{distribution: normal, mean: 0.4, sd: 0.2}}, contacts: {{p: 0.05}}}}
{movement}
seeds: {seeds}
strategies: [most-connected, random, {{name: nominated, asks: 1}}]
steps: 15
runs: 12
seed: 4
"""


def rungs(scenario: sim.Scenario) -> list[int]:
    """The numbers of random seeds that are tried beside a scenario."""
    return scenario.asked["equivalents"].entry.counts


def said(folder, more: str = "", seeds: str = "{count: 6}", movement: str = "") -> sim.Scenario:
    """A scenario from its text."""
    (folder / "mine.yaml").write_text(TEXT.format(seeds=seeds, movement=movement) + more, encoding="utf-8")
    return sim.read(folder / "mine.yaml")


@pytest.mark.parametrize("movement", ["", "movement: {giving_up: {rate: 0.1}}"])
def test_each_rung_is_the_scenario_with_so_many_seeds(tmp_path, movement):
    """The ends of each rung are to the bit those of the scenario with that number of seeds, run by itself."""
    scenario = said(tmp_path, "tipping: {counts: [2, 5, 9], reach: 0.5}\nrandom_equivalents: true\n", movement=movement)
    run = one_run(scenario, 3, "compiled")
    alone = {}
    for count in {2, 5, 9, *rungs(scenario)}:
        found = one_run(said(tmp_path, seeds=f"{{count: {count}}}", movement=movement), 3, "compiled")
        alone[count] = ended((found.new - found.quits).cumsum(axis=1), 80)
    expected = [alone[count] for count in (2, 5, 9)] + [alone[count][1:2] for count in rungs(scenario)]
    np.testing.assert_array_equal(run.sides, np.concatenate(expected))
    assert 6 in rungs(scenario)
    assert (rungs(scenario)[0], rungs(scenario)[-1]) == (
        0,
        80,
    )


def test_waves_keep_their_proportions():
    """A ladder's seeds come in waves as the scenario's do, and are as many as the rung says."""
    seeding = Seeding((4, 2, 6), ((3, None), (5, None)))
    assert scaled(seeding, 6).counts == (2, 1, 3)
    assert scaled(seeding, 12) == seeding
    for count in range(40):
        assert sum(scaled(seeding, count).counts) == count


def test_random_seeds_are_worth_themselves(tmp_path):
    """Random seeds' own equivalent is their own number; that of others is numpy's interpolation of the means."""
    scenario = said(tmp_path, "random_equivalents: true\n")
    results = sim.run(scenario)
    table = results.tables["equivalents"].set_index("strategy")
    assert table.loc["random", "random_equivalent_seeds"] == 6
    shelf = Shelf()
    shelf.keep([one_run(scenario, number, "compiled") for number in range(12)])
    ladder = outcome(scenario, shelf).record.sides(range(len(rungs(scenario))))[0].mean(axis=1)
    for name in results.strategies:
        expected = np.interp(
            80 * results.reach()[name].mean(),
            np.maximum.accumulate(ladder),
            rungs(scenario),
        )
        assert table.loc[name, "random_equivalent_seeds"] == pytest.approx(expected)
        assert table.loc[name, "low"] <= expected <= table.loc[name, "high"]
        assert table.loc[name, "extra"] == pytest.approx(expected - 6)
    column = results.tables["summary"].set_index("strategy")["random_equivalent_seeds"]
    assert column.to_dict() == table["random_equivalent_seeds"].to_dict()
    assert sim.run(said(tmp_path)).tables["summary"]["random_equivalent_seeds"].isna().all()


MORE = "strategies: [most-connected, {name: listed, people: [3, 4], label: Two}, none, random]\nbaseline: random\n"


def named(folder, more: str, runs: int = 12) -> sim.Scenario:
    """A scenario of which two strategies start with the same people whatever the number of seeds."""
    text = TEXT.format(seeds="{count: 6}", movement="")
    text = text.replace("strategies: [most-connected, random, {name: nominated, asks: 1}]\n", MORE)
    (folder / "mine.yaml").write_text(text.replace("runs: 12", f"runs: {runs}") + more, encoding="utf-8")
    return sim.read(folder / "mine.yaml")


def test_who_starts_with_other_numbers_is_compared_with_them(tmp_path):
    """Listed people are as many as they are, whatever the others' number; nobody is worth no seeds, and not told."""
    results = sim.run(named(tmp_path, "random_equivalents: true\n"))
    table = results.tables["equivalents"].set_index("strategy")
    assert table["seeds"].to_dict() == {"most-connected": 6, "Two": 2, "none": 0, "random": 6}
    assert table.loc["Two", "extra"] == table.loc["Two", "random_equivalent_seeds"] - 2
    lines = equivalents.sentences(results)
    assert [line.split(":")[0] for line in lines] == ["most-connected", "Two"]
    assert lines[1].endswith(" its own 2.")


def test_who_starts_with_the_same_people_has_no_curve(tmp_path):
    """The critical-mass curve is of strategies that can start with other numbers; without any it is a fault."""
    results = sim.run(named(tmp_path, "tipping: {counts: [2, 5, 9], reach: 0.5}\nrandom_equivalents: true\n"))
    assert list(results.tables["tipping_fit"]["strategy"]) == ["most-connected", "random"]
    alone = sim.run(said(tmp_path, "tipping: {counts: [2, 5, 9], reach: 0.5}\n")).tables["tipping"]
    columns = ["strategy", "seeds", "tipped"]
    both = [table[table["strategy"] == "random"][columns].to_numpy() for table in (results.tables["tipping"], alone)]
    np.testing.assert_array_equal(*both)
    assert as_figure("tipping", results).axes[0].lines
    text = TEXT.format(seeds="{count: 6}", movement="").replace(
        "most-connected, random, {name: nominated, asks: 1}", "none"
    )
    (tmp_path / "nobody.yaml").write_text(f"{text}tipping: {{reach: 0.5}}\n", encoding="utf-8")
    with pytest.raises(sim.InputError, match="10: tipping: every strategy here starts with the same people"):
        sim.read(tmp_path / "nobody.yaml")


def test_no_volunteers_are_made_of_luck(tmp_path):
    """Where the interval holds a strategy's own number, no number of seeds more or fewer is told."""
    text = TEXT.format(seeds="{count: 6}", movement="")
    text = text.replace("name: nominated, asks: 1", "name: random, label: Anyone")
    (tmp_path / "mine.yaml").write_text(f"{text}random_equivalents: true\n", encoding="utf-8")
    lines = equivalents.sentences(sim.run(sim.read(tmp_path / "mine.yaml")))
    assert lines[1].startswith("Anyone: 6 random seeds reach as much (")
    assert lines[1].endswith("which cannot be told from its own 6.")


@pytest.mark.parametrize("runs", [1, 5])
def test_few_runs_have_no_interval(tmp_path, runs):
    """Below six runs numbers of seeds are told without an interval: a run resampled is the same run."""
    results = sim.run(named(tmp_path, "tipping: {reach: 0.5}\nrandom_equivalents: true\n", runs))
    assert results.tables["equivalents"][["low", "high"]].isna().all(axis=None)
    ends = ["seeds50_low", "seeds50_high", "seeds90_low", "seeds90_high"]
    assert results.tables["tipping_fit"][ends].isna().all(axis=None)
    assert "too few runs for an interval" in equivalents.sentences(results)[0]
    assert "nan" not in "".join([*equivalents.sentences(results), *tipping.sentences(results)])


@pytest.mark.parametrize(
    ("influence", "told"),
    [
        ("threshold: {distribution: constant, value: 0.01}", "2 people, the smallest group that was tried, tips"),
        (
            "spontaneous: 0.0001",
            "no group of up to 9 people tips (reach of 50 %) in 90 % of runs; 9 tip in 0 % of runs (at most",
        ),
    ],
)
def test_curves_that_do_not_rise(tmp_path, influence, told):
    """If all numbers tip, or none, that is what is said; a flat curve does not mean that none does."""
    text = TEXT.format(seeds="{count: 6}", movement="")
    text = text.replace("threshold: {distribution: normal, mean: 0.4, sd: 0.2}, contacts: {p: 0.05}", influence)
    path = tmp_path / "mine.yaml"
    path.write_text(f"{text}tipping: {{counts: [2, 4, 9], reach: 0.5}}\n", encoding="utf-8")
    results = sim.run(sim.read(path))
    for line in tipping.sentences(results):
        assert told in line
    fits = results.tables["tipping_fit"]
    assert fits["seeds90"].isna().all() if "no group" in told else (fits["seeds90"] == 2).all()
    assert as_figure("tipping", results) is not None


def test_the_level_of_a_curve():
    """The first place of a level is found on rising and on flat stretches; beyond the highest point there is none."""
    counts, curve = np.array([0.0, 2, 4, 8]), np.array([[0.0, 10, 10, 30]])
    places = [equivalents.at_level(counts, curve, np.array([level]))[0] for level in (-1, 0, 5, 10, 20, 30, 31)]
    assert places == [0, 0, 1, 2, 6, 8, math.inf]


def test_random_equivalents_cover():
    """The 95 % interval holds the true number of random seeds in 93 to 97 % of 1,000 trials.

    Made data: each world has a level of its own, reach rises on a straight line with the number of seeds, and the
    strategy reaches what 30 random seeds do in the mean.
    """
    rng = np.random.Generator(np.random.PCG64(7))
    counts, runs, inside = np.array([0.0, 10, 20, 40, 80]), 100, 0
    for trial in range(1000):
        world = rng.normal(0, 60, (runs, 1))
        curves = np.round(200 + 10 * counts + world + rng.normal(0, 40, (runs, 5))).astype(int)
        mine = np.round(200 + 300 + world + rng.normal(0, 90, (runs, 1))).astype(int)
        again = resampled(np.concatenate([mine, curves], axis=1), trial)
        spread = np.sort(equivalents.at_level(counts, again[:, 1:], again[:, 0]))
        low, high = equivalents._ends(spread)
        inside += low <= 30 <= high
    assert 930 <= inside <= 970


def test_the_curve_is_the_maximum_of_the_penalised_likelihood():
    """The logistic curve is where a general optimiser finds the largest likelihood with Firth's penalty."""
    counts, trials = np.array([1, 2, 4, 8, 16]), 40
    x = np.stack([np.ones(5), np.log1p(counts)])
    cases = [[0, 3, 11, 30, 40], [0, 0, 0, 40, 40], [0, 0, 0, 0, 0], [5, 5, 6, 5, 4]]

    def minus(beta, successes):
        p = expit(beta @ x)
        information = np.einsum("ik,k,jk->ij", x, trials * p * (1 - p), x)
        likelihood = (successes * np.log(p) + (trials - successes) * np.log1p(-p)).sum()
        return -likelihood - 0.5 * np.linalg.slogdet(information)[1]

    found = tipping.logistic(counts, np.array(cases, float), trials)
    for successes, line in zip(np.array(cases), found, strict=True):
        best = scipy.optimize.minimize(minus, line * 0.8, args=(successes,), method="Nelder-Mead",
                                       options={"xatol": 1e-8, "fatol": 1e-12, "maxiter": 4000})  # fmt: skip
        np.testing.assert_allclose(line, best.x, rtol=2e-4, atol=2e-4)


def test_seeds_for_a_chance_are_covered():
    """The interval of the number of seeds that tips in half of the runs holds the truth in 92 to 98 % of 400 trials.

    Made data from a logistic curve, runs independent at each count. With 60 runs and five counts the number that tips
    is known to some 10 %; the percentile interval is a little too narrow or too wide by chance, within 3 %.
    """
    rng = np.random.Generator(np.random.PCG64(11))
    counts, truth, inside = np.array([2, 5, 10, 20, 40]), 9.0, 0
    chance = expit(2.5 * (np.log1p(counts) - np.log1p(truth)))
    for trial in range(400):
        tipped = (rng.random((60, 5)) < chance).astype(int)
        lines = tipping.logistic(counts, resampled(tipped, trial), 60)
        low, high = np.percentile(tipping.seeds_for(lines, 0.5), [2.5, 97.5])
        inside += low <= truth <= high
    assert 368 <= inside <= 392


def test_the_files_of_a_critical_mass_curve(tmp_path, monkeypatch):
    """tipping.csv counts the runs that tip, results are read back and drawn, and the screen says what it means."""
    monkeypatch.chdir(tmp_path)
    said(tmp_path, "tipping: {counts: [1, 4, 12, 30], reach: 0.6}\nrandom_equivalents: true\n")
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "mine.yaml"])
    assert result.exit_code == 0
    assert "random seeds reach as much" in result.stdout
    results = read(tmp_path / "results/mine")
    table = results.tables["tipping"]
    for count in (4, 30):
        alone = sim.run(said(tmp_path, seeds=f"{{count: {count}}}"))
        rows = table[table["seeds"] == count].set_index("strategy")
        assert rows["tipped"].to_dict() == pytest.approx((alone.reach() >= 0.6).mean().to_dict())
        assert ((rows["low"] <= rows["tipped"]) & (rows["tipped"] <= rows["high"])).all()
    figure = as_figure("tipping", results)
    assert figure.axes[0].get_ylabel() == "runs that tip"
    assert {"tipping.png", "tipping.svg", "equivalents.csv"} <= {f.name for f in (tmp_path / "results/mine").iterdir()}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("tipping: {counts: [5, 48], reach: 0.6}\n", "10: tipping.counts[2]: 48 seeds are too many; from 48 on"),
        (
            "tipping: {counts: [5, 5], reach: 0.6}\n",
            "10: tipping.counts[2]: 5 does not come after the number before it",
        ),
        ("tipping: {reach: 0.01}\n", "10: tipping: fewer than two numbers of seeds do not reach 0.01"),
        ("tipping: {count: [5]}\n", '10: unknown key "count" in tipping'),
        ("random_equivalents: 3\n", "10: random_equivalents: found 3, expected true or false"),
    ],
)
def test_faults_of_ladders(tmp_path, more, told):
    """What is wrong with a ladder is said with its line."""
    with pytest.raises(sim.InputError) as error:
        said(tmp_path, more)
    assert told in str(error.value)
