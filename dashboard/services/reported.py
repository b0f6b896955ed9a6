"""Handing a period in: its figures are frozen as they are reported, in an officer's name, never to change again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard import formats
from dashboard.model import RULE_VERSION, Compliance
from dashboard.offices import Office
from dashboard.reported import ReportedPeriod, frozen
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import AuditEntry, Store
from dashboard.store.reported import save_reported

MONTHLY = "laporan bulanan"


def freeze(
    store: Store,
    office: Office,
    start: date,
    end: date,
    figures: Sequence[Compliance],
    officer: Officer,
    now: datetime,
    *,
    form: str = MONTHLY,
    note: str = "",
) -> ReportedPeriod:
    """Keep the figures that a report of ``start`` to ``end`` (office-local days, both included) shows. Audited.

    ``figures`` are those of ``views.compliance.figures_to_report`` at ``now``, the very ones that the report prints. A
    period that still runs is kept as interim; reported again it is one more report. Raises DeskError for a period
    that is reversed, not begun, or without anything to report.
    """
    check_period(office, start, end, now)
    named = formats.period(start, end)
    if not form.strip():
        raise DeskError("bentuk laporan kosong", f"sebutkan bentuknya, misalnya {MONTHLY}")
    if not figures:
        raise DeskError(
            f"belum ada yang dinilai pada {named}", "pilih periode lain, atau masukkan data periode itu dahulu"
        )
    report = ReportedPeriod(
        office=office.code,
        start=start,
        end=end,
        reported_at=now,
        officer=officer.id,
        form=form.strip(),
        note=note.strip(),
        rule_version=RULE_VERSION,
        interim=end >= _today(office, now),
        rows=tuple(frozen(row) for row in figures),
    )
    entry = AuditEntry(
        now,
        officer.id,
        "periode dilaporkan",
        f"laporan {office.code}/{start.isoformat()}..{end.isoformat()}",
        None,
        {
            "bentuk": report.form,
            "catatan": report.note,
            "sementara": report.interim,
            "aturan": report.rule_version,
            "baris": len(report.rows),
            **{str(row.kind): f"{row.met} dari {row.n}" for row in report.rows if row.is_total},
        },
    )
    return save_reported(store, report, entry=entry)


def check_period(office: Office, start: date, end: date, now: datetime) -> None:
    """Refuse (DeskError) days that no report can be about: reversed, or not begun in the office's zone."""
    if end < start:
        raise DeskError(f"tanggal sampai ({end}) mendahului tanggal dari ({start})", "tukar kedua tanggal itu")
    if start > _today(office, now):
        raise DeskError(f"periode {formats.period(start, end)} belum mulai", "laporkan setelah periode itu berjalan")


def _today(office: Office, now: datetime) -> date:
    return now.astimezone(ZoneInfo(office.zone)).date()
