"""The replay: a page driven in a real browser, whose numbers are those of the files."""

import json
import re

import pytest
from browsers import opened
from playwright.sync_api import expect
from replayed import TEXT, made, reported

from sim.reports.replay.page import chosen
from sim.results.results import read


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
    """Where there is one strategy there is nothing to guess, nor another side, and the page works."""
    folder = made(tmp_path, monkeypatch, strategies="most-connected")
    assert reported(folder, "--replay", "--gif").exit_code == 0
    with opened((folder / "replay.html").as_uri()) as page:
        assert not page.locator("#guess").is_visible()
        assert page.locator("#setting").inner_text() == (
            "60 people, 4 people to start with. This is the first of 12 simulated worlds."
        )
        assert page.locator("#net-0").bounding_box()["width"] > 1100
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


def test_seeds_of_waves_are_told(tmp_path, monkeypatch):
    """Who is to start later is told so up to then, also if that wave never begins; those of the first start at once."""
    form = TEXT.replace(
        "seeds: {{count: {seeds}}}",
        "seeds: {{waves: [{{count: 2}}, {{count: 2, from: 4}}, {{count: 2, when: {{reach: 0.9}}}}]}}",
    ).replace("threshold: {{distribution: normal, mean: 0.3, sd: 0.15}}", "contacts: {{p: 0}}")
    folder = made(tmp_path, monkeypatch, form=form)
    reported(folder, "--replay")
    told = json.loads((folder / "world.json").read_text())
    label = chosen(read(folder), (), folder)[0]
    first, _, later, _, never, _ = (told["people"][one] for one in told["strategies"][label]["seeds"])
    with opened((folder / "replay.html").as_uri()) as page:
        for step, person, says in (
            (0, first, "is one of those it starts with (step 0)."),
            (3, later, "is to start with a wave that has not begun up to step 3."),
            (4, later, "is one of those it starts with (step 4)."),
            (20, never, "is to start with a wave that has not begun up to step 20."),
        ):
            page.locator("#scrub").fill(str(step))
            page.locator("#person").fill(person)
            assert f"{label}: {person} {says}" in page.locator("#why").inner_text()


def test_a_convention_has_seeds_and_no_reasons(tmp_path, monkeypatch):
    """Where a convention is played the committed are those it starts with, and of others it is told when."""
    form = TEXT.replace("threshold: {{distribution: normal, mean: 0.3, sd: 0.15}}", "convention: naming-game").replace(
        "output: {{adoptions: true}}", ""
    )
    folder = made(tmp_path, monkeypatch, form=form, seeds=12)
    reported(folder, "--replay")
    told = json.loads((folder / "world.json").read_text())
    label = chosen(read(folder), (), folder)[0]
    found = told["strategies"][label]
    step, other = next(change[:2] for change in found["changes"] if change[2] and change[1] not in found["seeds"])
    with opened((folder / "replay.html").as_uri()) as page:
        page.keyboard.press("End")
        for person, says in (
            (found["seeds"][0], "is one of those it starts with (step 0)"),
            (other, f"changes in step {step}"),
        ):
            page.locator("#person").fill(told["people"][person])
            assert f"{label}: {told['people'][person]} {says}" in page.locator("#why").inner_text()


def test_names_can_be_typed(tmp_path, monkeypatch):
    """Letter by letter, also while it plays, and where a longer name begins as a shorter one does; nothing is cut."""
    names = ["ann", "ann lee", 'cem "the" </b>', "李雷", "dot"]
    lines = [f'"{one}","{other}"' for one in names for other in names if one < other]
    ties = ["source,target", *(line.replace('cem "the"', 'cem ""the""') for line in lines)]
    (tmp_path / "ties.csv").write_text("\n".join(ties), encoding="utf-8")
    form = TEXT.replace("generate: scale-free, people: {people}, links: 3", "file: ties.csv")
    folder = made(tmp_path, monkeypatch, form=form, seeds=1)
    reported(folder, "--replay")
    with opened((folder / "replay.html").as_uri()) as page:
        page.locator("#play").click()
        for name in names:
            page.locator("#person").fill("")
            page.locator("#person").press_sequentially(name, delay=30)
            assert page.locator("#person").input_value() == name
            assert page.locator("#why").inner_text().startswith(f"{name} \u2013")


