"""The 90 days before the first start, written once by the store's own write functions as retention leaves them.

States, hourly and daily rollups of every series, raw samples of the last day and of the hours in which people tested
the network, tickets and slots. Marked as simulated by the office's own file. Everything is drawn from names and dates,
so the same day gives the same past.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.catalogue import Catalogue
from dashboard.model import CollectorName, SeriesKey, Stamp, State, StepRun, Ticket
from dashboard.offices import BackupSource, CounterSource, Office, Target
from dashboard.services.slots import judge_hours
from dashboard.sop import Sop
from dashboard.store import AuditEntry, Store, backfill, checkpoint, latest, save_excuse, save_tickets
from dashboard.workcal import WorkingCalendar
from demo.agenda import agenda_tickets, excuses_of
from demo.chance import draw
from demo.counters import counters
from demo.dumps import night
from demo.entered import backfill_entries
from demo.grown import grown_hours
from demo.pasts import Past, Stretch, bad_times, hour_edges, overlay
from demo.sources import BOOK_DAYS, all_stories, scheduled_nights
from demo.tested import hours_of_tests, samples_of_hours

HISTORY_DAYS = 90
BACKUP_COLLECTOR_DAYS = 3
"""The backup collector itself makes the tickets of the last three nights."""
GIVEN_UP_AT = time(9)
"""Nobody repeats a failed export of days ago: the officer in charge closes it the next morning."""
OUTAGES_MOST = 6
OUTAGE_MINUTES = 35.0
AUTHOR = "demo"


def has_history(store: Store, office: Office) -> bool:
    """Whether anything of the office is stored already."""
    return bool(latest(store, office.code))


def backfill_office(
    store: Store, office: Office, calendar: WorkingCalendar, catalogue: Catalogue, now: datetime
) -> None:
    """Write the office's past up to ``now`` (aware UTC): series, tickets, then the slots judged from them."""
    sops = {sop.id: sop for sop in catalogue.sops}
    end = now.replace(second=0, microsecond=0)
    zone = ZoneInfo(office.zone)
    first = end.astimezone(zone).date() - timedelta(days=HISTORY_DAYS)
    start = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
    of_counters = list(counter_pasts(office, calendar, start, end))
    pasts = [*network_pasts(office, start, end), *of_counters, *backup_pasts(office, start, end)]
    hours = hour_edges(start, end)
    days = day_edges(first, end, zone)
    backfill(
        store,
        states=(past.state() for past in pasts),
        intervals=(interval for past in pasts for interval in past.intervals()),
        rollups_hour=(rollup for past in pasts for rollup in past.rollups(hours)),
        rollups_day=(rollup for past in pasts for rollup in past.rollups(days)),
        samples=(sample for past in pasts for sample in past.samples()),
    )
    backfill(store, rollups_hour=(rollup for past in of_counters for rollup in grown_hours(past, hours)))
    backfill_entries(store, office, calendar, start, end)
    stories = all_stories(office, sops, calendar, now)
    backfill(store, samples=samples_of_hours(pasts, hours_of_tests(stories, sops, end)))
    by_people = [*book_past(stories, now), *agenda_tickets(office, sops, calendar, now)]
    save_tickets(store, [*by_people, *backup_past(office, sops, now)], by=AUTHOR, at=now)
    for excuse in excuses_of(by_people, sops, calendar, now):
        subject = f"tiket {office.code}/{excuse.ticket}"
        entry = AuditEntry(excuse.at, excuse.officer, "pengecualian", subject, after={"alasan": excuse.reason})
        save_excuse(store, excuse, entry=entry)
    judge_hours(store, office, catalogue, calendar, now, catch_up=timedelta(days=HISTORY_DAYS))
    checkpoint(store)


