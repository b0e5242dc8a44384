"""A chart, a message and a kind of report take one file: dropped in, every command has it, whatever it leaves out."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pptx import Presentation

from sim.cli import main
from sim.families.charts import CHARTS, charts
from sim.reports.figures import gallery
from sim.reports.kind import KINDS
from sim.reports.story.chapters import Picture, chapters
from sim.reports.story.story import Finding, story
from sim.reports.telling.family import MESSAGES, messages
from sim.results import place
from sim.results.results import read

SCENARIO = """\
network: {dataset: karate}
people: {tribe: club, cost: {each: {Mr. Hi: 30, Officer: 20}, unit: EUR}}
influence: {preset: watts}
seeds: {count: 2}
strategies: [most-connected, random]
steps: 5
runs: 6
"""
FREE = SCENARIO.replace(", cost: {each: {Mr. Hi: 30, Officer: 20}, unit: EUR}", "")

DRAW = '''
from sim.drawing.frame import panels
from sim.drawing.words import origin


def draw(results, ax, *, size: float = 1.0):
    """Bars of what strategies cost."""
    ax.bar(range(len(results.strategies)), [size * count for count in range(len(results.strategies))])
'''
"""All that a chart must have."""

CHART = {
    "TITLE": 'TITLE = "Own bars, drawn"',
    "finding": 'def finding(results):\n    return "Bars were drawn"',
    "question": 'def question(results):\n    return "Which bars?"',
    "caption": "def caption(results):\n    return origin(results.about)",
    "TABLES": 'TABLES = ("costs",)',
    "SCENE": "SCENE = True",
    "STRATEGIES": "STRATEGIES = 2",
    "ASK": 'ASK = "costs: people: {cost: ...}"',
    "AFTER": 'AFTER = ("reach",)',
    "CHAPTER": 'CHAPTER = "compared"',
    "RUN": "RUN = True",
    "height": "def height(results):\n    return 3.0",
    "ABOVE": "ABOVE = 0.4",
    "SIDES": "SIDES = (0.2, 0.8)",
    "figure": (
        "def figure(results):\n"
        '    whole, (ax,) = panels(results, "Bars were drawn", "Bars.", (1, 1), (3, 3))\n'
        "    draw(results, ax)\n    return whole"
    ),
    "inset": "def inset(results, figure):\n    draw(results, figure.add_axes((0.1, 0.1, 0.8, 0.8)))",
}
"""All that it may have."""

FIND = """
from sim.reports.telling.message import Chart, Message, Series


def find(results, story):
    bars = Chart("bars", (Series("own", (1.0, 2.0)),), "number", tuple(results.strategies))
    return Message("Own: message?", "Bars are told", bars, "Bars.", ("This is said.",), ("This is not said.",))
"""
MESSAGE = {"TABLES": 'TABLES = ("costs",)', "AFTER": 'AFTER = ("reach",)'}

WRITE = '''
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.ground.faults import Fault, InputError


Times = Annotated[int, Field(description="How often it is said.")]


def write(run, file, *, times: Times = 1, tag: tuple[str, ...] = ()):
    """The name as plain text."""
    file.write_text(f"{run.results.about.name} {' '.join(tag)}\\n" * times, encoding="utf-8")
'''
KIND = {
    "FILE": 'FILE = "name.text"',
    "AFTER": 'AFTER = ("html",)',
    "NEEDS": 'NEEDS = (("json", "json"),)',
    "EXTRA": 'EXTRA = "report"',
    "usual": "def usual(folder):\n    return False",
    "check": (
        "def check(run, *, times=1, tag=()):\n    if times > 5:\n"
        '        raise InputError([Fault(str(run.folder), 1, "that is too often")])'
    ),
}


def invoke(*arguments: str, code: int = 0) -> str:
    """What a command prints, on both streams."""
    done = CliRunner(catch_exceptions=False).invoke(main, arguments)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results that has costs and a first world."""
    return made(tmp_path_factory.mktemp("costs"), SCENARIO)


def made(folder: Path, text: str, *options: str) -> Path:
    """The folder of results of a scenario."""
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    invoke("run", str(folder / "mine.yaml"), "--out", str(folder / "results"), "--quiet", *options)
    return folder / "results"


Drop = Callable[[str, str, str], None]


def forget() -> None:
    """Let families look again for what is there."""
    for family in (CHARTS, MESSAGES, KINDS, place.FAMILY):
        family.forget()


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drop]:
    """Puts a file of a name and a content into a package, as if it were in its folder."""
    modules: list[str] = []

    def drop(package: str, name: str, text: str) -> None:
        folder = tmp_path / "own" / package
        folder.mkdir(parents=True)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        found = importlib.import_module(package)
        monkeypatch.setattr(found, "__path__", [*found.__path__, str(folder)])
        modules.append(f"{package}.{name}")
        forget()

    yield drop
    for module in modules:
        sys.modules.pop(module, None)
    monkeypatch.undo()
    forget()


