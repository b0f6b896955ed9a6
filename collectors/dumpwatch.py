"""Watches one backup folder from look to look: which dumps lie there, and what is found about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from collectors.dumpchecks import Finding, all_checks, writing_checks
from collectors.dumplogs import LogReading, read_log
from collectors.dumps import SeenFile, export_kind, list_files, log_of, read_head
from collectors.textfiles import broken
from dashboard.model import Stamp
from dashboard.offices import BackupSource

EXAMINED_DUMPS = 15
_SETTLED = timedelta(minutes=2)
"""A dump untouched this long before the first look at it is not being written any more."""

_Print = tuple[SeenFile, SeenFile | None]
_Contents = tuple[str | None, LogReading | None]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a folder. ``findings`` are the newest dumps, in the order of their begin.

    ``oldest_dump_at`` / ``oldest_log_at``: last change of the oldest one there (None: none). A run before that
    may have been cleared away, so that its absence says nothing.
    """

    findings: tuple[Finding, ...]
    oldest_dump_at: datetime | None
    oldest_log_at: datetime | None


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
        self._known: set[Path] = set()
        self._prints: dict[Path, _Print] = {}
        self._contents: dict[Path, tuple[_Print, _Contents]] = {}
        self._born: dict[Path, Stamp] = {}

    def look(self, now: datetime) -> Look:
        """Look once. Raises CollectorError where the folder cannot be read; what is remembered then stays."""
        folder = Path(self._source.folder)
        try:
            logs = list_files(folder, self._source.log_pattern) if self._source.log_pattern else []
            log_paths = {log.path for log in logs}
            dumps = [dump for dump in list_files(folder, self._source.pattern) if dump.path not in log_paths]
        except OSError as error:
            raise broken(self._source.id, folder, error) from error
        taken = {dump.stem for dump in dumps}
        prints = {dump.path: (dump, log_of(dump, logs, taken)) for dump in dumps[-EXAMINED_DUMPS:]}
        sizes = [dump.size_bytes for dump in dumps]
        first = len(dumps) - len(prints)
        findings = [self._find(seen, sizes[: first + number], now) for number, seen in enumerate(prints.values())]
        self._remember(dumps, prints, now)
        return Look(
            tuple(sorted(findings, key=lambda found: found.begun_at)),
            dumps[0].modified_at if dumps else None,
            logs[0].modified_at if logs else None,
        )

    def _remember(self, dumps: Sequence[SeenFile], prints: dict[Path, _Print], now: datetime) -> None:
        self._looked_at = now
        self._known = {dump.path for dump in dumps}
        self._prints = prints
        self._contents = {path: kept for path, kept in self._contents.items() if path in prints}
        self._born = {path: stamp for path, stamp in self._born.items() if path in self._known}

    def _find(self, seen: _Print, predecessors: Sequence[int], now: datetime) -> Finding:
        dump, log_file = seen
        running, trouble = self._is_changing(seen, now), ""
        kind: str | None = None
        log: LogReading | None = None
        try:
            kind, log = self._read(seen)
        except OSError as error:
            running, trouble = True, str(broken(self._source.id, dump.path, error))
        checks = (
            writing_checks(dump)
            if running
            else all_checks(dump, kind, log, bool(self._source.log_pattern), predecessors)
        )
        return Finding(dump, log_file, log, self._begun(dump, log, now), running, checks, trouble)

    def _is_changing(self, seen: _Print, now: datetime) -> bool:
        dump, log = seen
        if dump.path in self._prints:
            return self._prints[dump.path] != seen
        if self._looked_at is not None and dump.path not in self._known:
            return True
        touched_at = max(dump.modified_at, log.modified_at) if log else dump.modified_at
        return now - touched_at < _SETTLED

    def _read(self, seen: _Print) -> _Contents:
        dump, log = seen
        kept = self._contents.get(dump.path)
        if kept is not None and kept[0] == seen:
            return kept[1]
        contents = (
            export_kind(read_head(dump.path)),
            read_log(log.path, self._zone, self._source.encoding) if log else None,
        )
        self._contents[dump.path] = (seen, contents)
        return contents

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
