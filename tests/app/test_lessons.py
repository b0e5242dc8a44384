"""The lesson plans: whole, and true to the number."""

import re
from pathlib import Path

import networkx
import pytest

import sim
from sim.app.draft import Draft, draft
from sim.app.lessons import Lesson, lessons
from sim.experiment.choices import seeds
from sim.experiment.worlds import draw_world

ROOT = Path(__file__).parents[2]
LESSONS = lessons()
ROW = re.compile(r"^\| (as it is|`[^`]+`) \| (.+) \| (.+) \|$", re.MULTILINE)


def number(text: str) -> float:
    """A number as it is written, whole if it is."""
    return float(text) if "." in text else int(text)


def with_setting(lesson: Lesson, setting: str) -> Draft:
    """The scenario of a lesson as it is, or with a setting as a plan writes it."""
    mine = draft(lesson.scenario)
    if setting == "as it is":
        return mine
    name, value = setting.strip("`").split(": ")
    return mine.put(tuple(name.split(".")), number(value))


def test_there_are_three():
    """These lessons are shipped, in this order; their pages go where their scenarios go, into the wheel too."""
    assert list(LESSONS) == ["1-who-goes-first", "2-talk-or-passion", "3-together-or-scattered"]
    assert {lesson.scenario.parent for lesson in LESSONS.values()} == {ROOT / "scenarios" / "lessons"}


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_lesson_has_all_its_parts(lesson):
    """Question, guesses, what to do in 20 minutes, answer and why; the scenario says what it expects and leans on."""
    assert list(lesson.parts) == ["Question", "Guess first", "Minute by minute", "Expected answer", "Why"]
    assert len(lesson.guesses) == 4
    minutes = re.findall(r"^- \*\*(\d+) to (\d+)\.\*\*", lesson.parts["Minute by minute"], re.MULTILINE)
    assert [start for start, _ in minutes] == ["0", *(end for _, end in minutes[:-1])]
    assert minutes[-1][1] == "20"
    assert "with these assumptions" in lesson.parts["Why"]
    page = lesson.scenario.read_text(encoding="utf-8")
    assert "# Expected:" in page
    assert "# Source:" in page


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_the_numbers_of_a_lesson_are_those_of_the_model(lesson):
    """Each row of the plan's table is what `sim run` gives with that setting: in run 0, and in 100 runs."""
    rows = ROW.findall(lesson.parts["Expected answer"])
    assert len(rows) >= 4
    for setting, *cells in rows:
        mine = with_setting(lesson, setting)
        results = sim.run(mine.scenario)
        summary = results.tables["summary"].set_index("strategy")
        last = results.runs[results.runs["step"] == mine.scenario.steps].set_index(["strategy", "run"])["adopters"]
        expected = [
            f"{last[label, 0]} here; takes off in {100 * summary.loc[label, 'takeoff']:.0f} of 100, "
            f"reaches {100 * summary.loc[label, 'reach_mean']:.0f} %"
            for label in summary.index
        ]
        assert cells == expected, setting


def test_who_is_faster_is_as_the_plan_says():
    """Steps to half of all in the third lesson, counted from the curves: medians over worlds, which all get there."""
    lesson = LESSONS["3-together-or-scattered"]
    told = re.findall(r"(\d+) and (\d+) with (`[^`]+`)", lesson.parts["Expected answer"].replace("\n", " "))
    assert len(told) == 2
    for *steps, setting in told:
        runs = sim.run(with_setting(lesson, setting).scenario).runs
        half = runs[runs["adopters"] >= 200].groupby(["strategy", "run"])["step"].min()
        assert half.groupby("strategy").size().to_dict() == {"together": 100, "scattered": 100}
        assert [half[label].median() for label in ("together", "scattered")] == [int(step) for step in steps]


def test_those_who_start_together_do():
    """In the third lesson each who starts together has two others next to them, or is next to one who has."""
    scenario = with_setting(LESSONS["3-together-or-scattered"], "as it is").scenario
    for run in range(10):
        world = draw_world(scenario, run)
        graph = world.ties.to_networkx().to_undirected()
        together, scattered = (graph.subgraph(ids.tolist()) for ids in seeds(scenario, world))
        assert {len(group) >= 3 for group in networkx.connected_components(together)} == {True}
        assert together.number_of_edges() >= 8 > scattered.number_of_edges()


def test_a_row_grows_and_a_corner_is_stuck_as_the_plan_says(tmp_path):
    """Where three peers are needed, three in a row win everyone, and three around a corner one more."""
    scenario = LESSONS["3-together-or-scattered"].scenario.read_text(encoding="utf-8")
    start = scenario.index("  - {name: complex")
    end = scenario.index("baseline:")
    told = {"row": [84, 85, 86], "corner": [84, 85, 104]}
    lists = "".join(f"  - {{name: listed, label: {label}, people: {people}}}\n" for label, people in told.items())
    (tmp_path / "mine.yaml").write_text(scenario[:start] + lists + scenario[end:].replace("scattered", "row"))
    results = sim.run(sim.read(tmp_path / "mine.yaml", runs=1))
    last = results.runs[results.runs["step"] == 40].set_index("strategy")["adopters"]
    assert last.to_dict() == {"row": 400, "corner": 4}


def test_seeds_alone_are_no_takeoff():
    """With every setting that a plan tries, those who start are fewer than what is called a takeoff."""
    for lesson in LESSONS.values():
        for setting, *_ in ROW.findall(lesson.parts["Expected answer"]):
            scenario = with_setting(lesson, setting).scenario
            assert scenario.seeding.count < scenario.takeoff * scenario.people, (lesson.title, setting)
