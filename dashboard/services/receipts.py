"""Pelaporan: one office ticket a month, and the receipt of each kecamatan's report as the checklist of its step 1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from dashboard.catalogue import Catalogue
from dashboard.model import Stamp, StepRun, Ticket
from dashboard.offices import Every, Office, PeriodicRun
from dashboard.services.identity import Officer
from dashboard.services.periodic import ScheduledRun, recorded_as, run_of, ticket_of
from dashboard.services.periods import period_of
from dashboard.store import AuditEntry, Store, tickets, update_ticket
from dashboard.workcal import WorkingCalendar

REPORTING = "trenggalek-01-pelaporan"


class ReceiptError(ValueError):
    """A receipt that cannot be recorded; the message is Indonesian and names the mend."""


@dataclass(frozen=True, slots=True)
class _Receipt:
    officer: Officer
    kecamatan: str
    at: datetime
    now: datetime


def receipts_of(ticket: Ticket) -> dict[str, datetime]:
    """When each kecamatan's report arrived, as the ticket's checklist has it."""
    kept = ticket.details.get("receipts")
    return {code: datetime.fromisoformat(text) for code, text in kept.items()} if isinstance(kept, dict) else {}


def record_receipt(
    store: Store,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    officer: Officer,
    kecamatan: str,
    at: datetime,
    now: datetime,
    *,
    month: date | None = None,
) -> Ticket:
    """Note that a kecamatan's report arrived at ``at``; opens the month's ticket where this is the first. Audited.

    The month is the one that ``at`` lies in, unless ``month`` (any day of it) says that the report is a late one of
    another. Noted again it is corrected; the same time changes nothing. The ticket is opened at the first receipt, at
    the latest at its schedule. Step 1 is finished by the last kecamatan's receipt. ReceiptError where it cannot be.
    """
    known = {each.code for each in office.kecamatan}
    if kecamatan not in known:
        raise ReceiptError(f"kecamatan {kecamatan} bukan milik {office.name}: pilih kecamatan kantor ini")
    if at > now:
        raise ReceiptError("waktu terima ada di masa depan: isi waktu laporan benar-benar diterima")
    run = month_run(office, catalogue, calendar, month or calendar.local_date(at))
    other = recorded_as(run, tickets(store, office.code, sop=REPORTING), calendar)
    receipt = _Receipt(officer, kecamatan, at.astimezone(UTC).replace(microsecond=0), now)

    was: dict[str, object] = {"kecamatan": kecamatan, "diterima": None}  # filled in where it is known what was

    def change(old: Ticket | None) -> Ticket | None:
        if old is None and other is not None:
            raise ReceiptError(f"pelaporan {run.period.key} dicatat sebagai tiket {other.id}: catat penerimaan di sana")
        if old is not None and old.cancelled_at is not None:
            raise ReceiptError(f"tiket {old.id} dibatalkan ({old.cancel_reason}): catat penerimaan pada penggantinya")
        if old is not None and receipts_of(old).get(kecamatan) == receipt.at:
            return None
        known_at = None if old is None else receipts_of(old).get(kecamatan)
        was["diterima"] = None if known_at is None else known_at.isoformat()
        before = old or ticket_of(run, office, calendar, _stamp(receipt.at, receipt))
        return _received(before, receipt, known)

    entry = AuditEntry(
        at=now,
        officer=officer.id,
        action="penerimaan laporan kecamatan",
        subject=f"tiket {office.code}/{run.id}",
        before=was,
        after={"kecamatan": kecamatan, "diterima": receipt.at.isoformat()},
    )
    stored = update_ticket(store, office.code, run.id, change, by=officer.id, at=now, entry=entry)
    assert stored is not None  # noqa: S101  (change gives a ticket, leaves a stored one, or raises)
    return stored


def month_run(office: Office, catalogue: Catalogue, calendar: WorkingCalendar, day: date) -> ScheduledRun:
    """The run of the month that holds ``day``; ReceiptError where no report is scheduled for it."""
    period = period_of(Every.BULAN, day)
    for entry in office.periodic:
        if entry.sop == REPORTING and _is_monthly_of_the_office(entry):
            run = run_of(entry, period, None, office, catalogue, calendar)
            if run is not None:
                return run
    raise ReceiptError(f"pelaporan {period.key} tidak dijadwalkan: tambahkan {REPORTING} pada periodic berkas kantor")


def _is_monthly_of_the_office(entry: PeriodicRun) -> bool:
    return entry.every is Every.BULAN and entry.whom == "kantor"


def _received(ticket: Ticket, receipt: _Receipt, wanted: set[str]) -> Ticket:
    received = {**receipts_of(ticket), receipt.kecamatan: receipt.at}
    first, last = min(received.values()), max(received.values())
    step = next((run for run in ticket.runs if (run.step, run.attempt) == (1, 1)), StepRun(1))
    done = wanted <= received.keys()
    step = replace(
        step,
        started=_moved(step.started, first, receipt),
        finished=_moved(step.finished, last, receipt) if done else step.finished,
        performer=step.performer or receipt.officer.id,
    )
    rest = tuple(run for run in ticket.runs if (run.step, run.attempt) != (1, 1))
    opened_at = min(first, ticket.scheduled_at or first)
    kept = {code: at.isoformat() for code, at in sorted(received.items())}
    return replace(
        ticket,
        opened=_moved(ticket.opened, opened_at, receipt),
        runs=(step, *rest),
        details={**ticket.details, "receipts": kept},
    )


def _moved(old: Stamp | None, at: datetime, receipt: _Receipt) -> Stamp:
    return old if old is not None and old.at == at else _stamp(at, receipt)


def _stamp(at: datetime, receipt: _Receipt) -> Stamp:
    return Stamp(at, recorded_at=receipt.now, by=receipt.officer.id)
