"""The story as a page: whole, true to the files, safe, and asking for nothing outside itself."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsers import opened
from playwright.sync_api import expect
from told import LONG, NAMES, SCRIPT, difference

from sim.reports.figures.gallery import drawable
from sim.reports.page import STYLE, inline, write
from sim.reports.story.as_run import as_run
from sim.reports.story.story import story
from sim.results import results

VOID = {"meta", "br", "link", "img", "hr", "input"}
CHAPTERS = ["The answer", "How sure is that?", "Who to invite", "What it assumes", "How it was made"]


class Reader(HTMLParser):
    """Reads a page strictly: every tag ends where it should; keeps attributes, and the text outside of styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []
        self.text = " ".join("".join(self.words).replace("\u00a0", " ").split())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append("")
        if tag in ("p", "li", "td", "th", "h1", "h2", "h3"):
            self.words.append(" ")

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.headings[-1] += data


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A table as plain text."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def page(folder, tmp_path_factory) -> Path:
    """The page of results that have everything."""
    file = tmp_path_factory.mktemp("page") / "story.html"
    write(as_run(folder), file)
    return file


@pytest.fixture(scope="module")
def read(page) -> Reader:
    """That page, read."""
    return Reader(page.read_text(encoding="utf-8"))


def test_every_part_is_there(read, folder):
    """Question, answer, all chapters and all that the story has stand on the page, in this order."""
    told = story(folder)
    assert read.headings[0] == told.question
    assert [one for one in read.headings if one in CHAPTERS] == CHAPTERS
    sentences = [
        told.answer, told.hedge, *(outcome.reaches[1:] for outcome in told.outcomes), *told.comparisons, *told.known,
        *(line for finding in told.findings for line in finding.lines), told.invite, *(g.means for g in told.guests),
        *(one.says for one in told.assumptions), *(value for _, value in told.made), *told.limits,
    ]  # fmt: skip
    places = [read.text.find(" ".join(sentence.split())) for sentence in sentences]
    assert -1 not in places, sentences[places.index(-1)]
    heads = [read.text.index(f" {title} ") for title in CHAPTERS[1:]]
    assert heads == sorted(heads)


def test_numbers_are_those_of_the_files(read, folder):
    """Mean reach of every strategy, every difference with its interval, and digests are as the tables have them."""
    for row in rows(folder, "summary"):
        assert f"Reaches {100 * float(row['reach_mean']):.1f}".removesuffix(".0") in read.text
    for row in rows(folder, "comparison"):
        if row["measure"] == "reach":
            assert difference(row) in read.text
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["digest"] in read.text


def test_every_chart_is_there_once_and_says_what_it_shows(read, folder):
    """Each chart that `sim chart` draws stands on the page, with its title in words for those who do not see it."""
    labels = [value for tag, name, value in read.attributes if (tag, name) == ("svg", "aria-label")]
    assert len(labels) == len(drawable(results.read(folder))) == len(set(labels))
    assert all((len(label) > 60 and label.endswith("0.1.0.")) or "groundswell" in label for label in labels)
    headline = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["verdict"]["headline"]
    assert any(" ".join(headline.split()) in label for label in labels)


def test_it_is_sound_html(read):
    """Tags end where they should (see Reader), marks are there once, and whatever refers to one finds it."""
    ids = [value for _, name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert not [one for one in ids if re.search(r"\s", one)]
    targets = [value.removeprefix("#") for _, name, value in read.attributes if name in ("href", "aria-labelledby")]
    targets += [mark for _, _, value in read.attributes for mark in re.findall(r"url\(#([^)]*)\)", value)]
    assert set(targets) <= set(ids)
    assert ("html", "lang", "en") in read.attributes
    assert [tag for tag in read.tags if tag in ("h1", "main", "title")] == ["title", "h1", "main"]


def test_names_are_text_whatever_they_hold(read, page):
    """A name that is a script is read as a name, and so are umlauts, quotes and tags in labels; nothing runs."""
    assert SCRIPT in read.text
    assert LONG in read.text
    assert "The keen <i>&</i> eager" in read.text
    assert not {"script", "i", "b", "em", "iframe", "img", "link"} & set(read.tags)
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]
    assert "<!--" not in page.read_text(encoding="utf-8")


def test_it_names_no_address(page):
    """No scheme, and no file, is named anywhere: nothing can be asked for."""
    text = re.sub(r'"data:image/png;base64,[^"]*"', "", page.read_text(encoding="utf-8"))
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)|\bsrc=", text)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800), (1920, 1080)])
def test_a_browser_shows_it_without_asking_for_anything(page, width, height):
    """On a phone, a desk and a projector: offline, nothing asked for or wrong, nothing wider than the screen."""
    with opened(page.as_uri(), width=width, height=height) as shown:
        shown.context.set_offline(True)
        shown.reload()
        assert shown.locator("h1").inner_text().startswith("Whom to invite first")
        wide = shown.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        # Charts are not drawn smaller than can be read; on a phone they are pushed aside, within their own box.
        assert shown.locator("figure svg").first.bounding_box()["width"] >= 580
        assert shown.evaluate("document.querySelectorAll('script').length") == 0


def test_links_lead_to_the_chapters(page):
    """A click on a chapter's name in the head brings its heading into view."""
    with opened(page.as_uri()) as shown:
        shown.get_by_role("link", name="What it assumes").click()
        assert shown.url.endswith("#assumes")
        expect(shown.locator("#assumes-title")).to_be_in_viewport()


def test_colours_have_contrast():
    """Text on white, and white on the marks, have a contrast of 4.5 or more (WCAG 2.2, 1.4.3)."""
    colours = dict(re.findall(r"--(\w+): (#\w{6})", STYLE.read_text(encoding="utf-8")))

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for ink, ground in (("ink", "#ffffff"), ("faint", "#ffffff"), ("blue", "#ffffff"), ("ink", colours["tint"])):
        assert (light(ground) + 0.05) / (light(colours[ink]) + 0.05) >= 4.5


def test_the_same_results_make_the_same_page(folder, page, tmp_path):
    """Written again, the page is the same to the byte."""
    write(as_run(folder), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_a_small_story_is_a_page_too(drawn, tmp_path):
    """One strategy on a drawn network, without a question: the name is the title, and no name of a person is told."""
    write(as_run(drawn), tmp_path / "story.html")
    found = Reader((tmp_path / "story.html").read_text(encoding="utf-8"))
    assert found.headings[0] == "mine"
    assert "nobody has a name" in found.text
    assert not [name for name in NAMES if name in found.text]


def test_a_chart_with_marks_of_any_kind_is_safe():
    """Marks in a chart that hold blanks, or tags, are renamed, and stand once; what they hold is gone."""
    svg = '<?xml version="1.0"?><svg width="9pt" viewBox="0 0 9 9"><g id="a b"/><use xlink:href="#a b"/></svg>'
    told = inline(svg.replace("<use", '<g id="a b"/><use'), "chart", 'says "x" & <y>')
    assert told == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="says &quot;x&quot; &amp; &lt;y&gt;"><g id="chart-0"/><g/>'
        '<use href="#chart-0"/></svg>'
    )
