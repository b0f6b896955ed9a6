"""Collector of backups: is there a good dump for each scheduled run, and how old is the last good one."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from collectors.backupruns import TICKET_DAYS, RunBook, freshness
from collectors.backuptickets import TicketFrame
from collectors.base import CollectorError, Harvest, Recall
from collectors.dumpchecks import Finding
from collectors.dumpcopies import SLICE_BYTES, CopyLook, CopyState, CopyWatch
from collectors.dumpwatch import DumpWatch, Look
from collectors.errands import send_out
from collectors.folders import FolderLost, opened
from collectors.schedules import past_runs
from collectors.versions import Versions
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, State
from dashboard.offices import BackupSource, Office
from dashboard.workcal import WorkingCalendar

log = logging.getLogger("pantau.collectors")

PATIENCE_S = 60.0
"""So long one folder may take; then it counts as unreadable, and its thread is left behind."""
_CLOCK_OFF_S = 120.0
_NOTHING: Mapping[str, str] = MappingProxyType({})
_STATUS = {State.FRESH: SampleStatus.OK, State.LATE: SampleStatus.DEGRADED, State.MISSING: SampleStatus.FAILED}
_METRICS = {"age_s": "s", "size_bytes": "byte", "duration_s": "s", "copy_same": "sama"}
_COPY = {
    CopyState.SAME: (1.0, SampleStatus.OK),
    CopyState.DIFFERENT: (0.0, SampleStatus.FAILED),
    CopyState.ABSENT: (None, SampleStatus.FAILED),
    CopyState.COMPARING: (None, SampleStatus.UNKNOWN),
    CopyState.UNREADABLE: (None, SampleStatus.UNKNOWN),
}


@dataclass
class _Watched:
    """One source, how it is watched, and what is remembered of it."""

    source: BackupSource
    watch: DumpWatch
    runs: RunBook
    copies: CopyWatch | None
    under_way: Future[_Seen] | None = None
    """A look that may still hang; until it is over there is no other at this folder."""
    clock_off_minutes: int = 0
    """What was told of the server's clock; a note that changed with every round would be told anew each time."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look brought: the dumps, and what is known of the newest one's second copy."""

    look: Look
    copy: CopyLook | None


class BackupCollector:
    """Looks into the folder of every backup source of one office.

    Series per source (target = source id): ``age_s``, seconds since the last good backup was stored, None where the
    folder holds none; ``size_bytes`` and ``duration_s`` of the newest dump; with a second copy ``copy_same`` of the
    newest good dump (1 same, 0 different, None not there or not known; no part of any verdict, since no SOP for
    backups has a step for it). ``age_s`` carries the state: ``fresh`` = the latest due run (schedule + grace over) or a
    later one has a good dump; ``late`` = it has none, but the run before it has; ``missing`` = only older ones or none.
    A folder that cannot be read: unknown, with a note.

    One ticket per scheduled run of the last three days (see ``collectors.backuptickets``). ``versions`` gives the
    effective dates of an SOP by its id; a run pins the one in force on its scheduled
    day. ``recall`` keeps findings of an earlier process from being undone. ``env`` holds the variables that the office
    file names. Each folder is looked at in a thread of its own, at most ``patience_s``; ``slice_bytes`` of a dump are
    compared with its second copy in one round.
    """

    name = CollectorName.BACKUP

    def __init__(
        self,
        office: Office,
        calendar: WorkingCalendar,
        *,
        interval_s: float,
        recall: Recall,
        versions: Versions,
        env: Mapping[str, str] = _NOTHING,
        patience_s: float = PATIENCE_S,
        slice_bytes: int = SLICE_BYTES,
    ) -> None:
        self.office = office.code
        self.interval_s = interval_s
        self.timeout_s = max(2 * patience_s, interval_s)
        self._simulated = office.simulated
        self._sources = tuple(office.backups)
        self._calendar = calendar
        self._zone = ZoneInfo(calendar.zone)
        self._recall = recall
        self._versions = versions
        self._env = env
        self._patience_s = patience_s
        self._slice_bytes = slice_bytes
        self._watched: dict[str, _Watched] = {}

    def series(self) -> tuple[SeriesKey, ...]:
        """``age_s`` of every source."""
        return tuple(self._key(source, "age_s") for source in self._sources)

    def collect(self, now: datetime) -> Harvest:
        """Look once into every folder, all at the same time; one that cannot be read or hangs stops no other."""
        watched = [self._watch(source) for source in self._sources]
        give_up_at = time.monotonic() + self._patience_s + 1
        waits_until = {}
        for each in watched:
            hangs = each.under_way is not None and not each.under_way.done()
            waits_until[each.source.id] = 0.0 if hangs else give_up_at
            if not hangs:
                each.under_way = self._send_out(each, now)
        harvests = [self._collect_one(each, now, waits_until[each.source.id]) for each in watched]
        return Harvest(
            tuple(sample for harvest in harvests for sample in harvest.samples),
            tuple(ticket for harvest in harvests for ticket in harvest.tickets),
            tuple(note for harvest in harvests for note in harvest.notes),
        )

    def _send_out(self, watched: _Watched, now: datetime) -> Future[_Seen]:
        return send_out(lambda: self._see(watched, now), f"{self.office}-backup-{watched.source.id}")

    def _see(self, watched: _Watched, now: datetime) -> _Seen:
        """One look at a folder and, of its newest good dump, one slice of the second copy. Raises CollectorError."""
        source = watched.source
        try:
            with opened(source, self._env, self._patience_s) as folder:
                look = watched.watch.look(folder, now)
                good = [found.file for found in look.findings if found.is_good]
                if watched.copies is None or not good:
                    return _Seen(look, None)
                newest = max(good, key=lambda file: file.modified_at)
                return _Seen(look, watched.copies.compare(folder, newest, now, self._patience_s))
        except FolderLost as error:
            raise CollectorError(f"{source.id}: {source.folder} {error}") from error
        except CollectorError:
            raise
        except Exception as error:
            # The text of an unforeseen error may quote what it was called with, a password too: only its kind is told.
            log.debug("unforeseen", exc_info=True)
            what = f"tidak dapat diperiksa karena galat tak terduga ({type(error).__name__})"
            raise CollectorError(f"{source.id}: {source.folder} {what}") from error

    def _outcome(self, watched: _Watched, now: datetime, give_up_at: float) -> _Seen:
        """What the look brought. Raises CollectorError, also where it hangs or is that of an earlier round."""
        assert watched.under_way is not None  # noqa: S101  (collect has just sent it out)
        try:
            return watched.under_way.result(timeout=max(0.0, give_up_at - time.monotonic()))
        except FutureTimeoutError:
            source = watched.source
            waited = f"tidak menjawab dalam {self._patience_s:.0f} detik; periksa server dan sambungan jaringannya"
            raise CollectorError(f"{source.id}: {source.folder} {waited}") from None

    def _collect_one(self, watched: _Watched, now: datetime, give_up_at: float) -> Harvest:
        source = watched.source
        runs = past_runs(source.at, source.days, self._calendar, now, TICKET_DAYS + 2)
        frame = self._frame(source)
        notes = [] if frame else [f"{source.id}: SOP {source.sop} tidak ada di katalog; betulkan di berkas kantor"]
        try:
            seen = self._outcome(watched, now, give_up_at)
        except CollectorError as error:
            metrics = [metric for metric in _METRICS if metric != "copy_same" or source.second_copy]
            samples = tuple(self._sample(source, metric, None, now, State.UNKNOWN) for metric in metrics)
            tickets = watched.runs.unread(frame, runs, now) if frame else []
            return Harvest(samples, tuple(tickets), (*notes, str(error)))
        look = seen.look
        tickets = watched.runs.judged(frame, runs, look, now) if frame else []
        watched.runs.decided_at = now
        notes += [found.trouble for found in look.findings if found.trouble]
        notes += [note for note in (_clock_note(watched, look), seen.copy.note if seen.copy else "") if note]
        samples = (*self._samples(source, look.findings, runs, now), *self._copy_samples(source, seen.copy, now))
        return Harvest(samples, tuple(tickets), tuple(notes))

    def _copy_samples(self, source: BackupSource, copy: CopyLook | None, now: datetime) -> tuple[Sample, ...]:
        if copy is None:
            return ()
        value, status = _COPY[copy.state]
        if copy.state is CopyState.ABSENT and not copy.note:
            status = SampleStatus.DEGRADED  # its grace is not over
        return (Sample(self._key(source, "copy_same"), now, value, status),)

    def _samples(
        self, source: BackupSource, findings: tuple[Finding, ...], runs: list[datetime], now: datetime
    ) -> tuple[Sample, ...]:
        good = [found for found in findings if found.is_good]
        last = max(good, key=lambda found: found.stored_at, default=None)
        age_s = max(0.0, (now - last.stored_at).total_seconds()) if last else None
        state = freshness(last, runs, timedelta(minutes=source.grace_minutes), now)
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
        versions = self._versions.get(source.sop)
        if versions is None:
            return None
        return TicketFrame(self.office, source, versions, self._simulated, self._zone)

    def _watch(self, source: BackupSource) -> _Watched:
        if source.id not in self._watched:
            stored = self._recall(self._key(source, "age_s"))
            good_at = decided_at = None
            if stored is not None:
                decided_at = stored.since if stored.state is State.UNKNOWN else stored.observed_at
                if stored.value is not None:
                    good_at = stored.observed_at - timedelta(seconds=stored.value)
            watch = DumpWatch(source, self._zone, self.interval_s)
            copies = None
            if source.second_copy is not None:
                copies = CopyWatch(source.id, source.second_copy, self._env, slice_bytes=self._slice_bytes)
            self._watched[source.id] = _Watched(source, watch, RunBook(good_at, decided_at), copies)
        return self._watched[source.id]

    def _key(self, source: BackupSource, metric: str) -> SeriesKey:
        return SeriesKey(self.office, source.kecamatan, CollectorName.BACKUP, source.id, metric, _METRICS[metric])


def _clock_note(watched: _Watched, look: Look) -> str:
    """That the server's clock is wrong, where it tells and is; the minutes told stay until they change by two."""
    ahead_s = look.clock_ahead_s or 0.0
    if abs(ahead_s) < _CLOCK_OFF_S:
        watched.clock_off_minutes = 0
        return ""
    minutes = round(ahead_s / 60)
    if abs(minutes - watched.clock_off_minutes) >= 2:
        watched.clock_off_minutes = minutes
    told = watched.clock_off_minutes
    how = f"{abs(told)} menit lebih {'cepat' if told > 0 else 'lambat'}"
    return f"{watched.source.id}: jam server {watched.source.folder} {how}; samakan jamnya (NTP)"
