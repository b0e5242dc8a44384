"""The presentation to begin with: a plain wide one, or the user's template."""

import io
import zipfile
from pathlib import Path
from typing import Any

from sim.drawing.style import OKABE_ITO
from sim.ground import contents
from sim.ground.faults import Fault, InputError
from sim.reports.deck.archive import repacked

ACCENTS = 6
"""Colours that a theme has for series."""

WIDE = 12_192_000
"""The width of a slide of 16:9, in English metric units; it is 6,858,000 high."""


LARGEST, UNPACKED = 200_000_000, 1_000_000_000
"""The most bytes of a template, packed and unpacked: pictures are large, but more than this is no template."""

SMALLEST, WIDEST = 914_400, 51_206_400
"""The least and the greatest width and height of slides, in English metric units (ISO/IEC 29500, slide size)."""


def opened(template: Path | None) -> Any:
    """A presentation without slides: with the layouts and colours of the template, if there is one.

    Raises sim.ground.faults.InputError if it cannot be read as one.
    """
    from pptx import Presentation

    if template is None:
        return _plain()
    presentation = Presentation(io.BytesIO(checked(template)))
    _without_slides(presentation)
    return presentation


def checked(template: Path) -> bytes:
    """The bytes of a template, as a presentation whose layouts serve. Raises InputError if they do not."""
    content = contents.content(template, most=LARGEST)
    try:
        presentation = _as_presentation(content)
        _rehearse(presentation)
    except Exception:
        # This reads a user's file with a library that may raise any error over it; the user can only take another file.
        message = "is no presentation (.pptx or .potx) that can be read; save it again from your office"
        raise InputError([Fault(str(template), 1, message)]) from None
    return presentation


def _rehearse(content: bytes) -> None:
    # The library parses parts when they are first used, so all that slides use later is used here.
    from pptx import Presentation

    presentation = Presentation(io.BytesIO(content))
    _without_slides(presentation)
    if not all(SMALLEST <= (size or 0) <= WIDEST for size in (presentation.slide_width, presentation.slide_height)):
        raise ValueError("slides of no size that an office knows")
    layouts = list(presentation.slide_layouts)
    if not layouts:
        raise ValueError("no layouts")
    for layout in layouts:
        slide = presentation.slides.add_slide(layout)
        for shape in (*layout.placeholders, *slide.placeholders):
            _ = shape.placeholder_format.idx, shape.placeholder_format.type
            _ = [value + 0 for value in (shape.left, shape.top, shape.width, shape.height) if value is not None]
        for shape in list(slide.placeholders):
            if shape.placeholder_format.idx == 0:
                shape.text_frame.text = "Title"
        slide.shapes.add_textbox(0, 0, SMALLEST, SMALLEST).text_frame.text = "Text"
        _ = slide.notes_slide.notes_text_frame
    presentation.core_properties.title = "Title"
    presentation.save(io.BytesIO())


def _plain() -> Any:
    # The presentation that comes with python-pptx, made wide, in the colours of the charts.
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE as KIND
    from pptx.util import Emu

    presentation = Presentation()
    wider = WIDE / (presentation.slide_width or WIDE)
    presentation.slide_width = Emu(WIDE)
    master = presentation.slide_master
    for page in (master, *presentation.slide_layouts):
        for shape in page.shapes:
            if shape._element.xpath("./p:spPr/a:xfrm"):
                shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
    theme = master.part.part_related_by(KIND.THEME)
    text = theme.blob.decode("utf-8")
    for number in range(ACCENTS):
        start = text.index(f"<a:accent{number + 1}>")
        value = text.index('val="', start) + 5
        text = text[:value] + OKABE_ITO[number][1:] + text[value + 6 :]
    # A font that every office program has, or one of the same widths.
    theme.blob = text.replace('<a:latin typeface="Calibri"/>', '<a:latin typeface="Arial"/>').encode("utf-8")
    _band(master)
    return presentation


def _as_presentation(content: bytes) -> bytes:
    # A template file (.potx) is a presentation with another content type.
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED:
            raise ValueError("unpacks to more than any template")

    def renamed(name: str, part: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return part
        return part.replace(b"presentationml.template.main+xml", b"presentationml.presentation.main+xml")

    return repacked(content, renamed)


def _without_slides(presentation: Any) -> None:
    listed = presentation.slides._sldIdLst
    for entry in list(listed):
        presentation.part.drop_rel(entry.rId)
        listed.remove(entry)


def _band(master: Any) -> None:
    # A line of colour along the top of every slide.
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    band = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{WIDE}" cy="101600"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )
    master.shapes._spTree.insert(2, band)
