"""The replay: a page driven in a real browser, whose numbers are those of the files, and the film of the same."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from browsers import opened
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import expect

from sim.cli import main
from sim.reports.replay.answer import answer
from sim.reports.replay.page import chosen
from sim.results import read

TEXT = """\
question: {question}
network: {{generate: scale-free, people: {people}, links: 3}}
people: {{passion: {{distribution: normal}}}}
influence: {{threshold: {{distribution: normal, mean: 0.3, sd: 0.15}}}}
{movement}
seeds: {{count: {seeds}}}
strategies: [{strategies}]
baseline: random
steps: 20
runs: {runs}
seed: 9
output: {{adoptions: true}}
"""


def made(folder, monkeypatch, *, people=60, seeds=4, runs=12, strategies="most-connected, most-passionate, random",
         question="Who first?", movement=""):  # fmt: skip
    """A folder of results."""
    monkeypatch.chdir(folder)
    text = TEXT.format(
        question=question, people=people, seeds=seeds, runs=runs, strategies=strategies, movement=movement
    )
    (folder / "mine.yaml").write_text(text if "random" in strategies else text.replace("baseline: random\n", ""))
    ran = CliRunner().invoke(main, ["run", "mine.yaml", "--quiet"])
    assert ran.exit_code == 0, ran.stderr
    return folder / "results/mine"


def reported(folder, *arguments: str):
    """What `sim report` did."""
    return CliRunner().invoke(main, ["report", str(folder), *arguments])


def counts(page) -> list[int]:
    """How many have changed, as the page has it."""
    return [int(re.match(r"(\d+) of", page.locator(f"#count-{k}").inner_text())[1]) for k in (0, 1)]


def test_a_replay_shows_the_first_run(tmp_path, monkeypatch):
    """Played, scrubbed and by keyboard, the numbers are those of runs.csv; why somebody changed is what is known."""
    folder = made(tmp_path, monkeypatch)
    assert reported(folder, "--replay").exit_code == 0
    results = read(folder)
    pair = chosen(results, (), folder)
    runs = results.runs.query("run == 0").pivot(index="step", columns="strategy", values="adopters")
    with opened((folder / "replay.html").as_uri()) as page:
        assert page.locator("h1").inner_text() == "Who first?"
        assert counts(page) == runs.loc[0, list(pair)].tolist()
        page.keyboard.press("ArrowRight")
        assert counts(page) == runs.loc[1, list(pair)].tolist()
        page.locator("#scrub").fill("7")
        assert counts(page) == runs.loc[7, list(pair)].tolist()
        page.locator("#scrub").blur()
        page.keyboard.press("Home")
        page.locator("#speed").select_option("5")
        page.locator("#speed").blur()
        page.keyboard.press("Space")
        assert page.locator("#play").inner_text() == "Pause"
        expect(page.locator("#step")).to_have_text("20 of 20", timeout=20_000)
        assert counts(page) == runs.loc[20, list(pair)].tolist()
        first = results.adoptions.query("run == 0 and step > 0").iloc[0]
        page.locator("#person").fill(first["person"])
        told = page.locator("#why").inner_text()
        assert f"{first['strategy']}: {first['person']} changes in step {first['step']}, pushed by" in told
        assert first["persuaded_by"].replace(";", ",") in told
        page.locator("#next").click()
        assert page.locator("#person").input_value() != first["person"]


def test_a_click_finds_the_person_who_stands_there(tmp_path, monkeypatch):
    """Whoever is drawn at a place is told about when the place is clicked, on either side."""
    folder = made(tmp_path, monkeypatch)
    reported(folder, "--replay")
    with opened((folder / "replay.html").as_uri()) as page:
        data = json.loads(page.locator("#data").inner_text())
        for side, person in ((0, 5), (1, 17)):
            box = page.locator(f"#net-{side}").bounding_box()
            x, y = data["places"][person]
            page.mouse.click(box["x"] + 1 + x * (box["width"] - 2), box["y"] + 1 + (1 - y) * (box["height"] - 2))
            assert page.locator("#person").input_value() == data["people"][person]
            assert page.locator("#why").inner_text().startswith(data["people"][person])


def test_a_guess_comes_before_the_answer(tmp_path, monkeypatch):
    """The answer is hidden until it is asked for; it says what all runs say, and whether the guess was right."""
    folder = made(tmp_path, monkeypatch)
    reported(folder, "--replay", "--strategy", "random", "--strategy", "most-connected")
    results = read(folder)
    said = answer(results, ("most-connected", "random"))
    with opened((folder / "replay.html").as_uri()) as page:
        assert not page.locator("#told").is_visible()
        assert page.locator("#choices button").all_inner_texts() == ["most-connected", "random", "about the same"]
        page.locator("#choices button").nth(said.best % 3).click()
        page.locator("#reveal").click()
        lines = page.locator("#told p").all_inner_texts()
        assert lines == ["Your guess was right.", *said.lines]
        page.locator("#choices button").nth((said.best + 1) % 3).click()
        assert page.locator("#told p").first.inner_text() == "Your guess was different."


def test_the_answer_is_that_of_the_comparison(tmp_path, monkeypatch):
    """The difference to the baseline and its interval are those of comparison.csv, the counts those of the runs."""
    folder = made(tmp_path, monkeypatch, runs=30, people=200, seeds=4)
    results = read(folder)
    said = answer(results, ("most-connected", "random"))
    table = results.tables["comparison"].query("strategy == 'most-connected' and measure == 'reach'").iloc[0]
    assert f"{100 * table['difference']:.1f} ({100 * table['low']:.1f} to {100 * table['high']:.1f})" in said.lines[0]
    assert said.best == 0
    back = answer(results, ("random", "most-connected"))
    assert back.best == 1
    assert f"{100 * table['difference']:.1f} ({100 * table['low']:.1f} to {100 * table['high']:.1f})" in back.lines[0]
    hits = int((results.reach()["random"] >= 0.1).sum())
    assert f"in {hits} of 30 simulated worlds" in said.lines[2]


def test_few_runs_have_no_answer(tmp_path, monkeypatch):
    """With fewer than six runs nobody is said to reach more."""
    folder = made(tmp_path, monkeypatch, runs=2)
    said = answer(read(folder), ("most-connected", "random"))
    assert said.best == -1
    assert said.lines[0] == "2 runs are too few to say who reaches more."


def test_names_are_text(tmp_path, monkeypatch):
    """A question or a label with markup stays text."""
    label = "</script><b>bold</b>"
    folder = made(tmp_path, monkeypatch, strategies=f"{{name: most-connected, label: '{label}'}}, random",
                  question="'Is <i>this</i> & that </script>?'")  # fmt: skip
    assert reported(folder, "--replay").exit_code == 0
    with opened((folder / "replay.html").as_uri()) as page:
        assert page.locator("h1").inner_text() == "Is <i>this</i> & that </script>?"
        assert page.locator("#name-0").inner_text() == label
        assert page.title() == "Is <i>this</i> & that </script>?"


def test_one_strategy_is_shown_alone(tmp_path, monkeypatch):
    """Where there is one strategy there is nothing to guess, and the page works."""
    folder = made(tmp_path, monkeypatch, strategies="most-connected")
    assert reported(folder, "--replay", "--gif").exit_code == 0
    with opened((folder / "replay.html").as_uri()) as page:
        assert not page.locator("#guess").is_visible()
        page.keyboard.press("End")
        assert page.locator("#step").inner_text() == "20 of 20"


def test_who_gives_up_is_told(tmp_path, monkeypatch):
    """People who give up are counted out again, and their story says so."""
    folder = made(tmp_path, monkeypatch, movement="movement: {giving_up: {rate: 0.3}}")
    reported(folder, "--replay")
    told = json.loads((folder / "world.json").read_text())
    pair = chosen(read(folder), (), folder)
    quits = next(change for change in told["strategies"][pair[0]]["changes"] if not change[2])
    with opened((folder / "replay.html").as_uri()) as page:
        page.keyboard.press("End")
        page.locator("#person").fill(told["people"][quits[1]])
        assert f"gives up in step {quits[0]}" in page.locator("#why").inner_text()


@pytest.mark.parametrize(("width", "height"), [(400, 800), (1280, 720), (1920, 1080)])
def test_nothing_sticks_out(tmp_path, monkeypatch, width, height):
    """On a phone and a projector nothing is wider than the page, and both pictures and the buttons can be seen."""
    folder = made(tmp_path, monkeypatch)
    reported(folder, "--replay")
    with opened((folder / "replay.html").as_uri(), width=width, height=height) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert all(page.locator(f"#net-{k}").bounding_box()["width"] > 300 for k in (0, 1))


@pytest.mark.slow
def test_500_people_take_less_than_a_megabyte(tmp_path, monkeypatch):
    """A replay of 500 people is below 1 MB."""
    folder = made(tmp_path, monkeypatch, people=500, seeds=25, runs=6)
    assert reported(folder, "--replay").exit_code == 0
    assert (folder / "replay.html").stat().st_size < 1_000_000


def test_a_film_shows_every_step(tmp_path, monkeypatch):
    """The GIF has a picture for each step until nothing changes any more, and the answer; the MP4 is as long."""
    import imageio_ffmpeg

    folder = made(tmp_path, monkeypatch)
    assert reported(folder, "--gif", "--mp4").exit_code == 0
    told = json.loads((folder / "world.json").read_text())
    pair = chosen(read(folder), (), folder)
    last = max(change[0] for label in pair for change in told["strategies"][label]["changes"])
    steps = min(last + 1, 20) + 1
    with Image.open(folder / "replay.gif") as film:
        assert film.n_frames == steps + 1
        assert film.size == (1280, 720)
        first = np.asarray(film.convert("RGB"))
        film.seek(last)
        assert (np.asarray(film.convert("RGB")) != first).any()
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(folder / "replay.mp4"))
    assert frames == 7 * steps + 40
    assert seconds == pytest.approx(frames / 10, abs=0.1)


def test_faults_of_reports(tmp_path, monkeypatch):
    """What is missing is said in a line, nothing that is there is replaced, and no half file stays."""
    folder = made(tmp_path, monkeypatch)
    assert reported(folder, "--replay").exit_code == 0
    cases = [
        (folder, ["--replay"], "replay.html:1: is there already; --force replaces it"),
        (folder, ["--gif", "--strategy", "nobody"], '"nobody" is no strategy of these results'),
        (tmp_path, ["--replay"], "is not a folder of results"),
    ]
    (folder / "world.json").rename(folder / "elsewhere.json")
    cases.append((folder, ["--replay", "--force"], "there is no world.json"))
    before = sorted(path.name for path in folder.iterdir())
    for where, arguments, told in cases:
        ran = reported(where, *arguments)
        assert ran.exit_code == 1
        if "nobody" not in told:
            assert told in ran.stderr
    assert sorted(path.name for path in folder.iterdir()) == before
    (folder / "elsewhere.json").rename(folder / "world.json")
    assert '"nobody" is no strategy of these results' in reported(folder, "--gif", "--strategy", "nobody").stderr


def test_the_pair_that_is_shown(tmp_path, monkeypatch):
    """The best and the baseline; if the baseline is best, the two best; else those that are named."""
    folder = made(tmp_path, monkeypatch)
    results = read(folder)
    means = results.reach().mean()
    assert set(chosen(results, (), folder)) == {means.idxmax(), "random"}
    assert chosen(results, ("random", "most-passionate"), folder) == ("most-passionate", "random")
    assert "most-passionate" in chosen(results, ("most-passionate",), folder)
    assert isinstance(means, pd.Series)