def whole(required: str, optional: dict[str, str], without: str = "") -> str:
    """The text of a file with all that a part may have, but for one member."""
    return "\n\n\n".join([required, *(text for name, text in optional.items() if name != without)])


def test_the_files_here_have_all_that_a_part_may_have():
    """No member of a contract is left out of what is tried here."""
    for family, members in ((CHARTS, CHART), (MESSAGES, MESSAGE), (KINDS, KIND)):
        assert set(members) == set(family.optional) - {"faults"}


def test_a_chart_dropped_in_is_everywhere(tmp_path, drop):
    """It is listed, drawn by sim run and sim chart, and in every kind of report; new results take its picture along."""
    text = "\n\n\n".join([DRAW, *(CHART[name] for name in ("TITLE", "finding", "caption", "TABLES", "ASK", "RUN"))])
    drop("sim.charts", "own_bars", text)
    assert "own-bars (size: 1.0) - Bars of what strategies cost.\n" in invoke("list", "charts")
    assert "Bars of what strategies cost." in invoke("explain", "own-bars")
    folder = made(tmp_path, SCENARIO)
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    assert {*files, "manifest.json"} == {file.name for file in folder.iterdir()}
    assert {"own_bars.png", "own_bars.svg"} <= set(files)
    invoke("chart", str(folder), "--chart", "own-bars")
    assert (folder / "charts" / "own_bars.png").read_bytes().startswith(b"\x89PNG")
    said = invoke("report", str(folder))
    assert said.count("wrote") == 5
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count('aria-label="Bars were drawn. ') == 1
    # It stands with what is said on its table.
    assert page.index(">What it costs<") < page.index("Bars were drawn") < page.index('id="invite"')
    slides = Presentation(str(folder / "report.pptx")).slides
    (slide,) = (slide for slide in slides if slide.shapes[0].text_frame.text == "Bars were drawn")
    assert [shape.shape_type for shape in slide.shapes].count(13) == 1
    assert "cost" in slide.notes_slide.notes_text_frame.text
    sheet = load_workbook(folder / "report.xlsx")["Own bars, drawn"]
    assert (sheet["A1"].value, len(sheet._images)) == ("Bars were drawn", 1)
    made(tmp_path, FREE, "--force")
    assert not list(folder.rglob("own_bars*"))
    told = invoke("chart", str(folder), "--chart", "own_bars", code=1)
    assert told == f"{folder}:1: has no data for the chart own_bars, which needs costs: people: {{cost: ...}}\n"


@pytest.mark.parametrize("member", ["", *CHART])
def test_what_a_chart_leaves_out_is_no_matter(member, results, drop):
    """With each optional member left out once, it is drawn, has one place in the story, and a message of its own."""
    drop("sim.charts", "own_bars", whole(DRAW, CHART, member))
    found = read(results, runs=True)
    files, _ = gallery.make(results, ["own-bars"], ["svg"], results.parent / "drawn", force=True)
    picture = files[0].read_text(encoding="utf-8")
    assert "</svg>" in picture
    told = story(results)
    blocks = [block for chapter in chapters(told, gallery.drawable(found)) for block in chapter.blocks]
    assert blocks.count(Picture("own_bars")) == 1
    (message,) = (message for message in messages(found, told) if message.picture == "own_bars")
    assert message.title == {"finding": "Own bars, drawn"}.get(member, "Bars were drawn")
    assert message.topic == ("Own bars" if member == "TITLE" else "Own bars, drawn")
    assert list(charts()).index("own_bars") == (len(charts()) - 1 if member == "AFTER" else 3)
    invoke("report", str(results), "--pptx", "--out", str(results.parent / "slides"), "--force")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("TABLE = ()", '"TABLE" is no member of a part, did you mean "TABLES"?'),
        ("def findings(results):\n    return ''", '"findings" is no member of a part, did you mean "finding"?'),
        ('CHAPTER = "anwser"', "CHAPTER is one of answer, sure, compared, invite, further; found 'anwser', did you"),
        ('AFTER = ("reech",)', 'own_bars.py:1: AFTER: there is no chart "reech", did you mean "reach"?'),
    ],
)
def test_a_slip_in_a_chart_is_told(line, told, results, drop):
    """A misspelt member, chapter or name is a fault that names it, and no traceback."""
    drop("sim.charts", "own_bars", f"{DRAW}\n\n{line}\n")
    assert told in invoke("chart", str(results), "--out", str(results.parent / "none"), code=1)


