"""A message as a sheet where no office draws a chart for it: what it says, and its picture."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from sim.reports.sheets.chart import heading
from sim.reports.sheets.looks import Looks
from sim.reports.telling.message import Message

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LETTERS = 110
"""Of a line of text."""


def write(sheet: Worksheet, looks: Looks, message: Message, picture: bytes | None) -> None:
    """Write the message: title, caption, its sentences, and below them the picture (PNG), if there is one."""
    heading(sheet, looks, message)
    sheet.freeze_panes(2, 0)
    row = 3
    for line in message.say:
        sheet.write_string(row, 0, line, looks.words)
        sheet.set_row(row, 15.5 * math.ceil(len(line) / LETTERS) + 2)
        row += 1
    if picture is not None:
        look = {"image_data": io.BytesIO(picture), "description": f"{message.title}. {message.caption}"}
        sheet.insert_image(row + 1, 0, f"{message.picture}.png", look)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
