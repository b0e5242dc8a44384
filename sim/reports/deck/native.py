"""Charts on slides that can be edited there."""

import math
from typing import Any

from sim.ground.visible import visible
from sim.reports.deck import cells
from sim.reports.deck.page import Box, units
from sim.reports.deck.template import ACCENTS
from sim.reports.telling.grid import DASHES, Axis, Grid, Place, across, grid, up
from sim.reports.telling.message import Chart, Form, Series, Values


def add(slide: Any, box: Box, chart: Chart) -> None:
    """Put a chart on a slide, with its intervals, and a workbook inside that holds its numbers."""
    numbers = grid(chart)
    native = slide.shapes.add_chart(_kind(chart), *units(box), _data(chart)).chart
    native.part.chart_workbook.update_from_xlsx_blob(cells.workbook(numbers))
    drawn = [line for plot in native.plots for line in plot.series]
    shown = [*zip(chart.series, numbers.places, strict=True)]
    for element, (series, place) in zip(drawn, shown, strict=False):
        _refer(element, chart, series, place, place.values)
        _look(element, chart, series)
        if place.beside is not None:
            _whiskers(element, series, place.beside, numbers, way="x")
        if place.lengths is not None and chart.kind != "lines":
            _whiskers(element, series, place.lengths, numbers, way="y" if series.across else "")
    for element, (series, place, end) in zip(drawn[len(shown) :], _edges(chart, numbers), strict=True):
        _refer(element, chart, series, place, end)
        _edge_look(element, series)
    _axes(native, chart)
    _legend(native, chart, len(drawn))


def _kind(chart: Chart) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE as KIND

    return {
        "lines": KIND.LINE, "bars": KIND.BAR_CLUSTERED, "stack": KIND.BAR_STACKED_100, "areas": KIND.AREA_STACKED,
        "points": KIND.XY_SCATTER_LINES,
    }[chart.kind]  # fmt: skip


def _data(chart: Chart) -> Any:
    from pptx.chart.data import CategoryChartData, XyChartData

    data: Any = XyChartData() if chart.kind == "points" else CategoryChartData()
    if chart.kind == "points":
        for series in chart.series:
            points = data.add_series(visible(series.name))
            for x, y in zip(series.across, _blank(series.values), strict=True):
                points.add_data_point(x, y)
        return data
    data.categories = [visible(name) if isinstance(name, str) else name for name in chart.categories]
    for series in chart.series:
        data.add_series(visible(series.name), _blank(series.values))
    if chart.kind == "lines":
        for series in chart.series:
            for words, values in (("low", series.low), ("high", series.high)) if series.low else ():
                data.add_series(f"{visible(series.name)}, {words}", _blank(values))
    return data


def _blank(values: Values) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


def _edges(chart: Chart, numbers: Grid) -> list[tuple[Series, Place, int]]:
    # The ends of bands are drawn as lines of their own.
    pairs = zip(chart.series, numbers.places, strict=True) if chart.kind == "lines" else ()
    return [(series, place, end) for series, place in pairs for end in place.ends or ()]


def _refer(element: Any, chart: Chart, series: Series, place: Place, column: int) -> None:
    # Points to the cells of the name, the values and the other axis in the workbook inside.
    rows = len(series.values)
    where = {"c:tx": cells.place(column, 0), "c:cat": cells.place(0, rows), "c:val": cells.place(column, rows)}
    where |= {"c:xVal": cells.place(place.across or 0, rows), "c:yVal": cells.place(column, rows)}
    for name, formula in where.items():
        for node in element._element.xpath(f"./{name}//c:f"):
            node.text = formula


def _look(element: Any, chart: Chart, series: Series) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    if chart.kind == "lines":
        _line(element, series, 2.5)
        element.smooth = False
        element.marker.style = XL_MARKER_STYLE.NONE
    elif chart.kind == "points":
        if series.joined:
            _line(element, series, 2)
        else:
            element.format.line.fill.background()
        element.smooth = False
        element.marker.style = XL_MARKER_STYLE.CIRCLE if series.joined else XL_MARKER_STYLE.SQUARE
        element.marker.size = 7 if series.joined else 14 if len(series.values) > 1 else 9
        element.marker.format.fill.solid()
        _colour(element.marker.format.fill.fore_color, series)
        element.marker.format.line.width = Pt(1)
        _colour(element.marker.format.line.color, series, full=True)
    else:
        element.format.fill.solid()
        _colour(element.format.fill.fore_color, series)
        element.invert_if_negative = False


