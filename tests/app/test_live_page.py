"""The live page in a real browser: what a class does with it, and that the numbers are those of `sim run`."""

import re
from pathlib import Path

import pytest
from browsers import opened
from pages import served
from playwright.sync_api import expect

import sim

ROOT = Path(__file__).parents[2]
BLUE, ORANGE = "0,114,178", "213,94,0"
COLOURS = """canvas => {
  const found = {}, data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 0; i < data.length; i += 4) {
    const key = data.slice(i, i + 3).join(',');
    if (data[i + 3] === 255) found[key] = (found[key] || 0) + 1;
  }
  return found;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page with the lessons, served in an empty folder."""
    folder = tmp_path_factory.mktemp("class")
    with served(folder) as found:
        yield found, folder


def button(page, name: str):
    """A button by its name."""
    return page.get_by_role("button", name=name, exact=True)


def ready(page) -> None:
    """Wait for the first picture."""
    page.wait_for_selector(".gs-board[data-frames]")


def at_step(page, step: int) -> None:
    """Wait until a step is drawn."""
    page.wait_for_selector(f'.gs-board[data-step="{step}"]')


def counts(page) -> list[int]:
    """How many have changed with each strategy."""
    return [int(text.split()[0]) for text in page.locator(".gs-count").all_inner_texts()]


def picture(page, name: str) -> str:
    """What is drawn on a canvas."""
    return page.locator(name).first.evaluate("canvas => canvas.toDataURL()")


def move(page, name: str, *keys: str) -> None:
    """Move a slider by keyboard: an arrow is a step, PageUp ten."""
    page.get_by_role("slider", name=name).locator(".q-slider__track-container").focus()
    for key in keys:
        page.keyboard.press(key)


def choose(page, title: str) -> None:
    """Open a scenario or lesson."""
    page.get_by_label("scenario or lesson").click()
    page.get_by_role("option", name=title).click()


def play(page, last: int) -> None:
    """Play to the last step, as fast as can be."""
    button(page, "20").click()
    button(page, "Play").click()
    at_step(page, last)


def run_0(file: Path) -> dict[str, list[int]]:
    """The curves of run 0 from `sim run`, by strategy."""
    runs = sim.run(sim.read(file, runs=1)).runs
    return {label: rows["adopters"].tolist() for label, rows in runs.groupby("strategy", sort=False)}


