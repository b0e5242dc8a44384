"""A precision in place of a number of runs: rounds end when it is reached or at the cap, by nothing but the runs."""

import math

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from made import results as made

import sim
from sim.cli import main
from sim.experiment import run as experiment
from sim.results.ledger import Ledger, Run, Shelf
from sim.statistics import comparison
from sim.statistics.precision import half_width, next_round

PAGE = """\
network: {generate: random, people: 300, ties: 4}
influence: {preset: independent-cascade, p: 0.27}
seeds: {count: 2}
strategies: [most-connected, least-connected, random]
steps: 12
seed: 3
"""
CLAIM = """\
claim: {says: More talk spreads more, evidence: C, strategy: random, without: {influence: {p: 0.2}}}
"""


def scenario(folder, precision: float, most: int, more: str = "", **changes) -> sim.Scenario:
    """The scenario of these tests with a precision, read from a file."""
    page = f"{PAGE}runs: {{precision: {precision}, at_most: {most}}}\n{more}"
    (folder / "a.yaml").write_text(page, encoding="utf-8")
    return sim.read(folder / "a.yaml", **changes)


def widest(results: sim.Results) -> float:
    """Half of the widest interval of reach in the table of comparison."""
    table = results.tables["comparison"].query("measure == 'reach'")
    return float((table["high"] - table["low"]).max()) / 2


@pytest.mark.parametrize("spread", [0.03, 0.1, 0.4, 2.0])
def test_few_rounds_end_where_the_root_law_says(spread):
    """Half-widths that fall with the root of the number: no round is too small or too large, and few are made."""
    runs, rounds = 100, 1
    while (following := next_round(runs, spread / math.sqrt(runs), 0.01, 10**6)) != runs:
        assert 1.1 * runs <= following <= 3 * runs
        runs, rounds = following, rounds + 1
    needed = (spread / 0.01) ** 2
    assert max(100, needed) <= runs <= max(100, 1.21 * needed + 2)
    assert rounds <= 2 + math.log(max(1.0, needed / 100), 3) + 1


@pytest.mark.parametrize(
    ("runs", "half", "following"),
    [(100, 0.02, 100), (100, 0.0201, 112), (100, 0.03, 248), (100, 0.9, 300), (300, 0.03, 500), (500, 0.03, 500),
     (2, math.nan, 6), (100, 0.0, 150), (150, 0.0, 150), (20, 0.0, 60)],
)  # fmt: skip
def test_the_next_round(runs, half, following):
    """By hand, for +-.02 with at most 500 runs: n (half / .02)^2 1.1, a tenth more; 3 / .02 where nothing varies."""
    assert next_round(runs, half, 0.02, 500) == following


def ends(number: int) -> np.ndarray:
    """How many of 300 people each of three strategies reaches in a made-up run."""
    return np.random.default_rng(number).integers(1, [200, 300, 250])


def brute_half(counts: np.ndarray, seed: int) -> float:
    """Half of the widest interval of the first two strategies' differences to the third."""
    table = pd.DataFrame(counts, columns=["a", "b", "c"])
    found = comparison.differences(table[["a", "b"]], table["c"], 300, seed)
    return max((one.high - one.low) / 2 for one in found)


def test_rounds_by_brute_force(tmp_path):
    """Made-up runs are asked for in the rounds that the intervals of their differences call for, each run once."""
    plan, asked = scenario(tmp_path, 0.03, 2000), []

    def hands(within, numbers):
        asked.append([])
        for number in numbers:
            asked[-1].append(number)
            last = ends(number)
            new = np.concatenate([np.full((3, 1), 1), np.zeros((3, 11), int), last[:, None] - 1], axis=1)
            seeds = tuple(np.array([0]) for _ in last)
            yield Run(number, new, np.zeros_like(new), np.empty((3, 0, 13)), seeds, math.nan)

    found = experiment._in_rounds(plan, hands, Shelf(), lambda runs: None)
    counts = np.array([ends(number) for number in range(found.runs)])
    expected, runs, half = [range(100)], 100, brute_half(counts[:100], plan.seed)
    while half > 0.03:
        following = math.ceil(runs * min(3, max(1.1, 1.1 * (half / 0.03) ** 2)))
        expected.append(range(runs, following))
        runs, half = following, brute_half(counts[:following], plan.seed)
    assert asked == [list(numbers) for numbers in expected]
    assert found.runs == runs
    assert len(asked) > 1


def test_the_precision_is_reached_and_told(tmp_path):
    """The comparison is as precise as was asked for, with far fewer runs it is not; all tables count the same runs."""
    found = sim.run(scenario(tmp_path, 0.015, 5000))
    runs = found.about.runs
    assert widest(found) <= 0.015
    assert widest(sim.run(sim.read(tmp_path / "a.yaml", runs=int(runs / 1.5)))) > 0.015
    assert 100 < runs < 5000
    assert found.runs["run"].nunique() == runs
    assert (found.tables["comparison"]["runs"] == runs).all()
    assert (found.tables["summary"]["runs"] == runs).all()
    assert half_width(found) == widest(found)


