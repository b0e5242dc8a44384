"""A message as a sheet: its sentence with an editable chart and the numbers behind it, or with a picture."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sim.reports.sheets.looks import Looks
from sim.reports.telling.grid import DASHES, Axis, Grid, Place, across, colours, grid, up
from sim.reports.telling.message import Chart, Form, Message, Series

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

TOP, LEFT = 2, 2
"""Where the numbers begin: the row of their headings, and their first column."""

WIDE = 118
"""The width of the column with title and chart, in letters; in pixels seven times as much."""

KINDS: dict[str, dict[str, str]] = {
    "lines": {"type": "line"},
    "bars": {"type": "bar"},
    "stack": {"type": "bar", "subtype": "percent_stacked"},
    "areas": {"type": "area", "subtype": "stacked"},
    "points": {"type": "scatter"},
}

SHORT_DASHES = {"solid": "solid", "dash": "dash", "sysDot": "round_dot", "dashDot": "dash_dot", "sysDash": "square_dot"}
SHORT_DASHES |= {"lgDashDotDot": "long_dash_dot_dot"}


LETTERS = 110
"""Characters in a line of text, at most."""


def write(book: Workbook, sheet: Worksheet, looks: Looks, message: Message, picture: bytes | None) -> None:
    """Write the message: title, caption and chart; or, without an editable chart, its sentences and `picture` (PNG).

    The chart is at the left, its numbers at the right with headings that stay in sight.
    """
    sheet.set_column(0, 0, WIDE)
    for row, text, look, letters, height in (
        (0, message.title, looks.title, 88, 19),
        (1, message.caption, looks.faint, 135, 13),
    ):
        sheet.write_string(row, 0, text, look)
        sheet.set_row(row, height * math.ceil(len(text) / letters) + 2)
    if message.chart is None:
        _say(sheet, looks, message, picture)
    else:
        _draw(book, sheet, looks, message.chart)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _say(sheet: Worksheet, looks: Looks, message: Message, picture: bytes | None) -> None:
    sheet.freeze_panes(2, 0)
    row = 3
    for line in message.say:
        sheet.write_string(row, 0, line, looks.words)
        sheet.set_row(row, 15.5 * math.ceil(len(line) / LETTERS) + 2)
        row += 1
    if picture is not None:
        look = {"image_data": BytesIO(picture), "description": f"{message.title}. {message.caption}"}
        sheet.insert_image(row + 1, 0, f"{message.picture}.png", look)


def _draw(book: Workbook, sheet: Worksheet, looks: Looks, chart: Chart) -> None:
    cells = grid(chart)
    sheet.set_column(1, 1, 2)
    _numbers(sheet, looks, cells, chart.form)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.insert_chart(TOP + 1, 0, _chart(book, sheet.get_name(), chart, cells), {"x_offset": 4, "y_offset": 8})
    # Only the chart is printed: its numbers are also in the sheets of the tables.
    sheet.print_area(0, 0, TOP + 2 + _height(chart) // 20, 0)


def _numbers(sheet: Worksheet, looks: Looks, cells: Grid, form: str) -> None:
    beside = {place.across for place in cells.places} - {None}
    for place, (heading, column) in enumerate(zip(cells.headings, cells.columns, strict=True)):
        words = [len(value) for value in column if isinstance(value, str)]
        sheet.write_string(TOP, LEFT + place, heading, looks.heading if words else looks.number_heading)
        steps = place < cells.places[0].values and not beside
        own = "count" if steps else "number" if place in beside else form
        for row, value in enumerate(column):
            looks.cell(sheet, TOP + 1 + row, LEFT + place, value, own)
        sheet.set_column(LEFT + place, LEFT + place, min(46, max([16, *words])) + 1)
    longest = max(len(heading) for heading in cells.headings)
    sheet.set_row(TOP, 16 * min(3, math.ceil(longest / 15)) + 4)


def _chart(book: Workbook, sheet: str, chart: Chart, cells: Grid) -> Any:
    native = book.add_chart(KINDS[chart.kind])
    bands: list[int] = []
    for series, place in zip(chart.series, cells.places, strict=True):
        native.add_series(_series(sheet, chart, cells, series, place))
    if chart.kind == "lines":
        for series, place in zip(chart.series, cells.places, strict=True):
            for end in place.ends or ():
                bands.append(len(chart.series) + len(bands))
                native.add_series(_edge(sheet, cells, series, end))
    _axes(native, chart)
    many = len(chart.series) > 1
    native.set_title({"none": True})
    native.set_legend({"position": "bottom", "delete_series": bands} if many else {"none": True})
    native.set_size({"width": WIDE * 7 - 10, "height": _height(chart)})
    native.show_blanks_as("gap")
    return native


def _height(chart: Chart) -> int:
    bars = len(chart.categories) * (1 if chart.kind == "stack" else len(chart.series))
    rows = bars if chart.kind in ("bars", "stack") else 0
    return max(430, min(1000, 150 + 26 * rows + 16 * len(chart.series)))


def _series(sheet: str, chart: Chart, cells: Grid, series: Series, place: Place) -> dict[str, Any]:
    colour, inside = colours(series)
    options: dict[str, Any] = {
        "name": [sheet, TOP, LEFT + place.values],
        "values": _range(sheet, place.values, series),
        "categories": _range(sheet, 0 if place.across is None else place.across, series),
    }
    if place.lengths is not None and chart.kind != "lines":
        options["y_error_bars"] = _whiskers(sheet, series, place.lengths)
    if place.beside is not None:
        options["x_error_bars"] = _whiskers(sheet, series, place.beside)
    dash = SHORT_DASHES[DASHES[series.look % len(DASHES)]]
    line = {"color": colour, "width": 2.25, "dash_type": dash}
    if chart.kind == "points":
        marker = {
            "type": "square" if not series.joined else "circle",
            "size": 8,
            "fill": {"color": inside},
            "border": {"color": colour},
        }
        return options | {"marker": marker, "line": line if series.joined else {"none": True}}
    if chart.kind == "lines":
        return options | {"line": line, "marker": {"type": "none"}}
    return options | {"fill": {"color": colour}, "border": {"color": "white"}, "gap": 60}


def _whiskers(sheet: str, series: Series, lengths: tuple[int, int]) -> dict[str, Any]:
    down, up = (_formula(sheet, column, series) for column in lengths)
    look = {"color": "#444444", "width": 1}
    return {"type": "custom", "minus_values": down, "plus_values": up, "line": look}


def _edge(sheet: str, cells: Grid, series: Series, column: int) -> dict[str, Any]:
    return {
        "name": [sheet, TOP, LEFT + column],
        "values": _range(sheet, column, series),
        "categories": _range(sheet, 0, series),
        "line": {"color": colours(series)[0], "width": 0.75, "dash_type": "square_dot"},
        "marker": {"type": "none"},
    }


def _range(sheet: str, column: int, series: Series) -> list[Any]:
    return [sheet, TOP + 1, LEFT + column, TOP + len(series.values), LEFT + column]


def _formula(sheet: str, column: int, series: Series) -> str:
    from xlsxwriter.utility import xl_range_formula

    return str(xl_range_formula(*_range(sheet, column, series)))


def _axes(native: Any, chart: Chart) -> None:
    grey: dict[str, Any] = {
        "line": {"color": "#999999"},
        "major_tick_mark": "none",
        "num_font": {"color": "#444444", "size": 10},
    }
    grid_line = {"visible": True, "line": {"color": "#E3E3E3", "width": 0.75}}
    title = {"name_font": {"bold": False, "size": 10, "color": "#444444"}}
    value = grey | title | _span(up(chart), chart.form) | {"name": chart.up, "major_gridlines": grid_line}
    other = grey | title | {"name": chart.across, "major_gridlines": {"visible": False}, "label_position": "low"}
    if chart.kind in ("bars", "stack"):
        # For horizontal bars: the first on top, but the axis of values still below them.
        other, value = value | {"label_position": "high"}, other | {"reverse": True}
    if chart.kind in ("lines", "areas"):
        other |= {"interval_unit": max(1, len(chart.categories) // 10), "position_axis": "on_tick"}
    if chart.kind == "points":
        other |= _span(across(chart), "number") | {"crossing": "min"}
        value |= {"label_position": "low", "crossing": "min"}
    native.set_x_axis(other)
    native.set_y_axis(value)


def _span(axis: Axis, form: Form) -> dict[str, Any]:
    return {"min": axis.low, "max": axis.high, "major_unit": axis.step, "num_format": axis.code(form)}
