"""The line under the figures: same or changed since a report, opened onto both figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from dashboard.components.charts import Names
from dashboard.components.reported import marks, reported_lines
from dashboard.figures.heatmap import heatmap
from dashboard.reported import ReportedPeriod, frozen
from dashboard.views.reported_rows import ChangedRow, ReportComparison
from tests.pages.factories import OFFICE, compliance
from tests.pages.tree import find, nodes, text

ZONE = "Asia/Makassar"
AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
REPORT = ReportedPeriod(
    OFFICE,
    date(2026, 10, 1),
    date(2026, 10, 31),
    AT,
    "Sari",
    "laporan bulanan",
    "surat 12",
    "1",
    interim=False,
    number=2,
)
NAMES = Names({None: "Dinas", "51.08.01": "Gerokgak"}, {})
NOW_ROW = compliance(met=8, missed=1, excused=1)
ROW = ChangedRow(frozen(compliance()), frozen(NOW_ROW), ("dikecualikan sesudah laporan: tiket B",), ("B",))
TOTAL = ChangedRow(
    frozen(compliance(None, None, sop="", version=None)),
    frozen(compliance(None, None, met=8, excused=1, sop="", version=None)),
)
CHANGED = ReportComparison(REPORT, True, (TOTAL, ROW), (replace(REPORT, number=1, interim=True),))


def said(*found: ReportComparison) -> str:
    return " ".join(text(reported_lines(found, NAMES, ZONE)).split())


def test_without_a_report_there_is_no_line() -> None:
    assert said() == ""


def test_an_unchanged_period_says_so_in_one_line_that_does_not_open() -> None:
    made = reported_lines([ReportComparison(REPORT, True)], NAMES, ZONE)
    assert said(ReportComparison(REPORT, True)).startswith("Sama dengan laporan bulanan 3 Nov 2026 09.00 WITA")
    assert [node["type"] for node in nodes(made) if node["type"] == "Details"] == []


def test_a_changed_period_gives_both_figures_and_opens_onto_its_rows() -> None:
    shown = said(CHANGED)
    assert "Berubah sejak laporan bulanan 3 Nov 2026 09.00 WITA: pelaksanaan 90 % menjadi 88,9 %; 1 baris" in shown
    assert "oleh Sari · surat 12" in shown
    assert "dikecualikan sesudah laporan: tiket B" in shown
    assert "90 % · n 10 · tepat 9 · dikecualikan 0" in shown
    assert "88,9 % · n 9 · tepat 8 · dikecualikan 1" in shown
    assert "Laporan sebelumnya: nomor 1, laporan bulanan sementara" in shown
    bodies = [node for node in nodes(reported_lines([CHANGED], NAMES, ZONE)) if node["type"] == "Tbody"]
    assert len(find(bodies[0], title="")) == 1


def test_a_row_that_one_account_lacks_has_no_figure_made_up_for_it() -> None:
    shown = said(replace(CHANGED, changed=(replace(ROW, before=None),)))
    assert "tidak ada baris ini" in shown


def test_periods_within_a_longer_one_are_counted_and_named() -> None:
    inner = replace(CHANGED, is_asked=False)
    shown = said(inner, ReportComparison(replace(REPORT, start=date(2026, 9, 1), end=date(2026, 9, 30)), False))
    assert "2 periode di dalamnya sudah dilaporkan: 1 berubah sejak laporan, 1 sama" in shown
    assert "1–31 Oktober 2026 berubah sejak" in shown


def test_the_hover_of_a_changed_cell_carries_the_mark_and_no_other_does() -> None:
    other = compliance(step=2)
    changes = marks([CHANGED], ZONE)
    drawn = heatmap([NOW_ROW, other], {"51.08.01": "Gerokgak"}, {}, 0.9, "r", changes=changes)
    first, second = drawn.data[0].hovertext[0]
    assert "Δ berubah sejak laporan bulanan 3" in first
    assert "Δ" not in second
    assert marks([replace(CHANGED, is_asked=False)], ZONE) == {}
