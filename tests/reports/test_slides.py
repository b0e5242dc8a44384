"""The slides: charts that can be edited and hold the numbers of the files, notes, and nothing over anything else."""

import io
import itertools
import math
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from told import ODD, run

from sim.cli import main
from sim.drawing.labels import wrap
from sim.ground.faults import InputError
from sim.reports.deck import fit as fitting
from sim.reports.deck.fit import SPACING, fit, tall
from sim.reports.deck.slides import write
from sim.reports.story.as_run import as_run
from sim.reports.story.story import story
from sim.reports.telling.family import messages
from sim.reports.telling.grid import Axis, up
from sim.reports.telling.message import Chart, Series
from sim.results.results import read

POINT = 12_700

WIDE = (12_192_000, 6_858_000)
"""Width and height of a slide of 16:9."""

NAMES = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


@pytest.fixture(scope="module")
def slides(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list:
    """The slides of results with everything in them."""
    return made(folder, tmp_path_factory.mktemp("slides"))


def made(folder: Path, place: Path, template: Path | None = None) -> list:
    """The slides of a folder of results, read back."""
    write(as_run(folder), place / "made.pptx", template)
    whole = Presentation(place / "made.pptx")
    assert template or (whole.slide_width, whole.slide_height) == WIDE
    return list(whole.slides)


def title(slide) -> str:
    """The title of a slide, in a line."""
    return slide.shapes.title.text_frame.text.replace("\u00a0", " ")


def charts(slides) -> list:
    """The charts that can be edited, one a slide that has one."""
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def inside(chart, formula: str) -> list:
    """What stands in the workbook inside a chart where it refers to."""
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    left, top, right, bottom = range_boundaries(formula.split("!")[1].replace("$", ""))
    return [value for row in sheet.iter_rows(top, bottom, left, right, values_only=True) for value in row]


def test_one_message_a_slide(slides, folder):
    """Every slide has one title and notes; each message has a slide with its chart, if any; the answer is first."""
    assert all(title(slide).strip() for slide in slides)
    told = messages(read(folder), story(folder))
    assert [len(charts([slide])) for slide in slides[1 : 1 + len(told)]] == [
        int(message.chart is not None) for message in told
    ]
    assert title(slides[1]) == told[0].title
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides]
    assert all(text.startswith("What to say") for text in notes)
    assert all("What not to claim" in text for text in notes[: 1 + len(told)])
    assert any("simulated" in text for text in notes)


def test_charts_hold_their_messages(slides, folder):
    """Charts are native, and their series have the names and values of the messages, which are those of the files."""
    told = messages(read(folder), story(folder))
    for chart, message in zip(charts(slides), [one for one in told if one.chart is not None], strict=True):
        found = [one for plot in chart.plots for one in plot.series]
        for one, wanted in zip(found, message.chart.series, strict=False):
            assert one.name == wanted.name
            values = [None if math.isnan(value) else value for value in wanted.values]
            assert list(one.values) == pytest.approx(values), message.topic
    medians = read(folder).tables["curves"].query("group == 'everyone' and strategy == 'random'")["p50"]
    (random,) = (one for one in charts(slides)[0].plots[0].series if one.name == "random")
    assert list(random.values) == pytest.approx(list(medians))


def test_what_opens_for_editing_is_what_is_shown(slides):
    """The workbook inside each chart has, where the chart refers to, the names, values and whiskers that it shows."""
    for chart in charts(slides):
        for element in chart._chartSpace.xpath(".//c:f"):
            cache = element.getnext()
            shown = {
                int(point.get("idx")): point.findtext("c:v", None, NAMES) for point in cache.iterfind("c:pt", NAMES)
            }
            found = inside(chart, element.text)
            assert len(found) == int(cache.find("c:ptCount", NAMES).get("val"))
            for number, value in enumerate(found):
                text = shown.get(number)
                assert (value is None) == (text is None)
                same = text == value if isinstance(value, str) else value is None or float(text) == pytest.approx(value)
                assert same, (element.text, number)


