"""Native charts: bars with a line at the target, and lines. Their data open in the workbook behind them."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Length, Pt

from dashboard import formats
from dashboard.exports.pptx import looks
from dashboard.exports.pptx.measure import width_of
from dashboard.exports.pptx.sheet import BODY, Box, Sheet, add_text
from dashboard.model import Indicator
from dashboard.views.deck_rows import Bar, Bars, Lines
from dashboard.views.standing import NEAR_TARGET

LOCALE = "[$-421]"
"""Indonesian: the decimal comma where the program has it."""
_LABEL_PT, _AXIS_PT = Pt(12), Pt(11)
_TOP_ROOM, _FOOT_ROOM = Inches(0.34), Inches(0.36)
_MOST_NAME, _LABELS_ROOM = Inches(3.4), Inches(3.2)
_GAP = Inches(0.14)
_ROW = Inches(0.5)
"""A bar takes no more than so much height: few bars stay bars and become no blocks."""
_MOST_LABELS, _SKIPPED_TO = 31, 16
_WEAK_MARK = "°"


def add_bars(sheet: Sheet, bars: Bars) -> Chart:
    """Horizontal bars, the first on top, coloured by state; texts beside them, a dotted line at the target."""
    height = Emu(min(int(BODY.height), int(_ROW * len(bars.bars) + _TOP_ROOM + _FOOT_ROOM)))
    box = Box(BODY.left, BODY.top, BODY.width, height)
    names = [_name(sheet, bar) for bar in bars.bars]
    data = CategoryChartData(number_format=_format(bars))
    data.categories = names
    data.add_series(bars.measure, [bar.value for bar in bars.bars])
    frame = sheet.page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, box.left, box.top, box.width, box.height, data)
    frame.name = bars.measure
    chart = frame.chart
    top = _top(bars)
    _plain(chart)
    room = Emu(max(int(width_of(name, _LABEL_PT)) for name in names) + Inches(0.2))
    said = max(int(width_of(f"{_sign(bar)}{bar.text}", _LABEL_PT)) for bar in bars.bars) + _GAP * 2
    plot = Box(
        room, _TOP_ROOM, Emu(box.width - room - min(said, int(_LABELS_ROOM))), Emu(box.height - _TOP_ROOM - _FOOT_ROOM)
    )
    _place_plot(chart, box, plot)
    _bar_axes(chart, bars, top)
    _colour(chart, bars)
    _said(sheet, bars, box, plot)
    if bars.target is not None:
        _target_line(sheet, bars.target, (bars.target - bars.lowest) / (top - bars.lowest), box, plot)
    return chart


def _name(sheet: Sheet, bar: Bar) -> str:
    return sheet.fit(bar.label, _MOST_NAME, _LABEL_PT) + (_WEAK_MARK if bar.weak else "")


def _top(bars: Bars) -> float:
    if bars.is_share:
        return 1.0
    return max([bar.value for bar in bars.bars if bar.value is not None], default=1.0) * 1.02 or 1.0


def _format(bars: Bars) -> str:
    """With a target the sign of the state stands before the number, also after somebody changed the value."""
    if not bars.is_share:
        return f"{LOCALE}#,##0"
    if bars.target is None:
        return f"{LOCALE}0.00\\ %"
    near = round(bars.target - NEAR_TARGET, 9)
    good, fair, bad = (looks.sign_of(each) for each in (Indicator.BAIK, Indicator.WASPADA, Indicator.GANGGUAN))
    share = "0.0\\ %"
    return f'[>={bars.target}]"{good} "{share};[>={near}]"{fair} "{share};"{bad} "{share}'


def _plain(chart: Chart) -> None:
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = _LABEL_PT, looks.INK


def _bar_axes(chart: Chart, bars: Bars, top: float) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True  # the first on top
    names.format.line.color.rgb = looks.LINE
    names.has_major_gridlines = False
    names.tick_labels.font.size = _LABEL_PT
    values.minimum_scale, values.maximum_scale = bars.lowest, top
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = looks.LINE
    values.format.line.fill.background()
    values.tick_labels.font.size, values.tick_labels.font.color.rgb = _AXIS_PT, looks.SOFT
    values.tick_labels.number_format_is_linked = False
    values.tick_labels.number_format = "0\\ %" if bars.is_share else f"{LOCALE}#,##0"
    # names run downwards, so the upper end of this axis is below
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if bars.is_share:
        values.major_unit = (top - bars.lowest) / 5 if bars.lowest else 0.2
    chart.plots[0].gap_width = 38


def _colour(chart: Chart, bars: Bars) -> None:
    series = chart.plots[0].series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = looks.ACCENT
    for number, bar in enumerate(bars.bars):
        if bar.state is not None and bar.value is not None:
            fill = series.points[number].format.fill
            fill.solid()
            fill.fore_color.rgb = looks.fill_of(bar.state)


def _said(sheet: Sheet, bars: Bars, box: Box, plot: Box) -> None:
    """The figures in a column right of the plot, where neither bar nor target's line strikes them through."""
    row = plot.height / len(bars.bars)
    left = Emu(box.left + plot.left + plot.width + _GAP)
    width = Emu(box.left + box.width - left)
    height = Emu(min(int(row), int(Inches(0.3))))
    for number, bar in enumerate(bars.bars):
        middle = box.top + plot.top + int(row * (number + 0.5))
        place = Box(left, Emu(middle - height // 2), width, height)
        color = looks.INK if bar.state is None else looks.text_of(bar.state)
        add_text(sheet, place, [f"{_sign(bar)}{bar.text}"], size=_LABEL_PT, color=color, anchor=MSO_ANCHOR.MIDDLE)


def _sign(bar: Bar) -> str:
    """The sign of its state, or of nothing measured; a bar without a standing has none."""
    if bar.state is None and bar.value is not None:
        return ""
    return f"{looks.sign_of(bar.state or Indicator.TIDAK_TERUKUR)} "


def _target_line(sheet: Sheet, target: float, part: float, box: Box, plot: Box) -> None:
    x = Emu(int(box.left + plot.left + plot.width * part))
    top, bottom = Emu(box.top + plot.top), Emu(box.top + plot.top + plot.height)
    line = sheet.page.shapes.add_connector(1, x, top, x, bottom)
    line.name = "Target"
    line.line.color.rgb, line.line.width, line.line.dash_style = looks.INK, Pt(1.5), MSO_LINE.ROUND_DOT
    width = Inches(1.6)
    label = Box(Emu(x - width // 2), box.top, width, _TOP_ROOM)
    add_text(
        sheet,
        label,
        [f"target {formats.percent(target)}"],
        size=_LABEL_PT,
        align=PP_ALIGN.CENTER,
        anchor=MSO_ANCHOR.MIDDLE,
    )


def add_lines(sheet: Sheet, lines: Lines) -> Chart:
    """Lines over their labels, the limit as a dotted one; a gap stays a gap."""
    data = CategoryChartData(number_format=_line_format(lines))
    data.categories = list(lines.labels)
    for each in lines.series:
        data.add_series(each.name, list(each.values))
    if lines.limit is not None:
        data.add_series(lines.limit_name, [lines.limit] * len(lines.labels))
    frame = sheet.page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, BODY.left, BODY.top, BODY.width, BODY.height, data)
    frame.name = lines.series[0].name
    chart = frame.chart
    _plain(chart)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.legend.font.size = _LABEL_PT
    _line_axes(chart, lines)
    colours = (looks.ACCENT, looks.SECOND, looks.SOFT, looks.INK)
    few = len(lines.labels) <= 14 and len(lines.series) == 1
    for number, series in enumerate(chart.plots[0].series):
        if number < len(lines.series):
            _line_look(series, colours[number % len(colours)], len(lines.labels))
            _hollow(series, lines.weak)
            if few:
                _labels(series, lines)
        else:
            _limit_look(series)
    _gaps(chart)
    _skip_labels(chart, len(lines.labels))
    return chart


def _line_format(lines: Lines) -> str:
    return f"{LOCALE}0.0\\ %" if lines.is_share else f"{LOCALE}#,##0.0"


def _line_axes(chart: Chart, lines: Lines) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.format.line.color.rgb = looks.LINE
    names.tick_labels.font.size, values.tick_labels.font.size = _AXIS_PT, _AXIS_PT
    values.tick_labels.font.color.rgb = looks.SOFT
    values.major_gridlines.format.line.color.rgb = looks.LINE
    values.format.line.fill.background()
    values.tick_labels.number_format_is_linked = False
    known = [value for each in lines.series for value in each.values if value is not None]
    known += [lines.limit] if lines.limit is not None else []
    if lines.is_share:
        values.minimum_scale = max(0.0, int((min(known) - 0.05) * 10) / 10)
        values.maximum_scale, values.major_unit = 1.0, 0.1 if values.minimum_scale >= 0.5 else 0.2
        values.tick_labels.number_format = "0\\ %"
    else:
        values.minimum_scale = 0.0
        values.tick_labels.number_format = f'{LOCALE}#,##0" {lines.unit}"'


def _line_look(series: Any, colour: RGBColor, count: int) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = colour, Pt(2.5)
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8 if count <= _MOST_LABELS else 4
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour
    series.marker.format.line.color.rgb = colour


def _hollow(series: Any, weak: frozenset[int]) -> None:
    for place in weak:
        fill = series.points[place].marker.format.fill
        fill.solid()
        fill.fore_color.rgb = looks.WHITE


def _labels(series: Any, lines: Lines) -> None:
    """Values at their points, away from the limit's line."""
    labels = series.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.ABOVE
    labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(14), True, looks.INK
    for place, value in enumerate(lines.series[0].values):
        if value is not None and lines.limit is not None and value < lines.limit:
            own = series.points[place].data_label
            own.position = XL_LABEL_POSITION.BELOW
            own.font.size, own.font.bold, own.font.color.rgb = Pt(14), True, looks.INK


def _limit_look(series: Any) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = looks.INK, Pt(1.5)
    series.format.line.dash_style = MSO_LINE.ROUND_DOT
    series.marker.style = XL_MARKER_STYLE.NONE


def _gaps(chart: Chart) -> None:
    """Missing values are not joined and not zero."""
    space = chart._chartSpace.chart
    blanks = space.find(qn("c:dispBlanksAs"))
    if blanks is None:
        blanks = etree.SubElement(space, qn("c:dispBlanksAs"))
    blanks.set("val", "gap")


def _skip_labels(chart: Chart, count: int) -> None:
    """Of many labels some are left out: PowerPoint would turn them on edge instead."""
    step = -(-count // _SKIPPED_TO) if count > _MOST_LABELS else 1
    axis = chart.category_axis._element
    last = axis.find(qn("c:noMultiLvlLbl"))
    if step > 1 and last is not None:
        last.addprevious(etree.Element(qn("c:tickLblSkip"), val=str(step)))


def _place_plot(chart: Chart, box: Box, plot: Box) -> None:
    """The plot's inner area in parts of the chart, so that our texts and the target's line meet its bars."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    etree.SubElement(manual, qn("c:layoutTarget"), val="inner")
    for name in ("xMode", "yMode"):
        etree.SubElement(manual, qn(f"c:{name}"), val="edge")
    parts: tuple[tuple[str, Length, Length], ...] = (
        ("x", plot.left, box.width),
        ("y", plot.top, box.height),
        ("w", plot.width, box.width),
        ("h", plot.height, box.height),
    )
    for name, length, whole in parts:
        etree.SubElement(manual, qn(f"c:{name}"), val=f"{length / whole:.6f}")
    area.insert(0, layout)