def in_the_window(page, width: int, height: int) -> None:
    """See that buttons and pictures are in a window of this size."""
    for box in [one.bounding_box() for one in page.locator(".gs-transport button, .gs-board canvas").all()]:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["width"] > 15
        assert box["height"] > 15
        assert width < 800 or box["y"] + box["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_found_in_class_is_what_sim_run_gives(address):
    """A slider is moved, the curves change, it is saved; `sim run` gives the numbers that were seen, step by step."""
    at, folder = address
    with opened(at, height=720) as page:
        ready(page)
        play(page, 25)
        assert counts(page) == [curve[-1] for curve in run_0(ROOT / "scenarios/lessons/1-who-goes-first.yaml").values()]
        before = picture(page, ".gs-curves canvas")
        move(page, "influence.threshold.mean", *["ArrowLeft"] * 8)
        expect(page.locator(".gs-value").first).to_have_text("0.3")
        expect(page.locator(".gs-count").last).to_have_text("500 of 500 (100 %)")
        at_step(page, 25)
        page.get_by_text("thin: before the last change").wait_for()
        assert picture(page, ".gs-curves canvas") != before
        button(page, "Start again").click()
        at_step(page, 0)
        seen = [counts(page)]
        for step in range(1, 6):
            button(page, "Step").click()
            at_step(page, step)
            seen.append(counts(page))
        button(page, "Save as scenario").click()
        page.get_by_label("File name").fill("found")
        button(page, "Save").click()
        page.get_by_text("Wrote found.yaml").wait_for()
    found = run_0(folder / "found.yaml")
    assert [list(row) for row in zip(*found.values(), strict=True)][:6] == seen


def test_a_name_with_folders_or_of_a_file_that_is_there_is_refused(address):
    """Nothing is written outside the folder, or over another file; the dialog says so."""
    at, folder = address
    (folder / "mine.yaml").write_text("mine")
    with opened(at) as page:
        ready(page)
        button(page, "Save as scenario").click()
        wrong = [("../out", "A name without folders"), ("mine.yaml", "is there already"), (" ", "A name, please.")]
        for name, told in wrong:
            page.get_by_label("File name").fill(name)
            button(page, "Save").click()
            page.get_by_text(told).wait_for()
    assert (folder / "mine.yaml").read_text() == "mine"
    assert not (folder.parent / "out.yaml").exists()


def test_the_next_free_name_is_offered_and_told_as_a_shell_takes_it(tmp_path):
    """Who saves twice is offered another name; a name with a space is told in quotes."""
    with served(tmp_path) as at, opened(at) as page:
        ready(page)
        for offered, name in [("found-in-class", "found-in-class"), ("found-in-class-2", "in class")]:
            button(page, "Save as scenario").click()
            expect(page.get_by_label("File name")).to_have_value(f"{offered}.yaml")
            page.get_by_label("File name").fill(name)
            button(page, "Save").click()
            page.get_by_label("File name").wait_for(state="detached")
        page.get_by_text("`sim run 'in class.yaml'`").wait_for()
    assert (tmp_path / "in class.yaml").exists()


def test_a_click_on_a_person_says_why(address):
    """Whoever is clicked is told of with both strategies; the step is that of the Mesa model."""
    with opened(address[0]) as page:
        ready(page)
        play(page, 25)
        canvas = page.locator(".gs-network canvas").nth(1)
        box = canvas.bounding_box()
        canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
        page.get_by_text(re.compile(r"^Person \d+$")).wait_for()
        words = page.locator(".gs-told").inner_text()
        page.get_by_label("Find a person by name").fill("17")
        page.keyboard.press("Enter")
        page.get_by_text("Person 17", exact=True).wait_for()
    assert re.search(r"Listens to \d+ people; \d+ people listen to them", words)
    assert re.search(r"With most-connected\n(A seed, from step 0|Changed in step \d+, pushed by)", words)
    assert re.search(r"With random\n(A seed|Changed in step|Has not changed by step 25)", words)


def test_each_network_keeps_its_side_in_every_lesson(address):
    """Left is blue and right is orange, after another lesson was opened too; no button leaves the window."""
    with opened(address[0], height=720) as page:
        ready(page)
        for title in ("Together or scattered?", "Connections or passion?"):
            choose(page, title)
            page.get_by_text(title).first.wait_for()
            at_step(page, 0)
            button(page, "Step").click()
            at_step(page, 1)
            left, right = (canvas.evaluate(COLOURS) for canvas in page.locator(".gs-network canvas").all())
            assert left.get(BLUE, 0) > 50
            assert right.get(ORANGE, 0) > 50
            assert ORANGE not in left
            assert BLUE not in right


def test_the_answer_is_shown_when_it_is_asked_for(address):
    """A class can guess before it reads the answer."""
    with opened(address[0]) as page:
        ready(page)
        page.get_by_text("A lot: one start reaches everyone").click()
        assert not page.get_by_text("where they need little").is_visible()
        page.get_by_role("button", name="Expected answer, and why").click()
        page.get_by_text("where they need little").wait_for()


def test_other_worlds_are_told_in_natural_frequencies(address):
    """Twenty worlds are run and drawn behind the curve of the page."""
    with opened(address[0]) as page:
        ready(page)
        button(page, "In 20 worlds").click()
        page.get_by_text("most-connected takes off (reaches 50 % or more) in 20 of 20 simulated worlds").wait_for()
        assert "faint: 20 simulated worlds" in page.locator(".gs-curves").inner_text()


def test_what_a_scenario_cannot_be_is_said_and_the_slider_goes_back(tmp_path):
    """More seeds than people: the fault is said in words, and what was played stays."""
    text = "network: {dataset: karate}\ninfluence: {contagion: {rate: 0.4}}\nseeds: {count: 30}\nsteps: 8\nruns: 2\n"
    (tmp_path / "mine.yaml").write_text(text + "strategies: [random]\n")
    with served(tmp_path, "mine.yaml") as at, opened(at) as page:
        ready(page)
        move(page, "seeds.count", "PageUp")
        page.get_by_role("alert").get_by_text("34").wait_for()
        expect(page.locator(".gs-value").last).to_have_text("30")
        expect(page.locator(".gs-count")).to_have_text("30 of 34 (88 %)")


def test_all_controls_are_in_the_window(address):
    """On a projector nothing scrolls but the settings; on a phone nothing is wider than the window."""
    with opened(address[0]) as page:
        ready(page)
        for width, height in [(1280, 720), (1920, 1080), (390, 844)]:
            page.set_viewport_size({"width": width, "height": height})
            in_the_window(page, width, height)


def test_keys_play_and_step_whatever_was_clicked_last(address):
    """Space plays and pauses after a click on a button too, an arrow steps, Home begins again; text keeps its keys."""
    with opened(address[0]) as page:
        ready(page)
        choose(page, "Connections or passion?")
        page.get_by_role("radio", name="It is a draw").wait_for()
        choose(page, "Who goes first?")
        page.get_by_text("A lot: one start").wait_for()
        page.locator(".q-menu").wait_for(state="detached")
        button(page, "20").click()
        page.keyboard.press(" ")
        at_step(page, 25)
        page.get_by_text("A lot: one start reaches everyone").click()
        page.keyboard.press("Home")
        at_step(page, 0)
        page.keyboard.press("ArrowRight")
        at_step(page, 1)
        page.get_by_label("Find a person by name").fill("1")
        page.keyboard.press("Home")
        page.keyboard.press(" ")
        button(page, "Play").click()
        button(page, "Pause").click()
        button(page, "Start again").click()
        at_step(page, 0)
        button(page, "Play").focus()
        page.keyboard.press("Tab")
        page.keyboard.press(" ")
        at_step(page, 1)
        assert page.get_by_label("Find a person by name").input_value() == " 1"
        button(page, "Play").wait_for()


def test_a_window_too_low_for_pictures_fails_no_script(address):
    """Where no room is left for the networks nothing is drawn; they are there again in a larger window."""
    with opened(address[0], height=150) as page:
        page.wait_for_selector(".gs-board[data-frames]", state="attached")
        page.set_viewport_size({"width": 1280, "height": 720})
        page.wait_for_function("document.querySelector('.gs-network canvas').height > 50")
        assert page.locator(".gs-network canvas").first.evaluate(COLOURS).get(BLUE, 0) > 50


MINE = "network: {dataset: karate}\ninfluence: {contagion: {rate: 0.4}}\nseeds: {count: 3}\nsteps: 8\nruns: 2\n"


def test_a_scenario_that_was_broken_since_is_told_of(tmp_path):
    """A file with faults is not opened: what is open stays, also in the list; a new window tells the faults."""
    (tmp_path / "mine.yaml").write_text(MINE + "strategies: [random]\n")
    with served(tmp_path, "mine.yaml") as at:
        with opened(at) as page:
            ready(page)
            page.get_by_label("Find a person by name").fill("1")
            page.keyboard.press("Enter")
            page.get_by_text("Person 1", exact=True).wait_for()
            choose(page, "Who goes first?")
            page.get_by_text("Guess first").wait_for()
            page.get_by_text("Click a person to read").wait_for()
            (tmp_path / "mine.yaml").write_text(MINE + "strategies: [randon]\n")
            choose(page, "mine.yaml")
            page.get_by_text('did you mean "random"').wait_for()
            expect(page.locator(".gs-pick input")).to_have_value("Who goes first?")
            assert page.get_by_text("Guess first").is_visible()
        with opened(at) as page:
            page.get_by_role("alert").get_by_text('mine.yaml:6: strategies[1]: unknown strategy "randon"').wait_for()


def test_a_slider_of_what_is_closed_moves_nothing(tmp_path):
    """A slider that is still on its way when another scenario is opened does not move that one's setting."""
    (tmp_path / "mine.yaml").write_text(MINE + "strategies: [random]\n")
    with served(tmp_path, "mine.yaml") as at, opened(at) as page:
        ready(page)
        page.get_by_label("scenario or lesson").click()
        page.get_by_role("option", name="Who goes first?").wait_for()
        page.evaluate(
            "() => { const knob = document.querySelector(\"[aria-label='seeds.count'] .q-slider__track-container\");"
            " knob.focus(); knob.dispatchEvent(new KeyboardEvent('keydown', {keyCode: 39, bubbles: true}));"
            " document.querySelectorAll('[role=option]')[1].click(); }"
        )
        page.get_by_text("Guess first").wait_for()
        page.wait_for_timeout(500)
        assert counts(page) == [25, 25]
