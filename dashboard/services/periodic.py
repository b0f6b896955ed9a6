"""Opening the next run of SOPs that come round, so that a run nobody started is seen (sla-rules.md, periodicity).

A scheduled run is opened when its schedule arrives and is ``not_done`` by the engine after schedule + grace. A ticket
of the same SOP and kecamatan that people recorded elsewhere (import, log book) and that was opened inside the period
IS the run: then no scheduled one is opened, and one that stands untouched is cancelled in its favour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.catalogue import Catalogue
from dashboard.model import Stamp, Ticket
from dashboard.offices import Office, PeriodicRun
from dashboard.services.identity import collector_officer
from dashboard.services.periods import Period, periods, schedule_day
from dashboard.sop import Sop
from dashboard.store import Store, tickets, update_ticket
from dashboard.workcal import WorkingCalendar

SOURCE = "jadwal"
CATCH_UP = timedelta(days=400)
"""Schedules longer ago than this are left alone, however long the program stood still."""
_BY = collector_officer(SOURCE).id


@dataclass(frozen=True, slots=True)
class ScheduledRun:
    """One run that an entry promises for one period, for one kecamatan or (None) the Dinas."""

    entry: PeriodicRun
    sop: Sop
    period: Period
    kecamatan: str | None
    scheduled_at: datetime

    @property
    def id(self) -> str:
        """The same for ever: ``jadwal-<sop>-<period>[-<kecamatan>]``."""
        return "-".join(filter(None, (SOURCE, self.entry.sop, self.period.key, self.kecamatan)))


def open_due(
    store: Store,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    catch_up: timedelta = CATCH_UP,
) -> int:
    """Open every run whose schedule has come; gives the number of tickets opened or cancelled for a recorded one.

    May be called as often as one likes: a run is opened once. Only periods that begin on the entry's ``start`` or
    later, schedules at most ``catch_up`` old, and SOPs in force on the day of the schedule.
    """
    since = now - catch_up
    changed = 0
    for entry in office.periodic:
        known = tickets(store, office.code, sop=entry.sop, start=since - catch_up)
        by_id = {ticket.id: ticket for ticket in known}
        for run in _promised(entry, office, catalogue, calendar, since, now):
            if run.scheduled_at <= now:
                changed += _settle(store, office, calendar, run, by_id.get(run.id), known, now)
    return changed


def run_of(
    entry: PeriodicRun,
    period: Period,
    kecamatan: str | None,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
) -> ScheduledRun | None:
    """The run of one period; None where the SOP is not in force on its day, or the entry does not reach it."""
    if period.start < entry.start or (entry.end is not None and period.start > entry.end):
        return None
    day = schedule_day(entry, period)
    listed = any(
        sop.id == entry.sop and not sop.not_applicable and sop.start <= day and (sop.end is None or day <= sop.end)
        for sop in office.sops
    )
    version = catalogue.in_force(entry.sop, day) if listed and catalogue.find(entry.sop) is not None else None
    if version is None:
        return None
    wanted = datetime.combine(day, entry.at, tzinfo=ZoneInfo(office.zone))
    return ScheduledRun(entry, version, period, kecamatan, calendar.next_opening(wanted))


def ticket_of(run: ScheduledRun, office: Office, calendar: WorkingCalendar, opened: Stamp) -> Ticket:
    """The ticket of a run, with the grace turned from working days into seconds after the schedule."""
    return Ticket(
        id=run.id,
        office=office.code,
        kecamatan=run.kecamatan,
        sop=run.sop.id,
        version=run.sop.effective,
        opened=opened,
        source=SOURCE,
        title=f"{run.sop.title} {run.period.key}",
        scheduled_at=run.scheduled_at,
        grace_s=_grace_s(run, calendar),
        source_readable=True,
        simulated=office.simulated,
        details={"period": run.period.key},
    )


def recorded_as(run: ScheduledRun, known: Sequence[Ticket], calendar: WorkingCalendar) -> Ticket | None:
    """The oldest ticket from another source that is this run: same SOP and kecamatan, opened inside the period."""
    return min(
        (
            ticket
            for ticket in known
            if ticket.source != SOURCE
            and (ticket.sop, ticket.kecamatan) == (run.sop.id, run.kecamatan)
            and ticket.cancelled_at is None
            and run.period.start <= calendar.local_date(ticket.opened.at) < run.period.end
        ),
        key=lambda ticket: (ticket.opened.at, ticket.id),
        default=None,
    )


def is_untouched(ticket: Ticket) -> bool:
    """Whether nothing was begun on a scheduled ticket."""
    return not (ticket.runs or ticket.solved or ticket.cancelled_at or ticket.details.get("receipts"))


def _promised(
    entry: PeriodicRun,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    since: datetime,
    now: datetime,
) -> Iterator[ScheduledRun]:
    first = max(calendar.local_date(since), entry.start)
    whom = [None] if entry.whom == "kantor" else [kecamatan.code for kecamatan in office.kecamatan]
    for period in periods(entry.every, first, calendar.local_date(now)):
        for kecamatan in whom:
            run = run_of(entry, period, kecamatan, office, catalogue, calendar)
            if run is not None and run.scheduled_at >= since:
                yield run


def _settle(
    store: Store,
    office: Office,
    calendar: WorkingCalendar,
    run: ScheduledRun,
    old: Ticket | None,
    known: Sequence[Ticket],
    now: datetime,
) -> int:
    """Open the run, or cancel it for the ticket that people keep of it; 1 if that changed anything."""
    other = recorded_as(run, known, calendar)
    if (old is None) != (other is None) or (old is not None and not is_untouched(old)):
        return 0
    changed = 0

    def change(stored: Ticket | None) -> Ticket | None:
        nonlocal changed
        if stored is None and other is None:
            changed = 1
            return ticket_of(run, office, calendar, Stamp(run.scheduled_at, 1, recorded_at=now, by=_BY, typed=False))
        if stored is not None and other is not None and is_untouched(stored):
            changed = 1
            return _cancelled(stored, other)
        return None

    update_ticket(store, office.code, run.id, change, by=_BY, at=now)
    return changed


def _cancelled(ticket: Ticket, other: Ticket) -> Ticket:
    """Cancelled from when the recorded run began: begun within the grace it was never missed, begun later it stays so.

    What was recorded late re-judges the run by its own times, not by the minute at which they were read.
    """
    at = max(other.opened.at, ticket.opened.at)
    return replace(ticket, cancelled_at=at, cancel_reason=f"dicatat sebagai tiket {other.id}")


def _grace_s(run: ScheduledRun, calendar: WorkingCalendar) -> int:
    if run.entry.grace_days == 0:  # the zeroth working day of an opening would be the closing before it
        return 0
    limit_at = calendar.nth_working_day(run.scheduled_at, run.entry.grace_days)
    return round((limit_at - run.scheduled_at).total_seconds())
