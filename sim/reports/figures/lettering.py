"""The typography of the PDF: its fonts, and the style of each kind of text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from sim.drawing import style
from sim.reports.story.wording import plain

if TYPE_CHECKING:
    from reportlab.platypus import Paragraph

INK, FAINT, BLUE, TINT, LINE = "#1d2733", "#55606c", "#00568a", "#eef4f9", "#d5dbe1"


def styles() -> dict[str, Any]:
    """Styles of paragraphs by kind of text, in the fonts of the charts, which have more letters than most."""
    from reportlab.lib.styles import ParagraphStyle

    _register()
    own = partial(
        ParagraphStyle,
        fontName="plain",
        bulletFontName="plain",
        fontSize=9,
        leading=13,
        textColor=INK,
        splitLongWords=1,
    )
    bold = partial(own, fontName="bold", keepWithNext=1)
    faint = partial(own, fontSize=7.5, leading=10.5, textColor=FAINT)
    return {
        "text": own("text", spaceAfter=6),
        "note": faint("note", spaceAfter=4),
        "foot": faint("foot"),
        "title": own("title", fontName="bold", fontSize=18, leading=23, spaceAfter=8),
        "chapter": bold("chapter", fontSize=13.5, leading=18, spaceBefore=16, spaceAfter=6, textColor=BLUE),
        "heading": bold("heading", fontSize=10, leading=14, spaceBefore=8, spaceAfter=2),
        "under": faint("under", spaceAfter=3, keepWithNext=1),
        "weighty": own(
            "weighty", fontName="bold", fontSize=11.5, leading=16, backColor=TINT, borderPadding=8, spaceBefore=8,
            spaceAfter=14, leftIndent=8, rightIndent=8,
        ),
        "item": own("item", spaceAfter=3, leftIndent=12),
        "name": own("name", spaceAfter=2, leftIndent=26),
        "cell": own("cell", fontSize=7.5, leading=10.5),
        "head": own("head", fontName="bold", fontSize=7.5, leading=10.5),
    }  # fmt: skip


def line(text: str, look: Any, after: str = "", *, bullet: str | None = None) -> Paragraph:
    """A paragraph with a text taken literally; `after` follows in grey, `bullet` goes before.

    `look`: one of `styles()`.
    """
    from reportlab.platypus import Paragraph

    grey = f' <font name="plain" size="7.5" color="{FAINT}">{_lettered(after, "plain")}</font>' if after else ""
    return Paragraph(f"{_lettered(text, look.fontName)}{grey}", look, bulletText=bullet)


def _lettered(text: str, font: str) -> str:
    # Letters that the font lacks are set in one that has them.
    letters = ((letter, _font_of(letter, font)) for letter in plain(text))
    pieces: Iterator[tuple[str, Any]] = groupby(letters, key=lambda pair: pair[1])
    words = [(name, escape("".join(letter for letter, _ in group))) for name, group in pieces]
    return "".join(word if name == font else f'<font name="{name}">{word}</font>' for name, word in words)


def _font_of(letter: str, usual: str) -> str:
    from reportlab.pdfbase import pdfmetrics

    fonts = (usual, *(name for name in style.FURTHER_FONTS if name in pdfmetrics.getRegisteredFontNames()))
    return next((name for name in fonts if ord(letter) in pdfmetrics.getFont(name).face.charToGlyph), usual)


def _register() -> None:
    # The fonts of charts; other installed fonts only if they are of a kind that our PDF can embed.
    from matplotlib import font_manager
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    for name, weight in (("plain", "normal"), ("bold", "bold")):
        usual = font_manager.FontProperties(family=style.SETTINGS["font.family"], weight=weight)
        pdfmetrics.registerFont(TTFont(name, font_manager.findfont(usual)))
    pdfmetrics.registerFontFamily("plain", normal="plain", bold="bold", italic="plain", boldItalic="bold")
    for font in font_manager.fontManager.ttflist:
        if font.name in style.FURTHER_FONTS and font.name not in pdfmetrics.getRegisteredFontNames():
            try:
                pdfmetrics.registerFont(TTFont(font.name, font.fname))
            except TTFError:
                continue
