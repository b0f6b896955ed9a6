"""Rows of the standing jobs on ``/sistem``: judged hours, scheduled runs, throwing raw samples away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dashboard import formats
from dashboard.offices import Office
from dashboard.services.reports import shelf_of
from dashboard.services.scheduled import due_report, last_scheduled
from dashboard.services.slot_subjects import subjects_of
from dashboard.sla import scheduled_hours
from dashboard.store import last_slot_start
from dashboard.views.alerts import alert_rows
from dashboard.views.context import Context
from dashboard.views.system_rows import JobRow

HOUR = timedelta(hours=1)
JUDGED_LATE = timedelta(hours=2)
"""Hours are judged every few minutes; one that closed this long ago and is not judged: the job stands still."""
PRUNED_LATE = timedelta(days=2)
REPORT_LATE = timedelta(minutes=30)
"""A report takes minutes; one that is due this long and was never tried: the job stands still."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Up to where the hours of an office are judged; ``oldest_open``: the first closed hour that is not."""

    until: datetime | None
    oldest_open: datetime | None


def job_rows(
    context: Context, offices: Sequence[Office], now: datetime, oldest: Mapping[str, datetime | None]
) -> Iterator[JobRow]:
    """The jobs of each office; ``oldest``: its oldest raw sample."""
    for office in offices:
        yield from _judging(context, office, now)
        yield _schedules(office, now)
        yield _pruning(context, office, now, oldest[office.code])
        yield from _reports(context, office, now)
        yield from alert_rows(context, office, now)


def judged(context: Context, office: Office, now: datetime) -> Judged | None:
    """How far the measured steps of an office are judged; None where it has none in force."""
    found: list[Judged] = []
    calendar = context.calendars[office.code]
    today = calendar.local_date(now)
    for listed in office.sops:
        sop = context.catalogue.find(listed.id)
        is_in_force = listed.start <= today and (listed.end is None or today <= listed.end)
        if sop is None or listed.not_applicable or not is_in_force:
            continue
        schedules = {subject.source.schedule_on(today) for _, subject in subjects_of(office, sop)}
        if not schedules:
            continue
        last = last_slot_start(context.store, office.code, listed.id)
        if last is None:
            found.append(Judged(None, None))
            continue
        firsts = [
            next((hour for hour, _ in scheduled_hours(calendar, schedule.value, last + HOUR, now)), now)
            for schedule in schedules
        ]
        first = min(firsts)
        found.append(Judged(last + HOUR, first if first + HOUR <= now else None))
    if not found:
        return None
    untils = [each.until for each in found if each.until is not None]
    opens = [each.oldest_open for each in found if each.oldest_open is not None]
    return Judged(min(untils, default=None), min(opens, default=None))


def _judging(context: Context, office: Office, now: datetime) -> Iterator[JobRow]:
    found = judged(context, office, now)
    if found is None:
        return
    if found.until is None:
        yield JobRow(office.short, "Penilaian jam", "belum ada jam yang dinilai")
        return
    trouble = ""
    if found.oldest_open is not None and now - found.oldest_open > HOUR + JUDGED_LATE:
        at = formats.date_clock(found.oldest_open, office.zone)
        trouble = f"{office.short}: jam sejak {at} belum dinilai. Periksa log kolektor"
    done = f"dinilai sampai {formats.date_clock(found.until, office.zone)}"
    yield JobRow(office.short, "Penilaian jam", done, trouble)


def _schedules(office: Office, now: datetime) -> JobRow:
    today = formats.local(now, office.zone).date()
    running = [each for each in office.periodic if each.start <= today and (each.end is None or today <= each.end)]
    done = f"{formats.number(len(running))} jadwal berlaku" if running else "tidak ada jadwal di berkas kantor"
    return JobRow(office.short, "Jadwal berkala", done)


def _pruning(context: Context, office: Office, now: datetime, oldest: datetime | None) -> JobRow:
    days = context.settings.raw_days
    if oldest is None:
        return JobRow(office.short, "Penghapusan sampel lama", "belum ada sampel")
    trouble = ""
    if now - oldest > timedelta(days=days) + PRUNED_LATE:
        trouble = f"{office.short}: sampel mentah lebih tua dari {days} hari belum dihapus. Periksa log kolektor"
    done = f"sampel tertua {formats.date_clock(oldest, office.zone)}, batas simpan {days} hari"
    return JobRow(office.short, "Penghapusan sampel lama", done, trouble)


def _reports(context: Context, office: Office, now: datetime) -> Iterator[JobRow]:
    """The last report of the schedule; an office without a schedule has no such job."""
    if office.report.schedule.monthly is None:
        return
    shelf = shelf_of(context.settings.data)
    state, trouble = last_scheduled(shelf, office.code), ""
    if state is None:
        yield JobRow(office.short, "Laporan terjadwal", "belum pernah dibuat", _not_made(shelf, office, now))
        return
    named = formats.month_year(state.start)
    at = formats.date_clock(state.tried_at, office.zone)
    done = f"{named}: {', '.join(state.done)} dibuat {at}" if state.done else f"{named}: belum ada yang dibuat"
    if state.message:
        done += f"; gagal {at}: {state.message}"
        trouble = f"{office.short}: laporan terjadwal {named} gagal: {state.message}"
    yield JobRow(office.short, "Laporan terjadwal", done, trouble or _not_made(shelf, office, now))


def _not_made(shelf: Path, office: Office, now: datetime) -> str:
    """A report that was due some while ago and that nobody tried to make."""
    due = due_report(shelf, office, now - REPORT_LATE)
    state = last_scheduled(shelf, office.code)
    is_tried = due is None or (state is not None and (state.start, state.end) == (due.start, due.end))
    if due is None or is_tried:
        return ""
    named = formats.month_year(due.start)
    return f"{office.short}: laporan terjadwal {named} belum dibuat. Periksa apakah kolektor berjalan"
