"""The rows of the accounting as CSV for a spreadsheet: semicolons, decimal commas, UTF-8 with a mark."""

from __future__ import annotations

import csv
from pathlib import Path

from dashboard.exports.formulas import guarded
from dashboard.exports.report_text import SIMULATED, frozen_line, period_line
from dashboard.views.progress import Progress
from dashboard.views.report_rows import ReportRow, ReportView

_HEADINGS = (
    "kantor",
    "periode",
    "dibekukan",
    "aturan",
    "jenis",
    "kecamatan",
    "kode",
    "sop",
    "versi",
    "langkah",
    "kegiatan",
    "tepat",
    "tidak_tepat",
    "dikecualikan",
    "tidak_terpantau",
    "di_luar_hitungan",
    "n",
    "kepatuhan",
    "sebelum_pengecualian",
    "cakupan",
    "median",
    "p90",
    "tunggakan",
    "keterangan",
)
_EVERY = 1000


def write_csv(view: ReportView, path: Path, progress: Progress) -> None:
    """One line a row, as ``/api/v1/compliance`` gives them; fractions 0..1, empty where nothing was judged."""
    frame = (view.office.name, period_line(view), frozen_line(view), view.rule_version)
    remark = SIMULATED if view.simulated else ""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADINGS)
        for number, row in enumerate(view.rows):
            if number % _EVERY == 0:
                progress(number / len(view.rows), "menulis baris")
            writer.writerow([_cell(value) for value in (*frame, *_values(row), remark)])


def _values(row: ReportRow) -> tuple[object, ...]:
    own = row.figures
    named = (str(own.kind), row.place, own.kecamatan, own.sop, own.version, row.step, row.kegiatan)
    counts = (own.met, own.missed, own.excused, own.unmonitored, own.outside, own.n)
    shares = (own.compliance, own.compliance_before, own.coverage, own.median_share, own.p90_share)
    return (*named, *counts, *shares, own.backlog)


def _cell(value: object) -> str:
    """Numbers as an Indonesian spreadsheet reads them; a text that would become a formula is quoted."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    return guarded(str(value))
