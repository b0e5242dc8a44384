"""Tables on slides: as many rows as there is room for, the rest on further slides."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.reports.deck.fit import tall
from sim.reports.deck.page import POINT, Box, units

SIZE = 12
"""The size of text in tables, in points."""

MARGIN = 6
"""Space around the text of a cell, in points, both sides together."""

Rows = Sequence[tuple[str, ...]]


def first(rows: Rows, shares: Sequence[float], box: Box) -> Rows:
    """The first rows of a table that fit into a box, its heading and at least one more.

    `shares`: the width of each column, as a share of the whole.
    """
    left, many = box.height, 0
    for row in rows:
        left -= _high(row, shares, box.width)
        if left < 0 and many > 1:
            break
        many += 1
    return rows[:many]


def add(slide: Any, box: Box, rows: Rows, shares: Sequence[float]) -> None:
    """Put a table on a slide, its first row as heading."""
    from pptx.util import Pt

    heights = [_high(row, shares, box.width) for row in rows]
    frame = slide.shapes.add_table(len(rows), len(shares), *units(replace(box, height=sum(heights))))
    for column, share in zip(frame.table.columns, shares, strict=True):
        column.width = int(POINT * share * box.width)
    for row, cells, height in zip(frame.table.rows, rows, heights, strict=True):
        row.height = int(POINT * height)
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
            cell.margin_left = cell.margin_right = Pt(MARGIN)
            cell.margin_top = cell.margin_bottom = Pt(MARGIN / 2)
            for paragraph in cell.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(SIZE)


def _high(row: tuple[str, ...], shares: Sequence[float], width: float) -> float:
    return MARGIN + max(
        tall(text, share * width - 2 * MARGIN, size=SIZE) for text, share in zip(row, shares, strict=True)
    )