def test_whiskers_are_the_intervals(slides, folder):
    """The bars of mean reach have whiskers to both ends of its interval."""
    (chart,) = (one for one in charts(slides) if [s.name for s in one.plots[0].series] == ["mean reach"])
    summary = read(folder).tables["summary"]
    (bars,) = chart._chartSpace.xpath(".//c:errBars")
    up, down = ([float(value.text) for value in bars.iterfind(f"c:{side}//c:v", NAMES)] for side in ("plus", "minus"))
    assert up == pytest.approx(list(summary["reach_high"] - summary["reach_mean"]), abs=1e-9)
    assert down == pytest.approx(list(summary["reach_mean"] - summary["reach_low"]), abs=1e-9)


def check_places(slides, width: int, height: int) -> None:
    """Nothing lies beyond its slide, nothing over anything else, and no text is longer than its box."""
    for slide in slides:
        boxes = [(one.left, one.top, one.left + one.width, one.top + one.height) for one in slide.shapes]
        assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height for box in boxes), title(slide)
        for one, other in itertools.combinations(boxes, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, slide.shapes[0].name
        for shape in slide.shapes:
            if shape.has_text_frame:
                check_text(shape)


def check_text(shape) -> None:
    """The lines of a box of text fit into it, measured in a font wider than those that offices use."""
    frame = shape.text_frame
    room, lines = (shape.width - frame.margin_left - frame.margin_right) / POINT, 0.0
    for paragraph in frame.paragraphs:
        size = paragraph.runs[0].font.size.pt if paragraph.runs else 0
        bold = bool(paragraph.runs and paragraph.runs[0].font.bold)
        # A space that does not break a line is as wide as an i.
        count = len(wrap(paragraph.text.replace("\u00a0", "i"), room, size=size, bold=bold).split("\n")) if size else 1
        lines += count * paragraph.line_spacing.pt
    assert lines <= shape.height / POINT + 1, frame.text


def test_nothing_over_anything(slides):
    """With everything in the results, all shapes and words keep to their places on slides of 16:9."""
    check_places(slides, *WIDE)


def test_many_and_long_names(crowded, tmp_path):
    """Twelve strategies with long names keep to their places too, and odd names stay text inside the charts."""
    found = made(crowded, tmp_path)
    check_places(found, *WIDE)
    first = charts(found)[0]
    names = [inside(first, element.text)[0] for element in first._chartSpace.xpath(".//c:tx//c:f")]
    assert set(ODD[:4]) <= set(names)
    assert len(set(names)) == 12
    # Those that begin alike have what only they are called: in charts, and in titles that would be too long.
    assert sum("…strategy" in name or name.startswith("strategy ") for name in names) == 7


def test_an_axis_of_people_ends_with_the_last_of_them():
    """Where values have a largest that there can be, the axis ends there, with marks at round numbers."""
    points = Series("a", (76.0,), across=(200.0,))
    assert up(Chart("points", (points,), "number", top=120)) == Axis(0.0, 120.0, 50.0)
    assert up(Chart("bars", (Series("a", (0.3,)),), "percent", ("a",), top=1)) == Axis(0.0, 1.0, 0.2)


def test_few_runs_rank_nobody(tmp_path):
    """With a single run nothing is said to be certain: no ranks, no winner, no difference."""
    text = "network: {generate: ring, people: 20, ties: 2}\ninfluence: {contagion: {rate: 0.3}}\nseeds: {count: 1}\n"
    folder = run(tmp_path, f"{text}strategies: [random, most-connected]\nsteps: 4\nruns: 1\nseed: 1\n")
    titles = [title(slide) for slide in made(folder, tmp_path)]
    assert not any("random" in one and ("more than" in one or "difference" in one) for one in titles)
    assert titles[1].startswith("One run settles nothing")
    assert not any("comes first" in one or "wins" in one for one in titles)


def test_one_strategy_and_one_run(tmp_path):
    """A single run of a single strategy makes slides too."""
    text = "network: {generate: ring, people: 20, ties: 2}\ninfluence: {contagion: {rate: 0.1}}\nseeds: {count: 1}\n"
    folder = run(tmp_path, f"{text}strategies: [random]\nsteps: 4\nruns: 1\nseed: 1\n")
    check_places(made(folder, tmp_path), *WIDE)


def test_whom_to_invite_by_name(slides, folder):
    """Where people have names, a table has them, best first."""
    (guests, *_) = (one for one in story(folder).guests if one.names)
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    places = [next(number for number, row in enumerate(rows) if name in row) for name, _ in guests.names[:3]]
    assert places == sorted(places)


def test_assumptions_have_grades(slides, folder):
    """Every assumption is on a slide with its grade."""
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    for one in story(folder).assumptions:
        assert [one.says, one.values, one.grade, one.why] in rows


def test_the_network_has_words(slides, folder, drawn, tmp_path):
    """The network is a picture with words for whoever cannot see it; without a world in the folder it is not there."""
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert read(folder).scene is not None
    assert len(pictures) == 1
    assert pictures[0]._element.nvPicPr.cNvPr.get("descr")
    without = tmp_path / "results"
    without.mkdir()
    for file in drawn.iterdir():
        if file.is_file() and file.name != "world.json":
            (without / file.name).write_bytes(file.read_bytes())
    assert not [shape for slide in made(without, tmp_path) for shape in slide.shapes if shape.shape_type == 13]


def template(file: Path, layouts: slice = slice(None)) -> Path:
    """A template of its own colours, of 4:3, with a slide in it, and some of the usual layouts."""
    found = Presentation()
    theme = found.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = theme.blob.replace(b"4F81BD", b"7A1FA2")
    found.slides.add_slide(found.slide_layouts[0]).shapes.title.text = "an old slide"
    if layouts != slice(None):
        found.part.drop_rel(found.slides._sldIdLst[0].rId)
        found.slides._sldIdLst.remove(found.slides._sldIdLst[0])
        kept = list(found.slide_layouts)[layouts]
        for layout in [one for one in found.slide_layouts if one not in kept]:
            found.slide_layouts.remove(layout)
    found.save(file)
    return file


def test_a_template_is_used(folder, tmp_path):
    """With a template, slides have its size, layouts and colours, none of its slides, and keep to their places."""
    write(as_run(folder), tmp_path / "made.pptx", template(tmp_path / "own.pptx"))
    whole = Presentation(tmp_path / "made.pptx")
    assert (whole.slide_width, whole.slide_height) == (9_144_000, 6_858_000)
    assert {slide.slide_layout.name for slide in whole.slides} == {"Title Slide", "Title Only"}
    assert not any("an old slide" in title(slide) for slide in whole.slides)
    theme = whole.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    assert b"7A1FA2" in theme.blob
    colours = {
        one.get("val") for chart in charts(whole.slides) for one in chart._chartSpace.xpath(".//c:ser//a:schemeClr")
    }
    assert "accent1" in colours
    assert not [one for chart in charts(whole.slides) for one in chart._chartSpace.xpath(".//a:srgbClr")]
    check_places(whole.slides, whole.slide_width, whole.slide_height)


def test_a_template_without_the_usual_places(drawn, tmp_path):
    """A template whose only layout is blank makes slides all the same, with the title in a box."""
    found = made(drawn, tmp_path, template(tmp_path / "own.pptx", slice(6, 7)))
    wanted = messages(read(drawn), story(drawn))[0].title
    assert found[1].shapes.title is None
    assert found[1].shapes[0].text_frame.text.replace("\u00a0", " ") == wanted
    for slide in found:
        assert slide.notes_slide.notes_text_frame.text


def test_a_template_file_of_office(drawn, tmp_path):
    """A .potx, which calls itself a template, serves as well as a .pptx."""
    own = template(tmp_path / "own.pptx")
    with zipfile.ZipFile(own) as old, zipfile.ZipFile(tmp_path / "own.potx", "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"presentation.main+xml", b"template.main+xml")
            new.writestr(name, part)
    assert len(made(drawn, tmp_path, tmp_path / "own.potx")) > 3


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken", None])
def test_a_broken_template_is_told(drawn, tmp_path, content):
    """What is no template, or not there, is told in a line with the file, and nothing is written."""
    own = tmp_path / "own.pptx"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(InputError, match=rf"^{re.escape(str(own))}:1: (is no presentation|there is no such file)"):
        write(as_run(drawn), tmp_path / "made.pptx", own)
    assert not (tmp_path / "made.pptx").exists()


def without(name: str, pattern: bytes) -> Callable[[str, bytes], bytes | None]:
    """What takes a pattern out of one part of a presentation; the whole part with an empty one."""
    return lambda part, content: content if part != name else re.sub(pattern, b"", content) if pattern else None


LACKING = {
    "the first layout": without("ppt/slideLayouts/slideLayout1.xml", b""),
    "what leads to it": without(
        "ppt/slideMasters/_rels/slideMaster1.xml.rels", rb'<Relationship [^>]*slideLayout1.xml"/>'
    ),
    "a size": without("ppt/presentation.xml", rb"<p:sldSz [^>]*/>"),
    "the shapes of a layout": without("ppt/slideLayouts/slideLayout6.xml", rb"(?s)<p:cSld.*</p:cSld>"),
    "the master": without("ppt/slideMasters/slideMaster1.xml", b""),
}


@pytest.mark.parametrize("lacking", sorted(LACKING))
def test_a_template_that_lacks_something_is_told_before_anything_is_written(drawn, tmp_path, lacking):
    """A template that opens and lacks a part that slides need is a fault of the template; no other kind is written."""
    whole, own = template(tmp_path / "whole.pptx"), tmp_path / "own.pptx"
    changed = 0
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(own, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            found = LACKING[lacking](name, content)
            changed += found != content
            if found is not None:
                new.writestr(name, found)
    assert changed == 1
    arguments = ["report", str(drawn), "--html", "--template", str(own), "--out", str(tmp_path / "out")]
    done = CliRunner(catch_exceptions=False).invoke(main, arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    assert (
        done.stderr
        == f"{own}:1: is no presentation (.pptx or .potx) that can be read; save it again from your office\n"
    )


def test_nothing_is_fetched(drawn, tmp_path):
    """No part of the slides refers to anything outside of them."""
    write(as_run(drawn), tmp_path / "made.pptx")
    with zipfile.ZipFile(tmp_path / "made.pptx") as parts:
        relations = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels")]
    assert not any('TargetMode="External"' in text for text in relations)


def test_the_command_makes_both(drawn, tmp_path):
    """`sim report` writes slides, in a template, and the workbook; a broken template is a fault with its file."""
    own = str(template(tmp_path / "own.pptx"))
    done = CliRunner().invoke(main, ["report", str(drawn), "--xlsx", "--template", own, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["report.pptx", "report.xlsx"]
    assert Presentation(tmp_path / "out" / "report.pptx").slide_width == 9_144_000
    (tmp_path / "broken.pptx").write_bytes(b"no zip")
    command = ["report", str(drawn), "--template", str(tmp_path / "broken.pptx"), "--out", str(tmp_path / "none")]
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, (tmp_path / "none").exists()) == (1, False)
    assert "broken.pptx:1: is no presentation" in done.output


def test_letters_that_the_measuring_font_lacks_are_no_fault():
    """Words in Japanese are measured a full square a letter and without a warning: who opens slides has the font."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tall("情熱のある人から始める", 60, size=10) == SPACING * 10 * 2
        assert tall("🎉 ລາວ", 60, size=10) == SPACING * 10


@pytest.mark.parametrize("text", ["x" * 100_000, "word " * 20_000, "a\n" * 50_000])
def test_text_without_end_is_cut_before_it_is_measured(monkeypatch, text):
    """Whatever the length of a text, no more letters of it are measured than a box could hold, a few times over."""
    measured = []
    width = fitting.width
    monkeypatch.setattr(fitting, "width", lambda words, **how: measured.append(len(words)) or width(words, **how))
    fitting._wide.cache_clear()
    cut, size = fit(text, 300, 100, largest=28, smallest=12)
    assert cut.endswith("…")
    assert tall(cut, 300, size=size) <= 100
    assert sum(measured) < 100_000
