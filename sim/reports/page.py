"""The story as one page: an HTML file that asks for nothing outside itself."""

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.reports.figures.pictures import Drawing, drawings
from sim.reports.run import AsRun
from sim.reports.story.chapters import Block, Chapter, Heading, Names, Picture, Points, Rows, Words, chapters
from sim.reports.story.story import Story, tell
from sim.reports.story.wording import plain

FEW = 8
"""More names than this are set in columns, if there is room."""

STYLE = Path(__file__).with_name("page.css")


def write(run: AsRun, file: Path) -> None:
    """Write the story of a folder of results as one HTML file. Raises InputError if its runs cannot be read."""
    story, charts = tell(run.results, run.manifest), drawings(run.results, "svg")
    file.write_text(page(story, charts), encoding="utf-8")


def page(story: Story, charts: Mapping[str, Drawing]) -> str:
    """The story with its charts (SVG) as HTML; names and questions are escaped, so that they are always text."""
    parts = chapters(story, charts)
    title = safe(story.question or story.name)
    links = " ".join(f'<a href="#{chapter.key}">{safe(chapter.title)}</a>' for chapter in parts)
    body = "\n".join(_chapter(chapter, charts) for chapter in parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<header>
<p class="name">{safe(story.name)}</p>
<h1>{title}</h1>
<nav aria-label="Chapters">{links}</nav>
</header>
<main>
{body}
</main>
</body>
</html>
"""


def safe(text: str) -> str:
    """Text as it can stand in HTML, between tags and in attributes."""
    return html.escape(plain(text))


def _chapter(chapter: Chapter, charts: Mapping[str, Drawing]) -> str:
    body = "\n".join(line for block in chapter.blocks for line in _block(block, charts))
    title = f'<h2 id="{chapter.key}-title">{safe(chapter.title)}</h2>'
    return f'<section id="{chapter.key}" aria-labelledby="{chapter.key}-title">\n{title}\n{body}\n</section>'


def _block(block: Block, charts: Mapping[str, Drawing]) -> Iterator[str]:
    match block:
        case Words(text, weighty):
            yield f'<p class="weighty">{safe(text)}</p>' if weighty else f"<p>{safe(text)}</p>"
        case Points(items):
            yield "<ul>" + "".join(f"<li>{safe(item)}</li>" for item in items) + "</ul>"
        case Heading(text, mark, note):
            badge = f' <span class="mark">{safe(mark)}</span>' if mark else ""
            yield f"<h3>{safe(text)}{badge}</h3>"
            if note:
                yield f'<p class="note">{safe(note)}</p>'
        case Names(people):
            rows = (
                f'<li><bdi>{safe(name)}</bdi> <span class="note">{safe(often)}</span></li>' for name, often in people
            )
            yield f'<ol class="{"names" if len(people) > FEW else "few"}">{"".join(rows)}</ol>'
        case Rows():
            yield from _table(block)
        case Picture(name):
            drawing = charts[name]
            yield f'<figure tabindex="0">{inline(drawing.content.decode(), name, drawing.says)}</figure>'


def _table(table: Rows) -> Iterator[str]:
    head = "".join(f'<th scope="col">{safe(cell)}</th>' for cell in table.head)
    yield f"<table><caption>{safe(table.title)}</caption>"
    yield f"<thead><tr>{head}</tr></thead><tbody>"
    for first, *others in table.rows:
        cells = "".join(_cell(cell) for cell in others)
        words, _, values = safe(first).partition("\n")
        below = f'<br><span class="note">{values}</span>' if values else ""
        yield f'<tr><th scope="row">{words}{below}</th>{cells}</tr>'
    yield "</tbody></table>"


def _cell(text: str) -> str:
    grade = f' class="grade grade-{text}"' if text in ("A", "B", "C") else ""
    return f"<td{grade}>{safe(text)}</td>"


MARK = r'\sid="([^"]*)"'


def inline(svg: str, name: str, says: str) -> str:
    """An SVG file of a chart as a part of a page: as wide as there is room, with `says` in place of the picture.

    Its ids are prefixed with `name`, so that those of several charts differ; it has no links outside.
    """
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    head, _, rest = svg.partition(">")
    box = re.search(r'viewBox="[-\d. ]+"', head)
    marks = {mark: f"{name}-{number}" for number, mark in enumerate(dict.fromkeys(re.findall(MARK, rest)))}
    # If an id occurs twice, it is of the same thing.
    new = {mark: f' id="{own}"' for mark, own in marks.items()}
    rest = re.sub(MARK, lambda match: new.pop(match[1], ""), rest)
    rest = re.sub(r'xlink:href="#([^"]*)"', lambda match: f'href="#{marks[match[1]]}"', rest)
    rest = re.sub(r"url\(#([^)]*)\)", lambda match: f"url(#{marks[match[1]]})", rest)
    return f'<svg {box[0] if box else ""} role="img" aria-label="{safe(says)}">{rest.strip()}'
