"""Outage -> SOP: a confirmed outage of a link opens one ticket of the SOP that the link names, recovery closes it.

Source: sla-rules.md, "Measured steps". Everything is read from state intervals, so that asking again, or after a
restart, gives the same ticket. What persons recorded on it is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.catalogue import Catalogue
from dashboard.model import CollectorName, SeriesKey, SeriesState, Stamp, State, StateInterval, Ticket
from dashboard.offices import Link, Office, Role, Schedule, Target
from dashboard.rulebook import policy_at, schedule_at, sop_at
from dashboard.services.identity import collector_officer
from dashboard.services.outage_ticket import closed, down_after, is_open, outage_since, reopened
from dashboard.sla import scheduled_hours
from dashboard.sop import Sop
from dashboard.store import AuditEntry, Store, intervals, latest, tickets, update_ticket
from dashboard.workcal import WorkingCalendar

CONFIRMED_AFTER_S = 15 * 60
"""Working seconds that a link must have been seen down, within its schedule, before a ticket is opened."""
REOPENS_WITHIN_S = 3600
"""Down again within this working time after its recovery: the same ticket."""
LOOK_BACK = timedelta(days=7)
STALE_AFTER_S = 180.0
RESOLUTION_S = 60
OFFICER = collector_officer("outage").id
JOINED_STEPS: Mapping[str, tuple[int, int]] = {"trenggalek-11-pemeliharaan-jarkomdat": (3, 4)}
"""Queue and repair of JarKomDat: judged together as long as nobody recorded when the queue was over."""

_GOOD = (State.UP, State.DEGRADED)
_METRIC = "rtt_ms"
_SOURCE = "outage:"


def open_and_close(
    store: Store,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    stale_after_s: float = STALE_AFTER_S,
    resolution_s: int = RESOLUTION_S,
) -> int:
    """Open, reopen and close the tickets of outages as things stand at ``now``; gives the number of changes.

    ``stale_after_s``: a link not measured for longer opens nothing, for its outage may be over.
    ``resolution_s``: how exactly its times are known (the poll interval).
    """
    known = {each.series: each for each in latest(store, office.code)}
    bench = _Bench(store, office, catalogue, calendar, now, stale_after_s, resolution_s)
    held = {
        sop_id: tickets(store, office.code, sop=sop_id, start=now - LOOK_BACK)
        for sop_id in {link.opens for link in office.links if link.opens}
    }
    changes = 0
    for link in office.links:
        target = first_target(office, link)
        if link.opens is None or target is None:
            continue
        series = SeriesKey(office.code, target.kecamatan, CollectorName.NETWORK, target.id, _METRIC)
        sop = catalogue.find(link.opens)
        state = known.get(series)
        if sop is None or state is None:
            continue
        mine = [each for each in held[link.opens] if each.source == source_of(link)]
        changes += _Line(bench, link, target, sop, state).follow(mine[-1] if mine else None)
    return changes + _end_orphans(bench, known)


def _end_orphans(bench: _Bench, known: Mapping[SeriesKey, SeriesState]) -> int:
    """End tickets whose recovery nobody will measure any more; those that persons have worked on are theirs."""
    opened = tickets(bench.store, bench.office.code, open_only=True)
    mine = [each for each in opened if each.source.startswith(_SOURCE) and not _is_touched(each)]
    return sum(_end_orphan(bench, each, known) for each in mine)


def _is_touched(ticket: Ticket) -> bool:
    """Whether anybody recorded a step of it."""
    stamps = [stamp for run in ticket.runs for stamp in (run.started, run.finished)]
    return any(run.pauses for run in ticket.runs) or any(stamp is not None and stamp.by for stamp in stamps)


def _end_orphan(bench: _Bench, held: Ticket, known: Mapping[SeriesKey, SeriesState]) -> bool:
    link = next((each for each in bench.office.links if source_of(each) == held.source), None)
    target = None if link is None else first_target(bench.office, link)
    reason, at = "", bench.now
    if link is None:
        reason = "jalurnya dihapus dari berkas kantor"
    elif link.opens != held.sop:
        reason = "jalurnya tidak lagi membuka SOP ini"
    elif target is None:
        reason = "jalurnya tidak diukur lagi"
    elif not bench.in_force(held.sop):
        reason = "SOP tidak lagi berlaku di kantor ini"
    elif target.disabled is not None:
        series = SeriesKey(bench.office.code, target.kecamatan, CollectorName.NETWORK, target.id, _METRIC)
        state = known.get(series)
        if state is not None and state.state is State.DISABLED:
            reason, at = f"jalurnya dinonaktifkan dengan {target.disabled.letter}", max(state.since, held.opened.at)
    if not reason:
        return False

    def change(old: Ticket | None) -> Ticket | None:
        if old is None or not is_open(old) or _is_touched(old):
            return None
        return replace(old, cancelled_at=at, cancel_reason=reason)

    return bench.update(held.id, "akhiri tiket gangguan", change) is not None


def source_of(link: Link) -> str:
    """``Ticket.source`` of the tickets that outages of a link open."""
    return f"{_SOURCE}{link.id}"


def first_target(office: Office, link: Link) -> Target | None:
    """The target of a link that all its others hang on (the modem); None where nothing is measured on it."""
    parents = {each.id: each.parent for each in office.targets}

    def depth(target: Target) -> tuple[int, bool]:
        above: list[str] = []
        parent = target.parent
        while parent is not None and parent not in above:
            above.append(parent)
            parent = parents.get(parent)
        return len(above), target.role is not Role.MODEM

    return min((each for each in office.targets if each.link == link.id), key=depth, default=None)


def first_series(office: Office) -> tuple[SeriesKey, ...]:
    """The series of the first target of each link whose outage opens a ticket."""
    firsts = [first_target(office, link) for link in office.links if link.opens is not None]
    return tuple(
        SeriesKey(office.code, each.kecamatan, CollectorName.NETWORK, each.id, _METRIC)
        for each in firsts
        if each is not None
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    store: Store
    office: Office
    catalogue: Catalogue
    calendar: WorkingCalendar
    now: datetime
    stale_after_s: float
    resolution_s: int

    def stamp(self, at: datetime) -> Stamp:
        """A moment that a machine found: no ``by``, for nobody ticked it."""
        return Stamp(at, self.resolution_s, recorded_at=self.now, typed=False)

    def in_force(self, sop_id: str) -> bool:
        """Whether the office works by the SOP today."""
        today = self.calendar.local_date(self.now)
        return any(
            each.id == sop_id
            and not each.not_applicable
            and each.start <= today
            and (each.end is None or today <= each.end)
            for each in self.office.sops
        )

    def update(self, ticket_id: str, action: str, change: Callable[[Ticket | None], Ticket | None]) -> Ticket | None:
        """Change a ticket while nobody else can, audited; None where there was nothing to change."""
        made: list[Ticket] = []

        def noted(old: Ticket | None) -> Ticket | None:
            new = change(old)
            if new is not None:
                made.append(new)
            return new

        code = self.office.code
        entry = AuditEntry(self.now, OFFICER, action, f"tiket {code}/{ticket_id}")
        stored = update_ticket(self.store, code, ticket_id, noted, by=OFFICER, at=self.now, entry=entry)
        return stored if made else None


@dataclass(frozen=True, slots=True)
class _Line:
    """One link with the target and the SOP that stand for it."""

    bench: _Bench
    link: Link
    target: Target
    sop: Sop
    state: SeriesState

    def follow(self, held: Ticket | None) -> int:
        """Close the open ticket where the link recovered, then open or reopen for what lasts now."""
        opened = held is not None and is_open(held)
        if not opened and self.state.state is not State.DOWN:
            return 0
        states = self._states(held)
        changes = 0
        if held is not None and opened:
            done = self._close(held, states)
            if done is None:
                return 0
            held, changes = done, 1
        return changes + self._begin(held, states)

    def _states(self, held: Ticket | None) -> list[StateInterval]:
        begin = self.bench.now - LOOK_BACK
        if held is not None:
            begin = min(begin, outage_since(held))
        found = intervals(
            self.bench.store,
            self.bench.office.code,
            begin,
            self.bench.now + timedelta(seconds=1),
            collector=CollectorName.NETWORK,
            kecamatan=self.target.kecamatan,
            target=self.target.id,
        )
        return sorted((each for each in found if each.series.metric == _METRIC), key=lambda each: each.start)

    def _close(self, held: Ticket, states: Sequence[StateInterval]) -> Ticket | None:
        since = down_after(held)
        recovered_at = next((each.start for each in states if each.state in _GOOD and each.start > since), None)
        if recovered_at is None:
            return None
        stamp = self.bench.stamp(recovered_at)
        office, opened_at = self.bench.office, held.opened.at
        sop = sop_at(office, self.bench.catalogue.get(held.sop, held.version), opened_at)
        policy = policy_at(office, opened_at)

        def change(old: Ticket | None) -> Ticket | None:
            return None if old is None or not is_open(old) else closed(old, sop, stamp, self.bench.now, policy)

        return self.bench.update(held.id, "tutup tiket gangguan", change)

    def _begin(self, held: Ticket | None, states: Sequence[StateInterval]) -> int:
        outage = self._lasting(states)
        if not outage or not self.bench.in_force(self.sop.id):
            return 0
        since = outage[0].start
        # An outage that has its ticket opens no other, even where a person closed that before the link was back.
        if held is not None and outage_since(held) >= since:
            return 0
        if held is not None and self._again(held, since):
            return self._reopen(held, outage)
        confirmed_at = self._seen_for(outage, CONFIRMED_AFTER_S)
        return 0 if confirmed_at is None else self._open(since, confirmed_at)

    def _lasting(self, states: Sequence[StateInterval]) -> list[StateInterval]:
        """The parts of the outage that lasts now in which the link was down; what was not measured is left out."""
        if self.state.state is not State.DOWN:
            return []
        if (self.bench.now - self.state.observed_at).total_seconds() > self.bench.stale_after_s:
            return []
        parts: list[StateInterval] = []
        for each in reversed(states):
            if each.state in _GOOD:
                break
            if each.state is State.DOWN:
                parts.insert(0, each)
        return parts

    def _again(self, held: Ticket, since: datetime) -> bool:
        if held.solved is None or held.cancelled_at is not None or since <= held.solved.at:
            return False
        return self.bench.calendar.between(held.solved.at, since) <= REOPENS_WITHIN_S

    def _reopen(self, held: Ticket, outage: Sequence[StateInterval]) -> int:
        begins_at = self._seen_for(outage, 0)
        if begins_at is None:
            return 0
        stamp, since = self.bench.stamp(begins_at), outage[0].start
        sop = self.bench.catalogue.get(held.sop, held.version)

        def change(old: Ticket | None) -> Ticket | None:
            return None if old is None or is_open(old) else reopened(old, sop, stamp, since)

        return int(self.bench.update(held.id, "buka kembali tiket gangguan", change) is not None)

    def _open(self, since: datetime, confirmed_at: datetime) -> int:
        bench = self.bench
        day = bench.calendar.local_date(confirmed_at)
        version = bench.catalogue.in_force(self.sop.id, day) or bench.catalogue.versions()[self.sop.id][0]
        place = next((each.name for each in bench.office.kecamatan if each.code == self.link.kecamatan), "Dinas")
        details: dict[str, object] = {"outage_since": since.isoformat(), "target": self.target.id}
        if self.sop.id in JOINED_STEPS:
            details["joined_steps"] = list(JOINED_STEPS[self.sop.id])
        ticket = Ticket(
            id=f"putus-{self.link.id}-{since:%Y%m%dT%H%M%SZ}",
            office=bench.office.code,
            kecamatan=self.link.kecamatan,
            sop=version.id,
            version=version.effective,
            opened=bench.stamp(confirmed_at),
            source=source_of(self.link),
            title=f"Jaringan {place} terputus",
            simulated=bench.office.simulated,
            details=details,
        )
        made = bench.update(ticket.id, "buka tiket gangguan", lambda old: ticket if old is None else None)
        return int(made is not None)

    def _seen_for(self, outage: Sequence[StateInterval], seconds: float) -> datetime | None:
        """When the link had been seen down for this much working time of its schedule; None if it was not yet."""
        left = timedelta(seconds=seconds)
        for part in outage:
            until = min(self.state.observed_at, self.bench.now) if part.end is None else part.end
            for begins, ends in self._scheduled(part.start, until):
                if ends - begins >= left:
                    return begins + left
                left -= ends - begins
        return None

    def _scheduled(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working time of the target's schedule in ``[start, end)``, in order."""
        calendar = self.bench.calendar
        day, last = calendar.local_date(start), calendar.local_date(end)
        while day <= last:
            midnight = calendar.local_midnight(day)
            day += timedelta(days=1)
            begin, until = max(start, midnight), min(end, calendar.local_midnight(day))
            if schedule_at(self.bench.office, self.target, midnight) is Schedule.JAM_KERJA:
                for _, parts in scheduled_hours(calendar, Schedule.JAM_KERJA.value, begin, until):
                    yield from parts
                continue
            for opens, closes in calendar.intervals(calendar.local_date(midnight)):
                if max(opens, begin) < min(closes, until):
                    yield max(opens, begin), min(closes, until)
