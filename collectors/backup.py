"""Collector of backups: is there a good dump for each scheduled run, and how old is the last good one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from collectors.backuptickets import EARLY, TicketFrame, run_of, ticket_of
from collectors.base import CollectorError, Harvest, Recall
from collectors.dumpchecks import Finding
from collectors.dumpwatch import DumpWatch, Look
from collectors.schedules import past_runs
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, State, Ticket
from dashboard.offices import BackupSource, Office
from dashboard.workcal import WorkingCalendar

TICKET_DAYS = 3
_STATUS = {State.FRESH: SampleStatus.OK, State.LATE: SampleStatus.DEGRADED, State.MISSING: SampleStatus.FAILED}
_METRICS = {"age_s": "s", "size_bytes": "byte", "duration_s": "s"}


@dataclass
class _Watched:
    """One source, how it is watched, and what must not be undone."""

    source: BackupSource
    watch: DumpWatch
    good_at: datetime | None
    """End of the last good backup that an earlier process saw."""
    decided_at: datetime | None
    """Up to here somebody has looked into the folder."""
    tickets: dict[str, Ticket] = field(default_factory=dict)
    """Runs that had a dump: clearing it away later does not undo them."""


class BackupCollector:
    """Looks into the folder of every backup source of one office.

    Series per source (target = source id): ``age_s``, seconds since the last good backup was stored, None where the
    folder holds none; ``size_bytes`` and ``duration_s`` of the newest dump. ``age_s`` carries the state: ``fresh`` =
    the latest due run (schedule + grace over) or a later one has a good dump; ``late`` = it has none, but the run
    before it has; ``missing`` = only older ones or none. A folder that cannot be read: unknown, with a note.

    One ticket per scheduled run of the last three days (see ``collectors.backuptickets``). ``versions`` gives the
    effective date of an SOP by its id. ``recall`` keeps findings of an earlier process from being undone.
    """

    name = CollectorName.BACKUP

    def __init__(
        self,
        office: Office,
        calendar: WorkingCalendar,
        *,
        interval_s: float,
        recall: Recall,
        versions: Mapping[str, date],
    ) -> None:
        self.office = office.code
        self.interval_s = interval_s
        self.timeout_s = max(120.0, interval_s)
        self._simulated = office.simulated
        self._sources = tuple(office.backups)
        self._calendar = calendar
        self._zone = ZoneInfo(calendar.zone)
        self._recall = recall
        self._versions = versions
        self._watched: dict[str, _Watched] = {}

    def series(self) -> tuple[SeriesKey, ...]:
        """``age_s`` of every source."""
        return tuple(self._key(source, "age_s") for source in self._sources)

    def collect(self, now: datetime) -> Harvest:
        """Look once into every folder; a folder that cannot be read stops no other."""
        harvests = [self._collect_one(self._watch(source), now) for source in self._sources]
        return Harvest(
            tuple(sample for harvest in harvests for sample in harvest.samples),
            tuple(ticket for harvest in harvests for ticket in harvest.tickets),
            tuple(note for harvest in harvests for note in harvest.notes),
        )

    def _collect_one(self, watched: _Watched, now: datetime) -> Harvest:
        source = watched.source
        runs = past_runs(source.at, source.days, self._calendar, now, TICKET_DAYS + 2)
        frame = self._frame(source)
        notes = [] if frame else [f"{source.id}: SOP {source.sop} tidak ada di katalog; betulkan di berkas kantor"]
        try:
            look = watched.watch.look(now)
        except CollectorError as error:
            samples = tuple(self._sample(source, metric, None, now, State.UNKNOWN) for metric in _METRICS)
            tickets = _unread(watched, frame, runs, now) if frame else []
            return Harvest(samples, tuple(tickets), (*notes, str(error)))
        tickets = _judged(watched, frame, runs, look, now) if frame else []
        watched.decided_at = now
        notes += [found.trouble for found in look.findings if found.trouble]
        return Harvest(self._samples(source, look.findings, runs, now), tuple(tickets), tuple(notes))

    def _samples(
        self, source: BackupSource, findings: tuple[Finding, ...], runs: list[datetime], now: datetime
    ) -> tuple[Sample, ...]:
        good = [found for found in findings if found.is_good]
        last = max(good, key=lambda found: found.stored_at, default=None)
        age_s = max(0.0, (now - last.stored_at).total_seconds()) if last else None
        state = _freshness(last, runs, timedelta(minutes=source.grace_minutes), now)
        samples = [self._sample(source, "age_s", age_s, now, state)]
        if findings:
            newest = findings[-1]
            samples.append(self._sample(source, "size_bytes", newest.file.size_bytes, now))
            if newest.duration_s is not None:
                samples.append(self._sample(source, "duration_s", newest.duration_s, now))
        return tuple(samples)

    def _sample(
        self, source: BackupSource, metric: str, value: float | None, now: datetime, state: State | None = None
    ) -> Sample:
        if state is State.UNKNOWN:
            # Only the age has a state of its own; size and duration are merely not measured.
            kept = State.UNKNOWN if metric == "age_s" else None
            return Sample(self._key(source, metric), now, None, SampleStatus.UNKNOWN, kept)
        status = _STATUS[state] if state else SampleStatus.OK
        return Sample(self._key(source, metric), now, value, status, state)

    def _frame(self, source: BackupSource) -> TicketFrame | None:
        version = self._versions.get(source.sop)
        if version is None:
            return None
        return TicketFrame(self.office, source, version, self._simulated, self._zone)

    def _watch(self, source: BackupSource) -> _Watched:
        if source.id not in self._watched:
            stored = self._recall(self._key(source, "age_s"))
            good_at = decided_at = None
            if stored is not None:
                decided_at = stored.since if stored.state is State.UNKNOWN else stored.observed_at
                if stored.value is not None:
                    good_at = stored.observed_at - timedelta(seconds=stored.value)
            watch = DumpWatch(source, self._zone, self.interval_s)
            self._watched[source.id] = _Watched(source, watch, good_at, decided_at)
        return self._watched[source.id]

    def _key(self, source: BackupSource, metric: str) -> SeriesKey:
        return SeriesKey(self.office, source.kecamatan, CollectorName.BACKUP, source.id, metric, _METRICS[metric])


def _freshness(last: Finding | None, runs: list[datetime], grace: timedelta, now: datetime) -> State:
    if last is None:
        return State.MISSING if runs else State.UNKNOWN
    due = [at for at in runs if at + grace <= now]
    newer = [at for at in due if at - EARLY > last.begun_at]
    if not newer:
        return State.FRESH
    return State.LATE if len(newer) == 1 else State.MISSING


def _wanted(runs: list[datetime], now: datetime) -> list[tuple[datetime, datetime | None]]:
    """The runs that get a ticket, each with the next one's moment: three days' worth, at least the latest."""
    pairs = [*pairwise(runs), (runs[-1], None)] if runs else []
    return [(at, after) for at, after in pairs if after is None or at > now - timedelta(days=TICKET_DAYS)]


def _judged(watched: _Watched, frame: TicketFrame, runs: list[datetime], look: Look, now: datetime) -> list[Ticket]:
    tickets = []
    wanted = _wanted(runs, now)
    for scheduled_at, next_at in wanted:
        found = run_of(look.findings, scheduled_at, next_at)
        ticket_id = frame.id_of(scheduled_at)
        is_latest = next_at is None
        if found is not None and not _log_was_cleared(watched, found, look, is_latest):
            watched.tickets[ticket_id] = ticket_of(frame, scheduled_at, found, now)
        if ticket_id in watched.tickets:
            tickets.append(watched.tickets[ticket_id])
        elif found is None and not _may_have_been_cleared(watched, scheduled_at, look, is_latest):
            tickets.append(ticket_of(frame, scheduled_at, None, now))
    kept = {frame.id_of(scheduled_at) for scheduled_at, _ in wanted}
    watched.tickets = {key: ticket for key, ticket in watched.tickets.items() if key in kept}
    return tickets


def _may_have_been_cleared(watched: _Watched, scheduled_at: datetime, look: Look, is_latest: bool) -> bool:
    """Whether an absent dump may have been there: old ones are deleted first, the latest is not."""
    if watched.good_at is not None and watched.good_at >= scheduled_at - EARLY:
        return True
    return not is_latest and (look.oldest_dump_at is None or look.oldest_dump_at >= scheduled_at)


def _log_was_cleared(watched: _Watched, found: Finding, look: Look, is_latest: bool) -> bool:
    """Whether an older dump lacks its log only because logs do not go back that far (one log overwritten nightly)."""
    if is_latest or found.log_file is not None or not watched.source.log_pattern:
        return False
    return look.oldest_log_at is None or look.oldest_log_at > found.file.modified_at


def _unread(watched: _Watched, frame: TicketFrame, runs: list[datetime], now: datetime) -> list[Ticket]:
    """Tickets while the folder cannot be read: what was found before stays, the rest is marked as not seen."""
    tickets = []
    for scheduled_at, _ in _wanted(runs, now):
        known = watched.tickets.get(frame.id_of(scheduled_at))
        if known is not None:
            tickets.append(known)
        elif not _was_decided(watched, frame, scheduled_at):
            tickets.append(ticket_of(frame, scheduled_at, None, now, readable=False))
    return tickets


def _was_decided(watched: _Watched, frame: TicketFrame, scheduled_at: datetime) -> bool:
    if watched.good_at is not None and watched.good_at >= scheduled_at - EARLY:
        return True
    return watched.decided_at is not None and frame.due_at(scheduled_at) <= watched.decided_at
