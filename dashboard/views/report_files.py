"""Rows of the list of reports that were made: what each is, and whether its figures changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from dashboard import formats
from dashboard.kept_reports import KeptReport
from dashboard.services.reports import fingerprint, kept_reports, shelf_of
from dashboard.store.reported import reported_periods
from dashboard.views.compliance import figures_to_report, reported_since
from dashboard.views.context import Context
from dashboard.views.report_file_rows import ReportFileRow
from dashboard.views.reported_rows import ReportComparison

Days = tuple[date, date]


def report_files(context: Context, office: str, now: datetime) -> tuple[ReportFileRow, ...]:
    """The reports of an office, the newest first."""
    known = kept_reports(shelf_of(context.settings.data), office)
    recorded = _recorded(context, office, {(each.start, each.end) for each in known if each.is_whole}, now)
    return tuple(_row(each, recorded) for each in known)


def _recorded(context: Context, office: str, wanted: set[Days], now: datetime) -> Mapping[Days, ReportComparison]:
    """Only days that were recorded are judged again: that is the dear part."""
    days = {(each.start, each.end) for each in reported_periods(context.store, office, with_rows=False)} & wanted
    return {each: found for each in days for found in reported_since(context, office, *each, now) if found.is_asked}


def _row(kept: KeptReport, recorded: Mapping[Days, ReportComparison]) -> ReportFileRow:
    since = recorded.get((kept.start, kept.end)) if kept.is_whole else None
    is_newer = since is None or since.report.reported_at < kept.as_of
    return ReportFileRow(kept, since, bool(kept.figures) and is_newer)


def why_not_recorded(context: Context, kept: KeptReport, now: datetime) -> str:
    """Why a file cannot be recorded as the report of its days: its figures are not those of now. Empty: it can."""
    office = context.offices[kept.office]
    if not kept.figures:
        return "berkas ini tidak memuat seluruh kantor"
    if kept.interim and kept.end < formats.local(now, office.zone).date():
        return "berkas ini dibuat saat periodenya masih berjalan"
    figures = figures_to_report(context, kept.office, kept.start, kept.end, kept.as_of)
    return "" if fingerprint(figures) == kept.figures else "angka periode ini berubah sejak berkas dibuat"
