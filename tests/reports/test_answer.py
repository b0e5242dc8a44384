"""What the replay answers to a guess is what the screen says of all runs."""

import pandas as pd
from browsers import opened
from click.testing import CliRunner
from replayed import TEXT, made, reported

from sim.cli import main
from sim.reports.replay.answer import SAME, answer
from sim.reports.replay.page import chosen
from sim.results.results import read
from sim.statistics.comparison import differences
from sim.statistics.verdict import verdict


def test_a_guess_comes_before_the_answer(tmp_path, monkeypatch):
    """The answer is hidden until it is asked for; it says what all runs say, and whether the guess was right."""
    folder = made(tmp_path, monkeypatch, runs=30, people=200)
    reported(folder, "--replay", "--strategy", "random", "--strategy", "most-connected")
    results = read(folder)
    said = answer(results, ("most-connected", "random"))
    with opened((folder / "replay.html").as_uri()) as page:
        assert not page.locator("#told").is_visible()
        assert page.locator("#choices button").all_inner_texts() == ["most-connected", "random", "about the same"]
        assert said.best is not None
        page.locator("#choices button").nth(said.best % 3).click()
        page.locator("#reveal").click()
        lines = page.locator("#told p").all_inner_texts()
        assert lines == ["Your guess was right.", *said.lines]
        page.locator("#choices button").nth((said.best + 1) % 3).click()
        assert page.locator("#told p").first.inner_text() == "Your guess was different."


def test_the_answer_is_that_of_the_verdict(tmp_path, monkeypatch):
    """The difference and its interval are those on the screen, whichever stands first; counts are those of the runs."""
    folder = made(tmp_path, monkeypatch, runs=30, people=200, seeds=4, strategies="most-connected, random")
    results = read(folder)
    said = answer(results, ("most-connected", "random"))
    table = results.tables["comparison"].query("measure == 'reach'").iloc[0]
    # 100 times .1465 is a hair below 14.65.
    mean, low, high = (round(100 * table[name], 8) for name in ("difference", "low", "high"))
    numbers = f"{mean:.1f} ({low:.1f} to {high:.1f})"
    assert numbers.replace(" (", " points (") in verdict(results).headline
    assert numbers in said.lines[0]
    assert said.best == 0
    back = answer(results, ("random", "most-connected"))
    assert back.best == 1
    assert back.lines[0] == said.lines[0]
    hits = int((results.reach()["random"] >= 0.1).sum())
    assert f"in {hits} of 30 simulated worlds" in said.lines[2]


def test_one_of_many_is_often_ahead_by_luck(tmp_path, monkeypatch):
    """Where the verdict does not name a winner among seven, the replay of the best and the baseline does not either."""
    (tmp_path / "mine.yaml").write_text(
        "network: {generate: scale-free, people: 60, links: 3}\ninfluence: {contacts: {p: 0.1}}\nseeds: {count: 4}\n"
        "strategies: [most-connected, betweenness, closeness, k-core, pagerank, eigenvector, random]\n"
        "baseline: random\nsteps: 20\nruns: 20\nseed: 34\n"
    )
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["run", "mine.yaml", "--quiet"]).exit_code == 0
    results = read(tmp_path / "results/mine")
    pair = chosen(results, (), tmp_path)
    assert pair == ("most-connected", "random")
    ends = pd.DataFrame(results.record.ends[0].T, columns=results.strategies)
    (alone,) = differences(ends[[pair[0]]], ends[pair[1]], 60, 34)
    assert alone.low > 0
    assert alone.mean > results.about.smallest_difference
    assert verdict(results).winner is None
    assert answer(results, pair).best is None
    assert answer(results, pair[::-1]).best is None


def test_few_runs_have_no_answer(tmp_path, monkeypatch):
    """With fewer than six runs nobody is said to reach more, nor the same, and no guess is right or wrong."""
    folder = made(tmp_path, monkeypatch, runs=1, seeds=1)
    said = answer(read(folder), ("most-connected", "random"))
    assert said.best is None
    assert said.lines[0] == "1 run is too few to say who reaches more."
    assert reported(folder, "--replay").exit_code == 0
    with opened((folder / "replay.html").as_uri()) as page:
        assert page.locator("#setting").inner_text().endswith("(1 person each). This is the only simulated world.")
        page.locator("#choices button").nth(2).click()
        page.locator("#reveal").click()
        assert page.locator("#told p").first.inner_text() == "These runs do not settle who guessed right."


def test_the_same_people_reach_the_same(tmp_path, monkeypatch):
    """Two names of one strategy reach the same in every run: who guessed so was right."""
    strategies = "{name: random, label: anyone}, {name: random, label: whoever}"
    form = TEXT.replace("baseline: random", "baseline: anyone")
    folder = made(tmp_path, monkeypatch, form=form, strategies=strategies)
    said = answer(read(folder), ("anyone", "whoever"))
    assert said.best == SAME
    assert said.lines[0] == "About the same: both reach exactly as many in every run."


def test_the_pair_that_is_shown(tmp_path, monkeypatch):
    """The best and the baseline; if the baseline is best, the two best; else those that are named."""
    folder = made(tmp_path, monkeypatch)
    results = read(folder)
    means = results.reach().mean()
    assert set(chosen(results, (), folder)) == {means.idxmax(), "random"}
    assert chosen(results, ("random", "most-passionate"), folder) == ("most-passionate", "random")
    assert "most-passionate" in chosen(results, ("most-passionate",), folder)
