"""The story as a PDF for printing, with the words and the charts of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.reports.figures.lettering import FAINT, INK, LINE, line, styles
from sim.reports.figures.pictures import Drawing, drawings
from sim.reports.run import AsRun
from sim.reports.story.chapters import Block, Heading, Names, Picture, Points, Rows, Words, chapters
from sim.reports.story.story import Story, tell
from sim.reports.story.wording import plain

if TYPE_CHECKING:
    from reportlab.platypus import Flowable, Paragraph

MARGIN = 51
"""The margin on all sides of a page of A4, in points."""

PADDING = 6
"""Points that reportlab leaves free inside the margin."""


def write(run: AsRun, file: Path) -> None:
    """Write the story of a folder of results as a PDF. Raises InputError if its runs cannot be read."""
    story = tell(run.results, run.manifest)
    file.write_bytes(paper(story, drawings(run.results, "png")))


def paper(story: Story, charts: Mapping[str, Drawing]) -> bytes:
    """The story with its charts (PNG) as a PDF of A4 pages; the same bytes each time."""
    from reportlab.platypus import SimpleDocTemplate

    title, file = plain(story.question or story.name), BytesIO()
    document = SimpleDocTemplate(
        file, title=title, author="groundswell", subject=plain(story.name), lang="en", invariant=1, pageCompression=1,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip
    sheet = styles()
    flow = [line(story.name, sheet["note"]), line(title, sheet["title"])]
    size = document.width - 2 * PADDING, document.height - 2 * PADDING
    for chapter in chapters(story, charts):
        flow.append(line(chapter.title, sheet["chapter"]))
        flow += [piece for block in chapter.blocks for piece in _block(block, charts, sheet, size)]
    # Chapters are bookmarks in the outline that PDF readers show.
    document.afterFlowable = partial(_bookmark, document)
    foot = partial(_foot, line(story.name, sheet["foot"]))
    document.build(flow, onFirstPage=foot, onLaterPages=foot)
    return file.getvalue()


def _bookmark(document: Any, flowable: Any) -> None:
    if getattr(flowable, "style", None) is not None and flowable.style.name == "chapter":
        title = flowable.getPlainText()
        document.canv.bookmarkPage(title)
        document.canv.addOutlineEntry(title, title, 0)


def _foot(name: Paragraph, canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont("plain", 7.5)
    canvas.setFillColor(FAINT)
    canvas.drawRightString(document.leftMargin + document.width, MARGIN / 2, str(document.page))
    _, height = name.wrap(document.width - 40, MARGIN)
    name.drawOn(canvas, document.leftMargin, MARGIN / 2 - 2 if height < 12 else MARGIN / 2 - height / 2)
    canvas.restoreState()


def _block(
    block: Block, charts: Mapping[str, Drawing], sheet: Mapping[str, Any], size: tuple[float, float]
) -> Iterator[Flowable]:
    from reportlab.platypus import Image

    match block:
        case Words(text, weighty):
            yield line(text, sheet["weighty" if weighty else "text"])
        case Points(items):
            yield from (line(item, sheet["item"], bullet="•") for item in items)
        case Heading(text, mark, note):
            yield line(text, sheet["heading"], mark)
            if note:
                yield line(note, sheet["under"])
        case Names(people):
            for place, (name, often) in enumerate(people, 1):
                yield line(name, sheet["name"], often, bullet=f"{place}.")
        case Rows():
            yield _table(block, sheet, size[0])
        case Picture(name):
            image = Image(BytesIO(charts[name].content))
            # A chart higher than a page is scaled down, below the width of the page.
            scale = min(size[0] / image.imageWidth, size[1] / image.imageHeight)
            yield Image(BytesIO(charts[name].content), scale * image.imageWidth, scale * image.imageHeight)


def _table(table: Rows, sheet: Mapping[str, Any], width: float) -> Flowable:
    from reportlab.platypus import Table

    shares = (0.3, 0.7) if len(table.head) == 2 else (0.42, 0.13, 0.45)
    head = [line(cell, sheet["head"]) for cell in table.head]
    cells = [[_cell(cell, sheet) for cell in row] for row in table.rows]
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
    ]
    return Table([head, *cells], [share * width for share in shares], repeatRows=1, style=look)


def _cell(text: str, sheet: Mapping[str, Any]) -> list[Flowable]:
    words, _, values = text.partition("\n")
    return [line(words, sheet["cell"]), *([line(values, sheet["under"])] if values else [])]