def _line(element: Any, series: Series, width: float) -> None:
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    element.format.line.width = Pt(width)
    _colour(element.format.line.color, series)
    # Colours repeat before dashes do: the dashes are shifted then, so that no two series look alike.
    dash = DASHES[(series.look + series.look // ACCENTS) % len(DASHES)]
    element.format.line.dash_style = next(style for style in MSO_LINE if style.xml_value == dash)


def _edge_look(element: Any, series: Series) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    element.format.line.width = Pt(0.75)
    _colour(element.format.line.color, series)
    element.format.line.dash_style = MSO_LINE.ROUND_DOT
    element.smooth = False
    element.marker.style = XL_MARKER_STYLE.NONE


def _colour(colour: Any, series: Series, *, full: bool = False) -> None:
    # Colours of the theme: slides copied into another deck take on its colours.
    from pptx.enum.dml import MSO_THEME_COLOR

    colour.theme_color = getattr(MSO_THEME_COLOR, f"ACCENT_{series.look % ACCENTS + 1}")
    if series.pale and not full:
        colour.brightness = 0.7


def _whiskers(element: Any, series: Series, lengths: tuple[int, int], numbers: Grid, *, way: str) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    rows, parts = len(series.values), []
    for name, column in (("plus", lengths[1]), ("minus", lengths[0])):
        points = "".join(
            f'<c:pt idx="{number}"><c:v>{float(value):.12g}</c:v></c:pt>'
            for number, value in enumerate(numbers.columns[column])
        )
        cache = f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{rows}"/>{points}</c:numCache>'
        parts.append(f"<c:{name}><c:numRef><c:f>{cells.place(column, rows)}</c:f>{cache}</c:numRef></c:{name}>")
    along = f'<c:errDir val="{way}"/>' if way else ""
    line = '<a:ln w="12700"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:ln>'
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}>{along}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{"".join(parts)}<c:spPr>{line}</c:spPr></c:errBars>'
    )
    (before, *_) = element._element.xpath("./c:cat | ./c:xVal")
    before.addprevious(bars)


def _axes(native: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION as AT
    from pptx.enum.chart import XL_TICK_MARK
    from pptx.util import Pt

    native.font.size = Pt(12)
    beside, value = native.category_axis, native.value_axis
    lying = chart.kind in ("bars", "stack")
    for axis, title in ((beside, "" if lying else chart.across), (value, chart.up)):
        axis.has_title = bool(title)
        if title:
            axis.axis_title.text_frame.text = title
            axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
            axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        axis.tick_labels.font.size = Pt(12 if len(chart.categories) * len(chart.series) < 30 or not lying else 10)
        _grey(axis.format.line)
    beside.has_major_gridlines, value.has_major_gridlines = False, True
    _grey(value.major_gridlines.format.line, pale=True)
    beside.tick_label_position = AT.LOW
    _span(value, up(chart), chart.form)
    if lying:
        beside.reverse_order = True
        value.tick_label_position = AT.HIGH
        native.plots[0].gap_width = 45
        native.plots[0].overlap = 100 if chart.kind == "stack" else 0
    elif chart.kind == "points":
        _ends(beside, value, chart)
    else:
        _every(beside, max(1, len(chart.categories) // 12))


def _ends(beside: Any, value: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION

    _span(beside, across(chart), "number")
    for axis in (beside, value):
        axis.crosses = XL_AXIS_CROSSES.MINIMUM
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _every(axis: Any, many: int) -> None:
    # A label every so many steps, beginning with the first step.
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    (before,) = axis._element.xpath("./c:noMultiLvlLbl")
    for name in ("tickLblSkip", "tickMarkSkip"):
        before.addprevious(parse_xml(f'<c:{name} {nsdecls("c")} val="{many}"/>'))


def _grey(line: Any, *, pale: bool = False) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.util import Pt

    line.width = Pt(0.75)
    line.color.theme_color = MSO_THEME_COLOR.TEXT_1
    line.color.brightness = 0.85 if pale else 0.5


def _legend(native: Any, chart: Chart, drawn: int) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls
    from pptx.util import Pt

    native.has_title = False
    native.has_legend = len(chart.series) > 1
    if not native.has_legend:
        return
    beside = chart.kind in ("lines", "points", "areas")
    native.legend.position = XL_LEGEND_POSITION.RIGHT if beside else XL_LEGEND_POSITION.BOTTOM
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(12 if len(chart.series) <= 6 else 9)
    place = native.legend._element.xpath("./c:legendPos")[0]
    for number in range(drawn - 1, len(chart.series) - 1, -1):
        entry = f'<c:legendEntry {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
        place.addnext(parse_xml(entry))


def _span(axis: Any, span: Axis, form: Form) -> None:
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = span.low, span.high, span.step
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = span.code(form), False
