"""The story as a PDF: the same words and charts, in pages that can be printed."""

import subprocess
import sys
from io import BytesIO

import pytest
from told import LONG, SCRIPT, run

from sim.reports import paper
from sim.reports.figures.gallery import drawable
from sim.reports.story.as_run import as_run
from sim.reports.story.story import story
from sim.results import results


@pytest.fixture(scope="module")
def pages(folder, tmp_path_factory):
    """The paper of results that have everything, read by pypdf."""
    from pypdf import PdfReader

    file = tmp_path_factory.mktemp("paper") / "story.pdf"
    paper.write(as_run(folder), file)
    return PdfReader(BytesIO(file.read_bytes()))


def words(pages) -> str:
    """All that is written on the pages, without what separates it: lines break anywhere."""
    return "".join("".join(page.extract_text().split()) for page in pages.pages)


def test_the_paper_has_the_words_of_the_story(pages, folder):
    """Everything that the story tells stands on the pages, whatever letters it is written in."""
    told, text = story(folder), words(pages)
    sentences = [
        told.question, told.answer, told.hedge, *(outcome.reaches[1:] for outcome in told.outcomes),
        *(line for finding in told.findings for line in finding.lines),
        *(name for guests in told.guests for name, _ in guests.names),
        *(one.why for one in told.assumptions), *(value for _, value in told.made if len(value) < 60), *told.limits,
    ]  # fmt: skip
    for sentence in sentences:
        # A line may break, and the foot of a page may stand, in the middle of it: its words are looked for.
        assert all(word in text for word in sentence.split()), sentence
    assert "".join(SCRIPT.split()) in text
    assert "".join(LONG.split()) in text


def test_the_paper_has_all_charts_on_pages_of_a4(pages, folder):
    """As many pictures as the folder has charts, none wider than the page, on pages of 210 by 297 mm."""
    pictures = sum(len(page.images) for page in pages.pages)
    assert pictures == len(drawable(results.read(folder)))
    assert all([round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297] for page in pages.pages)


def test_the_paper_says_what_it_is(pages):
    """Title, language and a list of contents with all chapters are there for readers of PDF."""
    assert pages.metadata.title == "Whom to invite first: <b>those asked most</b>, or the keen?"
    assert pages.trailer["/Root"]["/Lang"] == "en"
    titles = [entry.title for entry in pages.outline]
    assert titles == ["The answer", "How sure is that?", "Who to invite", "What it assumes", "How it was made"]


def test_the_same_results_make_the_same_paper(drawn, tmp_path):
    """Written twice, the PDF is the same to the byte; a single strategy without a question makes one too."""
    for name in ("one.pdf", "two.pdf"):
        paper.write(as_run(drawn), tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_charts_higher_than_a_page_fit_on_one(tmp_path):
    """Twenty strategies make charts that are higher than a page: they are made smaller, and none is left out."""
    from pypdf import PdfReader

    labels = ", ".join(f"{{name: random, label: {LONG.replace(',', '')} {number}}}" for number in range(20))
    text = (
        "network: {generate: ring, people: 40, ties: 4}\ninfluence: {contagion: {rate: 0.4}}\nseeds: {count: 2}\n"
        f"strategies: [{labels}]\nsteps: 5\nruns: 6\n"
    )
    folder = run(tmp_path, text)
    paper.write(as_run(folder), tmp_path / "story.pdf")
    pages = PdfReader(tmp_path / "story.pdf").pages
    assert sum(len(page.images) for page in pages) == len(drawable(results.read(folder)))
    assert max(image.image.height / image.image.width for page in pages for image in page.images) > 1.5


def test_what_draws_is_loaded_by_what_draws_only():
    """Telling the story loads neither matplotlib nor reportlab, and the paper's module no reportlab."""
    code = "import sys, sim.reports.story.story; a = set(sys.modules); import sim.reports.paper; "
    code += "print({*a} & {'matplotlib'}, "
    code += "{*sys.modules} & {'reportlab'})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set() set()"
