"""Watches one backup folder from look to look: which dumps lie there, and what is found about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import PurePath

from collectors.base import CollectorError
from collectors.dumpchecks import Finding, all_checks, log_check, writing_checks
from collectors.dumplogs import LogReading, read_log
from collectors.dumps import Body, log_of, read_body
from collectors.folders import Folder, FolderLost, SeenFile, local_reason
from dashboard.model import Stamp
from dashboard.offices import BackupSource

EXAMINED_DUMPS = 15
_SETTLED = timedelta(minutes=2)
"""A dump untouched this long before the first look at it is not being written any more."""
_QUIET = timedelta(minutes=1)
"""A dump that changed must stay the same from one look to the next, and at least this long by its time or ours."""
_UNFINISHED = timedelta(minutes=15)
"""While its log tells neither end nor error, a dump may pause this long: the waktu baku of the script."""

_Print = tuple[SeenFile, SeenFile | None]
_Contents = tuple[Body, LogReading | None]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a folder. ``findings`` are the newest dumps, in the order of their begin.

    ``oldest_dump_at`` / ``oldest_log_at``: last change of the oldest one there (None: none). A run before that
    may have been cleared away, so that its absence says nothing. ``clock_ahead_s``: of the server's clock, if it tells.
    """

    findings: tuple[Finding, ...]
    oldest_dump_at: datetime | None
    oldest_log_at: datetime | None
    clock_ahead_s: float | None = None


class DumpWatch:
    """Looks at the folder of ``source``. Times in logs without a zone are in ``zone``.

    A dump is still being written while it or its log changed since the last look. Dumps and logs that did not
    change are not read again.
    """

    def __init__(self, source: BackupSource, zone: tzinfo, interval_s: float) -> None:
        self._source = source
        self._zone = zone
        self._resolution_s = max(1, round(interval_s))
        self._looked_at: datetime | None = None
        self._known: set[PurePath] = set()
        self._prints: dict[PurePath, _Print] = {}
        self._changed_at: dict[PurePath, datetime] = {}
        """When a dump was last seen to be other than at the look before; gone once it is settled."""
        self._contents: dict[PurePath, tuple[_Print, _Contents]] = {}
        self._born: dict[PurePath, Stamp] = {}

    def look(self, folder: Folder, now: datetime) -> Look:
        """Look once. Raises CollectorError where the folder cannot be read; what is remembered then stays."""
        try:
            return self._look(folder, now)
        except FolderLost as error:
            raise CollectorError(f"{self._source.id}: {folder.shown} {error}") from error

    def _look(self, folder: Folder, now: datetime) -> Look:
        ahead_s = folder.clock_ahead_s(now)
        there = now + timedelta(seconds=ahead_s or 0)
        logs = folder.files(self._source.log_pattern) if self._source.log_pattern else []
        log_paths = {log.path for log in logs}
        dumps = [dump for dump in folder.files(self._source.pattern) if dump.path not in log_paths]
        taken = {dump.stem for dump in dumps}
        prints = {
            dump.path: (self._as_it_is(folder, dump), log_of(dump, logs, taken)) for dump in dumps[-EXAMINED_DUMPS:]
        }
        sizes = [dump.size_bytes for dump in dumps]
        first = len(dumps) - len(prints)
        findings = [
            self._find(folder, seen, sizes[: first + number], now, there) for number, seen in enumerate(prints.values())
        ]
        self._remember(dumps, prints, now)
        return Look(
            tuple(sorted(findings, key=lambda found: found.begun_at)),
            dumps[0].modified_at if dumps else None,
            logs[0].modified_at if logs else None,
            ahead_s,
        )

    def _as_it_is(self, folder: Folder, dump: SeenFile) -> SeenFile:
        """A dump that may be being written is asked for itself: a listing of Windows lags behind until it is closed."""
        before = self._prints.get(dump.path)
        if before is not None and before[0] == dump and dump.path not in self._changed_at:
            return dump
        try:
            return folder.fresh(dump)
        except OSError:
            return dump  # gone or locked: reading it will say so

    def _remember(self, dumps: Sequence[SeenFile], prints: dict[PurePath, _Print], now: datetime) -> None:
        self._looked_at = now
        self._known = {dump.path for dump in dumps}
        self._prints = prints
        self._contents = {path: kept for path, kept in self._contents.items() if path in prints}
        self._changed_at = {path: at for path, at in self._changed_at.items() if path in prints}
        self._born = {path: stamp for path, stamp in self._born.items() if path in self._known}

    def _find(
        self, folder: Folder, seen: _Print, predecessors: Sequence[int], now: datetime, there: datetime
    ) -> Finding:
        dump, log_file = seen
        body, log, trouble = Body(None, "", None), None, ""
        try:
            body, log = self._read(folder, seen)
        except OSError as error:
            trouble = f"{self._source.id}: {folder.shown}/{dump.path.name} {local_reason(error)}"
        running = bool(trouble) or self._is_changing(seen, log, now, there)
        wants_log = bool(self._source.log_pattern)
        checks = writing_checks(dump) if running else all_checks(dump, body, log, wants_log, predecessors)
        if log is not None and log_check(dump, log).ok is False:
            log = replace(log, requested_at=None, started_at=None, last_line_at=None)  # times of another run
        return Finding(dump, log_file, log, self._begun(dump, log, now), running, checks, trouble)

    def _is_changing(self, seen: _Print, log: LogReading | None, now: datetime, there: datetime) -> bool:
        dump, log_file = seen
        touched_at = max(dump.modified_at, log_file.modified_at) if log_file else dump.modified_at
        if log is not None and log.is_unfinished and _QUIET <= there - touched_at < _UNFINISHED:
            return True
        before = self._prints.get(dump.path)
        if before is None:
            appeared = self._looked_at is not None and dump.path not in self._known
            changed = appeared or there - touched_at < _SETTLED
        else:
            changed = before != seen
        if changed:
            self._changed_at[dump.path] = now
            return True
        since = abs(now - self._changed_at.get(dump.path, now - _QUIET))  # a clock set back is no reason to wait for it
        if max(since, there - touched_at) < _QUIET:
            return True
        self._changed_at.pop(dump.path, None)
        return False

    def _read(self, folder: Folder, seen: _Print) -> _Contents:
        dump, log_file = seen
        kept = self._contents.get(dump.path)
        if kept is not None and kept[0] == seen:
            return kept[1]
        with folder.reading(dump) as handle:
            body = read_body(handle, dump.size_bytes)
        log = None
        if log_file is not None:
            with folder.reading(log_file) as handle:
                log = read_log(handle, log_file, self._zone, self._source.encoding)
        self._contents[dump.path] = (seen, (body, log))
        return body, log

    def _begun(self, dump: SeenFile, log: LogReading | None, now: datetime) -> Stamp | None:
        """The log's first line, else the creation, else (on systems that do not tell it) when it appeared to us."""
        if log is not None and log.started_at is not None:
            return Stamp(log.started_at, resolution_s=1)
        if dump.created_at is not None:
            return Stamp(dump.created_at.replace(microsecond=0), resolution_s=1)
        appeared = self._looked_at is not None and dump.path not in self._known
        if appeared and self._looked_at is not None and dump.modified_at >= self._looked_at:
            seen_at = min(now, dump.modified_at).replace(microsecond=0)
            self._born[dump.path] = Stamp(seen_at, resolution_s=self._resolution_s)
        return self._born.get(dump.path)
