"""Slides with a title, room for one chart, table or text, a line of small print, and speaker notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sim.reports.deck.fit import SPACING, fit
from sim.reports.story.wording import plain

POINT = 12_700
"""English metric units (the unit of office files) in a point."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float


class Deck:
    """A presentation that is written slide by slide."""

    def __init__(self, presentation: Any, *, own: bool) -> None:
        """`own`: whether layouts and colours are those of the user's template."""
        self._presentation, self._own = presentation, own
        self._width, self._height = presentation.slide_width / POINT, presentation.slide_height / POINT

    def first(self, title: str, lines: str, notes: str) -> None:
        """The opening slide: the question, and a few lines below it."""
        slide = self._slide("title")
        middle = Box(0.08 * self._width, 0.2 * self._height, 0.84 * self._width, 0.32 * self._height)
        self._title(slide, title, middle, largest=36)
        places = [place for place in slide.placeholders if place.placeholder_format.idx != 0]
        if self._own and places and places[0].height and places[0].height > 40 * POINT:
            # Where the template has its subtitle.
            subtitle = places.pop(0)
            width, height = subtitle.width / POINT - 16, subtitle.height / POINT - 8
            shown, size = fit(plain(lines), width, height, largest=20, smallest=8)
            _write(subtitle.text_frame, shown, size)
        else:
            below = Box(middle.left, 0.56 * self._height, middle.width, 0.26 * self._height)
            self.text(slide, lines, below, largest=18, smallest=10)
        for shape in places:
            shape._element.getparent().remove(shape._element)
        self._notes(slide, notes)

    def slide(self, title: str, notes: str, *, small: str = "") -> tuple[Any, Box]:
        """Adds a slide with a title, notes and small print; returns it with the box that is free for its content."""
        slide = self._slide("titleOnly")
        edge = 0.045 * self._width
        top = self._title(slide, title, Box(edge, 0.045 * self._height, self._width - 2 * edge, 0.15 * self._height))
        bottom = self._bottom(slide)
        if small:
            high = 0.065 * self._height
            self.text(slide, small, Box(edge, bottom - high, self._width - 2 * edge, high), largest=11, faint=True)
            bottom -= high + 4
        self._notes(slide, notes)
        return slide, Box(edge, top + 8, self._width - 2 * edge, bottom - top - 8)

    def text(
        self, slide: Any, text: str, box: Box, *, largest: float = 16, smallest: float = 7, faint: bool = False
    ) -> None:
        """A box of text, as large as fits."""
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

        shape = slide.shapes.add_textbox(*units(box))
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM if faint else MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        shown, size = fit(plain(text), box.width, box.height, largest=largest, smallest=smallest)
        _write(frame, shown, size, faint=faint)

    def _slide(self, kind: str) -> Any:
        slide = self._presentation.slides.add_slide(self._layout(kind))
        for shape in list(slide.placeholders):
            if kind != "title" and shape != slide.shapes.title and shape.placeholder_format.idx != 0:
                shape._element.getparent().remove(shape._element)
        return slide

    def _layout(self, kind: str) -> Any:
        # The layout of this kind; else one with only a title; else the one with the fewest placeholders.
        layouts = list(self._presentation.slide_layouts)
        named = [layout for layout in layouts if layout._element.get("type") == kind]
        titled = [layout for layout in layouts if 0 in (place.placeholder_format.idx for place in layout.placeholders)]
        return (named or sorted(titled or layouts, key=lambda layout: len(layout.placeholders)))[0]

    def _title(self, slide: Any, title: str, box: Box, *, largest: float = 26) -> float:
        # Puts the title into its placeholder, or into a box if the layout has none; returns where it ends.
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN

        shape = slide.shapes.title
        if shape is None:
            shape = slide.shapes.add_textbox(*units(box))
        elif self._own and shape.width and shape.height:
            # Where the template has it, unless it is too low for two lines or leaves no room below.
            placed = Box(*(value / POINT for value in (shape.left, shape.top, shape.width, shape.height)))
            keeps = placed.top + placed.height < 0.4 * self._height or largest > 26
            box = placed if keeps and placed.height >= 40 and placed.width >= 0.4 * self._width else box
        shape.left, shape.top, shape.width, shape.height = units(box)
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        shown, size = fit(plain(title), box.width - 16, box.height - 8, largest=largest, smallest=13, bold=True)
        _write(frame, shown, size, bold=True)
        if not self._own:
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE if largest == 26 else MSO_ANCHOR.BOTTOM
            frame.margin_left = 0
            for paragraph in frame.paragraphs:
                paragraph.alignment = PP_ALIGN.LEFT
        return box.top + box.height

    def _bottom(self, slide: Any) -> float:
        # Above the footer of the layout or its master.
        from pptx.enum.shapes import PP_PLACEHOLDER as KIND

        feet = (KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER)
        tops = [
            shape.top / POINT for shape in slide.slide_layout.placeholders
            if self._own and shape.placeholder_format.type in feet and (shape.top or 0) > 0.8 * POINT * self._height
        ]  # fmt: skip
        return min([0.965 * self._height, *tops])

    def _notes(self, slide: Any, notes: str) -> None:
        page = slide.notes_slide
        frame = page.notes_text_frame
        if frame is None:
            frame = page.shapes.add_textbox(*units(Box(40, 360, 460, 340))).text_frame
        frame.text = plain(notes)


def notes(say: Iterable[str], beware: Iterable[str]) -> str:
    """Speaker notes: what to say, and what not to claim."""
    parts = [("What to say", list(say)), ("What not to claim", list(beware))]
    return "\n\n".join("\n".join([heading, *(f"- {line}" for line in lines)]) for heading, lines in parts if lines)


def units(box: Box) -> tuple[int, int, int, int]:
    """Left, top, width and height of a box in English metric units."""
    return tuple(int(POINT * value) for value in (box.left, box.top, box.width, box.height))  # type: ignore[return-value]


def _write(frame: Any, text: str, size: float, *, bold: bool = False, faint: bool = False) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.util import Pt

    frame.text = text
    for paragraph in frame.paragraphs:
        paragraph.line_spacing = Pt(round(SPACING * 0.95 * size))
        paragraph.space_before = paragraph.space_after = Pt(0)
        for run in paragraph.runs:
            run.font.size = Pt(size)
            run.font.bold = bold or None
            if faint:
                run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
                run.font.color.brightness = 0.35