def test_at_the_cap_it_ends(tmp_path):
    """A precision out of reach ends at the cap, below 100 runs too."""
    for most in (40, 150):
        found = sim.run(scenario(tmp_path, 0.001, most))
        assert found.about.runs == most
        assert widest(found) > 0.001


def test_one_strategy_is_known_by_its_mean(tmp_path):
    """With nothing to compare with, the mean reach is known to the precision: Student's interval lies inside."""
    found = sim.run(scenario(tmp_path, 0.02, 5000, only=("random",)))
    reach = found.reach()["random"]
    assert found.about.baseline is None
    assert 1.96 * reach.std() / math.sqrt(len(reach)) < half_width(found) <= 0.02


def test_the_same_bits_however_it_is_made(tmp_path):
    """Threads and engines change neither the number of runs nor any other; as many runs, asked for, have the same."""
    plan = scenario(tmp_path, 0.018, 5000)
    one, two = (sim.run(plan, workers=workers) for workers in (1, 2))
    mesa = sim.run(plan, engine="agents", workers=1)
    fixed = sim.run(sim.read(tmp_path / "a.yaml", runs=one.about.runs))
    assert one.about.runs > 100
    for other in (two, mesa, fixed):
        pd.testing.assert_frame_equal(one.runs, other.runs, check_exact=True)
        pd.testing.assert_frame_equal(one.tables["comparison"], other.tables["comparison"], check_exact=True)
    assert fixed.about.precision is None


@pytest.mark.parametrize("broken_off", [30, 110])
def test_interrupted_it_goes_on_to_the_same_number(tmp_path, monkeypatch, broken_off):
    """Broken off in the first round or in a later one, it goes on from what is there to the same runs."""
    plan = scenario(tmp_path, 0.018, 5000)
    undisturbed = sim.run(plan)
    ledger = Ledger(tmp_path / "ledger", "digest")

    def stop(runs: int) -> None:
        if runs >= broken_off:
            raise KeyboardInterrupt

    monkeypatch.setattr(experiment, "SECONDS_BETWEEN_WRITES", 0)
    with pytest.raises(KeyboardInterrupt):
        sim.run(plan, ledger=ledger, workers=1, finished=stop)
    ledger.close(finished=False)
    again = Ledger(tmp_path / "ledger", "digest")
    assert broken_off <= len(again.numbers) < undisturbed.about.runs
    found = sim.run(plan, ledger=again)
    pd.testing.assert_frame_equal(found.runs, undisturbed.runs, check_exact=True)
    again.close(finished=True)


def test_a_claim_is_tried_as_often_without(tmp_path):
    """The side without the claim has the runs that the side with it took; how many there will be is told once."""
    planned, finished = [], []
    plan = scenario(tmp_path, 0.02, 5000, CLAIM)
    found = experiment.run(plan, finished=finished.append, planned=planned.append)
    assert found.without.about.runs == found.about.runs == found.tables["claim"]["runs"].item()
    assert planned == [2 * found.about.runs]
    assert finished[-1] == planned[0]


def test_the_other_side_of_a_claim_says_its_number_of_runs(tmp_path, monkeypatch):
    """The scenario in the folder `without` runs again to as many runs, however precise they are by themselves."""
    monkeypatch.chdir(tmp_path)
    scenario(tmp_path, 0.02, 5000, CLAIM)
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "a.yaml", "--quiet", "--out", "here"])
    assert result.exit_code == 0, result.stderr
    other = sim.read("here/without/scenario.yaml")
    assert (other.precision, other.runs) == (None, pd.read_csv("here/claim.csv")["runs"].item())


def test_runs_on_the_command_line_override(tmp_path, monkeypatch):
    """`--runs` is a fixed number; without it, the scenario as run says the precision and runs again to the same."""
    monkeypatch.chdir(tmp_path)
    scenario(tmp_path, 0.03, 400)
    for arguments in (("--runs", "7", "--out", "fixed"), ("--out", "rounds")):
        result = CliRunner(catch_exceptions=False).invoke(main, ["run", "a.yaml", "--quiet", *arguments])
        assert result.exit_code == 0, result.stderr
    assert pd.read_csv("fixed/summary.csv")["runs"].unique() == [7]
    assert sim.read("fixed/scenario.yaml").precision is None
    again = sim.run(sim.read("rounds/scenario.yaml"))
    assert (pd.read_csv("rounds/summary.csv")["runs"] == again.about.runs).all()


def test_one_run_has_no_half_width():
    """With one run there is no interval, so nothing is known to any precision."""
    assert math.isnan(half_width(made({"a": np.array([[0, 5]]), "b": np.array([[0, 3]])}, people=10)))