def test_a_message_dropped_in_is_on_a_slide_and_a_sheet(results, drop, tmp_path):
    """It comes after those that it names, with a chart that can be edited; its topic is made fit for a sheet."""
    drop("sim.reports.messages", "own_message", whole(FIND, MESSAGE))
    invoke("report", str(results), "--pptx", "--xlsx", "--out", str(tmp_path / "out"))
    slides = list(Presentation(str(tmp_path / "out" / "report.pptx")).slides)
    titles = [slide.shapes[0].text_frame.text for slide in slides]
    at = titles.index("Bars are told")
    assert any(shape.has_chart for shape in slides[at].shapes)
    book = load_workbook(tmp_path / "out" / "report.xlsx")
    sheets = book.sheetnames
    assert sheets.index("Own  message") == sheets.index("Differences") + 1
    assert len(book["Own  message"]._charts) == 1


@pytest.mark.parametrize("member", MESSAGE)
def test_what_a_message_leaves_out_is_no_matter(member, results, drop):
    """Without a place it comes last of those that have a file; without tables it is asked whatever there is."""
    drop("sim.reports.messages", "own_message", whole(FIND, MESSAGE, member))
    topics = [message.topic for message in messages(read(results), story(results))]
    assert topics.index("Own: message?") == (len(topics) - 1 if member == "AFTER" else topics.index("Differences") + 1)
    bare = replace(found := read(results), tables={k: v for k, v in found.tables.items() if k != "costs"})
    topics = [message.topic for message in messages(bare, story(results))]
    assert ("Own: message?" in topics) == (member == "TABLES")


def test_a_finding_without_message_and_chart_has_a_slide_and_a_sheet(results, drop, monkeypatch, tmp_path):
    """Its heading is the title, its sentences are the text, on slides and sheets, also where its chart lacks data."""
    drop("sim.charts", "own_bars", f'{DRAW}\n\nTABLES = ("own",)\n')
    told = story(results)
    more = replace(told, findings=(*told.findings, Finding("own", "What is new", ("This was found.", "And this."))))
    for module in ("sim.reports.deck.slides", "sim.reports.sheets.workbook"):
        monkeypatch.setattr(f"{module}.tell", lambda *_: more)
    invoke("report", str(results), "--pptx", "--xlsx", "--out", str(tmp_path / "out"))
    slides = Presentation(str(tmp_path / "out" / "report.pptx")).slides
    (slide,) = (slide for slide in slides if slide.shapes[0].text_frame.text == "What is new")
    assert any("This was found.\n\nAnd this." in shape.text_frame.text for shape in slide.shapes)
    sheet = load_workbook(tmp_path / "out" / "report.xlsx")["What is new"]
    assert [sheet[cell].value for cell in ("A1", "A4", "A5")] == ["What is new", "This was found.", "And this."]


def test_a_kind_dropped_in_is_an_option(results, drop, tmp_path):
    """It has its option with its help, its own options and its file, and is checked before files are written."""
    drop("sim.reports.kinds", "text", whole(WRITE, KIND))
    said = invoke("report", "--help")
    assert "--text" in said
    assert "The name as plain text." in said
    assert "How often it is said." in said
    out = str(tmp_path / "out")
    file = tmp_path / "out" / "name.text"
    assert invoke("report", str(results), "--text", "--tag", "a", "--tag", "b", "--out", out) == f"wrote {file}\n"
    assert file.read_text(encoding="utf-8") == "mine a b\n"
    # An option that is its alone asks for it.
    assert invoke("report", str(results), "--times", "2", "--out", out, "--force") == f"wrote {file}\n"
    told = invoke("report", str(results), "--html", "--text", "--times", "6", "--out", str(tmp_path / "no"), code=1)
    assert (told, (tmp_path / "no").exists()) == (f"{results}:1: that is too often\n", False)


@pytest.mark.parametrize("member", KIND)
def test_what_a_kind_leaves_out_is_no_matter(member, results, drop, tmp_path):
    """With each optional member left out once it is written, under the name report.text where it gives none."""
    drop("sim.reports.kinds", "text", whole(WRITE, KIND, member))
    name = "report.text" if member == "FILE" else "name.text"
    times = ("--times", "6") if member == "check" else ()
    assert invoke("report", str(results), "--text", *times, "--out", str(tmp_path)) == f"wrote {tmp_path / name}\n"


def test_what_a_kind_needs_is_told(results, drop, tmp_path):
    """A package that it names and that is not there is told with its extra, and nothing is written."""
    drop("sim.reports.kinds", "text", whole(WRITE, KIND | {"NEEDS": 'NEEDS = (("no_such_module", "no-such"),)'}))
    told = invoke("report", str(results), "--text", "--out", str(tmp_path), code=1)
    assert told.startswith(f"{tmp_path / 'name.text'}:1: needs no-such: ")
