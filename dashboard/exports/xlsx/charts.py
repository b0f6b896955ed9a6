"""Native, editable charts drawn from the tables of the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.exports.report_text import plain
from dashboard.exports.xlsx.book import Book, Page
from dashboard.exports.xlsx.looks import ACCENT, BARS, FONT, INK, LINE, SOFT
from dashboard.exports.xlsx.summary import Areas
from dashboard.model import Indicator

NAME = "Grafik"
_SHARE, _TARGET, _N = 4, 5, 3
_WIDTH, _HEIGHT = 1180, 265
_UPRIGHT_UP_TO = 14
_PIXELS_A_ROW = 20
_LABEL = "0.0\\ %"
"""With a decimal: 89.6 % must not stand as 90 % on the wrong side of the target."""
_SCALE = 88
"""So much of its size in percent that two charts stand on a page."""
_LEGEND = {"position": "top", "font": {"name": FONT, "size": 9, "color": SOFT}}


def write_charts(book: Book, page: Page, summary: Page, areas: Areas) -> None:
    """Ranking with the target, the trend with the target and n, and on a page of its own the SOPs."""
    target = plain(formats.percent(book.view.totals.target))
    page.sheet.set_column(0, 20, 9)
    page.sheet.repeat_rows(0, 2)
    page.sheet.set_print_scale(_SCALE)
    words = f"Hijau: mencapai sasaran {target}. Kuning: sampai 10 poin di bawahnya. Merah: lebih rendah."
    page.put(3, 0, words, "plain")
    ranked = [row.standing for row in book.view.places if row.rank is not None]
    line = _put(page, 5, f"Kepatuhan tiap tempat, sasaran {target}", _ranking(book, summary, areas.places, ranked))
    line = _put(page, line, "Kecenderungan kepatuhan", _trend(book, summary, areas.trend))
    page.sheet.set_h_pagebreaks([line - 1])
    sops = [row.standing for row in book.view.by_sop]
    tall = max(_HEIGHT, 26 * len(sops) + 90)
    end = _put(page, line, "Kepatuhan menurut SOP", _sops(book, summary, areas.sops, sops), tall)
    page.sheet.print_area(0, 0, end, 18)


def _put(page: Page, line: int, title: str, chart: Any | None, height: int = _HEIGHT) -> int:
    if chart is None:
        page.put(line, 0, f"{title}: belum ada yang dapat digambar (n sekurang-kurangnya 5).", "note")
        return line + 2
    chart.set_title({"name": title, "overlay": False, "name_font": {"name": FONT, "size": 12, "color": INK}})
    chart.set_size({"width": _WIDTH, "height": height})
    chart.set_chartarea({"border": {"color": LINE}})
    page.sheet.insert_chart(line, 0, chart, {"object_position": 1, "description": title})
    return line + -(-height // _PIXELS_A_ROW) + 1


def _ranking(book: Book, summary: Page, lines: tuple[int, int], standings: Sequence[Indicator]) -> Any | None:
    first, last = lines
    if last < first:
        return None
    chart = book.work.add_chart({"type": "column"})
    assert chart is not None  # noqa: S101  (the type is known)
    few = last - first < _UPRIGHT_UP_TO
    labels = {"position": "inside_base", "font": {"name": FONT, "size": 8 if few else 7}}
    chart.add_series(_coloured(summary, lines, standings, labels))
    chart.combine(_target(book, summary, first, last))
    chart.set_legend({**_LEGEND, "delete_series": [0]})
    chart.set_x_axis({"num_font": _font(0 if few else -90), "line": {"color": LINE}})
    chart.set_y_axis(_percent_axis())
    return chart


def _trend(book: Book, summary: Page, lines: tuple[int, int]) -> Any | None:
    first, last = lines
    if last < first:
        return None
    chart = book.work.add_chart({"type": "column"})
    assert chart is not None  # noqa: S101  (the type is known)
    categories = summary.area(first, 0, last, 0)
    chart.add_series(
        {
            "name": "n (sumbu kanan)",
            "categories": categories,
            "values": summary.area(first, _N, last, _N),
            "fill": {"color": LINE},
            "gap": 80,
            "y2_axis": True,
        }
    )
    lined = book.work.add_chart({"type": "line"})
    assert lined is not None  # noqa: S101  (the type is known)
    lined.add_series(
        {
            "name": "Kepatuhan",
            "categories": categories,
            "values": summary.area(first, _SHARE, last, _SHARE),
            "line": {"color": ACCENT, "width": 2.25},
            "marker": {"type": "circle", "size": 6, "fill": {"color": ACCENT}, "border": {"color": ACCENT}},
            "data_labels": {
                "value": True,
                "num_format": _LABEL,
                "position": "above",
                "font": {"name": FONT, "size": 8, "bold": True},
            },
        }
    )
    lined.add_series(_target_series(summary, first, last))
    return _joined(chart, lined)


def _joined(chart: Any, lined: Any) -> Any:
    lined.combine(chart)
    lined.set_legend(_LEGEND)
    chart.set_y2_axis({"num_font": _font(), "major_gridlines": {"visible": False}, "min": 0, "line": {"none": True}})
    lined.set_x_axis({"num_font": _font(), "line": {"color": LINE}})
    lined.set_y_axis(_percent_axis())
    lined.show_blanks_as("gap")
    return lined


def _sops(book: Book, summary: Page, lines: tuple[int, int], standings: Sequence[Indicator]) -> Any | None:
    first, last = lines
    if last < first:
        return None
    chart = book.work.add_chart({"type": "bar"})
    assert chart is not None  # noqa: S101  (the type is known)
    chart.add_series(_coloured(summary, lines, standings, {"font": {"name": FONT, "size": 8}}))
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": _font(), "line": {"color": LINE}})
    chart.set_x_axis({**_percent_axis(), "label_position": "high"})
    return chart


def _coloured(
    summary: Page, lines: tuple[int, int], standings: Sequence[Indicator], labels: Mapping[str, object]
) -> dict[str, object]:
    """Bars of compliance, each in the colour of how it stands to the target."""
    first, last = lines
    return {
        "name": "Kepatuhan",
        "categories": summary.area(first, 0, last, 0),
        "values": summary.area(first, _SHARE, last, _SHARE),
        "points": [{"fill": {"color": BARS[str(each)]}} for each in standings],
        "fill": {"color": ACCENT},
        "gap": 60,
        "data_labels": {"value": True, "num_format": _LABEL, **labels},
    }


def _target(book: Book, summary: Page, first: int, last: int) -> Any:
    lined = book.work.add_chart({"type": "line"})
    assert lined is not None  # noqa: S101  (the type is known)
    lined.add_series(_target_series(summary, first, last))
    return lined


def _target_series(summary: Page, first: int, last: int) -> dict[str, object]:
    return {
        "name": "Sasaran",
        "categories": summary.area(first, 0, last, 0),
        "values": summary.area(first, _TARGET, last, _TARGET),
        "line": {"color": INK, "width": 1.5, "dash_type": "dash"},
        "marker": {"type": "none"},
    }


def _percent_axis() -> dict[str, object]:
    return {
        "min": 0,
        "max": 1,
        "major_unit": 0.2,
        "num_format": "0%",
        "num_font": _font(),
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        "line": {"none": True},
    }


def _font(turned: int = 0) -> dict[str, object]:
    font: dict[str, object] = {"name": FONT, "size": 9, "color": INK}
    return {**font, "rotation": turned} if turned else font
