"""A message as a sheet: what it says, a chart that can be edited, and the numbers behind it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.reports.sheets.looks import Looks
from sim.reports.telling.grid import DASHES, Axis, Grid, Place, across, colours, grid, up
from sim.reports.telling.message import Chart, Form, Message, Series

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

TOP, LEFT = 2, 2
"""Where the numbers begin: their headings stand in this row, their first column is this."""

WIDE = 118
"""Letters: the width of the column in which title and chart stand; in pixels, seven times as much."""

KINDS: dict[str, dict[str, str]] = {
    "lines": {"type": "line"},
    "bars": {"type": "bar"},
    "stack": {"type": "bar", "subtype": "percent_stacked"},
    "areas": {"type": "area", "subtype": "stacked"},
    "points": {"type": "scatter"},
}

SHORT_DASHES = {"solid": "solid", "dash": "dash", "sysDot": "round_dot", "dashDot": "dash_dot", "sysDash": "square_dot"}
SHORT_DASHES |= {"lgDashDotDot": "long_dash_dot_dot"}


def write(book: Workbook, sheet: Worksheet, looks: Looks, message: Message) -> None:
    """Write the message: title, caption, chart at the left, numbers at the right with headings that stay in sight."""
    chart = message.chart
    assert chart is not None
    cells = grid(chart)
    sheet.set_column(1, 1, 2)
    heading(sheet, looks, message)
    _numbers(sheet, looks, cells, chart.form)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.insert_chart(TOP + 1, 0, _chart(book, sheet.get_name(), chart, cells), {"x_offset": 4, "y_offset": 8})
    # On paper the chart alone: its numbers stand in the sheets of the tables.
    sheet.print_area(0, 0, TOP + 2 + _height(chart) // 20, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def heading(sheet: Worksheet, looks: Looks, message: Message) -> None:
    """Write title and caption of a message into the first rows of a wide first column."""
    sheet.set_column(0, 0, WIDE)
    for row, text, look, letters, height in (
        (0, message.title, looks.title, 88, 19),
        (1, message.caption, looks.faint, 135, 13),
    ):
        sheet.write_string(row, 0, text, look)
        sheet.set_row(row, height * math.ceil(len(text) / letters) + 2)


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
    made = book.add_chart(KINDS[chart.kind])
    bands: list[int] = []
    for one, place in zip(chart.series, cells.places, strict=True):
        made.add_series(_series(sheet, chart, cells, one, place))
    if chart.kind == "lines":
        for one, place in zip(chart.series, cells.places, strict=True):
            for end in place.ends or ():
                bands.append(len(chart.series) + len(bands))
                made.add_series(_edge(sheet, cells, one, end))
    _axes(made, chart)
    many = len(chart.series) > 1
    made.set_title({"none": True})
    made.set_legend({"position": "bottom", "delete_series": bands} if many else {"none": True})
    made.set_size({"width": WIDE * 7 - 10, "height": _height(chart)})
    made.show_blanks_as("gap")
    return made


def _height(chart: Chart) -> int:
    bars = len(chart.categories) * (1 if chart.kind == "stack" else len(chart.series))
    rows = bars if chart.kind in ("bars", "stack") else 0
    return max(430, min(1000, 150 + 26 * rows + 16 * len(chart.series)))


def _series(sheet: str, chart: Chart, cells: Grid, one: Series, place: Place) -> dict[str, Any]:
    colour, inside = colours(one)
    found: dict[str, Any] = {
        "name": [sheet, TOP, LEFT + place.values],
        "values": _range(sheet, place.values, one),
        "categories": _range(sheet, 0 if place.across is None else place.across, one),
    }
    if place.lengths is not None and chart.kind != "lines":
        found["y_error_bars"] = _whiskers(sheet, one, place.lengths)
    if place.beside is not None:
        found["x_error_bars"] = _whiskers(sheet, one, place.beside)
    dash = SHORT_DASHES[DASHES[one.look % len(DASHES)]]
    line = {"color": colour, "width": 2.25, "dash_type": dash}
    if chart.kind == "points":
        marker = {
            "type": "square" if not one.joined else "circle",
            "size": 8,
            "fill": {"color": inside},
            "border": {"color": colour},
        }
        return found | {"marker": marker, "line": line if one.joined else {"none": True}}
    if chart.kind == "lines":
        return found | {"line": line, "marker": {"type": "none"}}
    return found | {"fill": {"color": colour}, "border": {"color": "white"}, "gap": 60}


def _whiskers(sheet: str, one: Series, lengths: tuple[int, int]) -> dict[str, Any]:
    down, up = (_formula(sheet, column, one) for column in lengths)
    look = {"color": "#444444", "width": 1}
    return {"type": "custom", "minus_values": down, "plus_values": up, "line": look}


def _edge(sheet: str, cells: Grid, one: Series, column: int) -> dict[str, Any]:
    return {
        "name": [sheet, TOP, LEFT + column],
        "values": _range(sheet, column, one),
        "categories": _range(sheet, 0, one),
        "line": {"color": colours(one)[0], "width": 0.75, "dash_type": "square_dot"},
        "marker": {"type": "none"},
    }


def _range(sheet: str, column: int, one: Series) -> list[Any]:
    return [sheet, TOP + 1, LEFT + column, TOP + len(one.values), LEFT + column]


def _formula(sheet: str, column: int, one: Series) -> str:
    from xlsxwriter.utility import xl_range_formula

    return str(xl_range_formula(*_range(sheet, column, one)))


def _axes(made: Any, chart: Chart) -> None:
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
        # Bars lie: the first on top, and the axis of values below them all the same.
        other, value = value | {"label_position": "high"}, other | {"reverse": True}
    if chart.kind in ("lines", "areas"):
        other |= {"interval_unit": max(1, len(chart.categories) // 10), "position_axis": "on_tick"}
    if chart.kind == "points":
        other |= _span(across(chart), "number") | {"crossing": "min"}
        value |= {"label_position": "low", "crossing": "min"}
    made.set_x_axis(other)
    made.set_y_axis(value)


def _span(axis: Axis, form: Form) -> dict[str, Any]:
    return {"min": axis.low, "max": axis.high, "major_unit": axis.step, "num_format": axis.code(form)}