def test_space_plays_after_the_slider_was_used(tmp_path, monkeypatch):
    """The slider keeps the keyboard once it was moved: arrows move it one step, space plays and pauses all the same."""
    folder = made(tmp_path, monkeypatch)
    reported(folder, "--replay")
    with opened((folder / "replay.html").as_uri()) as page:
        page.locator("#scrub").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#step").inner_text() == "1 of 20"
        page.keyboard.press("Space")
        assert page.locator("#play").inner_text() == "Pause"
        page.keyboard.press("Space")
        assert page.locator("#play").inner_text() in ("Play", "Play again")


def test_a_threshold_that_cannot_be_met_is_told(tmp_path, monkeypatch):
    """Above 1, all peers together are not enough, and that is not told as 100 %."""
    form = TEXT.replace("mean: 0.3, sd: 0.15", "mean: 0.9, sd: 0.5")
    folder = made(tmp_path, monkeypatch, form=form)
    reported(folder, "--replay")
    told = json.loads((folder / "world.json").read_text())
    with opened((folder / "replay.html").as_uri()) as page:
        for low, high, says in (
            (-9, 0, "threshold 0 %"),
            (0.3, 0.9, " % of those"),
            (1, 9, "threshold above 100 %: all"),
        ):
            person = next(k for k, one in enumerate(told["threshold"]) if one is not None and low < one < high)
            page.locator("#person").fill(told["people"][person])
            assert says in page.locator("#why").inner_text()


def test_a_projector_shows_both_pictures_whole(tmp_path, monkeypatch):
    """At 1280 x 720 guess, buttons and both pictures stand on the first screen: nobody has to scroll while it plays."""
    strategies = "{name: most-connected, label: Colleagues whom many ask for advice}, random"
    question = "Does it pay to recruit the best-connected people first?"
    folder = made(tmp_path, monkeypatch, question=question, strategies=strategies)
    reported(folder, "--replay")
    with opened((folder / "replay.html").as_uri(), width=1280, height=720) as page:
        one, other = (page.locator(f"#net-{k}").bounding_box() for k in (0, 1))
        assert one["y"] == other["y"]
        assert max(box["y"] + box["height"] for box in (one, other)) <= 720


def test_headings_are_larger_than_text_on_a_large_screen(tmp_path, monkeypatch):
    """At 1920 pixels all letters grow together: what heads a box, or counts, is not smaller than what stands in it."""
    folder = made(tmp_path, monkeypatch)
    reported(folder, "--replay")
    size = "name => parseFloat(getComputedStyle(document.querySelector(name)).fontSize)"
    with opened((folder / "replay.html").as_uri(), width=1920, height=1080) as page:
        text, heading, count = (page.evaluate(size, name) for name in ("#setting", "h2", ".count"))
        assert 20 < text < heading < count


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


def test_faults_of_reports(tmp_path, monkeypatch):
    """What is missing is said in a line, nothing that is there is replaced, and no half file stays."""
    folder = made(tmp_path, monkeypatch)
    assert reported(folder, "--replay").exit_code == 0
    before = sorted(path.name for path in folder.iterdir())

    def told(where, *arguments):
        ran = reported(where, *arguments)
        assert ran.exit_code == 1
        assert sorted(path.name for path in folder.iterdir()) == before
        return ran.stderr

    made_here = (folder / "replay.html").read_bytes()
    (folder / "replay.html").write_text("a page of somebody else's")
    assert "replay.html:1: is there already; --force replaces it" in told(folder, "--replay")
    assert (folder / "replay.html").read_text() == "a page of somebody else's"
    (folder / "replay.html").write_bytes(made_here)
    assert '"nobody" is no strategy of these results' in told(folder, "--gif", "--strategy", "nobody")
    assert "is not a folder of results" in told(tmp_path, "--replay")
    inside = told(folder, "--replay", "--out", str(tmp_path / "mine.yaml/inside"))
    assert inside.endswith(f"mine.yaml/inside:1: cannot be written: {tmp_path / 'mine.yaml'} is no folder\n")
    world = (folder / "world.json").read_text()
    for text in ("", "{", "[]", "{}", world[:-40], world.replace('"ties"', '"tie"')):
        (folder / "world.json").write_text(text)
        assert "world.json" in told(folder, "--replay", "--force")
    (folder / "world.json").unlink()
    before.remove("world.json")
    assert "there is no world.json" in told(folder, "--replay", "--force")