def day_edges(first: date, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Local midnights from ``first`` past ``end``, in UTC."""
    edges: list[datetime] = []
    while not edges or edges[-1] < end:
        day = first + timedelta(days=len(edges))
        edges.append(datetime.combine(day, datetime.min.time(), zone).astimezone(UTC))
    return edges


def outages(target: str, start: datetime, end: datetime) -> Iterator[Stretch]:
    """The outages and slow hours that chance gives a target."""
    dice = draw("past", target, start.date())
    span_s = (end - start).total_seconds()
    for _ in range(dice.randint(0, OUTAGES_MOST)):
        begin = start + timedelta(seconds=round(dice.uniform(0, span_s)))
        length = timedelta(minutes=min(600.0, OUTAGE_MINUTES * dice.lognormvariate(0, 1.1)))
        state = State.DOWN if dice.random() < 0.7 else State.DEGRADED
        yield Stretch(begin, begin + timedelta(seconds=round(length.total_seconds())), state)


def network_pasts(office: Office, start: datetime, end: datetime) -> list[Past]:
    """Every target's past, parents first: what hangs below a fallen parent was unreachable."""
    gap = _own_outage(office, start, end)
    chains: dict[str, list[Stretch]] = {}
    keys: dict[str, SeriesKey] = {}
    found = []
    for target in _parents_first(office.targets):
        keys[target.id] = SeriesKey(office.code, target.kecamatan, CollectorName.NETWORK, target.id, "rtt_ms", "ms")
        painted = [*outages(target.id, start, end), gap]
        if target.parent:
            painted += bad_times(chains[target.parent])
        if target.disabled:
            since = datetime.combine(target.disabled.since, datetime.min.time(), ZoneInfo(office.zone))
            painted.append(Stretch(max(start, since.astimezone(UTC)), end, State.DISABLED))
        chain = chains[target.id] = overlay(start, end, State.UP, painted)
        mean = draw("rtt", target.id).uniform(4, 160)
        parent = keys.get(target.parent or "")
        found.append(Past(keys[target.id], chain, round(mean, 1), round(mean / 5, 1), parent))
    return found


def _own_outage(office: Office, start: datetime, end: datetime) -> Stretch:
    """Once in the 90 days the collectors' own machine was off: nothing is known of that time."""
    dice = draw("own", office.code, start.date())
    begin = start + (end - start) * dice.uniform(0.2, 0.7)
    begin = begin.replace(microsecond=0)
    return Stretch(begin, begin + timedelta(minutes=dice.randint(40, 300)), State.UNKNOWN)


def _parents_first(targets: Sequence[Target]) -> list[Target]:
    left, done, order = list(targets), set[str](), list[Target]()
    while left:
        ready = [target for target in left if target.parent is None or target.parent in done]
        order += ready
        done |= {target.id for target in ready}
        left = [target for target in left if target.id not in done]
    return order


def counter_pasts(office: Office, calendar: WorkingCalendar, start: datetime, end: datetime) -> Iterator[Past]:
    """Every counter's past: growing in opening hours, resting outside them, now and then stuck."""
    gap = _own_outage(office, start, end)
    values = {counter.source.id: float(counter.value) for counter in counters(office)}
    zone = ZoneInfo(office.zone)
    open_hours: list[tuple[datetime, datetime]] = []
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        hours = calendar.intervals(day)
        if hours:
            open_hours.append((hours[0][0], hours[-1][1]))
        day += timedelta(days=1)
    for source in office.counters:
        if source.kind == "manual":
            continue
        yield Past(
            SeriesKey(office.code, source.kecamatan, CollectorName.RECORDS, source.id, "records", "rekaman"),
            _counter_chain(source, open_hours, gap, start, end),
            values[source.id],
            values[source.id] / 4,
            last_value=values[source.id],
        )


def _counter_chain(
    source: CounterSource,
    open_hours: Sequence[tuple[datetime, datetime]],
    gap: Stretch,
    start: datetime,
    end: datetime,
) -> list[Stretch]:
    dice = draw("growth", source.id, start.date())
    painted = [gap]
    closed_since = start
    for opening, closing in open_hours:
        painted.append(Stretch(closed_since, opening, State.IDLE))
        closed_since = closing
        if dice.random() < 0.05:
            begin = opening + (closing - opening) * dice.uniform(0, 0.6)
            stuck = Stretch(begin.replace(microsecond=0), closing, State.STUCK)
            painted.append(stuck)
    painted.append(Stretch(closed_since, max(closed_since, end), State.IDLE))
    return overlay(start, end, State.INCREASING, [s for s in painted if s.start < s.end])


def backup_pasts(office: Office, start: datetime, end: datetime) -> Iterator[Past]:
    """Every backup source's past: late once the grace of a failed night is over, missing after the second in a row."""
    gap = _own_outage(office, start, end)
    for source in office.backups:
        painted = [gap]
        failed: list[datetime] = []
        last_good_at = start
        for at in [*scheduled_nights(source, office, end, HISTORY_DAYS), None]:
            run = None if at is None else night(source, at)
            if at is not None and run is not None and (run.fault or run.finished_at > end):
                failed.append(at.astimezone(UTC) + timedelta(minutes=source.grace_minutes))
                continue
            good_at = end if run is None else _second(run.finished_at.astimezone(UTC))
            painted += [Stretch(due, good_at, State.LATE) for due in failed[:1] if due < good_at]
            painted += [Stretch(due, good_at, State.MISSING) for due in failed[1:2] if due < good_at]
            failed = []
            last_good_at = last_good_at if run is None else good_at
        key = SeriesKey(office.code, source.kecamatan, CollectorName.BACKUP, source.id, "age_s", "s")
        age_s = (end - last_good_at).total_seconds()
        yield Past(key, overlay(start, end, State.FRESH, painted), 43_200.0, 14_000.0, last_value=age_s)


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def book_past(stories: Sequence[Ticket], now: datetime) -> Iterator[Ticket]:
    """Tickets that ended before the log book begins; younger and open ones stand in the book itself."""
    book_from = now - timedelta(days=BOOK_DAYS)
    for story in stories:
        if story.solved is not None and story.solved.at < book_from:
            yield story


def backup_past(office: Office, sops: dict[str, Sop], now: datetime) -> Iterator[Ticket]:
    """One ticket for each night before those that the backup collector looks at by itself."""
    zone = ZoneInfo(office.zone)
    oldest = now.astimezone(zone).date() - timedelta(days=BACKUP_COLLECTOR_DAYS + 1)
    for source in office.backups:
        for at in scheduled_nights(source, office, now, HISTORY_DAYS):
            if at.date() < oldest:
                yield _backup_ticket(source, office, sops[source.sop], at)


def _backup_ticket(source: BackupSource, office: Office, sop: Sop, scheduled_at: datetime) -> Ticket:
    run = night(source, scheduled_at)
    begun, written = (Stamp(_second(at.astimezone(UTC)), 1) for at in (run.started_at, run.finished_at))
    good = run.fault is None
    given_up_at = datetime.combine(scheduled_at.date() + timedelta(days=1), GIVEN_UP_AT, scheduled_at.tzinfo)
    runs: tuple[StepRun, ...] = ()
    if run.fault != "absent":
        runs = (
            StepRun(2, started=begun, finished=written),
            StepRun(3, started=written, finished=written if good else None),
        )
    return Ticket(
        id=f"backup-{source.id}-{scheduled_at:%Y-%m-%d}",
        office=office.code,
        kecamatan=source.kecamatan,
        sop=source.sop,
        version=sop.effective,
        opened=Stamp(scheduled_at.astimezone(UTC), resolution_s=1),
        source=f"backup:{source.id}",
        runs=runs,
        solved=written if good else None,
        cancelled_at=None if good else given_up_at.astimezone(UTC),
        cancel_reason="" if good else "Diganti cadangan malam berikutnya",
        title=source.run_title,
        scheduled_at=scheduled_at.astimezone(UTC),
        grace_s=source.grace_minutes * 60,
        simulated=True,
        details={"size_bytes": run.size_bytes, "duration_s": round(run.duration_s), "failed_checks": []},
    )
